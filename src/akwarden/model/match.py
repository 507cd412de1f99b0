"""A match: what a detector saw in one artifact, still holding the secret in memory.

A workflow turns matches into findings: it adds the place, makes the fingerprints and lets the value go.
"""

import msgspec

from akwarden.model.finding import FrameLine, KeyType
from akwarden.model.rule import PartName, RuleId
from akwarden.model.secret import Secret
from akwarden.model.severity import Confidence, Severity


class Position(msgspec.Struct, frozen=True, order=True):
    """A place in the bytes of one artifact."""

    offset: int
    line: int
    column: int


class Line(msgspec.Struct, frozen=True):
    """A line that a part of a credential stands on."""

    number: int
    text: Secret
    """As it was found, cut to what stands near the value."""


class Match(msgspec.Struct, frozen=True):
    """One credential, or a part of one."""

    rule: RuleId
    severity: Severity
    confidence: Confidence
    title: str
    key_id: str | None
    key_type: KeyType
    secret: Secret | None
    """The secret, or the token where only a token was found."""
    parts: tuple[PartName, ...]
    position: Position
    """Of the key id, else of the value."""
    frame: tuple[FrameLine, ...]
    example: bool
    """A documented example key or a placeholder."""
    allowed: str | None
    """The reason of an inline `akwarden:allow`, where there is one for this rule, or `gitleaks:allow`."""
    lines: tuple[Line, ...] = ()
    """One a part, in the order of the parts: what allowlists by line judge."""
    token: Secret | None = None
    """The session token that belongs to an id and its secret, where one was found with them."""
