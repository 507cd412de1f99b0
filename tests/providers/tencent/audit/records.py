"""Records of CloudAudit for tests: the real samples, and one that each test changes a field of."""

import json
from pathlib import Path
from typing import Any

import msgspec

from akwarden.model.event import Event
from akwarden.providers.tencent.audit.cloudaudit import CloudAuditReader
from akwarden.workflows.rule_check import expand

SAMPLES = Path(__file__).parents[3] / "samples" / "audit" / "tencent"
NOW = 1_700_000_000
"""2023-11-14 22:13:20 UTC."""
MOMENT = 1_690_000_000
SECOND = 1_000_000
ACCOUNT, USER, ROLE = "100000000001", "100000000002", "4611686018427397919"
PERMANENT = expand("AKID{32*A}", 1)
TEMPORARY = expand("AKID{64*W}", 2)
TOKEN = expand("{220*W}", 3)
SESSION: dict[str, Any] = {
    "token": TOKEN,
    "userIp": "203.0.113.9",
    "uin": int(USER),
    "ownerUin": int(ACCOUNT),
    "appId": 1250000000,
    "expireTime": "2023-07-22 14:26:40",
    "mfa": 1,
}


def sample(name: str) -> bytes:
    """Give one entry of DescribeEvents or LookUpEvents as it is in the documents."""
    return (SAMPLES / f"{name}.json").read_bytes()


def record(identity: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """Give a record of a user's call of the API with a permanent key; a field of None is left out."""
    who = {
        "type": "CAMUser",
        "userName": "li.wei",
        "accountId": ACCOUNT,
        "principalId": USER,
        "secretId": PERMANENT,
        "sessionContext": "",
    } | (identity or {})
    whole = {
        "userIdentity": who,
        "eventVersion": 2,
        "eventID": "4ce7ff1b-0000-4000-8000-2be2c8a7d0a1",
        "requestID": "4ce7ff1b-0000-4000-8000-2be2c8a7d0a1",
        "eventName": "DescribeInstances",
        "eventSource": "cvm.ap-guangzhou.api.tencentyun.com",
        "eventTime": MOMENT,
        "eventRegion": "ap-guangzhou",
        "eventType": "ApiCall",
        "actionType": "Read",
        "apiVersion": "3.0",
        "httpMethod": "POST",
        "userAgent": "SDK_PYTHON_3.0.1",
        "sourceIPAddress": "198.51.100.7",
        "errorCode": "0",
        "errorMessage": "permission verify",
        "apiErrorCode": 0,
        "apiErrorMessage": "",
        "resourceType": "cvm",
        "resourceName": "instance/ins-1",
        "resources": '["*"]',
        "requestParameters": '{"Limit":20}',
        "sensitiveAction": "0",
    } | fields
    return {name: value for name, value in whole.items() if value is not None}


def written(content: Any) -> bytes:
    """Give content as a line of JSON."""
    return json.dumps(content, ensure_ascii=False).encode()


def read(content: Any, *sensitive: str) -> Event:
    """Read content with a clock that stands at NOW."""
    return read_at(content, NOW, *sensitive)


def read_at(content: Any, now: float, *sensitive: str) -> Event:
    """Read content with a clock that stands at a time."""
    line = content if isinstance(content, bytes) else written(content)
    return CloudAuditReader(frozenset(sensitive), now=lambda: now).read(line)


def flat(**fields: Any) -> dict[str, Any]:
    """Give an entry of DescribeEvents that has only its copies."""
    return {
        "EventId": "e-1",
        "EventName": "DeleteUser",
        "EventTime": str(MOMENT),
        "SecretId": PERMANENT,
        "ErrorCode": 4102,
        "RequestID": "r-1",
        "SourceIPAddress": "198.51.100.7",
        "EventSource": "cam.ap-guangzhou.api.tencentyun.com",
        "EventRegion": "ap-guangzhou",
        "Resources": {"ResourceName": "uin/1", "ResourceType": "cam"},
        "Username": "root",
        "AccountID": int(ACCOUNT),
    } | fields


def envelope(data: Any, **fields: Any) -> dict[str, Any]:
    """Give an envelope of EventBridge."""
    return {
        "specversion": "1.0",
        "id": "13a3f42d-7258-4ada-da6d-023a33000000",
        "source": "cvm.cloud.tencent",
        "type": "cvm:CloudEvent:ApiCall",
        "subject": "ins-1",
        "time": (MOMENT + 9) * 1000,
        "region": "ap-beijing",
        "datacontenttype": "application/json;charset=utf-8",
        "data": data,
    } | fields


def told(event: Event) -> dict[str, Any]:
    """Give what an event says beyond what every event leaves open, without the record itself."""
    empty = (None, "", False, "unknown", "none")
    fields = msgspec.to_builtins(event)
    return {name: value for name, value in fields.items() if name != "raw" and value not in empty}
