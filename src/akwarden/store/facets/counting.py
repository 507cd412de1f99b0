"""Counts the rows of a list by the values of its fields, for a query, in few statements.

The rules that this module keeps:

- The facet of a field counts as if the query did not test that field as a whole part of its own, so that
  people see what else they could take. What says which accounts somebody may see always holds.
- Of very many rows, what an index holds together is counted exactly, and so is what looks at no more than
  100,000 of them. For the rest some rows stand for all, and the counts say that they are approximate.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

import msgspec
from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.sql import visitors

from akwarden.model.facet import Facet, FacetValue
from akwarden.query import tree
from akwarden.query.parts import fields_of, parts_of
from akwarden.query.spell import spell
from akwarden.query.tree import Op, Query, Test, every
from akwarden.store.facets.counted import MOST, By, Coded, Counted, Lines, worded
from akwarden.store.filtering import Clause, condition
from akwarden.store.shared_columns import texts

TOLD: Final = 20
"""Values of a field that are told."""
_SOME: Final = 5_000
"""Rows that stand for very many."""
_DIGITS: Final = 12
_DIGESTS: Final = 16**_DIGITS
"""How many beginnings of so many hexadecimal digits there are."""


class CountQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows are counted."""

    query: Query
    within: Query | None = None
    """What cuts the list to what somebody may see."""
    now: datetime
    with_hidden: bool = False
    most: int | None = None
    """Rows that are counted one by one; None for what the list says."""

    def without(self, field: str) -> "CountQuestion":
        """Return the same without the parts of the query that test a field and nothing else."""
        kept = tuple(
            one for one in parts_of(self.query) if not (isinstance(one, Test) and one.field == field)
        )
        return msgspec.structs.replace(self, query=every(kept) if kept else tree.All(()))


class UpTo(msgspec.Struct, frozen=True):
    """How many rows there are, of which not more than some were counted."""

    total: int
    approximate: bool
    """Whether there are more."""


def clause_of(connection: Connection, counted: Counted, question: CountQuestion) -> Clause:
    """Return the condition of the rows that a question is about."""
    ahead = None if counted.ahead is None else counted.ahead(connection, question.query)
    query, columns = (question.query, counted.columns) if ahead is None else (ahead.rest, ahead.columns)
    parts = [condition(one, columns, question.now) for one in (query, question.within) if one is not None]
    if not question.with_hidden and not counted.tells & fields_of(question.query):
        parts.append(counted.shown)
    return and_(counted.listed if ahead is None else ahead.which, *parts)


def count_up_to(connection: Connection, counted: Counted, question: CountQuestion) -> UpTo:
    """Return how many rows there are; not more than `most` of the question are counted."""
    most = question.most or MOST
    return _up_to(connection, counted, clause_of(connection, counted, question), most)


def _up_to(connection: Connection, counted: Counted, clause: Clause, most: int) -> UpTo:
    rows = counted.rows((), (clause,))
    some = select(literal(1).label("one")).select_from(rows).where(clause).limit(most + 1)
    found = connection.execute(select(func.count()).select_from(some.subquery())).scalar_one()
    return UpTo(min(found, most), found > most)


def facets(
    connection: Connection, counted: Counted, question: CountQuestion, by: Sequence[str]
) -> tuple[Facet, ...]:
    """Return the facets of some fields, in their order; raises KeyError for one that is not counted."""
    asked: dict[CountQuestion, list[str]] = defaultdict(list)
    for field in dict.fromkeys(by):
        own = question.without(field)
        # Of the field that says what is hidden, people want to see all values.
        asked[msgspec.structs.replace(own, with_hidden=own.with_hidden or field in counted.tells)].append(
            field
        )
    found: dict[str, Facet] = {}
    for own, fields in asked.items():
        found.update((one.field, one) for one in _together(connection, counted, own, fields))
    return tuple(found[field] for field in dict.fromkeys(by))


def _together(
    connection: Connection, counted: Counted, question: CountQuestion, fields: Sequence[str]
) -> Iterator[Facet]:
    """Yield the facets of fields that count the same rows."""
    clause = clause_of(connection, counted, question)
    most = question.most or counted.most
    if counted.orderly and _up_to(connection, counted, clause, most).approximate:
        yield from _of_many(connection, counted, clause, fields)
        return
    yield from _told(connection, counted, _exact(counted, clause, fields), fields)


def _of_many(
    connection: Connection, counted: Counted, clause: Clause, fields: Sequence[str]
) -> Iterator[Facet]:
    """Yield the facets of fields of very many rows."""
    # The first by their ids stand for all: these are digests, and mean nothing.
    first = counted.by_id(select(counted.id)).where(clause).order_by(counted.id).limit(_SOME)
    some = connection.execute(first).scalars().all()
    times = _DIGESTS / (int(some[-1][:_DIGITS], 16) + 1) if len(some) == _SOME else 1.0
    together = _is_together(counted, clause)
    is_exact = together or len(some) * times <= MOST
    exact = [field for field in fields if field in counted.orderly and is_exact]
    if exact:
        groups = _groups(connection, counted, clause, by_id=not together)
        yield from (_summed(connection, counted, groups, field) for field in exact)
    others = [field for field in fields if field not in exact]
    if others:
        statement = _exact(counted, counted.id.in_(texts(some)), others)
        for one in _told(connection, counted, statement, others):
            yield _scaled(one, times)


def _is_together(counted: Counted, clause: Clause) -> bool:
    """Say whether a clause asks for nothing that the index does not hold which has the rows together."""
    held = {*counted.orderly.values(), *counted.beside}
    own = counted.id.table
    asked = (one for one in visitors.iterate(clause) if isinstance(one, Column) and one.table is own)
    return all(one in held for one in asked)


def _scaled(facet: Facet, times: float) -> Facet:
    """Return the facet of some rows as that of all; two digits of a count mean something."""
    values = tuple(
        msgspec.structs.replace(one, count=int(float(f"{one.count * times:.2g}"))) for one in facet.values
    )
    return msgspec.structs.replace(facet, values=values, approximate=True)


_Group: TypeAlias = tuple[tuple[str | None, ...], int]


def _groups(connection: Connection, counted: Counted, clause: Clause, *, by_id: bool) -> list[_Group]:
    """Return how many rows have the same values of all fields that an index holds together."""
    columns = list(counted.orderly.values())
    query = select(*columns, func.count()).where(clause).group_by(*columns)
    rows = connection.execute(counted.by_id(query) if by_id else query)
    return [(tuple(values), number) for *values, number in rows]


def _summed(connection: Connection, counted: Counted, groups: Sequence[_Group], field: str) -> Facet:
    """Return the facet of one of these fields."""
    by = counted.by[field]
    at = list(counted.orderly).index(field)
    found: Counter[str | None] = Counter()
    for values, rows in groups:
        found[_coded(counted, values) if isinstance(by, Coded) else values[at]] += rows
    return _facet(connection, by, field, list(found.items()))


def _coded(counted: Counted, values: Sequence[str | None]) -> str:
    """Return the cloud and the number of an account as one text, as the field is counted by."""
    named = dict(zip(counted.orderly, values, strict=True))
    return f"{named['provider']}\n{named['account']}"


def _exact(counted: Counted, clause: Clause, fields: Sequence[str]) -> Select[Any]:
    """Return the statement that counts by several fields, for which the rows are gathered once."""
    columns = [_column(counted.by[field]).label(f"value_{at}") for at, field in enumerate(fields)]
    rows = counted.rows(fields, (clause, *columns))
    gathered = select(*columns).select_from(rows).where(clause).cte("gathered")
    parts = [_part(gathered, at, counted.by[field]) for at, field in enumerate(fields)]
    return select(union_all(*(select(part) for part in parts)).subquery())


def _column(by: By) -> ColumnElement[Any]:
    match by:
        case Lines(row=row):
            return row
        case Coded(column=column):
            return column
        case _:
            return worded(by)


def _part(gathered: CTE, at: int, by: By) -> Any:
    """Return the most frequent values of one field, with one more."""
    own = gathered.c[f"value_{at}"]
    if isinstance(by, Lines):
        # So asked, the lines are looked up for the rows, however many others there are.
        lines = by.line.in_(select(own))
        value, count = by.value, func.count(by.line.distinct()) if by.is_repeated else func.count()
        query = select(literal(at).label("field"), cast(value, Text).label("value"), count.label("rows"))
        return _most_frequent(query.select_from(by.table).where(lines), value, count)
    count = func.count()
    query = select(literal(at).label("field"), cast(own, Text).label("value"), count.label("rows"))
    return _most_frequent(query.select_from(gathered), own, count)


def _most_frequent(query: Any, value: ColumnElement[Any], count: ColumnElement[Any]) -> Any:
    # PostgreSQL orders texts as people do, SQLite by their letters: which of equals are told is left open.
    return query.group_by(value).order_by(count.desc(), cast(value, Text)).limit(TOLD + 1).subquery()


def _told(
    connection: Connection, counted: Counted, statement: Select[Any], fields: Sequence[str]
) -> Iterator[Facet]:
    """Yield facets from the rows of a statement: which field, value, count."""
    found: Mapping[int, list[tuple[str | None, int]]] = defaultdict(list)
    for at, value, count in connection.execute(statement):
        found[at].append((value, int(count)))
    for at, field in enumerate(fields):
        yield _facet(connection, counted.by[field], field, found[at])


def _facet(connection: Connection, by: By, field: str, found: Sequence[tuple[str | None, int]]) -> Facet:
    """Return a facet with the most frequent values."""
    values = sorted(found, key=lambda one: (-one[1], one[0] is None, one[0] or ""))[: TOLD + 1]
    if isinstance(by, Coded):
        names = by.names(connection, [value for value, _ in values if value is not None])
        values = [(None if value is None else names[value], count) for value, count in values]
    told = tuple(FacetValue(value, count, _test(field, value)) for value, count in values[:TOLD])
    return Facet(field=field, values=told, more=len(values) > TOLD)


def _test(field: str, value: str | None) -> str:
    """Return the test of a query that a value holds."""
    wanted: tree.Value = tree.Unset() if value is None else tree.Text(value)
    return spell(Test(field, Op.EQ, (wanted,)))
