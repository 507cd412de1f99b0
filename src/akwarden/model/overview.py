"""The overview: five numbers, what to do first, thirty days, and what is not seen."""

from datetime import date, datetime
from enum import StrEnum

import msgspec

from akwarden.model.said import Said
from akwarden.model.severity import Severity


class NumberName(StrEnum):
    """One of the five numbers."""

    LEAKED_AND_LIVE = "leaked_and_live"
    """Open leaks whose key works."""
    OPEN_ALARMS = "open_alarms"
    ROOT_KEYS_IN_USE = "root_keys_in_use"
    """Keys of main accounts that are switched on."""
    UNUSED = "unused_90d"
    """Keys that are switched on and signed nothing for 90 days."""
    ROTATION_DUE = "rotation_due"


class OverviewNumber(msgspec.Struct, frozen=True, kw_only=True):
    """One number, and what gives it."""

    name: NumberName
    value: int | None
    """None where it is not known."""
    approximate: bool = False
    """Whether there are more."""
    list: str | None
    """The list that it counts the rows of; None where there is none."""
    query: str | None
    """The query of that list."""
    reason: Said | None = None
    """Why it is not known."""
    as_of: datetime
    """When it was counted."""


class FixKind(StrEnum):
    """What a fix answers, the most urgent kind first."""

    LEAKED_KEY = "leaked_key"
    """A key that leaked and works."""
    ALARMS = "alarms"
    """Alarms about one key."""
    UNLISTED_KEYS = "unlisted_keys"
    """Keys that leaked and that no account lists."""
    RISKS = "risks"
    """Risks that one change mends."""


class FixAction(msgspec.Struct, frozen=True, kw_only=True):
    """What to press, and the command that does the same."""

    label: Said
    """What the button says."""
    url: str
    """The page of the console."""
    command: str
    """The command."""


class FirstFix(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do, and all that it answers."""

    kind: FixKind
    fix: Said
    """What to do, in words."""
    reason: Said
    """Why, in one sentence."""
    severity: Severity
    """That of the worst finding that it answers."""
    closes: int
    """How many findings it answers: leaks, alarms and risks together."""
    leaks: int = 0
    """How many of them are leaks."""
    alarms: int = 0
    """How many of them are alarms."""
    risks: int = 0
    """How many of them are risks."""
    key_id: str | None = None
    """The key that it is about; None for none or several."""
    provider: str | None = None
    """The cloud."""
    account: str | None = None
    """The number of the account."""
    account_name: str | None = None
    """What people call the account."""
    owners: tuple[str, ...] = ()
    """Whom to ask, as people noted it."""
    action: FixAction
    """The one next step."""


class FirstFixes(msgspec.Struct, frozen=True, kw_only=True):
    """What to do first."""

    fixes: tuple[FirstFix, ...]
    """The most urgent, at most 7."""
    more: bool
    """Whether there are others."""
    as_of: datetime
    """When they were gathered."""


class DayCounts(msgspec.Struct, frozen=True):
    """What came and what went on one day, in UTC."""

    day: date
    opened: int
    closed: int


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """The last thirty days, the oldest first; the last one is not over."""

    alarms: tuple[DayCounts, ...]
    risks: tuple[DayCounts, ...]
    unknown: tuple[Said, ...]
    """What these numbers can't say, in words."""
    as_of: datetime
    """When they were counted."""


class Sight(StrEnum):
    """How well something is seen, the worst first."""

    BLIND = "blind"
    """Nothing is seen."""
    PARTLY = "partly"
    """Something is not seen."""
    STALE = "stale"
    """What is seen is old."""
    OFF = "off"
    """It is not set up."""
    ON = "on"


class SightKind(StrEnum):
    """What may be seen or not."""

    CLOUD = "cloud"
    ACCOUNT = "account"
    LOG_SOURCE = "log_source"
    SCANNER = "scanner"
    DETECTION = "detection"


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One account, log source or scanner, and how well it is seen."""

    kind: SightKind
    name: str
    """What people call it."""
    sight: Sight
    says: Said
    """What is so, in one sentence."""
    mend: str | None = None
    """What to do; None where nothing is wrong."""
    url: str | None = None
    """The page of the console about it."""
    as_of: datetime | None = None
    """When it was looked at last; None for never."""


class SightCount(msgspec.Struct, frozen=True):
    """How many of a kind are seen so well."""

    kind: SightKind
    sight: Sight
    count: int


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """What is on, and what is blind."""

    seen: tuple[Seen, ...]
    """The worst first, at most 100."""
    counts: tuple[SightCount, ...]
    """How many there are in all."""
    as_of: datetime
    """When this was gathered."""


class NotedShare(msgspec.Struct, frozen=True, kw_only=True):
    """How many keys people said something of."""

    keys: int
    """Keys that are active."""
    with_owner: int
    """Of them, those with an owner."""
    with_remark: int
    """Of them, those with a remark."""
    owner_percent: int | None
    """In hundredths, rounded down; None without a key."""
    remark_percent: int | None
    """The same."""
    as_of: datetime
    """When they were counted."""


class Overview(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.overview/1"):
    """All of it. Each part says when it was made."""

    numbers: tuple[OverviewNumber, ...]
    first: FirstFixes
    trend: Trend
    coverage: Coverage
    noted: NotedShare
    as_of: datetime
    """When it was asked for."""
