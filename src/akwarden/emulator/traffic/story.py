"""Attacks as `stories.yml` tells them."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

import msgspec

from akwarden.emulator.traffic.calls import Cloud, FailureKind
from akwarden.emulator.traffic.places import read_data


class Victim(StrEnum):
    """Whose key or session an attack uses."""

    SERVICE_KEY = "service-key"
    PERSON_KEY = "person-key"
    ADMIN_KEY = "admin-key"
    CONSOLE = "console"
    ADMIN_CONSOLE = "admin-console"
    ROLE = "role"
    """The temporary key of a machine."""
    ROTATED_KEY = "rotated-key"
    """One that has a successor and was never disabled."""
    LEFT_KEY = "left-key"
    """One that was disabled when its owner left."""
    DORMANT_KEY = "dormant-key"


class StageKey(StrEnum):
    """What a stage calls with."""

    VICTIM = "victim"
    CONSOLE = "console"
    """A new session at the console."""
    SESSION = "session"
    """The session of the stage before."""
    OTHER = "other"
    """A key of another account."""
    MADE = "made"
    """The key that was made in the stage before."""
    FEDERATED = "federated"
    """The federation token that was made in the stage before."""


class Hours(StrEnum):
    """When a story begins, in the time zone of the company."""

    ANY = "any"
    OFFICE = "office"
    NIGHT = "night"


class Start(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a story begins."""

    hours: Hours = Hours.ANY
    share: tuple[float, float] = (0.35, 0.9)
    """Between these shares of the whole time, so that what is normal was seen before."""


class Stage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step of an attack: calls of one kind."""

    name: str
    places: tuple[str, ...] = msgspec.field(name="from")
    """Names of places, `victim`, or `same` for the address of the stage before."""
    agent: str
    count: tuple[int, int]
    minutes: int
    calls: Mapping[Cloud, tuple[str, ...]] = {}
    profile: str = ""
    """Calls are drawn from it where none are given."""
    after: tuple[int, int] = (0, 0)
    key: StageKey = StageKey.VICTIM
    order: bool = False
    normal: bool = False
    fails: float = 0.0
    failure: FailureKind = FailureKind.DENIED
    region: str = "usual"
    given: Mapping[str, str] = {}
    """What slots are filled with: a word whose meaning `casting.py` knows."""
    clouds: tuple[Cloud, ...] = (Cloud.TENCENT, Cloud.AWS)


class Story(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One attack."""

    id: str
    title: str
    about: str
    techniques: tuple[str, ...]
    """Of MITRE ATT&CK for Enterprise."""
    victim: Victim
    stages: tuple[Stage, ...]
    start: Start = Start()
    clouds: tuple[Cloud, ...] = (Cloud.TENCENT, Cloud.AWS)
    """It plays at one of these, which the seed decides."""


@cache
def stories() -> dict[str, Story]:
    """Return all stories by their ids, in the order in which they are told."""
    return {story.id: story for story in msgspec.convert(read_data("stories.yml"), list[Story])}
