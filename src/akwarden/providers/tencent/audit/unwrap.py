"""Finds the record of CloudAudit in whatever it comes in, where reading it as it should be has failed.

It is the slow way, for records of any wrapping and any mixture of types:

- an entry of DescribeEvents or LookUpEvents: the record as text, and copies of some fields, which fill what
  the record lacks and are all there is where its text is broken;
- an envelope of EventBridge, the record as an object or as text;
- a log of CLS, whose fields are those of the record, or which has the record as text in one field;
- a record whose requestParameters are not escaped, as in the sample of LookUpEvents.

Names of fields are compared without their case, since the copies have names of their own case.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from akwarden.providers.audit import RecordError
from akwarden.providers.tencent.audit.moment import Moment, moment_of
from akwarden.providers.tencent.audit.record import AuditRecord, Identity, Loose, Session, text_of

Fields = Mapping[str, Any]
"""By name in lower case."""

_DEEPEST = 4
_CARRIERS = (
    *("cloudauditevent", "data", "logjson"),
    *("__content__", "content", "__raw__", "__rawlog__", "message", "log", "event", "record", "value"),
)
"""Fields that hold a record: of the API, of EventBridge and of SearchLog; then of CLS and of queues."""
_NAMES = (
    *("@timestamp", "actionType", "apiErrorCode", "apiErrorMessage", "apiVersion", "auth", "authMode"),
    *("cliIp", "cloudapi", "errorCode", "errorMessage", "eventID", "eventName", "eventPlatform"),
    *("eventRegion", "eventSource", "eventTime", "eventType", "eventVersion", "httpMethod", "isRisk"),
    *("onlyRecordNotSeen", "region", "requestID", "requestParameters", "resourceName", "resourceSet"),
    *("resourceType", "resources", "responseElements", "ruleId", "sensitiveAction", "signature"),
    *("sourceIPAddress", "tags", "updateEsTime", "userAgent", "userIdentity"),
)
"""All fields that records were seen with."""
_OPENING = re.compile(r'"(?:requestParameters|responseElements)"\s*:\s*"(?=[{\[])')
_CLOSING = re.compile(rf'[}}\]](?="(?:\s*+,\s*+"(?:{"|".join(_NAMES)})"\s*+:|[\s}}]*+\Z))')
"""Around JSON in a string whose quotes may not be escaped: it ends where the next field of a record is.

What follows it is never looked at twice: blanks may be many.
"""
_PAIR = re.compile(r'"(\w{2,30})\\*"\s*:\s*(?:\\*"([^"\\]{0,4096})\\*"|(-?\d{1,20})(?!\d))')
_TIMES = ("eventtime", "time", "@timestamp", "__timestamp__", "timestamp")
"""Where a time stands: that of the call, of its envelope, and of when it came to a log, seconds later."""
_UTC_TIMES = frozenset(["@timestamp", "__timestamp__", "timestamp"])
"""Those without a zone are of UTC: in the samples @timestamp is 4 to 7 seconds after eventTime."""


def unwrap(record: bytes, now: float) -> AuditRecord:
    """Return the record in the shape that an event is made of; raises RecordError where there is none.

    Its time is one that `moment_of` reads, or None. `now` is in seconds since 1970.
    """
    parsed = _parsed(record.decode("utf-8", "replace"))
    if parsed is None:
        raise RecordError("it is not JSON")
    fields = _fields(parsed, 0)
    name = _text(fields, "eventname")
    if not name:
        raise RecordError("it names no event")
    return AuditRecord(
        name=name,
        time=_time(fields, now),
        id=_text(fields, "eventid"),
        request_id=_text(fields, "requestid"),
        source=_text(fields, "eventsource") or _text(fields, "source"),
        service=_text(fields, "resourcetype") or _text(_flat_resource(fields), "resourcetype"),
        region=_text(fields, "eventregion") or _text(fields, "region"),
        channel=_text(fields, "eventtype"),
        access=_text(fields, "actiontype"),
        user_agent=_text(fields, "useragent"),
        address=_text(fields, "sourceipaddress"),
        client_ip=_text(fields, "cliip"),
        refusal=_text(fields, "errorcode"),
        error=_text(fields, "apierrorcode"),
        sensitive=_text(fields, "sensitiveaction"),
        resource=_text(fields, "resourcename") or _text(_flat_resource(fields), "resourcename"),
        resources=_resources(fields),
        identity=_identity(fields),
    )


def identity_of(text: str) -> Identity:
    """Return the identity that stands as JSON in a string, empty where it does not."""
    return _identity({"useridentity": text})


def session_of(text: str) -> Session | None:
    """Return the session that stands as JSON in a string, with what can be read of it where it is broken."""
    fields = _lowered(text) or {
        name.lower(): quoted or number for name, quoted, number in _PAIR.findall(text)
    }
    return _session(fields)


def _parsed(text: str) -> Any:
    """Return what JSON says, though its requests and answers be broken; None where it says nothing."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(_emptied(text), strict=False)
    except (ValueError, RecursionError):
        return None


def _emptied(text: str) -> str:
    """Return a record whose request and answer are empty strings."""
    kept, place = [], 0
    while opening := _OPENING.search(text, place):
        closing = _CLOSING.search(text, opening.end())
        if closing is None:
            break
        kept.append(text[place : opening.end()])
        place = closing.end()
    return "".join(kept) + text[place:]


def _lowered(content: Any) -> dict[str, Any]:
    """Return an object, or the one that a text holds, by names in lower case; empty where there is none."""
    found = _parsed(content) if isinstance(content, str) and content.lstrip()[:1] in {"{", '"'} else content
    if isinstance(found, str) and found is not content:
        found = _parsed(found)
    return {str(name).lower(): value for name, value in found.items()} if isinstance(found, dict) else {}


def _fields(content: Any, depth: int) -> dict[str, Any]:
    """Return the fields of the innermost record, and those of its wrappings where it has none of the name."""
    own = _lowered(content)
    if "useridentity" in own or depth >= _DEEPEST:
        return own
    for carrier in _CARRIERS:
        inner = _fields(own[carrier], depth + 1) if own.get(carrier) else {}
        if "eventname" in inner:
            return own | {name: value for name, value in inner.items() if value is not None and value != ""}
    return own


def _text(fields: Fields, name: str) -> str:
    """Return a field as text that can be stored; empty where it is missing or is no single value."""
    value = fields.get(name)
    if value is None or not isinstance(value, str | int | float):
        return ""
    try:
        text = text_of(value).strip()
    except ValueError:  # a number of more digits than Python writes
        return ""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _time(fields: Fields, now: float) -> Loose:
    """Return the time of the first field that has one, as a number where its zone is known."""
    for name in _TIMES:
        value = fields.get(name)
        if not isinstance(value, str | int | float):
            continue
        if name not in _UTC_TIMES and moment_of(value, now) is not None:
            return value
        moment: Moment | None = moment_of(value, now, UTC)
        if moment is not None:
            return moment.micros
    return None


def _flat_resource(fields: Fields) -> Fields:
    """Return the pair of type and name that entries of the API have."""
    found = fields.get("resources")
    return _lowered(found) if isinstance(found, dict) else {}


def _resources(fields: Fields) -> str:
    found = fields.get("resources")
    if isinstance(found, list):
        return next((one for one in found if isinstance(one, str)), "")
    return _text(fields, "resources")


def _within(fields: Fields, name: str) -> dict[str, Any]:
    """Return an object by its name, or by names such as `useridentity.secretid`, as CLS writes it flat."""
    found = _lowered(fields.get(name))
    prefix = f"{name}."
    flat = {key.removeprefix(prefix): value for key, value in fields.items() if key.startswith(prefix)}
    return flat | found


def _identity(fields: Fields) -> Identity:
    own = _within(fields, "useridentity")
    text = own.get("sessioncontext")
    session = _within(own, "sessioncontext")
    return Identity(
        type=_text(own, "type"),
        name=_text(own, "username") or _text(fields, "username"),
        account=_text(own, "accountid") or _text(fields, "accountid"),
        principal=_text(own, "principalid"),
        key_id=_text(own, "secretid") or _text(fields, "secretid"),
        session=_session(session) if session or not isinstance(text, str) else session_of(text),
    )


def _session(fields: Fields) -> Session | None:
    if not fields:
        return None
    return Session(
        token=_text(fields, "token"),
        user_ip=_text(fields, "userip"),
        owner=_text(fields, "owneruin"),
        expires=_text(fields, "expiretime"),
        mfa=_text(fields, "mfa"),
    )
