"""Writes CloudTrail records of AWS, after CloudTrail, "CloudTrail record contents" and published events."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from akwarden.emulator.traffic.account import fill, new_thing
from akwarden.emulator.traffic.calls import Call, Cloud, Failure
from akwarden.emulator.traffic.cloudaudit import FAR, Written
from akwarden.emulator.traffic.dice import ALNUM, Dice
from akwarden.emulator.traffic.moment import HOUR, iso
from akwarden.emulator.traffic.principal import CallerKind, arn_of
from akwarden.emulator.traffic.record import Planned
from akwarden.emulator.traffic.sitting import Sitting
from akwarden.emulator.traffic.variant import Variant

_FLAGS = ("false", "true")
_GLOBAL = frozenset(["iam", "organizations", "ce", "signin"])
"""Services that are recorded in us-east-1, wherever they were called from."""
_GLOBAL_REGION = "us-east-1"
_SERVICES_CALLING = ("cloudformation.amazonaws.com", "config.amazonaws.com", "autoscaling.amazonaws.com")


@dataclass(slots=True)
class _Parts:
    """What a record is put together from."""

    sitting: Sitting
    call: Call
    time: str
    id: str
    values: dict[str, str]
    address: str
    asks: str
    failure: Failure | None
    is_old: bool = False


def write_trail(planned: Planned, dice: Dice, variant: Variant | None) -> Written:
    """Return the record of a call."""
    sitting, call = planned.sitting, planned.call
    values = fill(call, sitting.principal.account, dice, planned.given)
    _give(values, planned, dice)
    parts = _Parts(
        sitting=sitting,
        call=call,
        time=iso(planned.moment),
        id=dice.uuid(),
        values=values,
        address=sitting.address,
        asks=call.asks.text % values,
        failure=planned.failure,
    )
    change = _CHANGES.get(variant) if variant is not None else None
    if change is not None:
        change(parts, dice)
    return Written(_text(parts), parts.id)


def region_of(call: Call, sitting: Sitting) -> str:
    """Return the region whose trail has the record of a call."""
    return _GLOBAL_REGION if call.service in _GLOBAL else sitting.region


def _give(values: dict[str, str], planned: Planned, dice: Dice) -> None:
    """Fill what stands elsewhere in the record too."""
    sitting = planned.sitting
    values["account"] = sitting.principal.account.number
    values["region"] = sitting.region
    values["request"] = dice.uuid()
    if planned.call.has_date:
        values["date"] = values["expiry"] = iso(planned.moment + HOUR)
    if planned.call.more.text:
        session = sitting.principal.session
        values["mfa"] = "Yes" if session is not None and session.mfa else "No"


def _text(parts: _Parts) -> str:
    sitting, call, values = parts.sitting, parts.call, parts.values
    failure = parts.failure
    answers = call.answers.text % values if failure is None else "null"
    more = f'"additionalEventData":{call.more.text % values},' if call.more.text else ""
    resources = f'"resources":{call.resources.text % values},' if call.resources.text else ""
    # ConsoleLogin has no request and no key yet; it tells its failure in the answer.
    return (
        f'{{"eventVersion":"{"1.05" if parts.is_old else "1.11"}","userIdentity":{_identity(sitting, call)},'
        f'"eventTime":"{parts.time}",'
        f'"eventSource":"{call.service}.amazonaws.com","eventName":"{call.action}",'
        f'"awsRegion":"{region_of(call, sitting)}","sourceIPAddress":"{parts.address}",'
        f'"userAgent":"{sitting.agent}",{_failed(parts)}"requestParameters":{parts.asks},'
        f'"responseElements":{answers},{more}"requestID":"{values["request"]}","eventID":"{parts.id}",'
        f"{_tail(parts, resources)}}}"
    )


def _identity(sitting: Sitting, call: Call) -> str:
    if call.kind == "AwsApiCall":
        return sitting.identity
    principal = sitting.principal
    if principal.kind is CallerKind.ROOT:
        number = principal.account.number
        return (
            f'{{"type":"Root","principalId":"{number}","arn":"{arn_of(principal)}","accountId":"{number}"}}'
        )
    return (
        f'{{"type":"IAMUser","principalId":"{principal.id}","arn":"{arn_of(principal)}",'
        f'"accountId":"{principal.account.number}","userName":"{principal.name}"}}'
    )


def _failed(parts: _Parts) -> str:
    failure = parts.failure
    if failure is None:
        return ""
    call = parts.call
    text = failure.message.text % (
        {"person": "nobody", "instance": "i-0"}
        | parts.values
        | {"service": call.service, "action": call.action, "arn": arn_of(parts.sitting.principal)}
    )
    return f'"errorCode":"{failure.code}","errorMessage":"{text}",'


def _tail(parts: _Parts, resources: str) -> str:
    call, sitting = parts.call, parts.sitting
    recipient = f'"recipientAccountId":"{sitting.principal.account.number}"'
    if parts.is_old:
        return f'{resources}"eventType":"{call.kind}",{recipient}'
    console = (
        ',"sessionCredentialFromConsole":"true"' if sitting.is_console and call.kind == "AwsApiCall" else ""
    )
    return (
        f'"readOnly":{_FLAGS[not call.write]},{resources}"eventType":"{call.kind}",'
        f'"managementEvent":{_FLAGS[not call.is_data]},{recipient},'
        f'"eventCategory":"{"Data" if call.is_data else "Management"}"{_tls(parts)}{console}'
    )


def _tls(parts: _Parts) -> str:
    """Return how the connection was secured; calls of services for others have none."""
    call, sitting = parts.call, parts.sitting
    if sitting.principal.invoked_by or sitting.address.endswith(".amazonaws.com"):
        return ""
    host = f"{call.service}.{region_of(call, sitting)}.amazonaws.com"
    return (
        ',"tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256",'
        f'"clientProvidedHostHeader":"{host}"}}'
    )


def _to_six(parts: _Parts, _: Dice) -> None:
    parts.address = parts.sitting.six or parts.address


def _mapped(parts: _Parts, _: Dice) -> None:
    if ":" not in parts.address and not parts.address.endswith(".com"):
        parts.address = f"::ffff:{parts.address}"


def _to_service(parts: _Parts, dice: Dice) -> None:
    parts.address = dice.pick(_SERVICES_CALLING)


def _far(parts: _Parts, _: Dice) -> None:
    parts.time = iso(FAR)


def _old(parts: _Parts, _: Dice) -> None:
    parts.is_old = True


def _with_secret(parts: _Parts, dice: Dice) -> None:
    """Put a key with its secret into the request, as somebody did who pasted the environment of a program."""
    key = new_thing("key", Cloud.AWS, dice)
    pasted = json.dumps(f"AWS_ACCESS_KEY_ID={key} AWS_SECRET_ACCESS_KEY={dice.text(ALNUM, 40)}")
    parts.asks = (
        f'{{"description":{pasted}}}'
        if parts.asks == "null"
        else (f'{{"description":{pasted}{"" if parts.asks == "{}" else ","}{parts.asks[1:]}')
    )


_CHANGES: Mapping[Variant, Callable[[_Parts, Dice], None]] = {
    Variant.IPV6: _to_six,
    Variant.MAPPED_ADDRESS: _mapped,
    Variant.SERVICE_ADDRESS: _to_service,
    Variant.WRONG_CLOCK: _far,
    Variant.OLD_VERSION: _old,
    Variant.SECRET_INSIDE: _with_secret,
}
