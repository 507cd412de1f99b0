"""Back-test: how often a rule would have fired, and about whom, before it is switched on."""

from datetime import datetime, timedelta
from typing import Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from sqlalchemy import Connection

from akwarden.analytics.moments import moment
from akwarden.detectors.behavior.columns import ADDED, ENRICHED, KEY, VOLUME
from akwarden.detectors.behavior.facts import Facts
from akwarden.detectors.behavior.novelty import KNOWN, enriched
from akwarden.detectors.behavior.sigma.compiled import CompiledRule
from akwarden.detectors.behavior.volume import by_hour_of_week, hourly, volume, with_bursts
from akwarden.model.backtest import Backtest, BacktestSubject
from akwarden.model.behavior_rule import BehaviorRule
from akwarden.store.new_rows import shares
from akwarden.store.tables import access_keys, canaries, leaks
from akwarden.workflows.detection.candidates import (
    are_cheap,
    asks_for_firsts,
    candidates,
    columns_for,
    filled,
    known_before,
)
from akwarden.workflows.detection.context import high_risk, key_facts, own_addresses
from akwarden.workflows.detection.ruleset import DetectionRule
from akwarden.workflows.events.asking import answer, spoken

_MOST: Final = 200
FEW: Final = 0.05
"""The share of events up to which it is cheaper to tell what is new of these alone."""
_MOST_FEW: Final = 500_000
"""And how many of them are held in memory."""
_ACCOUNT: Final = ("provider", "account")
"""Nothing that is known of an event is told by those of another account."""
_FOUND: Final = ibis.schema(
    {
        "provider": "!string",
        "account": "!string",
        "subject": "string",
        "events": "!int64",
        "days": "!int64",
        "first": "timestamp('UTC', 6)",
        "last": "timestamp('UTC', 6)",
    }
)


def backtest(
    connection: Connection,
    events: ir.Table,
    rule: DetectionRule,
    now: datetime,
    *,
    days: int,
    few: float = FEW,
) -> Backtest:
    """Return what a rule would have done on the events of so many days; raises LakeError.

    What was usual is told from these days alone, so a rule about what is new fires more in the first two
    weeks, which count as learning, than it would with a longer past. What is new is told of the events that
    may be found alone where those are up to a share of `few`; the answer is the same. What a subject usually
    calls in an hour is told from all of these days, and an hour is looked at when it is over.
    """
    recent = events.filter(events.time > moment(now - timedelta(days=days)), events.time <= moment(now))
    with spoken():
        calls = int(recent.count().to_pyarrow().as_py())
    found = _found(connection, recent, rule.compiled, most=min(int(calls * few), _MOST_FEW))
    found = found.mutate(day=found.time.truncate("D"))
    grouped = found.group_by(("provider", "account", "subject")).aggregate(
        events=found.count(), days=found.day.nunique(), first=found.time.min(), last=found.time.max()
    )
    rows = [BacktestSubject(**row) for row in answer(grouped, _FOUND)]
    rows.sort(key=lambda row: (-row.events, row.subject or ""))
    return _told(rule.rule, rows, days=days, calls=calls)


def _found(connection: Connection, recent: ir.Table, rule: CompiledRule, *, most: int) -> ir.Table:
    """Return the events that a rule finds, with whom it watches; `most` is as in `_few`."""
    needed = rule.columns & set(ADDED)
    facts, nothing = _facts(connection, needed), ibis.memtable([], schema=KNOWN)
    read = _few(recent, rule, facts, most) if asks_for_firsts(needed) else None
    some = _narrowed(recent, rule, facts, needed) if read is None else filled(ibis.memtable(read))
    known = known_before(recent, some, needed) if read else nothing
    rich = enriched(some, facts, known, wanted=needed | {"subject"})
    if needed & set(VOLUME):
        rich = with_bursts(rich, volume(some, by_hour_of_week(hourly(some))))
    rich = _whole(rich)
    condition = rule.condition(rich)
    return rich.semi_join(rule.hits(rich), "event_hash") if condition is None else rich.filter(condition)


def _few(recent: ir.Table, rule: CompiledRule, facts: Facts, most: int) -> pa.Table | None:
    """Return the events that a rule may find; None where those are more than that, and little is won."""
    some = candidates(recent, rule, facts)
    if some is None:
        return None
    kept = some.select(columns_for(rule))
    with spoken():
        # Read once, as they are asked for in several places.
        read: pa.Table = kept.limit(most + 1).to_pyarrow()
    return read if read.num_rows <= most else None


def _narrowed(recent: ir.Table, rule: CompiledRule, facts: Facts, needed: frozenset[str]) -> ir.Table:
    """Return the events that tell what a rule finds: for what is told of many, those of whole accounts."""
    if are_cheap(needed) and not rule.look_back_us:
        return recent
    some = candidates(recent, rule, facts)
    if some is None or are_cheap(needed):
        return recent if some is None else some
    with spoken():
        accounts = some.select(*_ACCOUNT).distinct().to_pyarrow()
    return recent.semi_join(ibis.memtable(accounts), list(_ACCOUNT))


def _whole(rich: ir.Table) -> ir.Table:
    """Return the events with every column of `ENRICHED`: those that nobody looks at are null."""
    missing = {name: ibis.null(kind.copy(nullable=True)) for name, kind in ENRICHED.items()}
    added = {name: value for name, value in missing.items() if name not in rich.columns}
    return rich.mutate(**added).select(list(ENRICHED))


def _facts(connection: Connection, needed: frozenset[str]) -> Facts:
    """Return what the state knows, of all keys where a rule asks for it."""
    ids = _all_keys(connection) if needed & set(KEY) else ()
    return Facts(
        keys=ibis.memtable(key_facts(connection, ids)),
        addresses=ibis.memtable(own_addresses(connection)),
        high_risk=ibis.memtable(high_risk()),
    )


def _all_keys(connection: Connection) -> set[str]:
    columns = (access_keys.c.key_id, leaks.c.key_id, canaries.c.key_id)
    return {
        name
        for column in columns
        for name in connection.execute(column.table.select().with_only_columns(column)).scalars()
        if name is not None
    }


def _told(rule: BehaviorRule, rows: list[BacktestSubject], *, days: int, calls: int) -> Backtest:
    return Backtest(
        rule=rule.id,
        title=rule.title,
        days=days,
        calls=calls,
        events=sum(row.events for row in rows),
        alarms=0 if rule.quiet else sum(row.days for row in rows),
        quiet=rule.quiet,
        subjects=tuple(next(iter(shares(rows, _MOST)), ())),
        subjects_in_all=len(rows),
    )
