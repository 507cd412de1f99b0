"""What audit records tell around an alarm: its calls, a lane for each address, what is beside what was."""

from datetime import datetime
from enum import StrEnum

import msgspec

from akwarden.model.alarm_page import AlarmEvent
from akwarden.model.said import Said


class MarkKind(StrEnum):
    """What a mark in a lane stands for."""

    EVENT = "event"
    """A call that a rule fired on."""
    RAISED = "raised"
    """People were told."""
    DECIDED = "decided"
    """Somebody decided about it."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A moment that stands out."""

    at: datetime
    """When, in UTC."""
    kind: MarkKind
    """What it stands for."""
    text: Said
    """What happened, in a few words."""


class LaneHour(msgspec.Struct, frozen=True, kw_only=True):
    """An hour in which an address called."""

    at: datetime
    """When it begins, in UTC."""
    calls: int
    """How many calls."""
    failed: int
    """How many of them failed."""


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """The calls of the subject from one address."""

    source_ip: str | None
    """The address; null for calls that bear none."""
    place: str
    """Its country and who runs the network, as far as data says."""
    named: bool
    """Whether the alarm names it."""
    known: bool
    """Whether the subject called from it before the alarm began."""
    calls: int
    """How many calls in all of the time that is shown."""
    hours: tuple[LaneHour, ...]
    """The hours with calls, in order."""
    marks: tuple[Mark, ...]
    """The calls from it that a rule fired on."""


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that the subject did during the alarm, beside how usual that was before."""

    dimension: str
    """What kind of thing: `ip`, `service`, `region` and so on."""
    value: str
    """Which one."""
    now: int
    """How many calls of the alarm's time had it."""
    before: int
    """How many earlier calls had it; 0 for what was new."""
    days: int
    """On how many days before."""


class AlarmActivity(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.alarm-activity/1"
):
    """What audit records tell around an alarm."""

    events: tuple[AlarmEvent, ...]
    """The calls that it was raised for, as the event lake has them; at most 20."""
    since: datetime
    """From when the lanes are."""
    until: datetime
    """Up to when."""
    lanes: tuple[Lane, ...]
    """A lane for each address, those that the alarm names first; at most 12."""
    more_addresses: int
    """From how many other addresses the subject called in that time."""
    marks: tuple[Mark, ...]
    """What happened to the alarm itself."""
    beside: tuple[Beside, ...]
    """What its subject did during the alarm, the most frequent of each kind, beside what was."""
    has_records: bool
    """Whether there are audit records at all; without them only the marks are known."""
