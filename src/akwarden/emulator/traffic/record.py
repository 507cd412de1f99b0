"""What comes out: a record with its facts beside it, and the label of one that is of an attack."""

from typing import NamedTuple

import msgspec

from akwarden.emulator.traffic.calls import Call, Cloud, Failure
from akwarden.emulator.traffic.sitting import Sitting
from akwarden.emulator.traffic.variant import Variant
from akwarden.model.event import EventFormat


class Label(msgspec.Struct, frozen=True):
    """Says that a record is of an attack."""

    event_id: str
    """As the record has it; for a line of an access log its request id."""
    story: str
    stage: str
    key_id: str
    malicious: bool = True


class Record(NamedTuple):
    """One record as it is delivered."""

    provider: Cloud
    content: bytes
    """A JSON object, or a line of a log; without an end of line."""
    time: int
    """When the call was, in seconds since 1970; what the record says of it may differ by its variant."""
    event_id: str
    """Of a line of an access log: its request id."""
    label: Label | None
    delivered: int
    """When it arrives, in seconds since 1970."""
    account: str
    """The number of the account."""
    region: str
    format: EventFormat
    variants: tuple[Variant, ...] = ()
    """What is odd with it."""
    story: str = ""
    """The story that it is a part of, also where it is the normal part of one and has no label."""


class Planned(NamedTuple):
    """A call that is going to be a record. They sort by the first two fields."""

    delivered: int
    number: int
    """Counts them, so that no two are equal."""
    moment: int
    sitting: Sitting
    call: Call
    failure: Failure | None = None
    given: dict[str, str] | None = None
    """What some slots are filled with."""
    story: str = ""
    stage: str = ""
    is_attack: bool = False
    again: Record | None = None
    """A record that is delivered once more."""
