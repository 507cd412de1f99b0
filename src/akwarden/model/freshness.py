"""Up to when everything is read, and what is late."""

from datetime import datetime
from enum import StrEnum

import msgspec

from akwarden.model.said import Said


class FreshKind(StrEnum):
    """What is read."""

    ACCOUNT = "account"
    """What an account has: keys, principals, policies."""
    RECORDS = "records"
    """Audit records, of one source of them."""
    DETECTION = "detection"
    """What came in and has to be judged."""


class Fresh(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is read again and again."""

    kind: FreshKind
    """What it is."""
    name: str
    """What people call it."""
    provider: str | None
    """The cloud; null for what is of no account."""
    account: str | None
    """The number of the account; null for what is of none."""
    up_to: datetime | None
    """Up to when it is read: for audit records, the time of the newest. Null for never, or where it held
    nothing yet."""
    known_to: datetime | None
    """Up to when all that happened is known, but for what comes late: audit records that were read to
    their end hold what happened up to five minutes before, even if nothing did. Null for never."""
    checked_at: datetime | None
    """When it was looked at last; null for never."""
    every_seconds: int | None
    """How often it is read by itself; null for never."""
    late: bool
    """Whether twice that time has passed, or it was never read."""
    error: Said | None
    """Why the last look failed."""


class Freshness(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.freshness/1"):
    """All that is read, and how fresh it is."""

    as_of: datetime
    """When this was read."""
    up_to: datetime | None
    """Up to when all of it is known; null where something never was read, or there is nothing."""
    late: int
    """How many are late."""
    failed: int
    """Of how many the last look failed."""
    sources: tuple[Fresh, ...]
    """Each of them, the late ones first."""
