"""What alarms are worth, held against what was put in."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from akwarden.model.severity import Severity
from stand.detected import Call, Raised, Seen
from stand.injected import WARM_DAYS, Injection, PutIn

WITHIN = 10
"""Calls after which a thief should have been noticed."""
FALSE_OF = 1_000
"""Keys active on a day, of which false alarms are counted."""


@dataclass(frozen=True)
class Score:
    """How well something told what was put in from what was not."""

    injections: int
    early: int
    """Noticed by their tenth call, or by their last where they have fewer."""
    caught: int
    alarms: int
    """All that were raised after the warm-up."""
    true_alarms: int
    """Those about at least one call that was put in."""
    key_days: int
    missed: Sequence[str]
    """Names of those that were not noticed by the tenth call."""

    @property
    def recall(self) -> float:
        """Return the share that was noticed by the tenth call."""
        return self.early / self.injections if self.injections else 0.0

    @property
    def late_recall(self) -> float:
        """Return the share that was noticed at all."""
        return self.caught / self.injections if self.injections else 0.0

    @property
    def precision(self) -> float:
        """Return the share of alarms that are true; 0 where there is none."""
        return self.true_alarms / self.alarms if self.alarms else 0.0

    @property
    def false_rate(self) -> float:
        """Return the false alarms of a day, for a thousand active keys."""
        return (self.alarms - self.true_alarms) * FALSE_OF / self.key_days


@dataclass(frozen=True)
class Truth:
    """What alarms are held against."""

    injections: Sequence[Injection]
    since: datetime
    """Alarms that were raised before are not counted."""
    key_days: int


def score(truth: Truth, alarms: Sequence[Raised]) -> Score:
    """Return what alarms are worth."""
    counted = [one for one in alarms if one.at >= truth.since]
    whose = {call.id: one.name for one in truth.injections for call in one.calls}
    noticed = _noticed(counted, whose)
    missed = [one.name for one in truth.injections if not _is_early(one, noticed.get(one.name))]
    return Score(
        injections=len(truth.injections),
        early=len(truth.injections) - len(missed),
        caught=sum(one.name in noticed for one in truth.injections),
        alarms=len(counted),
        true_alarms=sum(any(event.id in whose for event in one.events) for one in counted),
        key_days=truth.key_days,
        missed=missed,
    )


def of_kind(truth: Truth, alarms: Sequence[Raised], names: Sequence[str]) -> Score:
    """Return the recall of some of the injections; what is false has no kind."""
    wanted = frozenset(names)
    return score(replace(truth, injections=[one for one in truth.injections if one.name in wanted]), alarms)


def _noticed(alarms: Sequence[Raised], whose: Mapping[str, str]) -> dict[str, datetime]:
    """Return when each injection was noticed: when an alarm was there that is about one of its calls."""
    found: dict[str, datetime] = {}
    for alarm in alarms:
        for event in alarm.events:
            name = whose.get(event.id)
            if name is None:
                continue
            moment = max(alarm.at, event.at)
            if name not in found or moment < found[name]:
                found[name] = moment
    return found


def _is_early(injection: Injection, noticed: datetime | None) -> bool:
    return noticed is not None and noticed <= injection.calls[:WITHIN][-1].at


def key_days(calls: Sequence[Call], since: datetime) -> int:
    """Return how many keys, or issuers of temporary ones, called on how many days, from a moment on."""
    return len({(call.subject, call.at.toordinal()) for call in calls if call.at >= since})


def shuffled(truth: Truth, calls: Sequence[Call], seed: int) -> Truth:
    """Return as many injections of the same sizes, each some calls in a row of a key at random."""
    chance = random.Random(seed)  # noqa: S311  no secret
    lives: defaultdict[str, list[Call]] = defaultdict(list)
    for call in calls:
        if call.at >= truth.since:
            lives[call.subject].append(call)
    subjects = sorted(lives)
    found = []
    for one in truth.injections:
        size = len(one.calls)
        life = lives[chance.choice([name for name in subjects if len(lives[name]) >= size])]
        first = chance.randrange(len(life) - size + 1)
        drawn = [PutIn(call.at, call.id) for call in life[first : first + size]]
        found.append(replace(one, calls=drawn))
    return replace(truth, injections=found)


def first_seen_alarms(calls: Sequence[Call]) -> list[Raised]:
    """Return the alarms of the plainest rule: a key calls from an address that it never called from.

    As with ours, a key is learned for 14 days from its first call, and what is new for it on one day is one
    alarm.
    """
    began: dict[str, datetime] = {}
    known: set[tuple[str, str]] = set()
    new: defaultdict[tuple[str, int], list[Seen]] = defaultdict(list)
    for call in calls:
        first = began.setdefault(call.subject, call.at)
        pair = (call.subject, call.address)
        if not call.address or pair in known:
            continue
        known.add(pair)
        if call.at - first >= timedelta(days=WARM_DAYS):
            new[call.subject, call.at.toordinal()].append(Seen(call.at, call.id))
    return [Raised(seen[0].at, Severity.MEDIUM, 1.0, seen) for seen in new.values()]
