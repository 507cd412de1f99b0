"""The shape of a CloudAudit record, read by msgspec in one pass; `unwrap` brings other shapes to it.

The fields are those of "CloudAudit, Viewing Event Details in Operation Record", and of the samples of
DescribeEvents and LookUpEvents. What comes as text in one record and as a number in another takes both; what
no event needs (the request and the answer, mostly) is skipped. Fields stand in the order of a record of 2023,
since msgspec looks for the next field of a record at the next one here.
"""

import msgspec

Loose = str | int | float | bool | None
"""A text or a number."""


def text_of(value: Loose) -> str:
    """Return a value as text; empty for none."""
    if type(value) is str:
        return value
    if value is None or isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


class Session(
    msgspec.Struct, gc=False, rename={"user_ip": "userIp", "owner": "ownerUin", "expires": "expireTime"}
):
    """Where `userIdentity.sessionContext` came from: the session of a temporary key or of the console."""

    token: str = ""
    user_ip: str = ""
    """The address of the person at the console."""
    owner: Loose = None
    """The account that the session is of."""
    expires: Loose = None
    mfa: Loose = None


class Identity(
    msgspec.Struct,
    gc=False,
    rename={
        "principal": "principalId",
        "account": "accountId",
        "key_id": "secretId",
        "session": "sessionContext",
        "name": "userName",
    },
):
    """Who called."""

    principal: Loose = None
    account: Loose = None
    key_id: str = ""
    session: str | Session | None = None
    """As an object, as JSON in a string, or empty."""
    type: str = ""
    name: str = ""


class AuditRecord(
    msgspec.Struct,
    gc=False,
    kw_only=True,
    rename={
        "identity": "userIdentity",
        "region": "eventRegion",
        "refusal": "errorCode",
        "request_id": "requestID",
        "id": "eventID",
        "channel": "eventType",
        "access": "actionType",
        "error": "apiErrorCode",
        "user_agent": "userAgent",
        "time": "eventTime",
        "address": "sourceIPAddress",
        "client_ip": "cliIp",
        "source": "eventSource",
        "resource": "resourceName",
        "service": "resourceType",
        "name": "eventName",
        "sensitive": "sensitiveAction",
        "text": "CloudAuditEvent",
    },
):
    """One call, or what it is wrapped in."""

    identity: str | Identity | None = None
    """As JSON in a string where CLS kept the record as the fields of a log."""
    region: str = ""
    refusal: Loose = None
    """The error of signature and authorisation."""
    request_id: str = ""
    id: str = ""
    channel: str = ""
    access: str = ""
    """`Read` or `Write`."""
    error: Loose = None
    """The error of the service."""
    user_agent: str = ""
    time: Loose = None
    address: str = ""
    client_ip: str = ""
    """The caller's address once more; records of 2021 and 2022 have it."""
    source: str = ""
    """The host that was called."""
    resources: str = ""
    """A JSON list in a string."""
    resource: str = ""
    service: str = ""
    name: str = ""
    """Of the API."""
    sensitive: Loose = None
    text: str = ""
    """The record of an entry of DescribeEvents or LookUpEvents."""
    data: "AuditRecord | str | None" = None
    """The record in an envelope of EventBridge."""
