"""Single calls, as the call log shows them: a page, how they spread over time, one with its record."""

from datetime import datetime

import msgspec


class CallRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One call, as its audit record tells it."""

    event_id: str
    """The cloud's own id of the event, else the SHA-256 of the record in hexadecimal."""
    time: datetime
    """When it was called."""
    time_quality: str
    """How far that can be relied on: `exact`, `zone_presumed`, `doubtful`."""
    provider: str
    """The cloud: `tencent` or `aws`."""
    account: str
    """The number of the account that was called; empty where the record does not say."""
    key_id: str | None
    """The key that signed it."""
    key_type: str
    """How long that key lives by its nature: `permanent`, `temporary` or `unknown`."""
    principal_type: str
    """What kind of identity called."""
    principal_id: str | None
    """What never changes of whoever called."""
    principal_name: str | None
    """Its name."""
    issuer: str | None
    """For a temporary key, the principal that it was issued to."""
    session_name: str | None
    """For a temporary key, what its session was called."""
    service: str
    """The short name of the service."""
    action: str
    """The API, as the record writes it."""
    read_write: str
    """Whether it only reads: `read`, `write` or `unknown`."""
    channel: str
    """By which way it came: `api`, `console`, `mini_program`, `service` or `unknown`."""
    region: str | None
    """Where it was called."""
    source_ip: str | None
    """The address that it came from."""
    ip_kind: str | None
    """What kind of network that is in, as packaged data says."""
    ip_country: str | None
    """Where its block is registered, as packaged data says; sources disagree."""
    ip_asn: int | None
    """The number of its network."""
    ip_org: str | None
    """Who runs its network."""
    client: str
    """What it was called with, such as `sdk-python`."""
    user_agent: str | None
    """The same as the client wrote it."""
    result: str
    """`ok`, or how it failed: `denied`, `signature`, `throttled`, `request`, `server`."""
    error_code: str | None
    """The error code."""
    resource: str | None
    """The first resource that it was about."""
    request_id: str | None
    """The cloud's id of the request."""
    mfa: bool | None
    """Whether its session was confirmed by a second factor."""
    sensitive: bool
    """Whether it is a sensitive operation."""


class CallList(msgspec.Struct, frozen=True, kw_only=True):
    """A page of calls, the newest first."""

    rows: tuple[CallRecord, ...]
    """The calls."""
    next: str | None
    """What `after` takes for the next page; null at the end."""
    total: int | None
    """How many there are on all pages; null where they were not counted, which `histogram` does."""
    hidden: int
    """How many more there are that are left out: none."""
    since: datetime
    """The first time that was asked for."""
    until: datetime
    """The time before which was asked for."""
    oldest_at: datetime | None
    """When the first call of all records was; null without records."""
    newest_at: datetime | None
    """When the last call of all records was: nothing later is known."""
    as_of: datetime
    """When this was read."""


class CallPage(msgspec.Struct, frozen=True, kw_only=True):
    """One call with its record."""

    call: CallRecord
    """The call."""
    ingested_at: datetime
    """When akwarden got the record."""
    format: str
    """What kind of record it is: `cloudaudit`, `cloudtrail` or `cos_log`."""
    raw: str
    """The record itself, as JSON or as the line of a log. Secrets were taken out before it was stored."""


class CallBar(msgspec.Struct, frozen=True):
    """The calls of one stretch of time."""

    at: datetime
    """When it begins."""
    calls: int
    """How many calls there were."""
    failed: int
    """How many of them failed."""


class CallHistogram(msgspec.Struct, frozen=True, kw_only=True):
    """How calls spread over time."""

    bars: tuple[CallBar, ...]
    """The stretches with calls, in order; there were none in the others."""
    seconds: int
    """How long each is."""
    since: datetime
    """The first time that is counted."""
    until: datetime
    """The time before which is counted."""
    total: int
    """How many calls there are."""
    failed: int
    """How many of them failed."""
    summed: bool
    """Whether this comes from sums of whole hours or days that were made beforehand, not from the records."""
