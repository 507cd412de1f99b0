"""Rows that are added unless they are there, also where another server adds the same ones at this moment."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Table

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

MOST_IN_STATEMENT = 500
"""Values that one statement takes, far below what either database allows."""

_T = TypeVar("_T")


def insert_into(connection: Connection, table: Table) -> "postgresql.Insert | sqlite.Insert":
    """Return an insert that may say what is done where a row is there already."""
    # Each is loaded where it is used: that of PostgreSQL takes a tenth of a second.
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415  slow

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite  # noqa: PLC0415  slow

    return sqlite.insert(table)


def add_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add the rows whose key no row of the table has; the others stay as they are."""
    if rows:
        connection.execute(insert_into(connection, table).on_conflict_do_nothing(), list(rows))


def shares(values: Sequence[_T], most: int = MOST_IN_STATEMENT) -> Iterator[Sequence[_T]]:
    """Yield the values in shares that a statement can hold."""
    for start in range(0, len(values), most):
        yield values[start : start + most]
