"""Leaks as lists show them: pages, counts, and which of them somebody may see."""

from collections.abc import Generator, Mapping, Sequence
from types import MappingProxyType

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from akwarden.model.leak import CLOSED, LeakCase, LeakRow
from akwarden.query.tree import Holder
from akwarden.store.filtering import condition
from akwarden.store.leak_rows import ALIVE_FIRST, COLUMNS, OWNER, STATUS, WORST_FIRST, joined, read, shown
from akwarden.store.new_rows import shares
from akwarden.store.paging import Key, Question, chosen, number, words
from akwarden.store.tables import accounts, leak_places, leaks

_IS_CLOSED: ColumnElement[bool] = STATUS.in_([one.value for one in CLOSED])


class LeakQuestion(Question, frozen=True, kw_only=True):
    """Which leaks are wanted, and in which order; hidden are those that somebody closed."""

    places: int | None = None
    """How many places are told of each; None for all."""


class LeakCounts(msgspec.Struct, frozen=True):
    """How many leaks a question is about."""

    shown: int
    closed: int = 0
    """Those that are left out since somebody closed them."""


class Paged(msgspec.Struct, frozen=True):
    """A leak in its place in the list."""

    row: LeakRow
    cursor: str


def listed(connection: Connection, question: LeakQuestion) -> Generator[Paged, None, None]:
    """Yield the leaks of a page; raises UsageError for a wrong order or cursor."""
    order = chosen(_orders(), question.sort, leaks.c.id)
    places = [key.value.label(f"place_{at}") for at, key in enumerate(order.keys)]
    query = shown().add_columns(*places).where(_asked(question))
    if question.after is not None:
        query = query.where(order.behind(question.after))
    query = query.order_by(*order.by(places)).limit(question.limit)
    rows = connection.execute(query).mappings().all()
    found = read(connection, rows, most=question.places)
    for row, leak in zip(rows, found, strict=True):
        yield Paged(leak, order.cursor([row[place.name] for place in places]))


def counts(connection: Connection, question: LeakQuestion) -> LeakCounts:
    """Return how many leaks there are of all pages, and how many are left out."""
    closed = func.count(case((_IS_CLOSED, 1)))
    everything = msgspec.structs.replace(question, with_hidden=True)
    query = select(func.count(), closed).select_from(joined()).where(_asked(everything))
    total, left_out = connection.execute(query).one()
    return LeakCounts(total) if question.with_hidden else LeakCounts(total - left_out, left_out)


def ids(connection: Connection, question: LeakQuestion) -> list[str]:
    """Return the ids of all leaks that are asked for and were there at `now`, in their order."""
    there = and_(_asked(question), leaks.c.first_seen_at <= question.now)
    query = select(leaks.c.id).select_from(joined()).where(there).order_by(leaks.c.id)
    return list(connection.execute(query).scalars())


def still(connection: Connection, question: LeakQuestion, ids_: Sequence[str]) -> list[str]:
    """Return those of some leaks that are asked for, in the order of their ids."""
    which = and_(_asked(question), leaks.c.id.in_(ids_))
    query = select(leaks.c.id).select_from(joined()).where(which).order_by(leaks.c.id)
    return list(connection.execute(query).scalars())


def seen(connection: Connection, ids_: Sequence[str], holders: Sequence[Holder] | None) -> set[str]:
    """Return those of some leaks whose keys belong to these accounts; of all that there are for None."""
    assert COLUMNS.within is not None  # noqa: S101  it is given above
    found: set[str] = set()
    for share in shares(sorted(set(ids_))):
        query = select(leaks.c.id).select_from(joined()).where(leaks.c.id.in_(share))
        if holders is not None:
            query = query.where(COLUMNS.within(holders))
        found |= set(connection.execute(query).scalars())
    return found


def _asked(question: LeakQuestion) -> ColumnElement[bool]:
    found = condition(question.query, COLUMNS, question.now)
    return found if question.with_hidden else and_(found, ~_IS_CLOSED)


def _orders() -> Mapping[str, tuple[Key, ...]]:
    """Return how leaks can be sorted: keys that work first, then the worst, then the newest."""
    alive, worst = Key(ALIVE_FIRST), Key(WORST_FIRST)
    newest = Key(number(leaks.c.first_seen_at), descending=True)
    case_ = case({one.value: one.rank for one in LeakCase}, value=leaks.c.case, else_=99)
    count = select(func.count()).where(leak_places.c.leak_id == leaks.c.id).scalar_subquery()
    return MappingProxyType(
        {
            "severity": (alive, worst, newest),
            "first": (newest,),
            "last": (Key(number(leaks.c.last_seen_at), descending=True),),
            "key": words(leaks.c.key_id),
            "owner": (*words(OWNER), alive, worst),
            "account": (*words(accounts.c.name), alive, worst),
            "case": (Key(case_), alive, worst),
            "places": (Key(func.coalesce(count, 0), descending=True),),
        }
    )
