"""How many alarms hold a query, as the first by their ids tell: these are digests, and mean nothing."""

from typing import Final

from sqlalchemy import Connection, and_, case, func, not_, select, true

from akwarden.model.alarm import AlarmStatus
from akwarden.model.severity import Severity
from akwarden.store.alarm_columns import IS_OPEN, is_snoozed
from akwarden.store.alarm_gathered import Counted, by_id, said_by_id
from akwarden.store.alarm_walk import is_walked_alone
from akwarden.store.paging import Order, Question
from akwarden.store.tables import alarms

_DIGITS: Final = 12
_DIGESTS: Final = 16**_DIGITS
"""How many beginnings of so many hexadecimal digits there are."""


def sampled(connection: Connection, question: Question, first: int) -> Counted:
    """Return how many alarms hold the query of a question; exactly where all are fewer than `first`."""
    fits = case((said_by_id(question.query, question.now), 1), else_=0).label("fits")
    snoozed = case((is_snoozed(question.now), 1), else_=0).label("snoozed")
    some = (
        by_id(select(alarms.c.id, alarms.c.status, snoozed, fits))
        .order_by(alarms.c.id)
        .limit(first)
        .subquery()
    )
    of_both = func.sum(some.c.fits * some.c.snoozed)
    query = select(some.c.status, func.count(), func.sum(some.c.fits), of_both, func.max(some.c.id))
    rows = connection.execute(query.group_by(some.c.status)).all()
    times = _times(sum(row[1] for row in rows), first, max((row[4] for row in rows), default=""))
    number = int if times == 1 else rounded
    found = {row[0]: (number(row[2] * times), number(row[3] * times)) for row in rows}
    return Counted(
        {one: found.get(one.value, (0, 0))[0] for one in AlarmStatus},
        found.get(AlarmStatus.OPEN.value, (0, 0))[1],
        approximate=times > 1,
    )


def walk_length(connection: Connection, question: Question, order: Order, first: int) -> float:
    """Return about how many alarms are looked at in the order of an index until a page is full."""
    shown = true() if question.with_hidden else and_(IS_OPEN, not_(is_snoozed(question.now)))
    seen = case((shown, 1), else_=0).label("seen")
    fits = case((and_(shown, said_by_id(question.query, question.now)), 1), else_=0).label("fits")
    some = (
        by_id(select(alarms.c.id, alarms.c.severity, seen, fits))
        .order_by(alarms.c.id)
        .limit(first)
        .subquery()
    )
    query = select(
        some.c.severity, func.count(), func.sum(some.c.seen), func.sum(some.c.fits), func.max(some.c.id)
    )
    rows = connection.execute(query.group_by(some.c.severity)).all()
    times = _times(sum(row[1] for row in rows), first, max((row[4] for row in rows), default=""))
    found = {Severity(row[0]): (row[2] * times, row[3] * times) for row in rows}
    wanted, length = float(question.limit or 0), 0.0
    if is_walked_alone(order):  # of all severities together
        found = {
            Severity.HIGH: (sum(one for one, _ in found.values()), sum(one for _, one in found.values()))
        }
    for severity in sorted(found, key=lambda one: one.rank, reverse=not order.name.startswith("-")):
        of_it, fitting = found[severity]
        length += of_it if fitting <= wanted else wanted * of_it / fitting
        if order.name.removeprefix("-") == "severity":  # by time, a page is looked for in each of them
            wanted = max(wanted - fitting, 0)
    return length


def _times(number: int, first: int, last: str) -> float:
    """Return how many alarms each of the first stands for, of which the last has this id."""
    return _DIGESTS / (int(last[:_DIGITS], 16) + 1) if number == first else 1.0


def rounded(number: float) -> int:
    """Return a number of which only the first two digits mean something."""
    return int(float(f"{number:.2g}"))
