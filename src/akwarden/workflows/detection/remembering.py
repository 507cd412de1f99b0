"""The events that later batches have to know of: those that fit a step for what was new about them.

Sequences look back at events that were judged before. What is known of a past event by itself is read from
the lake again; what was new about it at its time can't be told any more, so the few events for which that
matters to a step are kept for a while.
"""

from collections.abc import Iterable
from typing import Final

import ibis
import ibis.expr.types as ir

from akwarden.detectors.behavior.columns import ENRICHED, EVENT, KEY, PLACE, WHO
from akwarden.detectors.behavior.sigma.compiled import CompiledRule
from akwarden.detectors.behavior.sigma.matching import NEVER
from akwarden.detectors.behavior.sigma.texts import any_of

PASSING: Final = ibis.schema(
    {name: kind for name, kind in ENRICHED.items() if name not in {*EVENT, *WHO, *KEY, *PLACE}}
)
"""The columns that hold at the time of the event alone."""


def nothing(kind: ibis.DataType) -> ir.Scalar:
    """Return what such a column says of an event about which nothing is new."""
    if kind.nullable:
        return ibis.null(kind)
    return ibis.literal(value=False) if kind.is_boolean() else ibis.literal(0, kind)


def memorable(rich: ir.Table, rules: Iterable[CompiledRule]) -> ir.Table:
    """Return the events, by `ENRICHED`, that fit a step of a rule and would not if nothing were new."""
    gone = {rich[name].op(): nothing(kind).op() for name, kind in PASSING.items()}
    steps = [step for rule in rules for step in rule.steps(rich)]
    parts = []
    for step in steps:
        plain = step.op().replace(gone).to_expr()
        if not plain.equals(step):
            parts.append(step.fill_null(NEVER) & ~plain.fill_null(NEVER))
    return rich.filter(any_of(parts)) if parts else rich.limit(0)
