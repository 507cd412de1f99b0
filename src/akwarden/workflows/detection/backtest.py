"""Back-test: how often a rule would have fired, and about whom, before it is switched on."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
from sqlalchemy import Connection

from akwarden.analytics.moments import moment
from akwarden.detectors.behavior.columns import ADDED, ENRICHED
from akwarden.detectors.behavior.facts import Facts
from akwarden.detectors.behavior.novelty import KNOWN, enriched
from akwarden.detectors.behavior.sigma.correlate import Correlation
from akwarden.detectors.behavior.watching import subject
from akwarden.model.backtest import Backtest, BacktestSubject
from akwarden.model.behavior_rule import BehaviorRule
from akwarden.store.new_rows import shares
from akwarden.store.tables import access_keys, canaries, leaks
from akwarden.workflows.detection.context import high_risk, key_facts, own_addresses
from akwarden.workflows.detection.ruleset import DetectionRule
from akwarden.workflows.events.asking import answer, spoken

_MOST: Final = 200
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
    connection: Connection, events: ir.Table, rule: DetectionRule, now: datetime, *, days: int
) -> Backtest:
    """Return what a rule would have done on the events of so many days; raises LakeError.

    What was usual is told from these days alone, so a rule about what is new fires more in the first two
    weeks, which count as learning, than it would with a longer past.
    """
    recent = events.filter(events.time > moment(now - timedelta(days=days)), events.time <= moment(now))
    needed = columns_of(rule) & set(ADDED)
    rich = enriched(recent, _facts(connection, needed), ibis.memtable([], schema=KNOWN), wanted=needed)
    hits = rule.compiled.hits(_whole(rich))
    named = recent.mutate(subject=subject(recent)).select(
        "event_hash", "provider", "account", "subject", "time"
    )
    found = named.semi_join(hits, "event_hash")
    found = found.mutate(day=found.time.truncate("D"))
    grouped = found.group_by(("provider", "account", "subject")).aggregate(
        events=found.count(), days=found.day.nunique(), first=found.time.min(), last=found.time.max()
    )
    rows = [BacktestSubject(**row) for row in answer(grouped, _FOUND)]
    with spoken():
        calls = int(recent.count().to_pyarrow().as_py())
    rows.sort(key=lambda row: (-row.events, row.subject or ""))
    return _told(rule.rule, rows, days=days, calls=calls)


def columns_of(rule: DetectionRule) -> set[str]:
    """Return the columns that a rule looks at."""
    query = rule.compiled.query
    values: Iterable[ir.Value] = (query,)
    if isinstance(query, Correlation):
        values = (
            value
            for step in query.steps
            for value in (step.condition, *step.groups, *([] if step.value is None else [step.value]))
        )
    return {field.name for value in values for field in value.op().find(ops.Field)}


def _whole(rich: ir.Table) -> ir.Table:
    """Return the events with every column of `ENRICHED`: those that nobody looks at are null."""
    missing = {name: ibis.null(kind.copy(nullable=True)) for name, kind in ENRICHED.items()}
    added = {name: value for name, value in missing.items() if name not in rich.columns}
    return rich.mutate(**added).select(list(ENRICHED))


def _facts(connection: Connection, needed: set[str]) -> Facts:
    """Return what the state knows, of all keys where a rule asks for it."""
    ids = _all_keys(connection) if any(name.startswith("key_") for name in needed) else ()
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
