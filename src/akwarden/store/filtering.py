"""A query into the where clause of a statement, with the meaning that `akwarden.query.evaluate` gives it.

- Whatever comes from the query is a parameter.
- What is not set makes a test NULL, which a where clause takes for false; a negated test takes it for false
  before it is negated. Negations stand at single tests alone, so that indexes serve all others.
- Text is compared with the letters A to Z made small, and no others, on every database.
- Times are milliseconds since 1970, flags booleans. An address is the 32 hexadecimal digits of its number,
  an IPv4 address as it is mapped into IPv6; of a network, its first address counts.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from typing import Any, assert_never

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    Enum,
    FromClause,
    String,
    Text,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from akwarden.query import tree
from akwarden.query.globs import folded, pieces
from akwarden.query.tree import Op
from akwarden.query.values import MAPPED
from akwarden.store.moment import to_millis

_DAY = 86_400_000
_ESCAPE = "/"
_BETWEEN = "\n"
"""What stands between searched columns: no query can hold it, so nothing is found across two."""

Clause = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Several:
    """A field that has several values a row: they stand in a table of their own, one a line."""

    column: ColumnElement[Any]
    """The value, in that table."""
    table: FromClause
    belongs: Clause
    """Which lines belong to the row that is asked about."""

    def any(self, clause: Clause) -> Clause:
        """Return the clause that one of the values is such."""
        return exists().select_from(self.table).where(self.belongs, clause)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a statement has the fields of a list."""

    by_field: Mapping[str, ColumnElement[Any] | Several]
    """For each field of the vocabulary its column; a column of text has the type String or Text."""
    words: Sequence[ColumnElement[Any] | Several]
    """The columns of text that words without a field are looked for in."""
    exact: Collection[str] = ()
    """The enums whose columns hold words as the vocabulary writes them; an index then serves their tests."""
    never: Mapping[str, Clause] = field(default_factory=dict)
    """For a time, whether NULL in a row means never, not only that it is not known; else it always does."""
    within: Callable[[Sequence[tree.Holder]], Clause] | None = None
    """Returns the clause that a row belongs to one of some accounts; without it a list can't be cut."""


class Small(FunctionElement[str]):
    """A text with the letters A to Z made small."""

    type = Text()  # type: ignore[mutable-override]  # as SQLAlchemy's manual has it
    name = "small"
    inherit_cache = True  # type: ignore[mutable-override]  # as above


@compiles(Small)
def _small(element: Small, compiler: SQLCompiler, **options: Any) -> str:
    """Return the SQL of SQLite, whose lower() knows these letters only."""
    return f"lower({compiler.process(element.clauses, **options)})"


@compiles(Small, "postgresql")
def _small_in_postgresql(element: Small, compiler: SQLCompiler, **options: Any) -> str:
    """Return the SQL of PostgreSQL, whose lower() knows these letters only under the collation C."""
    return f'lower(({compiler.process(element.clauses, **options)}) COLLATE "C")'


class _Read(Small):
    """A text as LIKE reads it with its letters A to Z made small: that of SQLite takes them for the same."""

    name = "read"
    inherit_cache = True


@compiles(_Read)
def _read(element: _Read, compiler: SQLCompiler, **options: Any) -> str:
    """Return the SQL of SQLite: making texts small would take longer than to look through them."""
    return f"({compiler.process(element.clauses, **options)})"


compiles(_Read, "postgresql")(_small_in_postgresql)


def condition(query: tree.Query, columns: Columns, now: datetime) -> Clause:
    """Return the where clause; raises KeyError for a field that has no column."""
    return _Compiler(columns, to_millis(now)).clause(query, is_so=True)


@dataclass(frozen=True, slots=True)
class _Compiler:
    """Makes clauses for one statement."""

    columns: Columns
    now: int

    def clause(self, query: tree.Query, *, is_so: bool) -> Clause:
        """Return the clause that the query holds, or does not hold."""
        match query:
            case tree.Not(part=part):
                return self.clause(part, is_so=not is_so)
            case tree.All(parts=parts):
                inner = [self.clause(part, is_so=is_so) for part in parts]
                return and_(true(), *inner) if is_so else or_(false(), *inner)
            case tree.AnyOf(parts=parts):
                inner = [self.clause(part, is_so=is_so) for part in parts]
                return or_(false(), *inner) if is_so else and_(true(), *inner)
            case tree.Words(text=text):
                found = self._words(text)
            case tree.Test():
                found = self._test(query)
            case tree.Within(accounts=accounts):
                found = self._within(accounts)
            case _:
                assert_never(query)
        # Of what stands in CASE alone, SQLite asks no more once a part tells.
        return found if is_so else case((found, false()), else_=true())

    def _within(self, held: Sequence[tree.Holder]) -> Clause:
        """Return the clause that a row belongs to one of some accounts."""
        if self.columns.within is None:
            raise KeyError("within")
        return self.columns.within(held) if held else false()

    def _words(self, text: str) -> Clause:
        """Return the clause that a text stands in a searched column."""
        plain = [column for column in self.columns.words if not isinstance(column, Several)]
        found = [
            one.any(_like(one.column, ("", text, "")))
            for one in self.columns.words
            if isinstance(one, Several)
        ]
        if plain:
            # One text of all columns keeps the statement of many words within the depth that SQLite takes.
            parts: list[ColumnElement[Any]] = [func.coalesce(column, "") for column in plain]
            joined = reduce(lambda left, right: left.concat(_BETWEEN).concat(right), parts)
            found.insert(0, _like(joined, ("", text, "")))
        return or_(false(), *found)

    def _test(self, test: tree.Test) -> Clause:
        """Return the clause that one of the values holds for a field."""
        place = self.columns.by_field[test.field]
        column = place.column if isinstance(place, Several) else place
        clauses: list[Clause] = []
        compared: list[Clause] = list(_texts(column, test.values, is_exact=test.field in self.columns.exact))
        for value in test.values:
            match value:
                case tree.Unset():
                    clauses.append(_unset(place))
                case tree.Never():
                    clauses.append(and_(_unset(place), self.columns.never.get(test.field, true())))
                case tree.Anything():
                    compared.append(_is_set(column))
                case tree.Text():
                    pass  # all together above
                case _:
                    compared.append(self._compared(column, test.op, value))
        if compared:
            one = or_(*compared)
            clauses.append(place.any(one) if isinstance(place, Several) else one)
        return or_(false(), *clauses)

    def _compared(
        self,
        column: ColumnElement[Any],
        op: Op,
        value: tree.Number | tree.Moment | tree.Ago | tree.Network | tree.Flag,
    ) -> Clause:
        """Return the clause that a column compares so with one value."""
        match value:
            case tree.Flag(value=is_so):
                return column.is_(true() if is_so else false())
            case tree.Number(value=number):
                return _ORDERS[op](
                    column, literal(number, BigInteger() if isinstance(number, int) else Double())
                )
            case tree.Network():
                return _contained(column, value)
            case tree.Moment(at=at):
                return _at(column, op, to_millis(at))
            case tree.Ago(seconds=seconds):
                # "Less than 90 days ago" is later than 90 days before now.
                return _ORDERS[_MIRRORED[op]](column, literal(self.now - seconds * 1000, BigInteger()))
            case _:
                assert_never(value)


_ORDERS: Mapping[Op, Callable[[ColumnElement[Any], ColumnElement[Any]], Clause]] = {
    Op.EQ: lambda left, right: left == right,
    Op.LT: lambda left, right: left < right,
    Op.LE: lambda left, right: left <= right,
    Op.GT: lambda left, right: left > right,
    Op.GE: lambda left, right: left >= right,
}
_MIRRORED = {Op.EQ: Op.EQ, Op.LT: Op.GT, Op.LE: Op.GE, Op.GT: Op.LT, Op.GE: Op.LE}


def _at(column: ColumnElement[Any], op: Op, millis: int) -> Clause:
    """Return the clause for a time; equal is the day that begins there."""
    if op is Op.EQ:
        return and_(
            column >= literal(millis, BigInteger()),
            column < literal(millis + _DAY, BigInteger()),
        )
    return _ORDERS[op](column, literal(millis, BigInteger()))


def _texts(column: ColumnElement[Any], values: Sequence[tree.Value], *, is_exact: bool) -> Iterator[Clause]:
    """Yield the clauses for texts, all plain ones in one, and for patterns."""
    texts = [value for value in values if isinstance(value, tree.Text)]
    plain = [value.text if is_exact else folded(value.text) for value in texts if not value.is_glob]
    if plain:
        place = column if is_exact else Small(column)
        yield place.in_(plain) if len(plain) > 1 else place == plain[0]
    for value in texts:
        if value.is_glob:
            yield _like(column, pieces(value.text))


def _like(column: ColumnElement[Any], parts: Sequence[str]) -> Clause:
    """Return the clause that texts stand in this order in a column, with anything between them."""
    escaped = (
        part.replace(_ESCAPE, _ESCAPE * 2).replace("%", _ESCAPE + "%").replace("_", _ESCAPE + "_")
        for part in parts
    )
    return _Read(column).like(folded("%".join(escaped)), escape=_ESCAPE)


def _unset(place: ColumnElement[Any] | Several) -> Clause:
    """Return the clause that a field has no value."""
    if isinstance(place, Several):
        return not_(place.any(_is_set(place.column)))
    return or_(place.is_(None), place == "") if _holds_text(place) else place.is_(None)


def _is_set(column: ColumnElement[Any]) -> Clause:
    """Return the clause that there is a value; an empty text is none."""
    return and_(column.is_not(None), column != "") if _holds_text(column) else column.is_not(None)


def _holds_text(column: ColumnElement[Any]) -> bool:
    """Say whether a column can hold an empty text."""
    return isinstance(column.type, String) and not isinstance(column.type, Enum)


def _contained(column: ColumnElement[Any], network: tree.Network) -> Clause:
    """Return the clause that an address lies in a network; an IPv4 address lies in none of IPv6."""
    shift = MAPPED if network.version == 4 else 0  # noqa: PLR2004  a version of IP
    low, high = network.low + shift, network.high + shift
    inside = column.between(_hex(low), _hex(high))
    if network.version == 4 or high < MAPPED or low > MAPPED | 0xFFFF_FFFF:  # noqa: PLR2004  as above
        return inside
    return and_(inside, not_(column.between(_hex(MAPPED), _hex(MAPPED | 0xFFFF_FFFF))))


def _hex(number: int) -> str:
    """Return the digits as the state keeps them, which order as numbers do."""
    return f"{number:032x}"
