"""Somebody or something that calls: a person at a console, a person with a key, a program."""

from dataclasses import dataclass, field
from enum import StrEnum

from akwarden.emulator.traffic.account import Account
from akwarden.emulator.traffic.principal import CallerKind
from akwarden.emulator.traffic.rhythm import Rhythm


class ActorKind(StrEnum):
    """What kind of caller it is."""

    PERSON = "person"
    ON_CALL = "on-call"
    """Whoever of a team is on call this week, at night and on free days."""
    BUILD = "build"
    """A CI runner: bursts, from another address for each job."""
    SCANNER = "scanner"
    """Reads all there is, once a night."""
    JOB = "job"
    """At a fixed minute."""
    SERVICE = "service"
    """Runs all day and calls few APIs."""
    BEHALF = "behalf"
    """A service of the cloud that calls for somebody."""
    BROKEN = "broken"
    """A job whose rights were taken, and nobody noticed."""
    QUARTERLY = "quarterly"
    """Exports a lot on one day."""
    ROOT = "root"
    """The account itself, at the console, now and then."""
    DORMANT = "dormant"
    """Has a key and does nothing."""


class Access(StrEnum):
    """What somebody calls with."""

    KEY = "key"
    CONSOLE = "console"
    ROLE = "role"
    """A temporary key of a role, made anew every few hours."""
    WEB_ROLE = "web-role"
    """The same, by a token of a code host for each job."""
    NONE = "none"
    """Nothing: a service of the cloud."""


@dataclass(frozen=True, slots=True)
class Key:
    """A permanent key and its life, in shares of the whole time."""

    id: str
    begins: float = 0.0
    """When it was made; 0 where that was before."""
    fades: float = 1.0
    """From when on its successor is used more and more."""
    ends: float = 1.0
    """When it is used for the last time; disabled then, unless somebody forgot."""
    is_forgotten: bool = False
    """Whether it was never disabled."""


@dataclass(frozen=True, slots=True)
class Move:
    """A change of the place of something, in shares of the whole time."""

    begins: float
    ends: float
    place: str
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Actor:
    """One caller."""

    name: str
    """Of its user or role."""
    label: str
    """Unlike that of any other."""
    kind: ActorKind
    account: Account
    access: Access
    caller: CallerKind
    principal: str
    """Its id at the cloud."""
    rhythm: Rhythm
    share: float
    """Of all calls, were it there all the time."""
    profile: str
    agent: str
    """Which programs it uses: a kind in `agents.yml`."""
    sizes: tuple[int, int]
    """The fewest and the most calls in a row."""
    gap: int
    """The most seconds between two of them."""
    places: tuple[str, ...]
    """For a person: office, VPN, home, mobile. For a program: the one it is at."""
    keys: tuple[Key, ...] = ()
    joins: float = 0.0
    leaves: float = 1.0
    away: tuple[Move, ...] = ()
    """Travels, and moves to other regions."""
    days_off: frozenset[int] = field(default_factory=frozenset)
    """Days of vacation, counted from the first."""
    minute: int = -1
    """At which minute of the hour it begins; -1 for any."""
    failing: float = 0.0
    """The share of its calls that are denied."""
    team: tuple["Actor", ...] = ()
    """Of somebody on call."""
    on_day: float = -1.0
    """The only day it works on, as a share of the whole time; -1 for every day."""
    mfa: bool = True
