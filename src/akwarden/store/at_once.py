"""The page of a list and its counts in one look at the rows, where it takes long to tell which fit."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import CTE, ColumnElement, Connection, Select, func, literal, null, select, union_all

from akwarden.store.paging import Key, Order, Place


class Cut(msgspec.Struct, frozen=True):
    """Which of the rows make the page."""

    parts: Sequence[str]
    """The parts of the list, which are counted."""
    listed: str | None
    """The part that is listed; None for all."""
    limit: int | None
    after: str | None
    """The cursor behind which the page begins."""


class AtOnce(msgspec.Struct, frozen=True):
    """What a question finds."""

    counts: Mapping[str, int]
    """How many rows there are of each part."""
    page: Sequence[Place]
    """The places of the page, in their order."""


def at_once(connection: Connection, rows: Select[Any], order: Order, cut: Cut) -> AtOnce:
    """Return the page and the counts of rows; raises UsageError for a cursor of another list.

    The rows have the columns `id`, `part`, and one for each key of the order.
    """
    found = rows.cte("found")
    _, part, *places = found.c
    keys = tuple(Key(at, key.descending) for at, key in zip(places, order.keys, strict=True))
    page = _numbered(_page(found, Order(order.name, keys), cut), order)
    nothing = [null() for _ in places]
    counts = [select(literal(one), func.count(), *nothing).where(part == one) for one in cut.parts]
    given: Sequence[Any] = connection.execute(union_all(page, *counts)).all()
    # The rows of the page are numbered downwards from -1, so no count can be one of them.
    listed = sorted((row for row in given if row[1] < 0), key=lambda row: -row[1])
    return AtOnce(
        {row[0]: row[1] for row in given if row[1] >= 0},
        [Place(row[0], tuple(row[2:])) for row in listed],
    )


def _page(found: CTE, order: Order, cut: Cut) -> Select[Any]:
    """Return the rows of the page."""
    id_, part, *places = found.c
    query = select(id_, *places)
    if cut.listed is not None:
        query = query.where(part == cut.listed)
    if cut.after is not None:
        query = query.where(order.behind(cut.after))
    return query.order_by(*order.by(places)).limit(cut.limit)


def _numbered(query: Select[Any], order: Order) -> Select[Any]:
    """Return the rows of the page with their numbers: what is put together may come in any order."""
    id_, *places = query.subquery().c
    number: ColumnElement[int] = -func.row_number().over(order_by=[*order.by(places)])
    return select(id_, number, *places)
