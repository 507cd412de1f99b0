"""A rule that is ready to run, and a rule that is not: what compiling gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.types as ir

from akwarden.detectors.behavior.sigma.correlate import Correlation
from akwarden.detectors.behavior.sigma.fields import LogSource
from akwarden.detectors.behavior.sigma.times import micros, moment_of
from akwarden.model.severity import Severity

_NUMBER: Final = dt.Int64(nullable=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRule:
    """One rule, and what its file says about it. It is made for tables with the columns that it was given."""

    id: str
    """As its file has it; where it has none, the name that its text was given with."""
    title: str
    description: str
    level: Severity
    """Medium where the file says nothing."""
    status: str
    """`stable`, `test`, `experimental`, `deprecated`, `unsupported`; empty where the file says nothing."""
    author: str
    licence: str
    """As the file says; empty where it says nothing."""
    techniques: tuple[str, ...]
    """Ids of MITRE ATT&CK: `T1078.004`."""
    references: tuple[str, ...]
    logsource: LogSource
    """For a correlation that of its first rule."""
    custom: Mapping[str, Any]
    """The keys of the file that Sigma does not know, such as `akwarden`."""
    origin: str
    """The name that its text was given with."""
    table: ir.Table = field(repr=False)
    """The table without rows that it was made over."""
    query: ir.BooleanValue | Correlation = field(repr=False)

    @property
    def look_back_us(self) -> int:
        """How far back, in microseconds, it looks from each new event; 0 for a rule of single events."""
        return self.query.window if isinstance(self.query, Correlation) else 0

    @property
    def columns(self) -> frozenset[str]:
        """The columns that it looks at."""
        values = self.query.values() if isinstance(self.query, Correlation) else (self.query,)
        return frozenset(field.name for value in values for field in value.op().find(ops.Field))

    def condition(self, events: ir.Table) -> ir.BooleanValue | None:
        """Return the condition that an event fits, over a table of events; None for a correlation."""
        if isinstance(self.query, Correlation):
            return None
        condition: ir.BooleanValue = self._over(events, self.query)
        return condition

    def steps(self, events: ir.Table) -> tuple[ir.BooleanValue, ...]:
        """Return the conditions of the rules that a correlation looks at, over a table of events.

        What none of them fits is nothing to it. None for a rule of single events.
        """
        if not isinstance(self.query, Correlation):
            return ()
        return tuple(self._over(events, step.condition) for step in self.query.steps)

    def hits(self, events: ir.Table, closing_from: int | None = None) -> ir.Table:
        """Return `event_hash` and `time`, in microseconds since 1970, of events that fit, in no order.

        Of a correlation those are the events that close it. With `closing_from`, also microseconds, only
        events at that time or later are told; earlier ones of `events` are for looking back.
        """
        if isinstance(self.query, Correlation):
            query = self.query.replaced(lambda column: self._over(events, column))
            return _hits(query.closing(events, closing_from))
        kept = events.filter(self._over(events, self.query))
        if closing_from is not None:
            kept = kept.filter(kept["time"] >= moment_of(closing_from))
        return _hits(kept.select(event_hash=kept["event_hash"], time=micros(kept["time"])))

    def _over(self, events: ir.Table, column: ir.Value) -> Any:
        return column.op().replace({self.table.op(): events.op()}).to_expr()


def _hits(rows: ir.Table) -> ir.Table:
    """Return hits in the types that all rules share, so that they can be put together."""
    return rows.select(event_hash=rows["event_hash"].cast(_NUMBER), time=rows["time"].cast(_NUMBER))


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFault:
    """Why a rule can't be run; the others can."""

    origin: str
    """The name that its text was given with."""
    rule: str
    """Its id or its title; empty where the text is no rule at all."""
    reason: str

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.origin}: {f'{self.rule}: ' if self.rule else ''}{self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """All rules of some texts, in their order."""

    rules: tuple[CompiledRule, ...]
    faults: tuple[RuleFault, ...]
