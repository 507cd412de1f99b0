"""Events that belong together in time: counts, distinct values, and several rules at once or in an order.

The rules that this module keeps:

- A window is the time of an event and what lies up to the timespan before it, both ends counted. Events
  of one time see each other, as clouds write whole seconds. No window is cut at a full hour or day.
- What is told is the events that close a correlation: those at whose time the condition holds.
- An event that fits several rules counts once in `event_count`, and as one of each in `temporal` and
  `temporal_ordered`, also as one step after another.
- Events without a value in a field of `group-by` belong to no group and are left out. In `value_count` an
  event without the counted value adds none, and may close.
- Distinct values are counted in linear time however many events lie in a window: engines that count them
  window by window take minutes over the burst of one key, which is what is looked for.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, assert_never

import ibis
import ibis.expr.types as ir
from sigma.correlations import (
    SigmaCorrelationCondition,
    SigmaCorrelationConditionOperator,
    SigmaCorrelationRule,
    SigmaRuleReference,
)
from sigma.rule import SigmaRule

from akwarden.detectors.behavior.sigma.fields import Fields, LogSource, logsource_of
from akwarden.detectors.behavior.sigma.matching import (
    NEVER,
    both,
    column_of,
    either,
    is_always,
    literal_of,
    refuse_inexact,
)
from akwarden.detectors.behavior.sigma.refusal import RefusedError
from akwarden.detectors.behavior.sigma.times import SECOND, micros, moment_of

LONGEST: Final = 366 * 86_400 * SECOND
"""Microseconds that a window may last: so much of the past is read with every new event."""
_Operator = SigmaCorrelationConditionOperator
FieldsOf = Callable[[LogSource], Fields]

_COMPARISONS: Final[Mapping[_Operator, Callable[[ir.Value, ir.Value], ir.BooleanValue]]] = {
    _Operator.LT: lambda left, right: left < right,
    _Operator.LTE: lambda left, right: left <= right,
    _Operator.GT: lambda left, right: left > right,
    _Operator.GTE: lambda left, right: left >= right,
    _Operator.EQ: lambda left, right: left == right,
    _Operator.NEQ: lambda left, right: left != right,
}


class CorrelationKind(Enum):
    """What is asked of the events in a window."""

    EVENT_COUNT = "event_count"
    VALUE_COUNT = "value_count"
    TEMPORAL = "temporal"
    TEMPORAL_ORDERED = "temporal_ordered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One of the rules that a correlation looks at."""

    condition: ir.BooleanValue
    groups: tuple[ir.Value, ...]
    value: ir.Value | None = None
    """What is counted, where distinct values are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation:
    """A correlation over one table of events."""

    kind: CorrelationKind
    steps: tuple[Step, ...]
    window: int
    """Microseconds."""
    operator: _Operator
    count: float

    def values(self) -> tuple[ir.Value, ...]:
        """Return all that it looks at in an event: conditions, what groups, what is counted."""
        parts = ((step.condition, *step.groups, step.value) for step in self.steps)
        return tuple(value for part in parts for value in part if value is not None)

    def replaced(self, change: Callable[[ir.Value], ir.Value]) -> "Correlation":
        """Return the same over another table; `change` brings a column to it."""
        steps = tuple(
            Step(
                condition=change(step.condition),
                groups=tuple(map(change, step.groups)),
                value=None if step.value is None else change(step.value),
            )
            for step in self.steps
        )
        return replace(self, steps=steps)

    def closing(self, events: ir.Table, closing_from: int | None) -> ir.Table:
        """Return `event_hash` and `time`, in microseconds, of the events that close it.

        `events` is the table that the correlation is over. With `closing_from` only events at that time or
        later are told, and earlier ones are looked at as far as a window reaches.
        """
        steps = self._steps(events, closing_from)
        match self.kind:
            case CorrelationKind.EVENT_COUNT:
                found = self._counted(steps, steps.x.count().over(self._window(steps)))
            case CorrelationKind.VALUE_COUNT:
                found = self._counted(*_distinct(steps, self.window, self._groups()))
            case CorrelationKind.TEMPORAL:
                present = [
                    steps[name].cast("int64").max().over(self._window(steps)) for name in self._masks()
                ]
                found = self._counted(steps, sum(present[1:], start=present[0]))
            case CorrelationKind.TEMPORAL_ORDERED:
                found = self._in_order(steps)
            case _:
                assert_never(self.kind)
        if closing_from is not None:
            found = found.filter(found.x >= ibis.literal(closing_from, "int64"))
        return found.select(event_hash="id", time="x")

    def _groups(self) -> list[str]:
        return [f"g{at}" for at in range(len(self.steps[0].groups))]

    def _masks(self) -> list[str]:
        return [f"m{at}" for at in range(len(self.steps))]

    def _steps(self, events: ir.Table, closing_from: int | None) -> ir.Table:
        """Return the events of any of the rules, with their groups and which rules they are of."""
        fits = [step.condition.fill_null(NEVER) for step in self.steps]
        columns: dict[str, ir.Value] = {"id": events["event_hash"], "x": micros(events["time"])}
        columns |= dict(zip(self._masks(), fits, strict=True))
        for at, name in enumerate(self._groups()):
            columns[name] = _first_of(fits, [step.groups[at] for step in self.steps])
        if self.kind is CorrelationKind.VALUE_COUNT:
            columns["v"] = _first_of(fits, [step.value for step in self.steps if step.value is not None])
        if closing_from is not None:
            events = events.filter(events["time"] >= moment_of(closing_from - self.window))
        any_step = either(step.condition for step in self.steps)
        kept = (events if is_always(any_step) else events.filter(any_step)).select(**columns)
        wanted = [kept[name].notnull() for name in self._groups()]
        return kept.filter(*wanted) if wanted else kept

    def _window(self, steps: ir.Table) -> ibis.expr.builders.WindowBuilder:
        groups = [steps[name] for name in self._groups()]
        return ibis.range_window(
            preceding=self.window, following=0, group_by=groups or None, order_by=steps.x
        )

    def _counted(self, rows: ir.Table, number: ir.NumericValue) -> ir.Table:
        rows = rows.mutate(n=number)
        holds = _COMPARISONS[self.operator](rows.n, literal_of(self.count))
        return rows.filter(holds, rows.id.notnull())

    def _in_order(self, steps: ir.Table) -> ir.Table:
        """Return the events that end a chain of all rules, each with the latest begin of its chain."""
        for at, name in enumerate(self._masks()):
            begin = steps.x if at == 0 else steps.s.max().over(_so_far(steps, self._groups()))
            steps = steps.mutate(s=ibis.ifelse(steps[name], begin, ibis.null("int64")))
        return steps.filter(steps.s.notnull(), steps.x - steps.s <= ibis.literal(self.window, "int64"))


def _first_of(fits: Sequence[ir.BooleanValue], values: Sequence[ir.Value]) -> ir.Value:
    """Return the value that the first fitting rule has; mostly all rules have the same column."""
    if len({value.op() for value in values}) == 1:
        return values[0]
    return ibis.cases(*zip(fits, values, strict=True))


def _so_far(rows: ir.Table, groups: Sequence[str]) -> ibis.expr.builders.WindowBuilder:
    """Return the window of everything up to the time of a row, others of that time included."""
    names = [rows[name] for name in groups]
    return ibis.range_window(preceding=None, following=0, group_by=names or None, order_by=rows.x)


def _distinct(events: ir.Table, window: int, groups: list[str]) -> tuple[ir.Table, ir.IntegerValue]:
    """Return rows of which those with an id are the events, and how many values there are at each.

    A value is there from each sighting until the window has passed. Where sightings of it are near enough to
    overlap they are one stretch, which adds one where it begins and takes one away where it has ended.
    """
    reach, one, nobody = ibis.literal(window, "int64"), ibis.literal(1, "int64"), ibis.null("int64")
    seen = events.filter(events.v.notnull()).select(*groups, "v", "x").distinct()
    along = ibis.window(group_by=[*(seen[name] for name in groups), seen.v], order_by=seen.x)
    seen = seen.mutate(before=seen.x.lag().over(along), after=seen.x.lead().over(along))
    begins = seen.filter(seen.before.isnull() | (seen.x - seen.before > reach))
    ends = seen.filter(seen.after.isnull() | (seen.after - seen.x > reach))
    changes = (
        events.select(*groups, "x", delta=one * 0, id=events.id.cast("int64"))
        .union(begins.select(*groups, "x", delta=one, id=nobody))
        .union(ends.select(*groups, x=ends.x + reach + one, delta=-one, id=nobody))
    )
    return changes, changes.delta.sum().over(_so_far(changes, groups))


# From a rule


def event_count(rule: SigmaCorrelationRule, fields_of: FieldsOf) -> Correlation:
    """Return a correlation that counts events; the rules that it names are converted already."""
    condition = _basic(rule)
    _refuse_trivial(condition, least=1, most=None)
    return _made(CorrelationKind.EVENT_COUNT, rule, condition, _steps(rule, fields_of))


def value_count(rule: SigmaCorrelationRule, fields_of: FieldsOf) -> Correlation:
    """Return a correlation that counts the distinct values of a field."""
    condition = _basic(rule)
    _refuse_trivial(condition, least=0, most=None)
    name = condition.fieldref
    if isinstance(name, list) and len(name) == 1:
        name = name[0]
    if not isinstance(name, str):
        raise RefusedError("value_count takes one field")
    return _made(CorrelationKind.VALUE_COUNT, rule, condition, _steps(rule, fields_of, counted=name))


def temporal(rule: SigmaCorrelationRule, fields_of: FieldsOf) -> Correlation:
    """Return a correlation of rules that all, or so many of them, have events within a time."""
    condition, steps = _basic(rule), _steps(rule, fields_of)
    _refuse_trivial(condition, least=1, most=len(steps))
    return _made(CorrelationKind.TEMPORAL, rule, condition, steps)


def temporal_ordered(rule: SigmaCorrelationRule, fields_of: FieldsOf) -> Correlation:
    """Return a correlation of rules that all have events within a time, in their order."""
    condition, steps = _basic(rule), _steps(rule, fields_of)
    if condition.op not in (_Operator.GTE, _Operator.EQ) or condition.count != len(steps):
        raise RefusedError("temporal_ordered takes all of its rules: leave its condition out")
    return _made(CorrelationKind.TEMPORAL_ORDERED, rule, condition, steps)


def _made(
    kind: CorrelationKind,
    rule: SigmaCorrelationRule,
    condition: SigmaCorrelationCondition,
    steps: tuple[Step, ...],
) -> Correlation:
    window = rule.timespan.seconds * SECOND
    if window > LONGEST:
        raise RefusedError(f"the timespan {rule.timespan.spec} is longer than a year")
    for alike in zip(*((*step.groups, step.value) for step in steps), strict=True):
        if len({value.type().copy(nullable=True) for value in alike if value is not None}) > 1:
            raise RefusedError("a field of the correlation is of another type in one rule than in another")
    return Correlation(kind=kind, steps=steps, window=window, operator=condition.op, count=condition.count)


def _basic(rule: SigmaCorrelationRule) -> SigmaCorrelationCondition:
    if not isinstance(rule.condition, SigmaCorrelationCondition):
        raise RefusedError("a condition of words is not known in correlations")
    refuse_inexact(rule.condition.count)
    return rule.condition


def _refuse_trivial(condition: SigmaCorrelationCondition, *, least: int, most: int | None) -> None:
    """Refuse a condition that every number from `least` on fits, or none to `most`."""
    count, operator = condition.count, condition.op
    told = f"`{operator.name.lower()}: {count}`"
    always = {
        _Operator.GTE: count <= least,
        _Operator.GT: count < least,
        _Operator.NEQ: count < least,
        _Operator.LTE: most is not None and count >= most,
        _Operator.LT: most is not None and count > most,
    }
    never = {
        _Operator.LTE: count < least,
        _Operator.LT: count <= least,
        _Operator.EQ: count < least or count != int(count) or (most is not None and count > most),
        _Operator.GTE: most is not None and count > most,
        _Operator.GT: most is not None and count >= most,
    }
    if always.get(operator):
        raise RefusedError(f"the condition {told} holds for every event of its rules")
    if never.get(operator):
        raise RefusedError(f"the condition {told} can never hold")


def _steps(rule: SigmaCorrelationRule, fields_of: FieldsOf, counted: str | None = None) -> tuple[Step, ...]:
    steps = tuple(_step(rule, reference, fields_of, counted) for reference in rule.referenced_rules)
    if not steps:
        raise RefusedError("the correlation names no rules")
    return steps


def _step(
    rule: SigmaCorrelationRule, reference: SigmaRuleReference, fields_of: FieldsOf, counted: str | None
) -> Step:
    base = reference.rule
    if not isinstance(base, SigmaRule):
        raise RefusedError(f"`{reference.reference}` is a correlation itself; only rules can be correlated")
    fields = fields_of(logsource_of(base))
    names = [_aliased(rule, reference, name) for name in rule.group_by or ()]
    condition = either(base.get_conversion_result())
    return Step(
        condition=condition if fields.only is None else both([fields.only, condition]),
        groups=tuple(column_of(fields.place(name)) for name in names),
        value=None if counted is None else column_of(fields.place(_aliased(rule, reference, counted))),
    )


def _aliased(rule: SigmaCorrelationRule, reference: SigmaRuleReference, name: str) -> str:
    """Return the name that a field has in one of the rules."""
    alias = rule.aliases.aliases.get(name)
    if alias is None:
        return name
    for known, field in alias.mapping.items():
        if known.reference == reference.reference:
            return field
    raise RefusedError(f"the alias `{name}` says nothing about the rule `{reference.reference}`")
