"""Rows that are added unless they are there, also where another server adds the same ones at this moment."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

MOST_IN_STATEMENT = 500
"""Values that one statement takes, far below what either database allows."""

_T = TypeVar("_T")


def add_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add the rows whose key no row of the table has; the others stay as they are."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(postgresql.insert(table).on_conflict_do_nothing(), list(rows))
    else:
        connection.execute(sqlite.insert(table).on_conflict_do_nothing(), list(rows))


def shares(values: Sequence[_T], most: int = MOST_IN_STATEMENT) -> Iterator[Sequence[_T]]:
    """Yield the values in shares that a statement can hold."""
    for start in range(0, len(values), most):
        yield values[start : start + most]
