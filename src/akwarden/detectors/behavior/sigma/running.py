"""Many rules over one table of events, in one pass for all that judge single events."""

from collections.abc import Sequence
from functools import reduce
from typing import Final

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from akwarden.detectors.behavior.sigma.compiled import CompiledRule
from akwarden.detectors.behavior.sigma.times import micros, moment_of

_NONE: Final = ibis.null("int64")


def every_hit(rules: Sequence[CompiledRule], events: ir.Table, closing_from: int | None = None) -> ir.Table:
    """Return `rule`, `event_hash` and `time` of all events that rules fit, in no order.

    `rule` is the place of the rule in `rules`, counted from 0; the rest is as `CompiledRule.hits` gives it.
    Raises ValueError without rules.
    """
    if not rules:
        raise ValueError("there are no rules")
    single = {at: rule for at, rule in enumerate(rules) if not rule.look_back_us}
    parts = [_single(single, events, closing_from)] if single else []
    for at, rule in enumerate(rules):
        if at not in single:
            hits = rule.hits(events, closing_from)
            number = ibis.literal(at, "int64")
            parts.append(_alike(hits.select(rule=number, event_hash="event_hash", time="time")))
    return reduce(lambda one, other: one.union(other), parts)


def _single(rules: dict[int, CompiledRule], events: ir.Table, closing_from: int | None) -> ir.Table:
    if closing_from is not None:
        events = events.filter(events["time"] >= moment_of(closing_from))
    fits = {at: rule.condition(events) for at, rule in rules.items()}
    numbers = [
        ibis.ifelse(fit, ibis.literal(at, "int64"), _NONE) for at, fit in fits.items() if fit is not None
    ]
    # Not as flags that a filter looks at: Spark reasons about those for longer than anybody waits.
    fitting = ibis.array(numbers).filter(lambda number: number.notnull())
    judged = events.select(fitting=fitting, event_hash=events["event_hash"], time=micros(events["time"]))
    return _alike(judged.select(rule=judged.fitting.unnest(), event_hash="event_hash", time="time"))


def _alike(rows: ir.Table) -> ir.Table:
    """Return rows in types that can be put together: engines and rules differ about what may be null."""
    return rows.cast(dict.fromkeys(rows.columns, dt.Int64(nullable=True)))
