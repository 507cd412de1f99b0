"""Puts records into the logs of the emulated clouds, where they are fetched as those of real ones."""

import http.client
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from akwarden.emulator.aws.state import TrailEvent
from akwarden.emulator.tencent.control import HEADER
from akwarden.emulator.traffic.record import Record
from akwarden.frontends.demo.history import masked
from akwarden.frontends.demo.servers import Servers
from akwarden.model.event import EventFormat

_SECONDS: Final = 5
_OK: Final = 200


def deliver(servers: Servers, record: Record) -> str | None:
    """Put a record into the log of its account, and return the name of that; None where it has no such user.

    Raises OSError where the server does not answer.
    """
    if record.format is EventFormat.CLOUDTRAIL:
        account = servers.company.aws.accounts.get(record.account)
        if account is None:
            return None
        event = TrailEvent(float(record.time), record.region, masked(record.content).decode())
        account.events.append(event)
        return account.name
    return _into_cloudaudit(servers, record)


def _into_cloudaudit(servers: Servers, record: Record) -> str | None:
    told: Mapping[str, Any] = msgspec.json.decode(record.content)
    account = servers.company.tencent.accounts.get(int(record.account))
    if account is None:
        return None
    identity = told["userIdentity"]
    name = str(identity.get("userName", ""))
    is_root = identity.get("type") == "Root" or name in {"", "root"}
    if not is_root and account.user_named(name) is None:
        return None
    return account.name if _posted(servers, _put(record, told, "" if is_root else name)) else None


def _put(record: Record, told: Mapping[str, Any], user: str) -> dict[str, Any]:
    """Return an event as the emulator takes it."""
    return {
        "account": int(record.account),
        "service": str(told["resourceType"]),
        "action": str(told["eventName"]),
        "user": user,
        "moment": float(record.time),
        "type": str(told["eventType"]),
        "region": str(told["eventRegion"]) or "ap-guangzhou",
        "write": told["actionType"] == "Write",
        "sensitive": str(told["sensitiveAction"]) == "1",
        "address": str(told["sourceIPAddress"]),
        "client": str(told["userAgent"]),
        "secret_id": str(told["userIdentity"].get("secretId", "")),
        "code": "" if str(told["errorCode"]) == "0" else str(told["errorCode"]),
        "message": "" if str(told["errorCode"]) == "0" else str(told["errorMessage"]),
        "parameters": _parameters(told),
        "resource": str(told["resourceName"]),
    }


def _parameters(told: Mapping[str, Any]) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(told["requestParameters"] or "{}")
    except (msgspec.DecodeError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def _posted(servers: Servers, event: Mapping[str, Any]) -> bool:
    """Put an event into CloudAudit by the way that emulators are steered; False where it is refused."""
    host, port = servers.tencent_address
    connection = http.client.HTTPConnection(host, port, timeout=_SECONDS)
    try:
        connection.request("POST", "/_emulator/events", msgspec.json.encode(event), {HEADER: "1"})
        answer = connection.getresponse()
        answer.read()
        return answer.status == _OK
    finally:
        connection.close()
