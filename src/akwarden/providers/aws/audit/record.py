"""The shape of a CloudTrail record, read by msgspec in one pass; `reshape` brings other shapes to it.

The fields are those of CloudTrail, "CloudTrail record contents" and "CloudTrail userIdentity element". Other
tools write some of them as other types, so each takes what was seen; what no event needs is skipped.
"""

from types import MappingProxyType
from typing import Final

import msgspec

Loose = str | int | float | bool | None
"""A text or a number."""


def text_of(value: object) -> str | None:
    """Return a value as text; None for an empty one, and for one that is no text or number."""
    if type(value) is str:
        return value or None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


_TRUTHS: Final = MappingProxyType({"true": True, "yes": True, "false": False, "no": False})


def truth_of(value: object) -> bool | None:
    """Return a yes or no that may be written as text; None for neither."""
    if value is None or value is True or value is False:
        return value
    return _TRUTHS.get(value.lower()) if isinstance(value, str) else None


class Issuer(
    msgspec.Struct, gc=False, rename={"principal": "principalId", "name": "userName", "account": "accountId"}
):
    """Whose credentials a session was made with."""

    arn: str | None = None
    principal: str | None = None
    name: str | None = None
    account: Loose = None


class Attributes(msgspec.Struct, gc=False, rename={"mfa": "mfaAuthenticated"}):
    """What is said of a session."""

    mfa: Loose = None


class Session(msgspec.Struct, gc=False, rename={"issuer": "sessionIssuer"}):
    """The session that temporary credentials belong to."""

    issuer: Issuer | None = None
    attributes: Attributes | None = None


class OnBehalfOf(msgspec.Struct, gc=False, rename={"user": "userId"}):
    """The person of IAM Identity Center that a call was made for."""

    user: str | None = None


class Identity(
    msgspec.Struct,
    gc=False,
    rename={
        "principal": "principalId",
        "account": "accountId",
        "key_id": "accessKeyId",
        "name": "userName",
        "invoked_by": "invokedBy",
        "session": "sessionContext",
        "on_behalf_of": "onBehalfOf",
    },
):
    """Who called."""

    type: str | None = None
    principal: Loose = None
    arn: str | None = None
    account: Loose = None
    key_id: str | None = None
    name: str | None = None
    invoked_by: str | None = None
    """The service that called for somebody, or for itself."""
    session: Session | None = None
    on_behalf_of: OnBehalfOf | None = None


class Resource(msgspec.Struct, gc=False, rename={"arn": "ARN"}):
    """One of the resources that a record names."""

    arn: str | None = None


class Parameters(
    msgspec.Struct,
    gc=False,
    rename={
        "bucket": "bucketName",
        "role": "roleName",
        "role_arn": "roleArn",
        "user": "userName",
        "instance": "instanceId",
        "function": "functionName",
        "secret": "secretId",
        "key_id": "keyId",
        "policy": "policyArn",
        "group": "groupName",
        "trail": "name",
    },
):
    """What of the parameters of a call tells what it was about; as the service has it, so of any type."""

    bucket: object = None
    key: object = None
    """Of an object in a bucket; other services have other things under this name."""
    role: object = None
    role_arn: object = None
    user: object = None
    policy: object = None
    instance: object = None
    function: object = None
    secret: object = None
    key_id: object = None
    group: object = None
    trail: object = None


class Additional(msgspec.Struct, gc=False, rename={"mfa": "MFAUsed"}):
    """What is said of a call beside the rest."""

    mfa: Loose = None
    """`Yes` or `No`, of signing in to the console."""


class Insight(
    msgspec.Struct, gc=False, rename={"type": "insightType", "source": "eventSource", "name": "eventName"}
):
    """What CloudTrail found unusual, in a record that is no call."""

    type: str | None = None
    source: str | None = None
    name: str | None = None


class TrailRecord(
    msgspec.Struct,
    gc=False,
    rename={
        "id": "eventID",
        "time": "eventTime",
        "other_time": "@timestamp",
        "source": "eventSource",
        "name": "eventName",
        "region": "awsRegion",
        "address": "sourceIPAddress",
        "user_agent": "userAgent",
        "error": "errorCode",
        "message": "errorMessage",
        "request_id": "requestID",
        "read_only": "readOnly",
        "type": "eventType",
        "category": "eventCategory",
        "account": "recipientAccountId",
        "identity": "userIdentity",
        "parameters": "requestParameters",
        "response": "responseElements",
        "additional": "additionalEventData",
        "from_console": "sessionCredentialFromConsole",
        "insight": "insightDetails",
        "entry": "CloudTrailEvent",
    },
):
    """One record, or what it is wrapped in."""

    id: str | None = None
    time: str | None = None
    other_time: str | None = None
    """The time where a tool for logs moved it to."""
    source: str | None = None
    name: str | None = None
    region: str | None = None
    address: str | None = None
    user_agent: str | None = None
    error: Loose = None
    message: str | None = None
    request_id: str | None = None
    read_only: Loose = None
    type: str | None = None
    category: str | None = None
    account: Loose = None
    identity: Identity | None = None
    resources: list[Resource | str] | None = None
    parameters: Parameters | None = None
    response: msgspec.Raw = msgspec.Raw()
    """Not read: few records need it."""
    additional: Additional | None = None
    from_console: Loose = None
    insight: Insight | None = None
    entry: str | None = None
    """The record as text, in an entry of an answer of LookupEvents."""
    detail: msgspec.Raw = msgspec.Raw()
    """The record in an envelope of EventBridge."""
