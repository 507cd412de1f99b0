"""A list as its rows are counted: which there are, which are hidden, and what each field is counted by."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from sqlalchemy import Boolean, ColumnElement, Connection, FromClause, Select, case, func, true

from akwarden.query.tree import Query
from akwarden.query.vocabulary import Vocabulary
from akwarden.store.filtering import Clause, Columns
from akwarden.store.shared_columns import Gathered

MOST: Final = 100_000
"""Rows that are counted exactly whatever is asked; who counts one more knows that there are others."""
Ahead: TypeAlias = Callable[[Connection, Query], "LookedUp | None"]
Names: TypeAlias = Callable[[Connection, Sequence[str]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Coded:
    """A field that is counted by one value and told by another, which is looked up for the few told."""

    column: ColumnElement[Any]
    names: Names
    """Returns what to say for each of some values."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A field with several values a row, which stand one a line in a table of their own."""

    row: ColumnElement[Any]
    """What a row of the list is called there."""
    line: ColumnElement[Any]
    """The row that a line belongs to."""
    value: ColumnElement[Any]
    table: FromClause
    is_repeated: bool = False
    """Whether a value may stand there several times for one row."""

    @staticmethod
    def of(gathered: Gathered) -> "Lines":
        """Return the lines of a field that is asked about so."""
        return Lines(gathered.row, gathered.line, gathered.column, gathered.table)


@dataclass(frozen=True, slots=True)
class LookedUp:
    """The rows that a part of a query leaves."""

    which: Clause
    """Which rows they are; it stands in the place of `listed`."""
    rest: Query
    """What they have to hold besides."""
    columns: Columns
    """Where the fields stand for these rows."""


By: TypeAlias = ColumnElement[Any] | Coded | Lines


@dataclass(frozen=True, slots=True)
class Counted:
    """What counting takes of a list."""

    vocabulary: Vocabulary
    columns: Columns
    rows: Callable[[Collection[str], Sequence[ColumnElement[Any]]], FromClause]
    """Returns the tables that a row is joined from, as far as some fields and some columns need them."""
    by: Mapping[str, By]
    """What each field is counted by; others can't be."""
    id: ColumnElement[Any]
    """What tells rows apart; of a list of very many rows, a digest."""
    listed: Clause = field(default_factory=true)
    """Which rows belong to the list."""
    shown: Clause = field(default_factory=true)
    """Which of them are shown unless the query says otherwise."""
    tells: frozenset[str] = frozenset()
    """The fields whose tests say otherwise."""
    most: int = MOST
    """Rows that are counted one by one."""
    orderly: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)
    """Columns of fields by which the rows lie together in an index; a list without any is counted exactly."""
    beside: Collection[ColumnElement[Any]] = ()
    """What that index has besides: who asks for nothing else has these fields counted exactly."""
    by_id: Callable[[Select[Any]], Select[Any]] = lambda query: query
    """Makes a statement read the rows by their ids, or in the order of them."""
    ahead: Ahead | None = None
    """Looks up the few rows that a part of a query leaves."""


def worded(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a column as queries write its values; what is empty is not set."""
    if isinstance(column.type, Boolean):
        return case((column.is_(true()), "yes"), (column.is_not(None), "no"))
    return func.nullif(column, "")
