"""A detection rule: what a key looks like, what must stand around it, and what to do when it is found.

A rule is one YAML file whose name is its id; `workflows/ruleset.py` reads it into these structs.
Patterns are RE2 syntax and match bytes.
"""

from enum import StrEnum
from typing import NewType

import msgspec

from akwarden.model.checksum import Checksum
from akwarden.model.finding import KeyType
from akwarden.model.severity import Confidence, Severity

RuleId = NewType("RuleId", str)


class PartName(StrEnum):
    """Which piece of a credential a value is."""

    KEY_ID = "key_id"
    SECRET = "secret"  # noqa: S105  the word itself, not a secret
    TOKEN = "token"  # noqa: S105


class Alone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What it takes to report a part that was found without its partner."""

    severity: Severity
    confidence: Confidence
    title: str
    named: bool = False
    """Whether the value must be assigned to one of the part's names."""
    context: str | None = None
    """Pattern that must match the name or the surroundings within `CONTEXT_REACH` bytes."""


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One shape that the value of a part can have."""

    value: str
    """Pattern of the whole value; without `edge` its first group, where it has one, is the value."""
    edge: str = ""
    """Character class body: a value is a whole run of these characters, never a piece of one.

    Without it the pattern says itself where a value begins and ends, as that of a block or an address does;
    it must not match more than 4,096 bytes.
    """
    tail: str = ""
    """Characters that must follow the run and belong to the value, such as base64 padding."""
    named: str | None = None
    """Where given, this shape counts only when its name (in snake case) matches."""
    context: str | None = None
    """Where given, this shape counts only when its surroundings within `FORM_REACH` bytes match."""
    min_changes: int = 0
    """How often the kind of character (lower, upper, digit, mark) changes at least: words hardly do."""
    checksum: Checksum | None = None
    """Where given, the value must end in this checksum of what stands before."""


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One piece of the credential that a rule describes."""

    forms: tuple[Form, ...]
    anchors: tuple[str, ...] = ()
    """Patterns of the fast pass; each ends inside the value and has a bounded length."""
    prefixes: tuple[str, ...] = ()
    """How every such value begins, where that is telling; then encoded values are found as well."""
    names: str | None = None
    """Pattern over the name, in snake case, that such a value is assigned to."""
    alone: Alone | None = None
    """How it is reported by itself; not at all where absent."""
    random: bool = True
    """Whether the value is made of random characters, so that words and sequences rule it out."""
    min_entropy: float = 0.0
    """Bits a character, by Shannon's measure, that the value must have more of; 0 asks for none."""


class Sample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text and what the rule must say about it; key-like pieces are templates such as `AKID{32*A}`."""

    text: str
    parts: tuple[PartName, ...] = ()
    """The parts of the one finding; not compared when empty."""
    count: int = 1
    """How many findings of this rule the text has."""


class Samples(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The examples that every rule carries and `akwarden rules check` tries."""

    match: tuple[Sample | str, ...]
    no_match: tuple[str, ...]


class Reference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A document that a fact in the rule comes from."""

    title: str
    url: str | None = None


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of key."""

    id: RuleId
    title: str
    provider: str
    severity: Severity
    """Of a finding with all that is needed to use the key."""
    confidence: Confidence
    key_type: KeyType
    why: str
    """What somebody who holds this key can do."""
    remediation: str
    """What to do now, one or two sentences."""
    references: tuple[Reference, ...]
    samples: Samples
    key_id: Part | None = None
    secret: Part | None = None
    token: Part | None = None
    imported: bool = False
    """Whether it was written for another scanner: it has one form of its own kind, and no samples."""

    def part(self, name: PartName) -> Part | None:
        """Return the description of one part, or None when such keys have no such part."""
        match name:
            case PartName.KEY_ID:
                return self.key_id
            case PartName.SECRET:
                return self.secret
            case PartName.TOKEN:
                return self.token


class Placeholders(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Values that look like keys and are none."""

    documented: tuple[str, ...]
    """Beginnings of the example keys that vendors print in their documents."""
    words: tuple[str, ...]
    """Lower-case words that mark a value as made up by a person."""
    code_words: tuple[str, ...]
    """Lower-case words of program text; two of them mean an identifier."""


class RuleSet(msgspec.Struct, frozen=True):
    """All rules of one scan."""

    rules: tuple[Rule, ...]
    placeholders: Placeholders
    digest: str
    """SHA-256 over the rule files, in hex: two scans with the same digest judge alike."""
    notes: tuple[str, ...] = ()
    """What was given as a rule and could not be used as one, and why."""
