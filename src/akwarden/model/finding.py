"""A finding: what was seen, where, and what to do about it, without the secret itself."""

from enum import StrEnum

import msgspec

from akwarden.model.location import Location
from akwarden.model.secret import Fingerprint
from akwarden.model.severity import Confidence, Severity
from akwarden.model.verification import Verification


class KeyType(StrEnum):
    """How long a key lives by its nature."""

    PERMANENT = "permanent"
    TEMPORARY = "temporary"
    UNKNOWN = "unknown"


class SecretView(msgspec.Struct, frozen=True):
    """What may be shown and stored of a secret value."""

    mask: str
    """First and last four characters."""
    fingerprint: Fingerprint
    """Keyed; equal values have equal fingerprints within one home."""


class FrameLine(msgspec.Struct, frozen=True):
    """One line of a code frame, every secret in it masked, control characters made visible."""

    number: int
    """Line number, 1 first."""
    text: str
    """The line, cut to a readable width."""


class AllowedBy(StrEnum):
    """Where it is said that a finding is meant to be there."""

    INLINE = "inline"
    """A comment on its line or the line above."""
    IGNORE_FILE = "ignore_file"
    GITLEAKS = "gitleaks"
    """What was written for gitleaks: its ignore file, or an allowlist of its configuration."""
    BASELINE = "baseline"


class Allowed(msgspec.Struct, frozen=True):
    """Why a finding does not count."""

    by: AllowedBy
    """Where it is said."""
    reason: str
    """In the words of whoever allowed it, else what knows it."""


class Finding(msgspec.Struct, frozen=True):
    """One key, or one part of a key, in one artifact."""

    id: str
    """SHA-256 over rule, vpath and key id: the same in every run and on every machine."""
    rule: str
    provider: str
    severity: Severity
    confidence: Confidence
    title: str
    key_id: str | None
    """The access key id; not secret. None when only a secret or a token was found."""
    key_type: KeyType
    secret: SecretView | None
    """None when only the id was found."""
    parts: tuple[str, ...]
    """Which of `key_id`, `secret`, `token` were found."""
    location: Location
    """The one primary place."""
    occurrences: int
    """In how many places of this artifact, over all its versions, the key stands."""
    related: tuple[Location, ...]
    """The other places, at most 50."""
    verification: Verification
    remediation: str
    frame: tuple[FrameLine, ...] = ()
    """The lines around the primary place."""
    example: bool = False
    """True for a key that a vendor's own documents print, or a placeholder."""
    account: str | None = None
    """The account that it opens, as far as the key id or a bucket in the lines around it tells."""
    allowed: Allowed | None = None
    """Why it does not count; None for a finding that counts. Reported on request only."""
