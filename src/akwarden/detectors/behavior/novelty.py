"""The enriched table: every event with what is known of its key and with what is new about it.

- A value is new for a subject when neither the baselines nor an earlier event of the table has it. Events of
  one microsecond are one moment: when the first of a value are several, all of them are new.
- An event whose time can't be relied on is never new and makes nothing known; so is one that names nobody,
  except for what is new to its account.
- What is known counts whatever the times are: an event that arrives late is not new for it.
- What was new less than a day ago is still unusual: its age is told, and it counts for the score.
- How rare something is, is told from the days before that of the event.

The same answers on every engine: nothing here counts distinct values in a window. Events are told apart by
`event_hash`. An expression is built once for a schema and can run on many batches.
"""

from collections.abc import Collection
from typing import Final

import ibis
import ibis.expr.types as ir
import msgspec

from akwarden.detectors.behavior.columns import (
    ADDED,
    AGE,
    EVIDENCE,
    KEY,
    LIFE,
    NEW,
    PEERED,
    SCORED,
    VOLUME,
)
from akwarden.detectors.behavior.facts import Facts, with_key, with_own, with_risk
from akwarden.detectors.behavior.joining import attached, truth
from akwarden.detectors.behavior.moments import DAY, SECOND, day, micros
from akwarden.detectors.behavior.scoring import Scoring, score
from akwarden.detectors.behavior.watching import (
    ACCOUNT,
    ANY,
    PEERS,
    SCOPE,
    VALUE,
    Watched,
    kind,
    network,
    sightings,
    subject,
    watched,
)

KNOWN: Final = ibis.schema(
    {
        "provider": "!string",
        "account": "!string",
        "subject": "!string",
        "dimension": "!string",
        "value": "!string",
        "first": "!int64",
        "last": "!int64",
        "days": "!int64",
        "count": "!int64",
        "weight": "!int64",
    }
)
"""Baselines so far, as the state keeps them; times are microseconds since 1970.

An empty value of a dimension that is scored counts when, and on how many days, a value was new for the
subject; the subject `peers:key` counts when a value was new for one of the keys of the account.
"""
_NEVER: Final = -(1 << 62)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What may be decided otherwise."""

    learning_days: int = 14
    """How long the subject is known before what is new is abnormal: two of each day of a week."""
    scoring: Scoring = Scoring()


DEFAULTS: Final = Settings()


def enriched(
    events: ir.Table,
    facts: Facts,
    known: ir.Table,
    settings: Settings = DEFAULTS,
    wanted: Collection[str] | None = None,
) -> ir.Table:
    """Return the events by `ENRICHED`, in no order.

    `known` has the baselines that the events touch, by `KNOWN`; where it has no rows, the events themselves
    are the history. `wanted` names the columns that are looked at, where those are few: then the table has
    only those beside the columns of the events, and the work for the others is left out.
    """
    names = [name for name in ADDED if wanted is None or name in wanted]
    needed = _needed(names)
    rows = events.mutate(subject=subject(events), network=network(events))
    if needed & set(KEY):
        rows = with_key(rows, facts.keys)
    if "ip_own" in needed:
        rows = with_own(rows, facts.addresses)
    if "high_risk" in needed:
        rows = with_risk(rows, facts.high_risk)
    seen = watched(events)
    if needed & {*NEW, *AGE, *EVIDENCE, "first_use"}:
        rows = _with_new(rows, seen, known, needed)
    if needed & (set(LIFE) - {"first_use"}):
        rows = _with_life(rows, seen, known, settings)
    if "score" in needed:
        rows = rows.mutate(score=score(rows, settings.scoring))
    rows = rows.mutate(**{name: ibis.null(VOLUME[name]) for name in names if name in VOLUME})
    return rows.select(*events.columns, *[rows[name].cast(ADDED[name]).name(name) for name in names])


def _needed(names: Collection[str]) -> set[str]:
    """Return the columns that these need, themselves among them."""
    needed = set(names)
    if "score" in needed:
        needed |= {*AGE, *EVIDENCE, "learning", "high_risk"}
    told = {name for dimension in SCORED for name in _about(dimension) if {*_about(dimension)} & needed}
    if "active_days" in needed:
        told |= {f"new_{dimension}" for dimension in SCORED}
    return needed | {name for name in told if name in NEW}


def _about(dimension: str) -> tuple[str, ...]:
    """Return the columns about one dimension."""
    return (
        f"new_{dimension}",
        f"{dimension}_age_seconds",
        f"{dimension}_novel_days",
        f"{dimension}_peers",
    )


# What is new


class _Flag(msgspec.Struct, frozen=True):
    """A column that says that something is new."""

    name: str
    of: Watched


_FLAGS: Final = (
    _Flag("first_use", Watched(ANY)),
    *(_Flag(f"new_{dimension}", Watched(dimension)) for dimension in SCORED),
    *(_Flag(f"account_new_{name}", Watched(name, is_account=True)) for name in ("region", "service")),
)


def _with_new(rows: ir.Table, seen: ir.Table, known: ir.Table, needed: set[str]) -> ir.Table:
    """Return the events with the columns that say what is new, since when, and how rare that is."""
    flags = [flag for flag in _FLAGS if flag.name in needed]
    every = sightings(seen, tuple(flag.of for flag in flags))
    firsts = _firsts(every, known)
    if needed & {*AGE, *EVIDENCE}:
        found = _young(every, firsts)
        found = _with_evidence(found, seen, known) if needed & EVIDENCE.keys() else found
    else:
        found = _new(every, firsts)
    hits = _by_event(found, flags, needed)
    rows = attached(
        rows,
        hits,
        {"event_hash": "event_hash"},
        {name: name for name in hits.columns if name != "event_hash"},
    )
    return rows.mutate(**{flag.name: truth(rows[flag.name] > 0) for flag in flags})


def _firsts(every: ir.Table, known: ir.Table) -> ir.Table:
    """Return each value with when the events have it `first`, and the baselines: `known_first`."""
    firsts = every.group_by(VALUE).aggregate(first=every["at"].min())
    return attached(firsts, known, {name: name for name in VALUE}, {"known_first": "first"})


def _new(every: ir.Table, firsts: ir.Table) -> ir.Table:
    """Return the sightings at which a value is new."""
    fresh = firsts.filter(firsts.known_first.isnull())
    fresh = fresh.select(*VALUE, seen_first=fresh["first"])
    hits = every.inner_join(fresh, [*VALUE, every["at"] == fresh.seen_first])
    return hits.mutate(is_new=ibis.literal(1), age=ibis.literal(0, "int64"))


def _young(every: ir.Table, firsts: ir.Table) -> ir.Table:
    """Return the sightings of values that are known for less than a day, with their `age`."""
    fresh = firsts.select(
        *VALUE,
        seen_first=firsts.known_first.fill_null(firsts["first"]),
        is_unknown=ibis.ifelse(firsts.known_first.isnull(), 1, 0),
    )
    since = [every["at"] >= fresh.seen_first, every["at"] < fresh.seen_first + DAY]
    hits = every.inner_join(fresh, [*VALUE, *since])
    age = hits["at"] - hits.seen_first
    return hits.mutate(age=age, is_new=ibis.ifelse(age == 0, hits.is_unknown, 0))


def _with_evidence(hits: ir.Table, seen: ir.Table, known: ir.Table) -> ir.Table:
    """Return the sightings with earlier days of the subject, those of them with new values, and its peers."""
    rows = hits.mutate(day=day(hits["at"]))
    named = seen.filter(seen.subject.notnull())
    active = named.select(*SCOPE, day=day(named["at"])).distinct()
    active = active.mutate(dimension=ibis.literal(ANY), counts=ibis.literal(1))
    apart = rows.filter(rows.dimension != ANY)
    novel = apart.group_by((*SCOPE, "dimension", "day")).aggregate(counts=apart.is_new.max())
    by = {name: name for name in (*SCOPE, "day")}
    rows = attached(rows, _earlier(active, known), by, {"active_days": "earlier"})
    rows = attached(rows, _earlier(novel, known), by | {"dimension": "dimension"}, {"novel_days": "earlier"})
    return _with_peers(rows, known)


def _earlier(days: ir.Table, known: ir.Table) -> ir.Table:
    """Return days of subjects and dimensions, once each, with how many that count come before: `earlier`."""
    summaries = known.filter(known["value"] == "")
    group = (*SCOPE, "dimension")
    rows = attached(
        days, summaries, {name: name for name in group}, {"known_days": "days", "known_last": "last"}
    )
    until = day(rows.known_last).fill_null(_NEVER)
    # A day that the baselines end with is one of theirs, and not an earlier one.
    known_days = rows.known_days.fill_null(0) - ibis.ifelse(rows.day == until, 1, 0).cast("int64")
    is_more = ibis.ifelse(rows.day > until, rows.counts, 0).cast("int64")
    rows = rows.mutate(before=known_days, is_more=is_more)
    up = ibis.cumulative_window(group_by=group, order_by="day")
    return rows.mutate(earlier=rows.before + rows.is_more.sum().over(up) - rows.is_more)


def _with_peers(rows: ir.Table, known: ir.Table) -> ir.Table:
    """Return the sightings with how many others of the kind had the value at an earlier moment: `peers`."""
    rows = rows.mutate(group=ibis.literal(PEERS) + kind(rows.subject))
    group = ("provider", "account", "group", "dimension", "value")
    moments = rows.select(*group, "at").distinct()
    # Several events of one subject may be its first.
    firsts = rows.filter(rows.is_new == 1).select(*group, "at", "subject").distinct()
    came = firsts.group_by((*group, "at")).aggregate(subjects=firsts.count())
    on = {name: name for name in group}
    moments = attached(moments, came, on | {"at": "at"}, {"subjects": "subjects"})
    moments = moments.mutate(subjects=moments.subjects.fill_null(0))
    up = ibis.cumulative_window(group_by=group, order_by="at")
    moments = moments.mutate(before=moments.subjects.sum().over(up) - moments.subjects)
    rows = attached(rows, moments, on | {"at": "at"}, {"came_before": "before"})
    peers = known.filter(known.subject.startswith(PEERS))
    on = {"provider": "provider", "account": "account", "group": "subject"}
    rows = attached(rows, peers, on | {"dimension": "dimension", "value": "value"}, {"known_peers": "count"})
    itself = ibis.ifelse((rows.is_unknown == 1) & (rows.age == 0), 0, 1)
    others = rows.known_peers.fill_null(0) + rows.came_before.fill_null(0) - itself
    return rows.mutate(peers=others.cast("int64"))


def _by_event(hits: ir.Table, flags: Collection[_Flag], needed: Collection[str]) -> ir.Table:
    """Return a row for each event of the sightings: a number for each flag, the ages, and the evidence."""
    told: dict[str, ir.Scalar] = {}
    for flag in flags:
        is_it = (hits.dimension == flag.of.dimension) & ((hits.subject == ACCOUNT) == flag.of.is_account)
        told[flag.name] = ibis.ifelse(is_it, hits.is_new, 0).max()
    for dimension in SCORED:
        is_it = (hits.dimension == dimension) & (hits.subject != ACCOUNT)
        if f"{dimension}_age_seconds" in needed:
            told[f"{dimension}_age_seconds"] = (hits.age // SECOND).max(where=is_it)
        if f"{dimension}_novel_days" in needed:
            told[f"{dimension}_novel_days"] = hits.novel_days.max(where=is_it)
        if f"{dimension}_peers" in needed and dimension in PEERED:
            told[f"{dimension}_peers"] = hits.peers.max(where=is_it)
    if "active_days" in needed:
        told["active_days"] = hits.active_days.max(where=hits.subject != ACCOUNT)
    return hits.group_by("event_hash").aggregate(**told)


# How long a subject is known


def _with_life(rows: ir.Table, seen: ir.Table, known: ir.Table, settings: Settings) -> ir.Table:
    """Return the events with how long their subjects are known, and how long they were idle."""
    rows = rows.mutate(at=micros(rows))
    by = {name: name for name in SCOPE}
    rows = attached(
        rows, _moments(seen), {**by, "at": "at"}, {"batch_first": "batch_first", "batch_before": "before"}
    )
    subjects = known.filter(known.dimension == ANY)
    rows = attached(rows, subjects, by, {"known_first": "first", "known_last": "last"})
    rows = _with_account(rows, seen, subjects)
    begun = ibis.ifelse(rows.known_first < rows.batch_first, rows.known_first, rows.batch_first)
    age = rows["at"] - begun
    is_young = (age < settings.learning_days * DAY).fill_null(ibis.literal(value=True))
    return rows.mutate(
        learning=is_young,
        age_seconds=age // SECOND,
        account_age_seconds=(rows["at"] - rows.account_begun) // SECOND,
        idle_seconds=(rows["at"] - _before(rows)) // SECOND,
    )


def _with_account(rows: ir.Table, seen: ir.Table, subjects: ir.Table) -> ir.Table:
    """Return the events with when anybody of their account called first: `account_begun`."""
    by = {"provider": "provider", "account": "account"}
    firsts = seen.group_by(tuple(by)).aggregate(account_first=seen["at"].min())
    rows = attached(rows, firsts, by, {"account_first": "account_first"})
    accounts = subjects.filter(subjects.subject == ACCOUNT)
    rows = attached(rows, accounts, by, {"account_known": "first"})
    is_before = rows.account_known < rows.account_first
    return rows.mutate(account_begun=ibis.ifelse(is_before, rows.account_known, rows.account_first))


def _moments(seen: ir.Table) -> ir.Table:
    """Return the moments of each subject, with the one before and the first of them."""
    once = seen.filter(seen.subject.notnull()).select(*SCOPE, "at").distinct()
    return once.mutate(
        before=once["at"].lag().over(ibis.window(group_by=SCOPE, order_by="at")),
        batch_first=once["at"].min().over(ibis.window(group_by=SCOPE)),
    )


def _before(rows: ir.Table) -> ir.IntegerValue:
    """Return when the subject called before, null where it did not.

    An event that arrives late, from a time in which the subject was known, counts as not idle: the baselines
    do not say when in that time it called.
    """
    at, last, earlier = rows["at"], rows.known_last, rows.batch_before
    before: ir.IntegerValue = ibis.cases(
        (last.isnull(), earlier),
        (at > last, ibis.ifelse(earlier.notnull() & (earlier > last), earlier, last)),
        (at > rows.known_first, at),
        else_=earlier,
    )
    return before
