"""Asks a view of the lake for a page of its rows, with how many there are in all."""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import duckdb
import ibis
import ibis.expr.types as ir
import msgspec

from akwarden.analytics.answers import declared
from akwarden.analytics.calls import CALL_VOCABULARY
from akwarden.analytics.calls import Asked as AskedEvents
from akwarden.analytics.paging import Order, chosen, page
from akwarden.errors import LakeError
from akwarden.query.parse import parse
from akwarden.query.tree import Query
from akwarden.query.vocabulary import Vocabulary
from akwarden.workflows.keys.listing import Asked, Listing

_Row = TypeVar("_Row")


class View(msgspec.Struct, frozen=True, kw_only=True):
    """One of the questions that the lake answers with a list."""

    rows: Callable[[ir.Table, AskedEvents], ir.Table]
    """Returns the rows, in no order."""
    schema: ibis.Schema
    orders: Mapping[str, Order]
    order: str
    """The order of who asks for none."""
    vocabulary: Vocabulary = CALL_VOCABULARY
    """The fields of its queries."""


def list_view(
    events: ir.Table,
    view: View,
    asked: Asked,
    row: Callable[[Mapping[str, Any]], _Row],
    named: Callable[[Query], Query],
) -> Listing[_Row]:
    """Return a page of a view; raises QueryError, UsageError for an order or a cursor, LakeError.

    `named` returns a query in which names stand for what events know, and which asks about calls alone.
    """
    query = named(parse(asked.where, view.vocabulary))
    rows = view.rows(events, AskedEvents(query=query, now=asked.now))
    order = chosen(view.orders, asked.sort or view.order)
    limit = None if asked.limit is None else asked.limit + 1
    wanted = page(rows, order, limit=limit, after=asked.after)
    with spoken():
        total = int(rows.count().to_pyarrow().as_py())
    return Listing(_rows(wanted, view, order, row), asked.limit, total, 0)


def _rows(
    wanted: ir.Table, view: View, order: Order, row: Callable[[Mapping[str, Any]], _Row]
) -> Generator[tuple[_Row, str], None, None]:
    for values in answer(wanted, view.schema):
        yield row(values), order.cursor(values)


def answer(wanted: ir.Table, schema: ibis.Schema) -> Iterator[dict[str, Any]]:
    """Yield the rows of an expression as its view declares them; raises LakeError."""
    with spoken():
        table = declared(wanted.to_pyarrow(), schema)
    for batch in table.to_batches(max_chunksize=1000):
        yield from batch.to_pylist()


@contextmanager
def spoken() -> Iterator[None]:
    """Turn an error of the engine into ours."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise LakeError(
            "the question needs more memory than it may take",
            mend="ask for fewer events, such as with --where 'time<30d'",
        ) from error
    except duckdb.Error as error:
        raise LakeError(
            "the event lake can't be read",
            why=str(error).splitlines()[0],
            mend="`akwarden doctor` says which file is missing or damaged",
        ) from error
