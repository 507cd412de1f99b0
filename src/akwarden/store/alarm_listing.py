"""Alarms as people see them: pages of a list, counts, one by the beginning of its id, those about a key."""

from collections.abc import Generator, Iterator
from typing import Any, Final

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    case,
    false,
    func,
    or_,
    select,
    true,
)

from akwarden.model.alarm import AlarmStatus
from akwarden.store.alarm_columns import (
    IS_OPEN,
    RANK,
    account_name,
    alarm_columns,
    alarm_orders,
    owner,
)
from akwarden.store.alarm_mentions import Mentioned, mentioned
from akwarden.store.alarms import KeptAlarm, brief, brief_subject, read
from akwarden.store.filtering import condition
from akwarden.store.paging import Question, chosen
from akwarden.store.tables import alarms

ISSUER: Final = "issuer:"
"""How subjects begin that are whoever temporary keys were issued to."""
_SHARE = 500
_RAISED: ColumnElement[bool] = alarms.c.raised.is_(true())


class AlarmQuestion(Question, frozen=True, kw_only=True):
    """Which alarms are wanted, and in which order; hidden are those that are handled or ignored."""


class AlarmCounts(msgspec.Struct, frozen=True):
    """How many alarms a question is about."""

    shown: int
    handled: int = 0
    """Those that are left out since somebody did something about them."""
    ignored: int = 0
    """Those that are left out since somebody said that they do not matter."""


class ListedAlarm(msgspec.Struct, frozen=True):
    """An alarm with what people say of whom it is about."""

    kept: KeptAlarm
    account_name: str | None
    owner: str | None


class Paged(msgspec.Struct, frozen=True):
    """An alarm in its place in the list."""

    row: ListedAlarm
    cursor: str


def listed(connection: Connection, question: AlarmQuestion) -> Generator[Paged, None, None]:
    """Yield the alarms of a page; raises UsageError for a wrong order or cursor."""
    order = chosen(alarm_orders(), question.sort, alarms.c.id)
    keys = [key.value.label(f"place_{at}") for at, key in enumerate(order.keys)]
    # Two steps, so that what people say is looked up for the rows of the page alone.
    page = select(alarms.c.id, *keys).where(_asked(question))
    if question.after is not None:
        page = page.where(order.behind(question.after))
    if question.limit is not None:
        page = page.order_by(*order.by(keys)).limit(question.limit)
    of_page = page.cte("page")
    places = [of_page.c[f"place_{at}"] for at in range(len(order.keys))]
    query = _shown().add_columns(*places).join(of_page, of_page.c.id == alarms.c.id)
    in_order = query.order_by(*order.by(places))
    with connection.execute(in_order, execution_options={"yield_per": _SHARE}) as rows:
        for row in rows.mappings():
            yield Paged(_read(row), order.cursor([row[place.name] for place in places]))


def counts(connection: Connection, question: AlarmQuestion) -> AlarmCounts:
    """Return how many alarms there are of all pages, and how many are left out."""
    everything = msgspec.structs.replace(question, with_hidden=True)
    query = select(alarms.c.status, func.count()).where(_asked(everything)).group_by(alarms.c.status)
    found = {row[0]: row[1] for row in connection.execute(query)}
    if question.with_hidden:
        return AlarmCounts(sum(found.values()))
    open_, handled, ignored = (found.get(one.value, 0) for one in AlarmStatus)
    return AlarmCounts(open_, handled, ignored)


def begins(connection: Connection, name: str) -> list[ListedAlarm]:
    """Return the alarms whose id begins so, of those that people are told of."""
    # The range, which an index serves, holds all ids that begin so: "g" is behind every hexadecimal digit.
    near = and_(alarms.c.id >= name, alarms.c.id < f"{name}g")
    begun = alarms.c.id.startswith(name, autoescape=True)
    query = _shown().where(_RAISED, near, begun).order_by(alarms.c.id)
    return list(map(_read, connection.execute(query).mappings()))


def open_of_key(connection: Connection, key_id: str, most: int) -> Iterator[ListedAlarm]:
    """Yield the open alarms that name a key, also beside others, the worst first, at most `most`."""
    return _beside(connection, and_(IS_OPEN, _names_key(key_id)), most)


def open_of_issued(
    connection: Connection, issuer: str | None, key_id: str | None, most: int
) -> Iterator[ListedAlarm]:
    """Yield the open alarms about temporary keys of an issuer or that name one key, as `open_of_key` does."""
    named = [] if key_id is None else [_names_key(key_id)]
    whose = [] if issuer is None else [alarms.c.subject == brief_subject(f"{ISSUER}{issuer}")]
    return _beside(connection, and_(IS_OPEN, or_(false(), *named, *whose)), most)


def related(connection: Connection, one: KeptAlarm, most: int) -> Iterator[ListedAlarm]:
    """Yield other alarms of the same subject or of a key that it names, the worst first, at most `most`."""
    about = one.gathered
    same_subject = and_(
        alarms.c.provider == about.provider,
        alarms.c.account == brief(about.account),
        alarms.c.subject == brief_subject(about.subject),
    )
    same_key = alarms.c.key_id.in_([brief(key_id) for key_id in about.key_ids])
    which = or_(same_subject, same_key) if about.key_ids else same_subject
    return _beside(connection, and_(which, alarms.c.id != about.id), most)


def _beside(connection: Connection, which: ColumnElement[bool], most: int) -> Iterator[ListedAlarm]:
    open_first = case((IS_OPEN, 0), else_=1)
    order = (open_first, RANK.desc(), alarms.c.last_at.desc(), alarms.c.id)
    query = _shown().where(_RAISED, which).order_by(*order).limit(most)
    return map(_read, connection.execute(query).mappings())


def _names_key(key_id: str) -> ColumnElement[bool]:
    keys = mentioned(Mentioned.KEY)
    return keys.any(keys.column == key_id)


def _asked(question: AlarmQuestion) -> ColumnElement[bool]:
    """Return the condition of a question."""
    found = and_(_RAISED, condition(question.query, alarm_columns(), question.now))
    return found if question.with_hidden else and_(found, IS_OPEN)


def _shown() -> Select[Any]:
    """Return the statement whose rows `_read` takes."""
    return select(alarms, account_name().label("account_name"), owner().label("owner"))


def _read(row: RowMapping) -> ListedAlarm:
    return ListedAlarm(read(row), row["account_name"], row["owner"] or None)
