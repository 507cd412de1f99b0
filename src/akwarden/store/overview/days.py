"""What was opened and what was closed, day by day in UTC."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    and_,
    func,
    literal,
    select,
    true,
    type_coerce,
    union_all,
)

from akwarden.model.alarm import AlarmStatus
from akwarden.model.overview import DayCounts
from akwarden.model.risk import RiskStatus
from akwarden.store.moment import to_millis
from akwarden.store.overview.findings import Held
from akwarden.store.shared_columns import held_by, in_accounts
from akwarden.store.tables import alarms, risk_decisions, risks

_DAY: Final = timedelta(days=1)


class Span(NamedTuple):
    """Some days in a row."""

    first: datetime
    """When the first of them begins."""
    days: int

    def day(self, at: int) -> datetime:
        """Return when a day begins, counted from 0."""
        return self.first + at * _DAY


def alarm_days(connection: Connection, span: Span, held: Held) -> tuple[DayCounts, ...]:
    """Return how many alarms were opened, and how many last decided about, on each day."""
    whose = [] if held is None else [held_by(alarms.c.provider, alarms.c.account)(held)]
    raised = alarms.c.raised.is_(true())
    opened = _counted(connection, alarms, alarms.c.opened_at, [and_(raised, *whose)], span)
    decided = [alarms.c.status == one.value for one in AlarmStatus if one is not AlarmStatus.OPEN]
    which = [and_(raised, one, *whose) for one in decided]
    closed = _counted(connection, alarms, alarms.c.changed_at, which, span)
    return _days(span, opened, closed)


def risk_days(connection: Connection, span: Span, held: Held) -> tuple[DayCounts, ...]:
    """Return how many risks were seen first, and how many converged or were set aside, on each day."""
    whose = [] if held is None else [in_accounts(risks.c.account_id)(held)]
    opened = _grouped(connection, risks, risks.c.first_seen_at, [*whose], span)
    converged = [risks.c.status == RiskStatus.CONVERGED.value, *whose]
    closed = _grouped(connection, risks, risks.c.changed_at, converged, span)
    decided = risk_decisions.join(risks, risks.c.id == risk_decisions.c.risk_id)
    ignored = [risks.c.status != RiskStatus.CONVERGED.value, *whose]
    closed += _grouped(connection, decided, risk_decisions.c.decided_at, ignored, span)
    return _days(span, opened, closed)


def _grouped(
    connection: Connection,
    rows: FromClause,
    at: ColumnElement[Any],
    which: Sequence[ColumnElement[bool]],
    span: Span,
) -> Counter[int]:
    """Return how many rows have a time on each day, in one look at all of them."""
    begin, end = to_millis(span.first), to_millis(span.day(span.days))
    day = ((type_coerce(at, BigInteger) - begin) // (_DAY // timedelta(milliseconds=1))).label("day")
    query = select(day, func.count()).select_from(rows).where(at >= begin, at < end, *which).group_by(day)
    return Counter({row[0]: row[1] for row in connection.execute(query)})


def _counted(
    connection: Connection,
    rows: FromClause,
    at: ColumnElement[Any],
    which: Sequence[ColumnElement[bool]],
    span: Span,
) -> Counter[int]:
    """Return how many rows have a time on each day; each is one walk along an index."""
    parts = [
        select(literal(day).label("day"), func.count().label("rows"))
        .select_from(rows)
        .where(one, at >= to_millis(span.day(day)), at < to_millis(span.day(day + 1)))
        for one in which
        for day in range(span.days)
    ]
    found: Counter[int] = Counter()
    for day, count in connection.execute(union_all(*parts)):
        found[day] += count
    return found


def _days(span: Span, opened: Counter[int], closed: Counter[int]) -> tuple[DayCounts, ...]:
    return tuple(DayCounts(span.day(at).date(), opened[at], closed[at]) for at in range(span.days))
