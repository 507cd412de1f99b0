"""Pages of a view: an order in which no two rows share a place, and a cursor that says where a page ends.

What is not set stands behind all others, whichever way a column is sorted. A cursor holds the values that its
last row was sorted by, so rows that come or go do not shift what follows; engines get it as a condition.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import msgspec

from akwarden.analytics.moments import EPOCH, to_micros
from akwarden.errors import UsageError
from akwarden.query.vocabulary import nearest

_LONGEST_CURSOR = 8192

Kept = str | int | bool | None
"""A value in a cursor: a time as microseconds since 1970, a date as ISO 8601 writes it."""


class Key(msgspec.Struct, frozen=True):
    """One column that rows are sorted by."""

    column: str
    descending: bool = False


class Order(msgspec.Struct, frozen=True):
    """An order of all rows; its keys together are different for every row."""

    name: str
    """As it was asked for."""
    keys: tuple[Key, ...]

    def cursor(self, row: Mapping[str, Any]) -> str:
        """Return the cursor that stands behind a row, which has at least the columns of the keys."""
        packed = msgspec.json.encode([self.name, *(_kept(row[key.column]) for key in self.keys)])
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def orders(by_name: Mapping[str, Sequence[Key]], last: Sequence[str]) -> Mapping[str, Order]:
    """Return the orders of a view; the columns `last` together tell all rows apart."""
    return {name: Order(name, (*keys, *_others(keys, last))) for name, keys in by_name.items()}


def _others(keys: Sequence[Key], last: Sequence[str]) -> Iterator[Key]:
    """Yield the keys that tell apart what others left equal."""
    sorted_by = {key.column for key in keys}
    return (Key(column) for column in last if column not in sorted_by)


def chosen(known: Mapping[str, Order], name: str) -> Order:
    """Return the order of a name, turned round for one with a minus before it.

    Raises UsageError with the nearest name.
    """
    plain = name.removeprefix("-")
    if plain not in known:
        near = nearest(plain, tuple(known))
        raise UsageError(
            f"the list can't be sorted by {plain!r}",
            why=f"it takes {', '.join(known)}, each with - before it for the other way round",
            mend=f"--sort {near}" if near else None,
        )
    if plain == name:
        return known[plain]
    return Order(name, tuple(Key(key.column, not key.descending) for key in known[plain].keys))


def page(rows: ir.Table, order: Order, *, limit: int | None = None, after: str | None = None) -> ir.Table:
    """Return the rows in order, those behind a cursor and no more than the limit.

    Raises UsageError for a cursor of another list.
    """
    if after is not None:
        rows = rows.filter(_behind(rows, order, after))
    return rows.order_by([term for key in order.keys for term in _terms(rows, key)]).limit(limit)


def _terms(rows: ir.Table, key: Key) -> Iterator[ir.Value]:
    """Yield what ORDER BY takes for a key."""
    column = rows[key.column]
    yield column.isnull()
    yield column.desc() if key.descending else column.asc()


def _behind(rows: ir.Table, order: Order, cursor: str) -> ir.BooleanValue:
    """Return what holds for the rows behind a cursor."""
    types = [rows[key.column].type() for key in order.keys]
    values = _opened(order, types, cursor)
    condition: ir.BooleanValue = ibis.literal(value=False)
    for key, at in zip(reversed(order.keys), reversed(values), strict=True):
        condition = _beyond(rows, key, at) | (_equal(rows, key, at) & condition)
    return condition


def _beyond(rows: ir.Table, key: Key, at: ir.Scalar | None) -> ir.BooleanValue:
    """Return what holds for rows that stand behind those with this value."""
    column = rows[key.column]
    if at is None:
        nothing: ir.BooleanValue = ibis.literal(value=False)
        return nothing
    further = column < at if key.descending else column > at
    beyond: ir.BooleanValue = further | column.isnull()
    return beyond


def _equal(rows: ir.Table, key: Key, at: ir.Scalar | None) -> ir.BooleanValue:
    """Return what holds for rows with this value."""
    column = rows[key.column]
    equal: ir.BooleanValue = column.isnull() if at is None else column == at
    return equal


def _kept(value: Any) -> Kept:
    """Return a value as a cursor holds it; raises TypeError for one that no column of an order has."""
    match value:
        case datetime():
            return to_micros(value)
        case date():
            return value.isoformat()
        case None | str() | int():
            return value
        case _:
            raise TypeError(f"nothing is sorted by a {type(value).__name__}")


def _opened(order: Order, types: Sequence[dt.DataType], cursor: str) -> list[ir.Scalar | None]:
    """Return the values that a cursor holds."""
    try:
        packed = base64.urlsafe_b64decode(cursor[:_LONGEST_CURSOR] + "=" * (-len(cursor) % 4))
        name, *kept = msgspec.json.decode(packed, type=list[Kept])
        if name != order.name or len(kept) != len(types):
            raise _foreign()
        return [_value(one, kind) for one, kind in zip(kept, types, strict=True)]
    except (ValueError, OverflowError, TypeError, binascii.Error, msgspec.DecodeError):
        raise _foreign() from None


def _value(kept: Kept, kind: dt.DataType) -> ir.Scalar | None:
    """Return a value of a cursor as engines compare it; raises TypeError or ValueError for a wrong one."""
    if kept is None:
        return None
    value: Any = kept
    wanted: type = str
    if kind.is_timestamp():
        wanted, value = int, EPOCH + timedelta(microseconds=kept) if isinstance(kept, int) else None
    elif kind.is_date():
        value = date.fromisoformat(kept) if isinstance(kept, str) else None
    elif kind.is_boolean():
        wanted = bool
    elif kind.is_integer():
        wanted = int
    if type(kept) is not wanted:
        raise TypeError("a cursor holds another kind of value")
    literal: ir.Scalar = ibis.literal(value, kind.copy(nullable=True))
    return literal


def _foreign() -> UsageError:
    return UsageError(
        "the cursor is none of this list",
        why="it was cut, or it comes from a list in another order",
        mend="give the one that was printed, with the same --sort, or none to start from the first row",
    )
