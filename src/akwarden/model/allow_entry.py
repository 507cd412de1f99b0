"""An entry of an allow-list: calls that make no alarms, whose word that is, why, and until when."""

from datetime import datetime
from enum import StrEnum

import msgspec


class AllowStatus(StrEnum):
    """Whether an entry counts."""

    IN_FORCE = "in_force"
    ENDED = "ended"
    """Its time is over."""
    REMOVED = "removed"
    """Somebody took it back."""


class AllowEntry(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.allow-entry/1"):
    """Calls that are meant to be there."""

    id: int
    """By which it is removed."""
    query: str
    """Which calls, in the language of `akwarden calls list --where`."""
    rule: str | None
    """The one rule that it is for; None for all of them."""
    reason: str
    """Why they are meant to be there."""
    owner: str
    """Who answers for it."""
    until: datetime
    """From when on it counts no more."""
    created_at: datetime
    """When it was made."""
    created_by: str
    """Who made it."""
    removed_at: datetime | None = None
    """When somebody took it back; None for one that nobody did."""
    removed_by: str | None = None
    """Who took it back."""
    status: AllowStatus = AllowStatus.IN_FORCE
    """Whether it counts: in_force, ended or removed."""
