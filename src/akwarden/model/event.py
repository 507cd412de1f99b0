"""An event: one audit record of a cloud in the form that all clouds share.

Readers of formats make it (`providers/*/audit`), the lake keeps it as columns (`store/lake/schema.py`). None
stands for what the record does not say.
"""

from enum import StrEnum

import msgspec

from akwarden.model.finding import KeyType


class EventFormat(StrEnum):
    """Which kind of record it was."""

    CLOUDAUDIT = "cloudaudit"
    """Tencent Cloud CloudAudit, by whatever way it came."""
    COS_LOG = "cos_log"
    """One line of a COS access log."""
    CLOUDTRAIL = "cloudtrail"
    """AWS CloudTrail, by whatever way it came."""


class ActorType(StrEnum):
    """What kind of identity made a call, as far as the record says."""

    ROOT = "root"
    USER = "user"
    ROLE = "role"
    """A role that somebody took: its keys are temporary."""
    FEDERATED = "federated"
    """Somebody who signed in elsewhere (SAML, web identity, a federation token)."""
    SERVICE = "service"
    """A service of the cloud, by itself or for somebody."""
    OTHER_ACCOUNT = "other_account"
    """Somebody of another account, of whom no more is told."""
    ANONYMOUS = "anonymous"
    UNKNOWN = "unknown"


class ReadWrite(StrEnum):
    """Whether a call only reads."""

    READ = "read"
    WRITE = "write"
    UNKNOWN = "unknown"


class Channel(StrEnum):
    """By which way a call came."""

    API = "api"
    CONSOLE = "console"
    """The cloud's console, or signing in to it."""
    MINI_PROGRAM = "mini_program"
    """The cloud's mini program."""
    SERVICE = "service"
    """The cloud itself, with no caller outside."""
    UNKNOWN = "unknown"


class ErrorClass(StrEnum):
    """How a call ended."""

    NONE = "none"
    """It succeeded."""
    SIGNATURE = "signature"
    """The key or the signature was refused: unknown, disabled, expired, wrong."""
    DENIED = "denied"
    """The identity may not do that."""
    THROTTLED = "throttled"
    REQUEST = "request"
    """What was asked for is wrong or is not there."""
    SERVER = "server"
    """The cloud failed."""


class TimeQuality(StrEnum):
    """How far the time of an event can be relied on."""

    EXACT = "exact"
    ZONE_PRESUMED = "zone_presumed"
    """The record has a time without a zone: UTC+8 was presumed for CloudAudit, UTC for CloudTrail."""
    DOUBTFUL = "doubtful"
    """It lies in the future, or before there were clouds: some clock was wrong.

    Views of first and last leave it out.
    """


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One audit record. It holds no secret: what came in was scrubbed before it was read."""

    format: EventFormat
    provider: str
    """The cloud: `tencent` or `aws`."""
    id: str
    """The cloud's own id of the event, else the SHA-256 of the record in hexadecimal."""
    time: int
    """Microseconds since 1970 in UTC."""
    time_quality: TimeQuality = TimeQuality.EXACT
    account: str
    """The number of the account whose record it is; empty where the record does not say."""
    key_id: str | None = None
    """The access key id that signed it."""
    key_type: KeyType = KeyType.UNKNOWN
    principal_type: ActorType = ActorType.UNKNOWN
    principal_id: str | None = None
    """What never changes of whoever called, without the name of a session; as the inventory has it."""
    principal_name: str | None = None
    """Its name; for a role that of the role."""
    principal_account: str | None = None
    """The number of the account that the caller is of, where that is another than `account`."""
    issuer: str | None = None
    """For a temporary key: the principal that it was issued to, by ARN where there is one, else by id."""
    session_name: str | None = None
    """For a temporary key: what the session was called."""
    service: str
    """The short name of the service, in lower case: `cam`, `s3`."""
    action: str
    """The API's name as the record writes it: `DescribeInstances`."""
    read_write: ReadWrite = ReadWrite.UNKNOWN
    channel: Channel = Channel.UNKNOWN
    region: str | None = None
    source_ip: str | None = None
    """Where the call came from, as the record writes it; None where it is no address.

    For a console call of Tencent Cloud that shows an inner address it is the address of the person.
    """
    source_service: str | None = None
    """The service of the cloud that called for somebody, where the record names one and no address."""
    user_agent: str | None = None
    error_class: ErrorClass = ErrorClass.NONE
    error_code: str | None = None
    resource: str | None = None
    """The first resource that the record names."""
    request_id: str | None = None
    mfa: bool | None = None
    """Whether the session was confirmed by a second factor."""
    sensitive: bool = False
    """Whether the cloud's record calls it a sensitive operation, or our list of actions does."""
    raw: str
    """The record itself, scrubbed."""
