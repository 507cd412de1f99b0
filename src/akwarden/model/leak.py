"""A leak: one key or secret that stands where it should not, with all places of it and no value."""

from datetime import datetime
from enum import StrEnum

import msgspec

from akwarden.model.said import Said
from akwarden.model.secret import Fingerprint
from akwarden.model.severity import Severity

LEAK_SCHEMA = "akwarden.leak/1"


class LeakCase(StrEnum):
    """By what kind of thing it leaked; of two that fit one leak the first member is told."""

    TEMPORARY = "temporary"
    """A temporary key, wherever it stands."""
    CLIENT = "client"
    """What is handed out to users: an app, a page."""
    DOCUMENT = "document"
    """A document or a picture."""
    LOG_OR_SNAPSHOT = "log_or_snapshot"
    """A log, a disk snapshot, or the environment of a function."""
    SERVER = "server"
    """The file system of a server."""
    CODE = "code"
    """Source code and its history."""

    @property
    def rank(self) -> int:
        """Return 0 for the case that is told before all others."""
        return list(LeakCase).index(self)


class Validity(StrEnum):
    """Whether the key still works."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    UNKNOWN = "unknown"


class LeakStatus(StrEnum):
    """How far a leak is dealt with."""

    OPEN = "open"
    REVOKED = "revoked"
    """Nobody closed it, and its key works no more."""
    FIXED = "fixed"
    """Somebody said that it is mended; its key works no more, as far as that is known."""
    IGNORED = "ignored"
    """Somebody said that it does not matter."""


CLOSED = (LeakStatus.FIXED, LeakStatus.IGNORED)
"""What a person decides, with a reason."""


class SeenPlace(msgspec.Struct, frozen=True, kw_only=True):
    """One place of a leak, as a scan saw it."""

    id: str
    """SHA-256 over source, vpath, line, commit and finding."""
    finding_id: str
    source: str
    vpath: str
    line: int | None
    column: int | None
    commit: str | None = None
    author: str | None = None
    committed_at: str | None = None


class SeenLeak(msgspec.Struct, frozen=True, kw_only=True):
    """One leak, as a scan saw it."""

    id: str
    """SHA-256 over provider and key id, or over the fingerprint where there is no id."""
    provider: str
    rule: str
    key_id: str | None
    is_temporary: bool
    fingerprint: Fingerprint | None
    mask: str | None
    case: LeakCase
    severity: Severity
    title: str
    validity: Validity
    """What the cloud said when it was asked; unknown where nobody asked."""
    places: tuple[SeenPlace, ...]


class LeakPlace(msgspec.Struct, frozen=True):
    """Where a leak stands."""

    source: str
    """The target: a folder or file by its whole path, an address, or a cloud and the number of an account."""
    vpath: str
    """Path inside the source: `/` in one container, `!/` into one, `#` for a view. A label, never opened."""
    line: int | None
    """1 is the first line; None where the place has no lines."""
    commit: str | None = None
    """The commit that first had it, in a git history."""


class Leak(msgspec.Struct, frozen=True, tag_field="schema", tag=LEAK_SCHEMA):
    """One leaked key or secret, however often it stands somewhere. It holds no secret value."""

    id: str
    """The same in every scan with one home."""
    key_id: str | None
    """The access key id; not secret. None when only a secret or a token was found."""
    fingerprint: Fingerprint | None
    """Keyed; equal values have equal fingerprints within one home. None when only the id was found."""
    provider: str
    """Whose cloud or service the key opens."""
    case: LeakCase
    """By what kind of thing it leaked."""
    places: tuple[LeakPlace, ...]
    """Every place, the one seen first before the others."""
    validity: Validity
    """Whether the key works: what the inventory says of it, else what the cloud said when it was asked."""
    status: LeakStatus
    """How far it is dealt with; `revoked` when nobody closed it and its key works no more."""
    owner: str | None
    """Whose it is, as people noted it at the leak or at the key."""
    first_seen_at: datetime
    """When a saved scan saw it the first time, RFC 3339 UTC."""


class LeakRow(msgspec.Struct, frozen=True, kw_only=True):
    """A leak with what people need besides."""

    leak: Leak
    rule: str
    title: Said
    severity: Severity
    mask: str | None
    """First and last four characters of the secret."""
    last_seen_at: datetime
    key_status: str | None
    """What the inventory says of the key; None for what is no key of it."""
    account: str | None
    """The number of the account that has the key."""
    account_name: str | None
    principal: str | None
    places_in_all: int = 0
    """How many places there are; lists may give the first of them only."""


class Closing(msgspec.Struct, frozen=True):
    """Who closed a leak, when and why."""

    at: datetime
    actor: str
    status: LeakStatus
    reason: str
