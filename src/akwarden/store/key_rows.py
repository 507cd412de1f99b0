"""Keys with all that is known of them: pages of a list, counts, and one key by a piece of its id."""

from collections.abc import Generator, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, literal, or_, select

from akwarden.model.access_key import AccessKeyId, KeyStatus, UnlistedGuess
from akwarden.model.account import AccountSite
from akwarden.model.finding import KeyType
from akwarden.model.key_row import KeyFacts
from akwarden.model.principal import PrincipalType
from akwarden.query.parts import fields_of, has_words
from akwarden.query.tree import All, Query
from akwarden.store.at_once import AtOnce, Cut, at_once
from akwarden.store.filtering import condition
from akwarden.store.key_alarms import with_alarms
from akwarden.store.key_columns import (
    joined,
    key_columns,
    key_orders,
    open_leaks,
    revoked_leaks,
    working_leaks,
)
from akwarden.store.key_risks import with_risks
from akwarden.store.new_rows import shares
from akwarden.store.notes import read_tags
from akwarden.store.paging import Order, Place, chosen
from akwarden.store.shared_columns import tables_in, texts
from akwarden.store.tables import access_keys, accounts, notes, principals

_SHARE = 1000
_OWN: Final = frozenset({"key", "status", "provider", "created", "last", "key_type", "guess"})
"""The fields that stand in the rows of keys themselves."""
_GONE: Final = access_keys.c.status == KeyStatus.DELETED.value
_SHOWN, _HIDDEN = "shown", "hidden"
LEAST_PIECE = 6
"""Characters of a piece of an id by which a key may be named."""


class KeyQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which keys are wanted, and in which order."""

    query: Query = All(())
    now: datetime
    """In whole milliseconds, as the state has times."""
    with_deleted: bool = False
    sort: str = "advice"
    limit: int | None = None
    after: str | None = None
    """The cursor behind which the page begins."""


class KeyCounts(msgspec.Struct, frozen=True):
    """How many keys a question is about."""

    shown: int
    hidden: int
    """Deleted keys that hold the query and are left out."""


class Paged(msgspec.Struct, frozen=True):
    """A key in its place in the list."""

    facts: KeyFacts
    cursor: str
    """What leads to the rows behind it."""


def way(connection: Connection, question: KeyQuestion) -> AtOnce | None:
    """Return the counts and the page of a question at once, where it takes long to say which keys fit.

    Raises UsageError for a wrong order or cursor.
    """
    if question.limit is None or not _takes_long(question.query):
        return None
    order = chosen(key_orders(question.now), question.sort, access_keys.c.key_id)
    places = [key.value.label(f"place_{at}") for at, key in enumerate(order.keys)]
    asked = _asked(question)
    part = case((_GONE, literal(_HIDDEN)), else_=_SHOWN).label("part")
    rows = (
        select(access_keys.c.key_id, part, *places)
        .select_from(joined(needed=tables_in(asked, *places)))
        .where(asked)
    )
    listed_ = None if question.with_deleted else _SHOWN
    cut = Cut((_SHOWN, _HIDDEN), listed_, question.limit, question.after)
    return at_once(connection, rows, order, cut)


def _takes_long(query: Query) -> bool:
    """Say whether other tables are looked through for each key."""
    return has_words(query) or not fields_of(query) <= _OWN


def listed(
    connection: Connection, question: KeyQuestion, by: AtOnce | None = None
) -> Generator[Paged, None, None]:
    """Yield the keys of a page, read as they are taken; raises UsageError for a wrong order or cursor.

    `by` is what `way` gives.
    """
    order = chosen(key_orders(question.now), question.sort, access_keys.c.key_id)
    if by is not None:
        yield from _shown_of(connection, question.now, order, by.page)
        return
    # Two steps, so that what is shown is looked up for the rows of the page alone.
    page = _page(question, order).cte("page")
    places = [page.c[f"place_{at}"] for at in range(len(order.keys))]
    of_page = page.join(access_keys, access_keys.c.key_id == page.c.key_id)
    wanted = select(*_shown(), *places).select_from(joined(of_page))
    in_order = wanted.order_by(*order.by(places))
    with connection.execute(in_order, execution_options={"yield_per": _SHARE}) as rows:
        for part in rows.partitions():
            facts = _beside(connection, part, question.now)
            for row, fact in zip(part, facts, strict=True):
                yield Paged(fact, order.cursor(row[-len(places) :]))


def _shown_of(
    connection: Connection, now: datetime, order: Order, places: Sequence[Place]
) -> Iterator[Paged]:
    """Yield the keys in these places."""
    for share in shares(places, _SHARE):
        ids = texts(place.id for place in share)
        query = select(*_shown()).select_from(joined()).where(access_keys.c.key_id.in_(ids))
        rows = {row.key_id: row for row in connection.execute(query)}
        facts = _beside(connection, [rows[place.id] for place in share], now)
        for place, fact in zip(share, facts, strict=True):
            yield Paged(fact, order.cursor(place.values))


def counts(connection: Connection, question: KeyQuestion, by: AtOnce | None = None) -> KeyCounts:
    """Return how many keys there are of all pages, and how many deleted ones are left out."""
    if by is None:
        shown, gone = _counted(connection, question)
    else:
        shown, gone = by.counts[_SHOWN], by.counts[_HIDDEN]
    return KeyCounts(shown + gone, 0) if question.with_deleted else KeyCounts(shown, gone)


def _counted(connection: Connection, question: KeyQuestion) -> tuple[int, int]:
    """Return how many keys fit that are there, and how many that are gone."""
    asked = _asked(question)
    query = (
        select(func.count(), func.count(case((_GONE, 1))))
        .select_from(joined(needed=tables_in(asked)))
        .where(asked)
    )
    found, gone = connection.execute(query).one()
    return found - gone, gone


def one(connection: Connection, key_id: str, now: datetime) -> KeyFacts | None:
    """Return a key by its whole id, or None."""
    query = select(*_shown()).select_from(joined()).where(access_keys.c.key_id == key_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else next(_beside(connection, [row], now))


def ids_with(connection: Connection, piece: str, most: int) -> list[AccessKeyId]:
    """Return at most so many ids that begin or end with a piece, letters in any case."""
    begins = access_keys.c.key_id.istartswith(piece, autoescape=True)
    ends = access_keys.c.key_id.iendswith(piece, autoescape=True)
    query = select(access_keys.c.key_id).where(or_(begins, ends)).order_by(access_keys.c.key_id).limit(most)
    return [AccessKeyId(key_id) for key_id in connection.execute(query).scalars()]


def known_ids(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Return which of these ids are those of keys that are known."""
    found: set[str] = set()
    for share in shares(ids):
        query = select(access_keys.c.key_id).where(access_keys.c.key_id.in_(share))
        found.update(connection.execute(query).scalars())
    return found


def holders(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[str, str | None]]:
    """Return the cloud and the number of the account of each of these keys; no number where none lists it."""
    found: dict[str, tuple[str, str | None]] = {}
    columns = (access_keys.c.key_id, access_keys.c.provider, accounts.c.number)
    for share in shares(ids):
        query = select(*columns).select_from(joined(needed={accounts})).where(access_keys.c.key_id.in_(share))
        found.update({row.key_id: (row.provider, row.number) for row in connection.execute(query)})
    return found


def _page(question: KeyQuestion, order: Order) -> Select[Any]:
    """Return the ids of a page and the values that they are sorted by."""
    places = [key.value.label(f"place_{at}") for at, key in enumerate(order.keys)]
    asked = _asked(question)
    query = (
        select(access_keys.c.key_id, *places)
        .select_from(joined(needed=tables_in(asked, *places)))
        .where(asked)
    )
    if not question.with_deleted:
        query = query.where(access_keys.c.status != KeyStatus.DELETED.value)
    if question.after is not None:
        query = query.where(order.behind(question.after))
    if question.limit is not None:
        query = query.order_by(*order.by(places)).limit(question.limit)
    return query


def _beside(connection: Connection, rows: Sequence[Row[Any]], now: datetime) -> Iterator[KeyFacts]:
    """Yield the keys of rows with what was found wrong with them and their use."""
    return with_alarms(connection, with_risks(connection, [_read(row) for row in rows], now))


def _asked(question: KeyQuestion) -> ColumnElement[bool]:
    return condition(question.query, key_columns(question.now), question.now)


def _shown() -> tuple[ColumnElement[Any], ...]:
    """Return the columns of `_read`."""
    return (
        *access_keys.c,
        accounts.c.number,
        accounts.c.name.label("account_name"),
        accounts.c.site,
        accounts.c.department,
        principals.c.name.label("principal"),
        principals.c.type,
        principals.c.arn,
        principals.c.console_login,
        principals.c.mfa,
        principals.c.created_at.label("principal_created_at"),
        principals.c.quarantine,
        notes.c.remark,
        notes.c.owner,
        notes.c.tags,
        open_leaks().label("leaks"),
        revoked_leaks().label("revoked_leaks"),
        working_leaks().label("working_leaks"),
    )


def _read(row: Row[Any]) -> KeyFacts:
    return KeyFacts(
        key_id=AccessKeyId(row.key_id),
        provider=row.provider,
        key_type=KeyType(row.key_type),
        status=KeyStatus(row.status),
        guess=None if row.guess is None else UnlistedGuess(row.guess),
        cloud_note=row.note,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        last_use_known=row.last_use_known,
        last_used_service=row.last_used_service,
        last_used_region=row.last_used_region,
        first_seen_at=row.first_seen_at,
        deleted_at=row.deleted_at,
        account_id=row.account_id,
        account=row.number,
        account_name=row.account_name,
        site=None if row.site is None else AccountSite(row.site),
        department=row.department,
        principal_id=row.principal_id,
        principal=row.principal,
        principal_type=None if row.type is None else PrincipalType(row.type),
        arn=row.arn,
        console_login=row.console_login,
        mfa=row.mfa,
        principal_created_at=row.principal_created_at,
        quarantine=row.quarantine,
        remark=row.remark or "",
        owner=row.owner or None,
        tags=read_tags(row.tags),
        leaks=row.leaks,
        revoked_leaks=row.revoked_leaks,
        works=row.working_leaks > 0,
    )
