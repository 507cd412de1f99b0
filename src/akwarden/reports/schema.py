"""The published JSON shapes: a finding, the coverage of a scan, and a whole scan.

A field may be added under the same schema name; it is never renamed, removed or given another
meaning without a new number.
"""

from typing import Self

import msgspec

from akwarden.model.artifact import Coverage, Skipped
from akwarden.model.finding import Allowed, Finding, KeyType, SecretView
from akwarden.model.location import Location
from akwarden.model.severity import Confidence, Severity
from akwarden.model.verification import Verification

FINDING_SCHEMA = "akwarden.finding/1"
COVERAGE_SCHEMA = "akwarden.coverage/1"
SCAN_SCHEMA = "akwarden.scan/1"


class FindingLine(msgspec.Struct, frozen=True, tag_field="schema", tag=FINDING_SCHEMA, omit_defaults=True):
    """One key, or one part of a key, in one artifact. It holds no secret value."""

    id: str
    rule: str
    """The id of the rule that fired."""
    provider: str
    """Whose cloud or service the key opens."""
    severity: Severity
    confidence: Confidence
    title: str
    """What was found, in words."""
    key_id: str | None
    key_type: KeyType
    secret: SecretView | None
    parts: tuple[str, ...]
    location: Location
    occurrences: int
    related: tuple[Location, ...]
    verification: Verification
    """Whether the key still works."""
    remediation: str
    """What to do about it, in words."""
    example: bool = False
    account: str | None = None
    """The account that the key opens, as far as its id or a bucket near it tells."""
    allowed: Allowed | None = None

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """Return the line for `finding`; its code frame is for people and left out."""
        return cls(**{name: getattr(finding, name) for name in cls.__struct_fields__})


class CoverageLine(msgspec.Struct, frozen=True, tag_field="schema", tag=COVERAGE_SCHEMA):
    """What a scan looked at, and what it did not."""

    items: int
    """How many artifacts were looked at."""
    bytes: int
    """How many bytes they had."""
    skipped: tuple[Skipped, ...]
    """What was not looked at, or only in part."""
    allowed: int
    baselined: int
    ignored: int
    allowed_for_gitleaks: int
    allowed_shown: bool
    examples: int
    excluded: tuple[str, ...]
    unreachable: int
    unchanged: int
    interrupted: bool

    @classmethod
    def of(cls, coverage: Coverage) -> Self:
        """Return the line for `coverage`."""
        return cls(**{name: getattr(coverage, name) for name in cls.__struct_fields__})


class ScanDocument(msgspec.Struct, frozen=True, tag_field="schema", tag=SCAN_SCHEMA):
    """One scan."""

    findings: tuple[FindingLine, ...]
    """Every finding, in the order of the JSON lines."""
    coverage: CoverageLine
    """What was looked at."""
