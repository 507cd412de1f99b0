"""A page of alarms in the order of an index, so that no more are looked at than it takes.

By severity and by time, an index holds the alarms of one status and severity in the order of their times. The
pages by severity are read from one severity after the other, those by time from all of them at once. It has
also what is asked for most. By the first time and by the count, others have the order and nothing else: each
alarm is looked up.
"""

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Any, Final

import msgspec
from sqlalchemy import (
    BigInteger,
    Connection,
    Row,
    Select,
    and_,
    literal,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)

from akwarden.model.alarm import AlarmStatus
from akwarden.model.severity import Severity
from akwarden.store.filtering import Clause
from akwarden.store.paging import Key, Order, Place
from akwarden.store.tables import alarms

_RANKED, _TIMED = "severity", "last"
_ALONE: Final = MappingProxyType({"first": (alarms.c.first_at,), "count": (alarms.c.count, alarms.c.last_at)})
"""The columns of the orders that an index has alone."""
_LAST = type_coerce(alarms.c.last_at, BigInteger)


class Walk(msgspec.Struct, frozen=True, kw_only=True):
    """Which alarms a page is made of."""

    order: Order
    which: Clause
    """What holds for them beside their status."""
    statuses: Sequence[AlarmStatus]
    severities: Sequence[Severity]
    """Those that they may have."""
    limit: int
    after: str | None
    """The cursor behind which the page begins."""


def is_walked(order: Order) -> bool:
    """Say whether an index has the alarms in this order, with what is asked for most."""
    return order.name.removeprefix("-") in (_RANKED, _TIMED)


def is_walked_alone(order: Order) -> bool:
    """Say whether an index has the alarms in this order and nothing else."""
    return order.name.removeprefix("-") in _ALONE


def walked(connection: Connection, walk: Walk) -> list[Place]:
    """Return the alarms of a page, in their order."""
    if is_walked_alone(walk.order):
        return list(_alone(connection, walk))
    return list(_ranked(connection, walk) if _is_ranked(walk) else _timed(connection, walk))


def _alone(connection: Connection, walk: Walk) -> Iterator[Place]:
    """Yield the alarms of all statuses by an index of their order."""
    own = [type_coerce(one, BigInteger) for one in _ALONE[walk.order.name.removeprefix("-")]]
    keys = [Key(at, key.descending) for at, key in zip([*own, alarms.c.id], walk.order.keys, strict=True)]
    order = Order(walk.order.name, tuple(keys))
    which = [walk.which, *_beyond(order, walk.after)]
    columns = [one.label(f"place_{at}") for at, one in enumerate(own)]
    branches = [
        select(alarms.c.id, *columns)
        .where(alarms.c.raised.is_(true()), alarms.c.status == status.value, *which)
        .order_by(*order.by([*own, alarms.c.id]))
        .limit(walk.limit)
        .subquery()
        for status in walk.statuses
    ]
    if branches:
        together = union_all(*map(select, branches)).subquery()
        id_, *places = together.c
        query = select(together).order_by(*order.by([*places, id_])).limit(walk.limit)
        for row in connection.execute(query):
            yield Place(row.id, (*row[1:], row.id))


def _beyond(order: Order, cursor: str | None) -> Iterator[Clause]:
    """Yield the clauses for what stands behind a cursor; the first value alone, too, for the index."""
    if cursor is not None:
        first, at = order.keys[0], order.values(cursor)[0]
        yield first.value <= at if first.descending else first.value >= at
        yield order.behind(cursor)


def _ranked(connection: Connection, walk: Walk) -> Iterator[Place]:
    """Yield the alarms of one severity after the other."""
    left = walk.limit
    rank, *behind = (None,) if walk.after is None else walk.order.values(walk.after)
    for severity in sorted(walk.severities, key=lambda one: one.rank, reverse=not _rises(walk)):
        if rank is not None and _is_before(walk, severity.rank, int(rank)):
            continue
        begins = behind if severity.rank == rank else ()
        for row in _read(connection, walk, [severity], begins, left):
            left -= 1
            yield Place(row.id, (severity.rank, row.last, row.id))
        if not left:
            return


def _is_before(walk: Walk, rank: int, at: int) -> bool:
    """Say whether a severity stands before that of the cursor."""
    return rank < at if _rises(walk) else rank > at


def _timed(connection: Connection, walk: Walk) -> Iterator[Place]:
    behind = () if walk.after is None else walk.order.values(walk.after)
    for row in _read(connection, walk, walk.severities, behind, walk.limit):
        yield Place(row.id, (row.last, row.id))


def _read(
    connection: Connection,
    walk: Walk,
    severities: Sequence[Severity],
    behind: Sequence[int | str],
    limit: int,
) -> Sequence[Row[Any]]:
    """Return the first alarms of all of some severities, by their times."""
    if not severities or not walk.statuses:
        return ()
    branches = [
        _branch(walk, status, severity, behind, limit).subquery()
        for severity in severities
        for status in walk.statuses
    ]
    together = union_all(*map(select, branches)).subquery()
    last, id_ = together.c.last, together.c.id
    by_time = last.asc() if _rises(walk) else last.desc()
    return connection.execute(select(together).order_by(by_time, id_).limit(limit)).all()


def _branch(
    walk: Walk, status: AlarmStatus, severity: Severity, behind: Sequence[int | str], limit: int
) -> Select[Any]:
    """Return the statement for what lies together in the index."""
    columns = alarms.c
    which = [columns.raised.is_(true()), columns.status == status.value, columns.severity == severity.value]
    if behind:
        which.append(_behind(walk, *behind))
    by_time = columns.last_at.asc() if _rises(walk) else columns.last_at.desc()
    query = select(columns.id, _LAST.label("last")).where(*which, walk.which)
    return query.order_by(by_time, columns.id).limit(limit)


def _behind(walk: Walk, last: int | str, id_: int | str) -> Clause:
    """Return the clause for what stands behind a time and an id; the time alone, too, for the index."""
    at, id_column = literal(last, BigInteger()), alarms.c.id
    if _rises(walk):
        return and_(at <= _LAST, or_(at < _LAST, id_column > id_))
    return and_(at >= _LAST, or_(at > _LAST, id_column > id_))


def _is_ranked(walk: Walk) -> bool:
    return walk.order.name.removeprefix("-") == _RANKED


def _rises(walk: Walk) -> bool:
    """Say whether the oldest stand first."""
    return walk.order.name.startswith("-")
