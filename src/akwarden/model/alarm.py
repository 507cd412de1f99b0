"""An alarm: what is abnormal about the use of a key, told once a day and story, with its reasons."""

from datetime import datetime
from enum import StrEnum

import msgspec

from akwarden.model.said import Said
from akwarden.model.severity import Severity

ALARM_SCHEMA = "akwarden.alarm/1"
MOST_NAMED = 20
"""Events, addresses, keys and names that an alarm names; it counts all events."""


class AlarmType(StrEnum):
    """What an alarm is about, as consoles of clouds tell alarms apart."""

    ABNORMAL = "abnormal"
    """Calls that do not fit."""
    LEAK = "leak"
    """A key that leaked, or one that only a thief would use, is used."""
    CUSTOM = "custom"
    """A policy that people made."""


class AlarmSubject(StrEnum):
    """Whose calls an alarm gathers."""

    KEY = "key"
    """Those of a key; of temporary keys, those of whoever they were issued to."""
    PRINCIPAL = "principal"
    IP = "ip"


class AlarmStatus(StrEnum):
    """How far an alarm is dealt with."""

    OPEN = "open"
    HANDLED = "handled"
    """Somebody did something about it."""
    IGNORED = "ignored"
    """Somebody said that it does not matter, and why."""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that speaks for an alarm."""

    text: Said
    """In one sentence: `first call ever from this network`."""
    weight: float
    """How much it adds."""


class SignalEvent(msgspec.Struct, frozen=True, order=True):
    """An event that a rule fired on."""

    at: datetime
    hash: int
    """What tells it from all others in the lake: the column `event_hash`."""
    id: str
    """The cloud's own id of it."""


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule saw in the events of one subject. Alarms are made of signals."""

    rule: str
    title: str
    """What is abnormal, in a few words."""
    story: str
    """What it is a part of: signals of one story and subject are one alarm a day."""
    type: AlarmType
    severity: Severity
    provider: str
    account: str
    """The number of the account."""
    kind: AlarmSubject
    subject: str
    """Whose calls: `key:AKID…`, `issuer:arn…`, `principal:…`, or an address."""
    key_ids: tuple[str, ...]
    """The keys that signed its events."""
    principals: tuple[str, ...]
    """The names of those who called."""
    source_ips: tuple[str, ...]
    events: tuple[SignalEvent, ...]
    """At least one, in the order of their times; all of one day in UTC."""
    reasons: tuple[Reason, ...]
    techniques: tuple[str, ...] = ()
    """Ids of MITRE ATT&CK: `T1078.004`."""
    next_action: str = ""
    """The command that is to be run next."""
    quiet: bool = False
    """Whether it makes no alarm by itself: it only adds to one of its subject and story."""


class AlarmPart(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule adds to an alarm."""

    rule: str
    title: Said
    type: AlarmType
    severity: Severity
    reasons: tuple[Reason, ...]
    """Of its first signal."""
    techniques: tuple[str, ...]
    next_action: str
    quiet: bool
    first_at: datetime


class GatheredAlarm(msgspec.Struct, frozen=True, kw_only=True):
    """All signals of one subject and story on one day: what an alarm is made of."""

    id: str
    provider: str
    account: str
    kind: AlarmSubject
    subject: str
    story: str
    parts: tuple[AlarmPart, ...]
    """One a rule, in the order of their ids."""
    key_ids: tuple[str, ...]
    principals: tuple[str, ...]
    source_ips: tuple[str, ...]
    """In order, at most 20 of each."""
    first_at: datetime
    last_at: datetime
    events: tuple[SignalEvent, ...]
    """The first, at most 20."""


class Alarm(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag=ALARM_SCHEMA):
    """What is abnormal about one subject on one day, as one story. It holds no secret value."""

    id: str
    """SHA-256 over provider, account, subject, story and day."""
    rule: str
    """The gravest rule of those that fired."""
    rules: tuple[str, ...]
    """All of them, in the order of their ids."""
    title: Said
    """What the gravest rule says is wrong."""
    story: str
    """What it is a part of."""
    type: AlarmType
    severity: Severity
    provider: str
    account: str
    """The number of the account."""
    subject: str
    """Whose calls: `key:AKID…`, `issuer:arn…`, `principal:…`, or an address."""
    principal: str | None
    """The name of who called; None where there are several, or none."""
    key_id: str | None
    """The key that signed its calls; None where there are several, or none."""
    source_ips: tuple[str, ...]
    """In order; at most 20."""
    first_at: datetime
    """When the first of its events was, in UTC."""
    last_at: datetime
    count: int
    """How many events."""
    events: tuple[str, ...]
    """The cloud's ids of the first events."""
    reasons: tuple[Reason, ...]
    """Those of greatest weight first."""
    techniques: tuple[str, ...]
    status: AlarmStatus
    next_action: str
    """The command to run next."""
    status_reason: str | None = None
    """Why it was handled or ignored, as somebody said it."""
    changed_at: datetime | None = None
    """When somebody or something changed it the last time; None for one that is not kept."""
    changed_by: str | None = None
    """Who decided about it."""
    account_name: str | None = None
    """What people call the account; None for one that is not known here."""
    owner: str | None = None
    """Whose it is: whom somebody gave it to, else whose its key or its principal is, as people noted it."""
    snoozed_until: datetime | None = None
    """Until when it is left out of lists; a time that has passed counts for nothing."""
