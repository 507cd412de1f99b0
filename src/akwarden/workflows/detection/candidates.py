"""The events that a rule may find, told by its cheap conditions: what is new is then asked of few of them.

The rules that this module keeps:

- Every event that the rule finds is a candidate; of a correlation, every event that a step finds.
- What is new about a candidate is told from all events, and not from the candidates alone; so is whether its
  hour is a burst.
"""

from collections.abc import Collection, Mapping
from typing import Final

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from akwarden.detectors.behavior.columns import ADDED, EVENT, KEY, PLACE, SCORED, WHO
from akwarden.detectors.behavior.facts import Facts
from akwarden.detectors.behavior.novelty import KNOWN, enriched
from akwarden.detectors.behavior.sigma.compiled import CompiledRule
from akwarden.detectors.behavior.sigma.correlate import Correlation
from akwarden.detectors.behavior.sigma.texts import any_of
from akwarden.detectors.behavior.watching import ANY, VALUE, Watched, sightings, watched
from akwarden.model.event import TimeQuality

_TELLING: Final[Mapping[str, Watched]] = {
    **dict.fromkeys(("first_use", "learning", "age_seconds"), Watched(ANY)),
    "account_age_seconds": Watched(ANY, is_account=True),
    **{f"new_{dimension}": Watched(dimension) for dimension in SCORED},
    **{f"{dimension}_age_seconds": Watched(dimension) for dimension in SCORED},
    **{f"account_new_{name}": Watched(name, is_account=True) for name in ("region", "service")},
}
"""The columns that are told by when a value was seen first, with the value of what."""
_WHO: Final = (
    *("provider", "account"),
    *("key_id", "key_type", "issuer", "principal_id", "principal_name"),
)
_ALWAYS: Final = (
    *("event_hash", "time", "time_quality", "principal_type"),
    *("ip_family", "ip_high", "ip_low", "service", "action"),
)
"""The columns that the small tables are joined by, and the time."""
_MADE_OF: Final[Mapping[str, tuple[str, ...]]] = {
    ANY: (),
    "ip": ("source_ip",),
    "network": ("ip_family", "ip_high", "ip_low"),
    "asn": ("ip_asn",),
    "country": ("ip_country",),
    "client": ("client",),
    "service": ("service",),
    "action": ("service", "action"),
    "region": ("region",),
}
"""The columns that tell the values of dimensions; hours are told by times, and so are not among them."""
_CHEAP: Final = frozenset({*WHO, *KEY, *PLACE})
"""What is told of an event by itself, and by small tables."""


def candidates(events: ir.Table, rule: CompiledRule, facts: Facts) -> ir.Table | None:
    """Return the events that a rule may find, as they are; None where that may be any of them."""
    query = rule.query
    conditions = [step.condition for step in query.steps] if isinstance(query, Correlation) else [query]
    weak = [_weakened(condition.op()) for condition in conditions]
    kept = [part for part in weak if part is not None]
    if len(kept) < len(weak):
        return None
    wanted = {field.name for part in kept for field in part.find(ops.Field)}.intersection(_CHEAP)
    placed = enriched(events, facts, ibis.memtable([], schema=KNOWN), wanted=wanted)
    fits = any_of([part.replace({rule.table.op(): placed.op()}).to_expr() for part in kept])
    return placed.filter(fits).select(events.columns)


def are_cheap(needed: Collection[str]) -> bool:
    """Say whether columns are told of an event by itself and by small tables, so that others don't matter."""
    return _CHEAP.issuperset(ADDED.keys() & set(needed))


def asks_for_firsts(needed: Collection[str]) -> bool:
    """Say whether columns are about what is new, and can be told by what `known_before` says."""
    added = ADDED.keys() & set(needed)
    return not _TELLING.keys().isdisjoint(added) and _CHEAP.union(_TELLING).issuperset(added)


def columns_for(rule: CompiledRule) -> list[str]:
    """Return the columns of events that a rule looks at, and those that what it asks for is told of."""
    looked_at = rule.columns
    told_of = (name for one in _of(looked_at) for name in _MADE_OF.get(one.dimension, ()))
    wanted = {*_ALWAYS, *_WHO, *told_of, *looked_at}
    return [name for name in EVENT if name in wanted]


def filled(events: ir.Table) -> ir.Table:
    """Return events of which some columns were left out, with null for those."""
    missing = {name: ibis.null(kind.copy(nullable=True)) for name, kind in EVENT.items()}
    return events.mutate(**{name: value for name, value in missing.items() if name not in events.columns})


def known_before(events: ir.Table, some: ir.Table, needed: Collection[str]) -> ir.Table:
    """Return what was known when `some` events came, from all of them, by `KNOWN`: what each has first seen.

    Only values that `some` have, and that another event had before the first of them, in the dimensions that
    the columns of `needed` are told of. How often they were seen is not told.
    """
    dimensions = _of(needed)
    theirs = sightings(watched(some), dimensions)
    theirs = theirs.group_by(VALUE).aggregate(theirs_first=theirs["at"].min())
    every = sightings(watched(_firsts(events, dimensions)), dimensions).semi_join(theirs, list(VALUE))
    firsts = every.group_by(VALUE).aggregate(first=every["at"].min())
    asked = theirs.select(**{f"of_{name}": theirs[name] for name in VALUE}, theirs_first=theirs.theirs_first)
    fits = [firsts[name] == asked[f"of_{name}"] for name in VALUE]
    rows = firsts.inner_join(asked, [*fits, firsts["first"] < asked.theirs_first])
    one = ibis.literal(1, "int64")
    told = {name: rows[name] for name in VALUE} | {"first": rows["first"], "last": rows["first"]}
    return rows.select(**told, days=one, count=one, weight=one)


def _firsts(events: ir.Table, dimensions: Collection[Watched]) -> ir.Table:
    """Return the first event of all that are equal in these dimensions: so much fewer are made texts of."""
    if any(one.dimension not in _MADE_OF for one in dimensions):
        return events
    by = {*_WHO, *(name for one in dimensions for name in _MADE_OF[one.dimension])}
    told = events.filter(events.time_quality != TimeQuality.DOUBTFUL.value)
    firsts = told.group_by(sorted(by)).aggregate(event_hash=told.event_hash.min(), time=told.time.min())
    return filled(firsts.mutate(time_quality=ibis.literal(TimeQuality.EXACT.value)))


def _of(needed: Collection[str]) -> tuple[Watched, ...]:
    """Return the values that columns are told by."""
    return tuple(sorted({one for name, one in _TELLING.items() if name in needed}, key=repr))


def _weakened(node: ops.Node) -> ops.Node | None:
    """Return a condition of cheap columns that holds wherever this one does; None where there is none."""
    if isinstance(node, ops.And):
        left, right = _weakened(node.left), _weakened(node.right)
        return left if right is None else right if left is None else ops.And(left, right)
    if isinstance(node, ops.Or):
        left, right = _weakened(node.left), _weakened(node.right)
        return None if left is None or right is None else ops.Or(left, right)
    looked_at = {field.name for field in node.find(ops.Field)}
    return node if looked_at and not looked_at & (ADDED.keys() - _CHEAP) else None
