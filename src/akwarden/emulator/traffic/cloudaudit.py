"""Writes CloudAudit records of Tencent Cloud, in the shapes of three generations.

Most are in the shape of the sample of DescribeEvents of 2023 in Tencent's command line. The texts are put
together from parts and not from dictionaries, which takes a tenth of the time.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from akwarden.emulator.traffic.account import fill, new_thing
from akwarden.emulator.traffic.calls import REFUSALS, Call, Cloud, Failure
from akwarden.emulator.traffic.cloudaudit_identity import audit_identity
from akwarden.emulator.traffic.dice import ALNUM, HEX, Dice
from akwarden.emulator.traffic.moment import day_text, local_text
from akwarden.emulator.traffic.record import Planned
from akwarden.emulator.traffic.sitting import Sitting
from akwarden.emulator.traffic.variant import Variant

FAR = 2_147_483_000
"""In January 2038."""
_ES_TIME = 10_000_000


class Written(NamedTuple):
    """A record's text, and its id."""

    text: str
    id: str


@dataclass(slots=True)
class _Parts:
    """What a record is put together from."""

    sitting: Sitting
    call: Call
    moment: int
    id: str
    values: dict[str, str]
    about: str
    address: str
    agent: str
    asks: str
    """The request inside a string, with its braces."""
    answers: str
    refusal: str
    refusal_text: str
    error: str
    """With quotes where it is text."""
    error_text: str
    failure: Failure | None

    @property
    def channel(self) -> str:
        """Return the eventType."""
        return "ConsoleCall" if self.sitting.is_console else "ApiCall"


def write_audit(planned: Planned, dice: Dice, variant: Variant | None, *, inner: bool) -> Written:
    """Return the record of a call; `inner` shows an address inside the cloud, as consoles do."""
    parts = _parts(planned, dice)
    if inner:
        parts.address = f"{dice.pick(('9', '30'))}.{dice.below(256)}.{dice.below(256)}.{dice.between(1, 254)}"
    if variant is None:
        return Written(_of_2023(parts), parts.id)
    change = _CHANGES.get(variant)
    if change is not None:
        change(parts, dice)
    shape = _SHAPES.get(variant, _of_2023)
    return Written(shape(parts), parts.id)


def _parts(planned: Planned, dice: Dice) -> _Parts:
    sitting, call, failure = planned.sitting, planned.call, planned.failure
    account = sitting.principal.account
    values = fill(call, account, dice, planned.given)
    id_ = dice.uuid()
    values["account"] = account.number
    values["region"] = sitting.region
    values["request"] = id_
    values["now"] = str(planned.moment)
    values["now-ms"] = f"{planned.moment}000"
    refusal, refusal_text, error, error_text = "0", "", "0", ""
    if failure is not None:
        text = failure.message.text % (values | {"service": call.service, "action": call.action})
        if failure.kind in REFUSALS:
            refusal, refusal_text = failure.code, text
        else:
            error, error_text = f'"{failure.code}"', text
    answers = call.answers.text % values if failure is None and call.write else ""
    return _Parts(
        sitting=sitting,
        call=call,
        moment=planned.moment,
        id=id_,
        values=values,
        about=call.about.text % values,
        address=sitting.address,
        agent=sitting.agent,
        asks=call.asks_inside.text % values,
        answers=answers,
        refusal=refusal,
        refusal_text=refusal_text,
        error=error,
        error_text=error_text,
        failure=failure,
    )


def _of_2023(parts: _Parts) -> str:
    call, sitting = parts.call, parts.sitting
    service, region, about = call.service, sitting.region, parts.about
    return (
        f'{{"userIdentity":{sitting.identity},"eventRegion":"{region}","eventVersion":2,'
        f'"errorCode":"{parts.refusal}","errorMessage":"{parts.refusal_text}","requestID":"{parts.id}",'
        f'"eventID":"{parts.id}","apiVersion":"3.0","eventType":"{parts.channel}",'
        f'"actionType":"{"Write" if call.write else "Read"}","httpMethod":"POST",'
        f'"apiErrorCode":{parts.error},"apiErrorMessage":"{parts.error_text}","userAgent":"{parts.agent}","eventTime":{parts.moment},'
        f'"sourceIPAddress":"{parts.address}","eventSource":"{service}.{region}.api.tencentyun.com",'
        f'"resources":"[\\"{about or "*"}\\"]","resourceName":"{about}","resourceSet":[],'
        f'"requestParameters":"{parts.asks}","responseElements":"{parts.answers}",'
        f'"resourceType":"{service}","eventName":"{call.action}",'
        f'"sensitiveAction":"{"1" if call.sensitive else "0"}","tags":[""]}}'
    )


def _of_2021(parts: _Parts) -> str:
    call, sitting, moment = parts.call, parts.sitting, parts.moment
    principal, service, region = sitting.principal, call.service, sitting.region
    token = f',\\"Token\\":\\"{principal.session.token}\\"' if principal.session else ""
    rest = "" if parts.asks == "{}" else f",{parts.asks[1:-1]}"
    day, second = divmod(moment, 86_400)
    stamp = f"{day_text(day)}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.115042"
    return (
        f'{{"userIdentity":{sitting.identity},"@timestamp":"{stamp}","onlyRecordNotSeen":"0",'
        f'"eventRegion":"{region}","eventVersion":2,"errorCode":"{parts.refusal}",'
        f'"errorMessage":"{parts.refusal_text or "permission verify"}","requestID":"{parts.id}",'
        f'"eventID":"{parts.id}","apiVersion":"3.0","eventType":"{parts.channel}",'
        f'"actionType":"{"Write" if call.write else "Read"}","authMode":"0","isRisk":"0","ruleId":"0",'
        f'"httpMethod":"POST","apiErrorCode":"{parts.error.strip(_QUOTE)}","apiErrorMessage":"{parts.error_text}",'
        f'"userAgent":"{parts.agent}","eventTime":{moment},'
        f'"updateEsTime":{(moment + 9) * _ES_TIME + 1_644_206},'
        f'"sensitiveAction":"{"1" if call.sensitive else ""}","eventPlatform":"0",'
        f'"sourceIPAddress":"{parts.address}","resourceType":"{service}","eventName":"{call.action}",'
        f'"eventSource":"{service}.{region}.api.tencentyun.com",'
        f'"requestParameters":"{{\\"Region\\":\\"{region}\\",\\"SecretId\\":\\"{principal.key_id}\\",'
        f'\\"Timestamp\\":\\"{moment}\\",\\"RequestClient\\":\\"{parts.agent}\\",'
        f'\\"Action\\":\\"{call.action}\\",\\"RequestOperator\\":\\"{principal.id}\\"{token}{rest}}}",'
        f'"resources":"[\\"*\\"]","resourceName":"{parts.about}","cloudapi":{int(not sitting.is_console)},'
        f'"auth":1,"signature":0}}'
    )


_QUOTE = '"'


def _of_2019(parts: _Parts) -> str:
    """Return a record of the API 2.0, which is no JSON: the quotes of its request are not escaped."""
    call, sitting, moment = parts.call, parts.sitting, parts.moment
    principal, failure = sitting.principal, parts.failure
    refused = failure is not None and failure.kind in REFUSALS
    token = f'"Token":"{principal.session.token}",' if principal.session else ""
    asks = (
        f'{{"Action":"{call.action}","Nonce":"{moment % 60_000}","Region":"gz",'
        f'"RequestClient":"SDK_NODEJS_0.2.1","RequestOperator":"{principal.id}",'
        f'"SecretId":"{principal.key_id}","Timestamp":"{moment - 4}",'
        f'{token}"seqId":"{parts.values["request"]}"}}'
    )
    return (
        f'{{"actionType":"{"Write" if call.write else "Read"}",'
        f'"apiErrorCode":"{"" if refused else parts.error.strip(_QUOTE).removeprefix("0")}",'
        f'"apiErrorMessage":"{parts.error_text}","apiVersion":"2.0",'
        f'"errorCode":{failure.old if failure is not None and refused else 0},'
        f'"errorMessage":"{parts.refusal_text or "permission verify"}","eventID":"{parts.id}",'
        f'"eventName":"{call.action}","eventRegion":"{sitting.region}",'
        f'"eventSource":"{call.service}.api.tencentyun.com/v2/index.php","eventTime":"{local_text(moment)}",'
        f'"eventType":"{parts.channel}","eventVersion":2,"httpMethod":"POST","region":"",'
        f'"requestID":"{parts.id[:8]}_{moment}.6815_v2","requestParameters":"{asks}",'
        f'"resourceName":"{parts.about}","resourceType":"{call.service}","resources":"",'
        f'"sourceIPAddress":"{parts.address}","userAgent":"",'
        f'"userIdentity":{audit_identity(principal, numbers=True, as_object=True)}}}'
    )


def _numbers(parts: _Parts) -> str:
    """Return a record whose numbers are numbers."""
    text = _of_2023(parts)
    if parts.refusal == "0":
        text = text.replace('"errorCode":"0"', '"errorCode":0', 1)
    flag = int(parts.call.sensitive)
    text = text.replace(f'"sensitiveAction":"{flag}"', f'"sensitiveAction":{flag}', 1)
    return text.replace(parts.sitting.identity, audit_identity(parts.sitting.principal, numbers=True), 1)


def _session_object(parts: _Parts) -> str:
    identity = audit_identity(parts.sitting.principal, as_object=True)
    return _of_2023(parts).replace(parts.sitting.identity, identity, 1)


def _time_text(parts: _Parts) -> str:
    return _of_2023(parts).replace(
        f'"eventTime":{parts.moment}', f'"eventTime":"{local_text(parts.moment)}"', 1
    )


def _other_casing(parts: _Parts) -> str:
    action = parts.call.action
    other = _SPELLINGS.get(action, action[0].lower() + action[1:])
    return _of_2023(parts).replace(f'"eventName":"{action}"', f'"eventName":"{other}"', 1)


_SPELLINGS = {"LookUpEvents": "LookupEvents"}
"""Seen in samples; of other actions the first letter is written small, which old callers do."""
_SHAPES: Mapping[Variant, Callable[[_Parts], str]] = {
    Variant.SHAPE_2021: _of_2021,
    Variant.BROKEN_REQUEST: _of_2019,
    Variant.NUMBERS: _numbers,
    Variant.SESSION_OBJECT: _session_object,
    Variant.TIME_TEXT: _time_text,
    Variant.OTHER_CASING: _other_casing,
}


def _to_six(parts: _Parts, _: Dice) -> None:
    parts.address = parts.sitting.six or parts.address


def _mapped(parts: _Parts, _: Dice) -> None:
    if ":" not in parts.address:
        parts.address = f"::ffff:{parts.address}"


def _to_service(parts: _Parts, _: Dice) -> None:
    parts.address = f"{parts.call.service}.tencentyun.com"


def _without_agent(parts: _Parts, _: Dice) -> None:
    parts.agent = ""


def _far(parts: _Parts, _: Dice) -> None:
    parts.moment = FAR


def _old_id(parts: _Parts, dice: Dice) -> None:
    parts.id = dice.text(HEX, 32)


def _with_secret(parts: _Parts, dice: Dice) -> None:
    """Put a key with its secret into the request, as somebody did who pasted the environment of a program."""
    key = new_thing("key", Cloud.TENCENT, dice)
    pasted = json.dumps(
        json.dumps(f"TENCENTCLOUD_SECRET_ID={key} TENCENTCLOUD_SECRET_KEY={dice.text(ALNUM, 32)}")
    )
    comma = "" if parts.asks == "{}" else ","
    parts.asks = f'{parts.asks[:-1]}{comma}\\"Remark\\":{pasted[1:-1]}}}'


_CHANGES: Mapping[Variant, Callable[[_Parts, Dice], None]] = {
    Variant.IPV6: _to_six,
    Variant.MAPPED_ADDRESS: _mapped,
    Variant.SERVICE_ADDRESS: _to_service,
    Variant.NO_AGENT: _without_agent,
    Variant.WRONG_CLOCK: _far,
    Variant.SECRET_INSIDE: _with_secret,
    Variant.BROKEN_REQUEST: _old_id,
}
