"""Pages of a list: an order in which no two rows share a place, and a cursor that says where a page ends.

A cursor holds the values that its last row was sorted by, so rows that come or go do not shift what follows.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import BigInteger, ColumnElement, and_, case, func, or_, type_coerce

from akwarden.errors import UsageError
from akwarden.query.tree import All, Query
from akwarden.query.vocabulary import nearest

_LONGEST_CURSOR = 2048
_MOST_NUMBER = (1 << 63) - 1
"""No database compares with more, nor with a text that has a zero byte in it."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows of a list are wanted, and in which order: the worst first, unless it says otherwise."""

    query: Query = All(())
    now: datetime
    """In whole milliseconds, as the state has times."""
    with_hidden: bool = False
    """Whether those are wanted too that people are done with."""
    sort: str = "severity"
    limit: int | None = None
    after: str | None = None
    """The cursor behind which the page begins."""


class Key(msgspec.Struct, frozen=True):
    """One thing that rows are sorted by."""

    value: ColumnElement[Any]
    """Never NULL."""
    descending: bool = False

    def reversed(self) -> "Key":
        """Return the same the other way round."""
        return Key(self.value, not self.descending)

    def beyond(self, at: object) -> ColumnElement[bool]:
        """Return what holds for rows that stand behind those with this value."""
        return self.value < at if self.descending else self.value > at


class Order(msgspec.Struct, frozen=True):
    """An order of all rows; its last key is different for every row."""

    name: str
    """As it was asked for."""
    keys: tuple[Key, ...]

    def behind(self, cursor: str) -> ColumnElement[bool]:
        """Return what holds for the rows behind a cursor; raises UsageError for one of another list."""
        *before, last = zip(self.keys, self.values(cursor), strict=True)
        condition = last[0].beyond(last[1])
        for key, at in reversed(before):
            condition = or_(key.beyond(at), and_(key.value == at, condition))
        return condition

    def values(self, cursor: str) -> Sequence[int | str]:
        """Return the values that a cursor holds, one a key; raises UsageError for one of another list."""
        return _opened(self, cursor)

    def by(self, places: Sequence[ColumnElement[Any]]) -> Iterator[ColumnElement[Any]]:
        """Yield what ORDER BY takes, from columns that hold the values of the keys."""
        return (
            place.desc() if key.descending else place.asc()
            for place, key in zip(places, self.keys, strict=True)
        )

    def cursor(self, values: Sequence[object]) -> str:
        """Return the cursor that stands behind the row with these values of the keys."""
        packed = msgspec.json.encode([self.name, *values])
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")


class Place(msgspec.Struct, frozen=True):
    """A row of a page, and the values that it is sorted by."""

    id: str
    values: tuple[int | str, ...]


def _opened(order: Order, cursor: str) -> list[int | str]:
    """Return the values that a cursor holds."""
    try:
        packed = base64.urlsafe_b64decode(cursor[:_LONGEST_CURSOR] + "=" * (-len(cursor) % 4))
        name, *values = msgspec.json.decode(packed, type=list[int | str])
    except (ValueError, binascii.Error, msgspec.DecodeError):
        raise _foreign() from None
    if name != order.name or [type(one) for one in values] != [_type(key) for key in order.keys]:
        raise _foreign()
    if not all(map(_is_comparable, values)):
        raise _foreign()
    return values


def _is_comparable(value: int | str) -> bool:
    if isinstance(value, str):
        return "\0" not in value
    return -_MOST_NUMBER <= value <= _MOST_NUMBER


def _type(key: Key) -> type:
    """Return the type of the values of a key."""
    return str if key.value.type.python_type is str else int


def _foreign() -> UsageError:
    return UsageError(
        "the cursor is none of this list",
        why="it was cut, or it comes from a list in another order",
        mend="give the one that was printed, with the same --sort, or none to start from the first row",
    )


def chosen(orders: Mapping[str, tuple[Key, ...]], name: str, last: ColumnElement[Any]) -> Order:
    """Return the order of a name, turned round for one with a minus before it; `last` tells equal rows apart.

    Raises UsageError with the nearest name.
    """
    plain = name.removeprefix("-")
    if plain not in orders:
        near = nearest(plain, tuple(orders))
        raise UsageError(
            f"the list can't be sorted by {plain!r}",
            why=f"it takes {', '.join(orders)}, each with - before it for the other way round",
            mend=f"--sort {near}" if near else None,
        )
    keys = orders[plain] if plain == name else tuple(key.reversed() for key in orders[plain])
    if not keys:
        return Order(name, (Key(last, descending=plain != name),))
    # Behind others, SQLite must not take the index of the last one for an order of all.
    return Order(name, (*keys, Key(func.coalesce(last, last))))


def number(column: ColumnElement[Any], missing: int = -1) -> ColumnElement[int]:
    """Return a column of numbers or times as one that is never NULL."""
    return func.coalesce(type_coerce(column, BigInteger), missing)


def words(column: ColumnElement[Any]) -> tuple[Key, ...]:
    """Return the keys that sort by a column of texts; what is not set stands behind all others."""
    filled = func.coalesce(column, "")
    return (Key(case((filled == "", 1), else_=0)), Key(filled))
