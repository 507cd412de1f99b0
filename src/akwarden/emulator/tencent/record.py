"""The records of CloudAudit, as dirty as real ones.

Samples of Tencent's documents are of three generations, and so are these; which one an event gets follows
from its number, so that it reads the same whenever it is read:

- 2019, of the API 2.0: the time is text, uins are numbers, the session is an object, and inner quotes of
  requestParameters are not escaped.
- 2021: `@timestamp`, `updateEsTime` and flags that others lack, the session is JSON in a string, the request
  comes with the id of its key and its token.
- 2023: tags, a resourceSet and the answer; in some, numbers stand where others have text.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

from akwarden.emulator.tencent.audit import Event
from akwarden.emulator.tencent.call import CallerKind
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.state import Account, Site

_ES_TIME = 10_000_000
_NO_TIME = "0000-00-00 00:00:00"
_INSIDE = "9.83.55.32"
"""An address inside the cloud, from which the console calls."""
_ROLE_KINDS = {CallerKind.ROLE, CallerKind.FEDERATED}


def record_of(account: Account, event: Event) -> dict[str, Any]:
    """Return the record of an event."""
    number = event.number % len(_GENERATIONS)
    more = _of_2019 if event.generation == "2.0" else _GENERATIONS[number]
    return _common(account, event) | more(account, event)


def text_of(record: dict[str, Any], *, careless: bool = False) -> str:
    """Return a record as JSON; `careless` leaves inner quotes of the old API's requests as they are.

    The sample of LookUpEvents in Tencent's documents is such a text, which no parser reads.
    """
    if not careless or record["apiVersion"] != "2.0":
        return msgspec.json.encode(record).decode()
    name, sent = '"requestParameters":', record["requestParameters"]
    text = msgspec.json.encode(record).decode()
    return text.replace(name + msgspec.json.encode(sent).decode(), f'{name}"{sent}"')


def _common(account: Account, event: Event) -> dict[str, Any]:
    refused = event.is_refused
    return {
        "eventVersion": 2,
        "eventID": event.request_id,
        "requestID": event.request_id,
        "eventName": event.action,
        "eventSource": f"{event.service}.{event.region or 'ap-guangzhou'}.api.tencentyun.com",
        "eventTime": int(event.moment),
        "eventRegion": event.region,
        "eventType": event.type,
        "actionType": "Write" if event.write else "Read",
        "apiVersion": "3.0",
        "httpMethod": event.method,
        "userAgent": event.client,
        "sourceIPAddress": event.address or (_INSIDE if event.type != "ApiCall" else ""),
        "errorCode": event.code if refused else "0",
        "errorMessage": event.message if refused else "permission verify",
        "apiErrorCode": "" if refused else event.code or 0,
        "apiErrorMessage": "" if refused else event.message,
        "resourceType": event.service,
        "resourceName": event.resource,
        "resources": msgspec.json.encode([event.resource or "*"]).decode(),
        "requestParameters": event.parameters,
        "sensitiveAction": "1" if event.sensitive else "0",
        "userIdentity": _identity(account, event),
    }


def _of_2019(account: Account, event: Event) -> dict[str, Any]:
    whole = {"Action": event.action, "Region": event.region, **_sent(account, event)}
    inner = "".join(f'"{name}":"{value}",' for name, value in whole.items())
    digest = hashlib.blake2b(event.request_id.encode(), digest_size=16).hexdigest()
    identity = _identity(account, event)
    return {
        "eventID": digest,
        "eventSource": f"{event.service}.api.tencentyun.com/v2/index.php",
        "eventTime": local(event.moment),
        "apiVersion": "2.0",
        "userAgent": "",
        "errorCode": event.code if event.is_refused else 0,
        "apiErrorCode": "" if event.is_refused else event.code,
        "resources": "",
        "region": "",
        "requestParameters": f'{{{inner}"Data":"{event.parameters}"}}',
        "sensitiveAction": "",
        "userIdentity": {
            **identity,
            "accountId": account.uin,
            "principalId": event.uin,
            "sessionContext": _session(account, event) or {},
        },
    } | ({"requestID": f"{event.number}_{event.moment:.4f}_v2"} if event.generation == "2.0" else {})


def _of_2021(account: Account, event: Event) -> dict[str, Any]:
    stamp = datetime.fromtimestamp(event.moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    sent = {"Region": event.region, **_sent(account, event), "Version": event.version, "Action": event.action}
    parameters = event.parameters.removeprefix("{")
    joined = (
        msgspec.json.encode(sent).decode().removesuffix("}") + ("," if parameters != "}" else "") + parameters
    )
    return {
        "@timestamp": stamp,
        "updateEsTime": int(event.moment * _ES_TIME),
        "onlyRecordNotSeen": "0",
        "authMode": "0",
        "isRisk": "0",
        "ruleId": "0",
        "cloudapi": int(event.type == "ApiCall"),
        "auth": 1,
        "signature": 0,
        "apiErrorCode": "" if event.is_refused else event.code or "0",
        "sensitiveAction": "1" if event.sensitive else "",
        "eventPlatform": "1" if account.site is Site.INTERNATIONAL else "0",
        "requestParameters": joined,
    }


def _of_2023(_account: Account, event: Event) -> dict[str, Any]:
    return {
        "resourceSet": [],
        "tags": [*event.tags] or [""],
        "errorMessage": event.message if event.is_refused else "",
        "responseElements": event.answer,
    }


def _of_2023_numbers(account: Account, event: Event) -> dict[str, Any]:
    identity = _identity(account, event)
    return {
        "tags": [*event.tags],
        "region": event.region,
        "responseElements": event.answer,
        "sensitiveAction": int(event.sensitive),
        "eventPlatform": int(account.site is Site.INTERNATIONAL),
        "errorCode": event.code if event.is_refused else 0,
        "userIdentity": identity | {"sessionContext": _session(account, event) or ""},
    }


_GENERATIONS: tuple[Callable[[Account, Event], dict[str, Any]], ...] = (
    _of_2023,
    _of_2023,
    _of_2021,
    _of_2023_numbers,
    _of_2023,
    _of_2019,
    _of_2021,
)


def _identity(account: Account, event: Event) -> dict[str, Any]:
    session = _session(account, event)
    return {
        "type": event.principal,
        "userName": _name(account, event),
        "accountId": str(account.uin),
        "principalId": str(event.uin),
        "secretId": event.secret_id,
        "sessionContext": msgspec.json.encode(session).decode() if session else "",
    }


def _name(account: Account, event: Event) -> str:
    """Return the name of who called; the id when they are gone by now, after the record's documents."""
    if event.principal == CallerKind.USER and event.uin not in account.users:
        return str(event.uin)
    if event.principal == CallerKind.ROLE and event.uin not in account.roles:
        return str(event.uin)
    return event.name


def _sent(account: Account, event: Event) -> dict[str, str]:
    """Return what old records show of a call beside its parameters, the token in clear among it."""
    return {
        "SecretId": event.secret_id,
        "Timestamp": str(int(event.moment)),
        "RequestClient": event.client,
        "RequestOperator": str(event.uin if event.principal not in _ROLE_KINDS else account.uin),
        **({"Token": event.token} if event.token else {}),
    }


def _session(account: Account, event: Event) -> dict[str, Any] | None:
    """Return the session, whose token stands there in clear; None for a permanent key's call."""
    if not event.token and event.type == "ApiCall":
        return None
    extra = {"dictId": 2208, "mfaExpireTime": _NO_TIME, "sessionUin": event.uin}
    return {
        "token": event.token,
        "ua": hashlib.blake2b(event.client.encode(), digest_size=16).hexdigest(),
        "userIp": event.user_address or event.address,
        "uin": event.uin,
        "ownerUin": account.uin,
        "appId": account.appid,
        "expireTime": local(event.expires) if event.expires else _NO_TIME,
        "mfa": 0,
        "mfaExpireTime": _NO_TIME,
        "interfaceName": "",
        "hasPolicyFilter": int(event.narrowed),
        "policyFilter": "",
        "extraInfo": msgspec.json.encode(extra).decode() if event.type == "ConsoleCall" else "",
    }
