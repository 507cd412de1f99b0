"""Lists of keys, principals and addresses: filtered, sorted, a page at a time, with how many there are."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Final, Generic, Protocol, TypeAlias, TypeVar

import msgspec
from sqlalchemy import Connection

from akwarden.model.access_key import KeyStatus
from akwarden.model.address_row import AddressRow
from akwarden.model.key_row import KeyFacts, KeyRow
from akwarden.model.principal_row import PrincipalRow
from akwarden.query.parse import parse
from akwarden.query.tree import All, AnyOf, Not, Query, Test, every, picked
from akwarden.query.vocabulary import Vocabulary
from akwarden.risk.advice import advise
from akwarden.store import address_rows, key_rows, principal_rows
from akwarden.store.address_rows import ADDRESS_VOCABULARY, AddressQuestion
from akwarden.store.key_columns import KEY_VOCABULARY
from akwarden.store.key_rows import KeyQuestion
from akwarden.store.moment import rounded
from akwarden.store.principal_rows import PRINCIPAL_VOCABULARY, PrincipalQuestion
from akwarden.workflows.access.scope import EVERYWHERE, Scope, scoped

_Item = TypeVar("_Item")
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_Rows: TypeAlias = Generator[_Item, None, None]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a person asks of a list."""

    where: str = ""
    sort: str | None = None
    """None for the list's own order."""
    limit: int | None = None
    """None for all rows."""
    after: str | None = None
    with_deleted: bool = False
    """Whether what is gone is listed too; also when the query itself asks about that."""
    now: datetime
    scope: Scope = EVERYWHERE
    """What whoever asks may see."""
    only: tuple[str, ...] | None = None
    """The whole ids of the rows that were picked; None for all rows. Addresses and principals have none."""

    def query(self, vocabulary: Vocabulary) -> Query:
        """Return what is asked as a tree, cut to the scope and to what was picked; raises QueryError."""
        query = scoped(parse(self.where, vocabulary), self.scope)
        return query if self.only is None else every((query, picked(self.only)))


class ListedKey(msgspec.Struct, frozen=True):
    """A key as lists give it, with the facts behind it."""

    row: KeyRow
    facts: KeyFacts


WithUse: TypeAlias = Callable[[_Rows[tuple[ListedKey, str]]], _Rows[tuple[ListedKey, str]]]
"""Adds to the rows of a list, and their cursors, what audit records say."""


class _Paged(Protocol):
    @property
    def cursor(self) -> str: ...


_P = TypeVar("_P", bound=_Paged)


class Listing(Generic[_Item]):
    """One page; the rows are read while they are taken."""

    def __init__(
        self,
        rows: _Rows[tuple[_Item, str]],
        limit: int | None,
        total: int,
        hidden: int,
        *,
        approximate: bool = False,
    ) -> None:
        """Take the rows with their cursors, one more than `limit` where there are more."""
        self._rows = rows
        self._limit = limit
        self.total = total
        """How many there are on all pages."""
        self.hidden = hidden
        """How many hold the query, are gone, and are therefore left out."""
        self.approximate = approximate
        """Whether there are about so many: very many were not counted to the end, or estimated."""
        self.taken = 0
        """How many rows were taken."""
        self.next: str | None = None
        """The cursor of the next page, once the rows were taken; None at the end."""

    def __iter__(self) -> Iterator[_Item]:
        """Yield the rows."""
        cursor = None
        with closing(self._rows):
            for row, place in self._rows:
                if self.taken == self._limit:
                    self.next = cursor
                    return
                cursor = place
                self.taken += 1
                yield row


def list_keys(connection: Connection, asked: Asked, with_use: WithUse | None = None) -> Listing[ListedKey]:
    """Return a page of keys; raises QueryError, or UsageError for an order or a cursor.

    `with_use` adds what audit records say of the keys of the page, where there are any.
    """
    query = asked.query(KEY_VOCABULARY)
    question = KeyQuestion(
        query=query,
        now=rounded(asked.now),
        with_deleted=asked.with_deleted or asks_about(query, "status"),
        sort=asked.sort or "advice",
        limit=one_more(asked),
        after=asked.after,
    )
    by = key_rows.way(connection, question)
    counts = key_rows.counts(connection, question, by)
    paged = key_rows.listed(connection, question, by)
    rows = with_cursors(paged, lambda one: listed_key(one.facts, question.now))
    return Listing(rows if with_use is None else with_use(rows), asked.limit, counts.shown, counts.hidden)


def listed_key(facts: KeyFacts, now: datetime) -> ListedKey:
    """Return a key with what to do about it."""
    return ListedKey(KeyRow.of(facts, advise(facts, now)), facts)


def with_last_call(facts: KeyFacts, last_at: datetime | None, now: datetime) -> KeyFacts:
    """Return the facts with the last call that audit records have of a key, where it is a later use.

    It is by the rules of `store/last_uses.py`, for what is not counted there yet.
    """
    is_use = facts.status in (KeyStatus.ACTIVE, KeyStatus.UNLISTED)
    if last_at is None or not is_use or not (facts.last_used_at or _NEVER) < last_at <= now:
        return facts
    return msgspec.structs.replace(facts, last_used_at=rounded(last_at))


def list_principals(connection: Connection, asked: Asked) -> Listing[PrincipalRow]:
    """Return a page of principals; raises as `list_keys` does."""
    query = asked.query(PRINCIPAL_VOCABULARY)
    question = PrincipalQuestion(
        query=query,
        now=rounded(asked.now),
        with_deleted=asked.with_deleted or asks_about(query, "deleted"),
        sort=asked.sort or "account",
        limit=one_more(asked),
        after=asked.after,
    )
    total, hidden = principal_rows.counts(connection, question)
    paged = principal_rows.listed(connection, question)
    return Listing(with_cursors(paged, lambda one: one.row), asked.limit, total, hidden)


def list_addresses(connection: Connection, asked: Asked) -> Listing[AddressRow]:
    """Return a page of our own addresses; raises as `list_keys` does."""
    question = AddressQuestion(
        query=asked.query(ADDRESS_VOCABULARY),
        now=rounded(asked.now),
        sort=asked.sort or "ip",
        limit=one_more(asked),
        after=asked.after,
    )
    total = address_rows.count(connection, question)
    paged = address_rows.listed(connection, question)
    return Listing(with_cursors(paged, lambda one: one.row), asked.limit, total, 0)


def asks_about(query: Query, field: str) -> bool:
    """Say whether a query has a test of a field."""
    match query:
        case Test(field=name):
            return name == field
        case Not(part=part):
            return asks_about(part, field)
        case All(parts=parts) | AnyOf(parts=parts):
            return any(asks_about(part, field) for part in parts)
        case _:
            return False


def one_more(asked: Asked) -> int | None:
    """Return how many rows are read for a page: one more tells whether there is another."""
    return None if asked.limit is None else asked.limit + 1


def with_cursors(paged: _Rows[_P], row: Callable[[_P], _Item]) -> _Rows[tuple[_Item, str]]:
    """Yield each row with its cursor; the database is let go of when nobody takes more."""
    with closing(paged):
        for one in paged:
            yield row(one), one.cursor
