"""Fields that several lists have: an account by its name or its number, and tags."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Select,
    Table,
    Text,
    and_,
    false,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement, GenericFunction

from akwarden.model.note import NoteKind
from akwarden.query.tree import Holder
from akwarden.store.filtering import Clause, Several
from akwarden.store.tables import accounts, notes


class JsonTexts(GenericFunction[Any]):
    """The texts of a JSON list, one a line, in the column `value`; none for NULL."""

    name = "json_each"
    identifier = "akwarden_json_texts"
    inherit_cache = True


@compiles(JsonTexts, "postgresql")
def _in_postgresql(element: JsonTexts, compiler: SQLCompiler, **options: Any) -> str:
    """Return the SQL of PostgreSQL, which calls it otherwise."""
    return f"jsonb_array_elements_text(({compiler.process(element.clauses, **options)})::jsonb)"


def texts(values: Iterable[str]) -> Select[str]:
    """Return the statement that gives these texts, however many they are."""
    lines = JsonTexts(literal(msgspec.json.encode(sorted(values)).decode(), Text()))
    return select(lines.table_valued(Column("value", Text)).c.value)


class IsOneOf(FunctionElement[bool]):
    """Whether a column is one of what a statement finds, which is found once and not for each row.

    PostgreSQL guesses how much that is, and may guess wrong: then it looks through all of it for each row, or
    looks up one row after the other where it would read all of them in less time.
    """

    type = Boolean()  # type: ignore[mutable-override]  # as SQLAlchemy's manual has it
    name = "is_one_of"
    inherit_cache = True  # type: ignore[mutable-override]  # as above

    def __init__(self, column: ColumnElement[Any], found: Select[Any]) -> None:
        """Take the column, and the statement."""
        super().__init__(column, found.scalar_subquery())


@compiles(IsOneOf)
def _is_one_of(element: IsOneOf, compiler: SQLCompiler, **options: Any) -> str:
    """Return the SQL of SQLite."""
    column, found = element.clauses
    return f"({compiler.process(column, **options)} IN {compiler.process(found, **options)})"


@compiles(IsOneOf, "postgresql")
def _is_one_of_in_postgresql(element: IsOneOf, compiler: SQLCompiler, **options: Any) -> str:
    """Return the SQL of PostgreSQL, which takes what an array holds for little, and keeps it in memory."""
    column, found = element.clauses
    listed = f"SELECT unnest(ARRAY{compiler.process(found, **options)})"
    return f"coalesce({compiler.process(column, **options)} IN ({listed}), false)"


@dataclass(frozen=True, slots=True)
class Gathered(Several):
    """A field with several values whose lines are looked through once a statement, and not once a row."""

    row: ColumnElement[Any]
    """What a row of the list is called."""
    line: ColumnElement[Any]
    """The row that a line belongs to."""

    def any(self, clause: Clause) -> Clause:
        """Return the clause that one of the values is such."""
        lines = select(self.line).select_from(self.table).where(clause)
        # Said so that it is false, and not NULL, for a row that has no name.
        return and_(self.row.is_not(None), self.row.in_(lines))


def tags_of(kind: NoteKind, subject: ColumnElement[str]) -> Gathered:
    """Return the tags that people gave to the subject of this kind which a column names."""
    about = notes.alias("tagged")
    texts = JsonTexts(about.c.tags).table_valued(Column("value", Text))
    tagged = (
        select(about.c.subject, texts.c.value)
        .select_from(about.join(texts, true()))
        .where(about.c.kind == kind.value, about.c.tags != "[]")
        .subquery()
    )
    return Gathered(tagged.c.value, tagged, tagged.c.subject == subject, subject, tagged.c.subject)


def account_names(account: ColumnElement[Any]) -> Gathered:
    """Return the name and the number of the account that a column points at."""
    names = union_all(
        select(accounts.c.id, accounts.c.name.label("called")),
        select(accounts.c.id, accounts.c.number.label("called")),
    ).subquery()
    return Gathered(names.c.called, names, names.c.id == account, account, names.c.id)


def held_by(provider: ColumnElement[str], number: ColumnElement[str]) -> Callable[[Sequence[Holder]], Clause]:
    """Return what makes the clause that these columns name one of some accounts."""

    def clause(held: Sequence[Holder]) -> Clause:
        by_provider: dict[str, list[str]] = {}
        for one in held:
            by_provider.setdefault(one.provider, []).append(one.number)
        found = [and_(provider == cloud, number.in_(numbers)) for cloud, numbers in by_provider.items()]
        return or_(false(), *found)

    return clause


def in_accounts(account: ColumnElement[Any]) -> Callable[[Sequence[Holder]], Clause]:
    """Return what makes the clause that a column points at one of some accounts, whatever they are called."""
    about = accounts.alias("held")
    named = held_by(about.c.provider, about.c.number)

    def clause(held: Sequence[Holder]) -> Clause:
        # Said so that it is false, and not NULL, for a row that belongs to none.
        return and_(account.is_not(None), account.in_(select(about.c.id).where(named(held))))

    return clause


def tables_in(*clauses: ColumnElement[Any]) -> set[Table]:
    """Return the tables whose columns stand in clauses."""
    columns = (one for clause in clauses for one in visitors.iterate(clause) if isinstance(one, Column))
    return {column.table for column in columns}
