"""Wraps records as the APIs of the clouds answer with them: DescribeEvents, and LookupEvents of CloudTrail.

Copies of some fields stand beside each record, which is itself a string there. They are cut out of its text,
since not every record is JSON.
"""

import re
from collections.abc import Sequence

import msgspec

from akwarden.emulator.traffic.moment import local_text
from akwarden.emulator.traffic.record import Record

PAGE = 50
"""Records of one answer: the most that either API gives."""
_FIELDS = {
    name: re.compile(rb'"' + name.encode() + rb'":"?([^",}]*)')
    for name in (
        *("eventName", "secretId", "requestID", "sourceIPAddress", "eventSource", "userName", "resourceType"),
        *("resourceName", "accessKeyId", "errorCode"),
    )
}


def audit_answer(records: Sequence[Record], page: int, *, is_last: bool) -> bytes:
    """Return an answer of DescribeEvents; its NextToken is a number, as its documents say."""
    events = [_audit_entry(record) for record in records]
    answer = {
        "ListOver": is_last,
        "NextToken": page + 1,
        "TotalCount": len(events),
        "Events": events,
        "RequestId": records[0].event_id,
    }
    return msgspec.json.encode({"Response": answer})


def trail_answer(records: Sequence[Record], page: int, *, is_last: bool) -> bytes:
    """Return an answer of LookupEvents, as the command line of AWS prints it."""
    events = [_trail_entry(record) for record in records]
    return msgspec.json.encode({"Events": events} | ({} if is_last else {"NextToken": f"page-{page + 1}"}))


def audit_entry(record: Record) -> bytes:
    """Return one entry of an answer of DescribeEvents."""
    return msgspec.json.encode(_audit_entry(record))


def _audit_entry(record: Record) -> dict[str, object]:
    text = record.content
    # Copies differ in their types from one generation of answers to the next.
    moment = str(record.time) if record.time % 3 else local_text(record.time)
    error = _cut(text, "errorCode")
    return {
        "EventId": record.event_id,
        "EventName": _cut(text, "eventName"),
        "EventNameCn": "",
        "EventTime": moment,
        "EventRegion": record.region,
        "EventSource": _cut(text, "eventSource"),
        "Username": _cut(text, "userName"),
        "SecretId": _cut(text, "secretId"),
        "SourceIPAddress": _cut(text, "sourceIPAddress"),
        "RequestID": _cut(text, "requestID"),
        "ErrorCode": int(error) if error.isdecimal() else 1,
        "AccountID": int(record.account),
        "Location": "",
        "Resources": {"ResourceType": _cut(text, "resourceType"), "ResourceName": _cut(text, "resourceName")},
        "ResourceTypeCn": "",
        "ResourceRegion": "",
        "CloudAuditEvent": text.decode(),
    }


def _trail_entry(record: Record) -> dict[str, object]:
    text = record.content
    return {
        "EventId": record.event_id,
        "EventName": _cut(text, "eventName"),
        "ReadOnly": "true" if b'"readOnly":true' in text else "false",
        "AccessKeyId": _cut(text, "accessKeyId"),
        "EventTime": record.time,
        "EventSource": _cut(text, "eventSource"),
        "Username": _cut(text, "userName"),
        "Resources": [],
        "CloudTrailEvent": text.decode(),
    }


def _cut(text: bytes, name: str) -> str:
    found = _FIELDS[name].search(text)
    return found[1].decode() if found else ""
