"""What people decide about alarms, leaks and risks, kept in groups that can be taken back."""

from datetime import datetime
from enum import StrEnum

import msgspec

from akwarden.model.said import Said


class DecisionKind(StrEnum):
    """What a decision is about."""

    ALARMS = "alarms"
    LEAKS = "leaks"
    RISKS = "risks"


class Refused(msgspec.Struct, frozen=True):
    """One thing that a decision left as it was."""

    id: str
    """Which one."""
    why: Said
    """Why, in one sentence."""


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a decision."""

    changed: int = 0
    """How many things stand otherwise now."""
    undo: int | None = None
    """The number by which it can be taken back; null where nothing changed."""
    refused: tuple[Refused, ...] = ()
    """What it left as it was though it was meant too: the first 20."""
    refused_in_all: int = 0
    """How many of them there are."""


class DecisionRow(msgspec.Struct, frozen=True):
    """One thing that was decided about."""

    object: str
    """Its id."""
    before: str
    """How it stood, as JSON."""
    after: str
    """How it stands by the decision, as JSON."""


class KeptDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision about one thing, or about many of one kind at once."""

    number: int
    """By which it can be taken back."""
    at: datetime
    """When it was made."""
    actor: str
    """By whom."""
    kind: DecisionKind
    """What it is about."""
    title: str
    """What was decided, in a few words."""
    undone_at: datetime | None
    """When it was taken back."""
