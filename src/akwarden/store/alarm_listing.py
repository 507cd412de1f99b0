"""Alarms as people see them: pages of a list, counts, one by the beginning of its id, those about a key."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

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
    literal,
    not_,
    or_,
    select,
    true,
    union_all,
)

from akwarden.model.alarm import AlarmStatus
from akwarden.model.severity import Severity
from akwarden.query import tree
from akwarden.query.parts import fields_of, has_words, parts_of
from akwarden.query.tree import Query, Test, Text
from akwarden.store.alarm_columns import (
    IS_OPEN,
    RANK,
    account_name,
    alarm_columns,
    alarm_orders,
    is_snoozed,
    owner,
)
from akwarden.store.alarm_gathered import Counted, Gathered, by_id, gathered, said_by_id
from akwarden.store.alarm_mentions import Mentioned, at_each, mentioned
from akwarden.store.alarm_sample import Sample, rounded, sample
from akwarden.store.alarm_walk import Walk, is_walked, is_walked_alone, walked
from akwarden.store.alarm_ways import FEW, MANY, Gathering, gathering
from akwarden.store.alarms import KeptAlarm, brief, brief_subject, read
from akwarden.store.filtering import Columns, condition
from akwarden.store.new_rows import shares
from akwarden.store.paging import Order, Place, Question, chosen
from akwarden.store.tables import alarms

ISSUER: Final = "issuer:"
"""How subjects begin that are whoever temporary keys were issued to."""
_SHARE = 500
_SAMPLE: Final = 5_000
"""Alarms by which others are estimated."""
_GLANCE: Final = 500
"""Alarms that tell whether a query holds for so many that it is of no use to look any up first."""
_PLENTY: Final = 50
"""How many of these have to hold it."""
_AT_HAND: Final = 2_000
"""Alarms that are looked at in the order of an index until the page is full, where it does."""
MOST: Final = 100_000
"""Alarms of one status that are counted one by one."""
_FEWER: Final = 25_000
"""The same where it takes long to say whether one fits."""
_SHORT: Final = 20_000
"""Alarms up to which each is looked up faster than everything is gathered that may be said of them."""
_COSTLY: Final = frozenset({"owner", "rule", "technique", "key", "principal", "ip"})
"""The fields whose values stand in other tables."""
_RAISED: ColumnElement[bool] = alarms.c.raised.is_(true())


class AlarmQuestion(Question, frozen=True, kw_only=True):
    """Which alarms are wanted, and in which order; hidden are those that are handled, ignored or snoozed."""


class AlarmCounts(msgspec.Struct, frozen=True):
    """How many alarms a question is about."""

    shown: int
    handled: int = 0
    """Those that are left out since somebody did something about them."""
    ignored: int = 0
    """Those that are left out since somebody said that they do not matter."""
    snoozed: int = 0
    """Those that are left out for a while."""
    approximate: bool = False
    """Whether they were not counted to the end, or estimated."""


class ListedAlarm(msgspec.Struct, frozen=True):
    """An alarm with what people say of whom it is about."""

    kept: KeptAlarm
    account_name: str | None
    owner: str | None


class Paged(msgspec.Struct, frozen=True):
    """An alarm in its place in the list."""

    row: ListedAlarm
    cursor: str


@dataclass(frozen=True, slots=True)
class Walking:
    """What is known of alarms that are looked at in the order of an index."""

    sample: Sample
    by: Gathering | None = None
    """Those that could be looked up, which are too many."""


Way = Gathering | Gathered | Walking


def way(connection: Connection, question: AlarmQuestion) -> Way | None:
    """Return what is looked up before, once for the counts and the rows of one question."""
    if question.limit is None:
        return gathering(connection, question.query)
    order = chosen(alarm_orders(), question.sort, alarms.c.id)
    if has_words(question.query) and _is_at_hand(connection, question, order):
        return Walking(sample(connection, question, _SAMPLE))
    by = gathering(connection, question.query)
    if by is not None and by.is_small:
        return gathered(connection, by, question, order)
    if not _is_sampled(question, order):
        return by
    some = sample(connection, question, _SAMPLE)
    if by is not None and by.size < some.walk_length(question, order):
        return gathered(connection, by, question, order)
    return Walking(some, by)


def _is_at_hand(connection: Connection, question: AlarmQuestion, order: Order) -> bool:
    """Say whether a query surely holds for more alarms than are ever looked up, and for many of the first."""
    some = sample(connection, question, _GLANCE)
    is_plenty = some.fits >= _PLENTY and some.fits * some.times >= 2 * FEW
    return is_plenty and some.walk_length(question, order) < _AT_HAND


def _is_sampled(question: AlarmQuestion, order: Order) -> bool:
    """Say whether it is of use to know how many of the alarms hold a query."""
    return _is_costly(question.query) or is_walked_alone(order)


def listed(
    connection: Connection, question: AlarmQuestion, by: Way | None = None
) -> Generator[Paged, None, None]:
    """Yield the alarms of a page; raises UsageError for a wrong order or cursor. `by` is what `way` gives."""
    order = chosen(alarm_orders(), question.sort, alarms.c.id)
    if isinstance(by, Gathered):
        yield from _shown_of(connection, order, by.page)
        return
    if isinstance(by, Gathering) and by.is_small:
        yield from _sorted(connection, question, order, _gathered(question, by))
        return
    is_short = question.limit is not None and _is_short(connection, question, order, by)
    if question.limit is not None and (is_walked(order) or (is_walked_alone(order) and is_short)):
        said = _said(question, _columns_of_few(question) if is_short else None)
        yield from _shown_of(connection, order, walked(connection, _walk(question, order, said)))
    else:
        yield from _sorted(connection, question, order, _asked(question))


def _is_short(connection: Connection, question: AlarmQuestion, order: Order, by: Way | None) -> bool:
    """Say whether few alarms are looked at in the order of an index until the page is full."""
    if not _is_sampled(question, order):
        return False
    some = by.sample if isinstance(by, Walking) else sample(connection, question, _SAMPLE)
    return some.walk_length(question, order) < _SHORT


def _sorted(
    connection: Connection, question: AlarmQuestion, order: Order, which: ColumnElement[bool]
) -> Iterator[Paged]:
    """Yield the alarms of a page, sorted by the database."""
    keys = [key.value.label(f"place_{at}") for at, key in enumerate(order.keys)]
    # Two steps, so that what people say is looked up for the rows of the page alone.
    page = select(alarms.c.id, *keys).where(which)
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


def _shown_of(connection: Connection, order: Order, places: Sequence[Place]) -> Iterator[Paged]:
    """Yield the alarms in these places."""
    for share in shares(places, _SHARE):
        query = _shown().where(alarms.c.id.in_([place.id for place in share]))
        rows = {row["id"]: row for row in connection.execute(query).mappings()}
        yield from (Paged(_read(rows[place.id]), order.cursor(place.values)) for place in share)


def _columns_of_few(question: AlarmQuestion) -> Columns:
    """Return where the fields stand for a short walk: what an alarm mentions and whose it is is looked up."""
    found = alarm_columns(question.now, at_each)
    return replace(found, by_field={**found.by_field, "owner": owner()})


def _walk(question: AlarmQuestion, order: Order, said: ColumnElement[bool]) -> Walk:
    return Walk(
        order=order,
        which=said,
        statuses=_possible(question, "status", AlarmStatus, (AlarmStatus.OPEN,)),
        severities=_possible(question, "severity", Severity),
        limit=question.limit or 0,
        after=question.after,
    )


_S = TypeVar("_S", bound=StrEnum)


def _possible(
    question: AlarmQuestion, field: str, kind: type[_S], shown: Sequence[_S] | None = None
) -> Sequence[_S]:
    """Return which values of a field the alarms can have: those of a test that all of them hold, else any."""
    if shown is not None and not question.with_hidden:
        return shown
    tests = [one for one in parts_of(question.query) if isinstance(one, Test) and one.field == field]
    wanted = [{one.text for one in test.values if isinstance(one, Text)} for test in tests]
    is_plain = all(isinstance(one, Text) and not one.is_glob for test in tests for one in test.values)
    return [one for one in kind if not is_plain or all(one.value in values for values in wanted)]


def counts(connection: Connection, question: AlarmQuestion, by: Way | None = None) -> AlarmCounts:
    """Return how many alarms there are of all pages, and how many are left out; very many are not counted."""
    found = _found(connection, msgspec.structs.replace(question, with_hidden=True), by)
    if question.with_hidden:
        return AlarmCounts(sum(found.all.values()), approximate=found.approximate)
    return AlarmCounts(
        shown=found.all[AlarmStatus.OPEN] - found.snoozed,
        handled=found.all[AlarmStatus.HANDLED],
        ignored=found.all[AlarmStatus.IGNORED],
        snoozed=found.snoozed,
        approximate=found.approximate,
    )


def _found(connection: Connection, everything: AlarmQuestion, by: Way | None) -> Counted:
    """Return how many alarms there are, also of those that are hidden."""
    if isinstance(by, Gathered):
        return by.counted
    some = by.sample if isinstance(by, Walking) else None
    ahead = by.by if isinstance(by, Walking) else by
    if ahead is None:
        return _counted_up_to(connection, everything, some)
    if ahead.is_small:
        return _counted(connection, everything.now, _gathered(everything, ahead))
    if ahead.size < MANY:
        return _estimated(connection, everything, ahead)
    return (some or sample(connection, everything, _SAMPLE)).counted()


def _counted(connection: Connection, now: datetime, which: ColumnElement[bool]) -> Counted:
    """Return how many alarms there are of each status."""
    query = by_id(select(alarms.c.status, func.count(), _snoozed(now))).where(which)
    query = query.group_by(alarms.c.status)
    found = {row[0]: (row[1], int(row[2] or 0)) for row in connection.execute(query)}
    all_ = {one: found.get(one.value, (0, 0))[0] for one in AlarmStatus}
    return Counted(all_, found.get(AlarmStatus.OPEN.value, (0, 0))[1])


def _counted_up_to(connection: Connection, question: AlarmQuestion, some: Sample | None) -> Counted:
    """Return the same, of each status not more than some; or an estimate where counting would take long."""
    most = MOST
    if _is_costly(question.query):
        estimate = (some or sample(connection, question, _SAMPLE)).counted()
        if not estimate.approximate or any(count > _FEWER for count in estimate.all.values()):
            return estimate
        most = _FEWER
    said = _said(question)  # once, so that the database makes what it names once
    parts = [_up_to(said, question.now, at, status, most) for at, status in enumerate(AlarmStatus)]
    found = {row[0]: (row[1], int(row[2] or 0)) for row in connection.execute(union_all(*parts))}
    all_ = {status: min(found[at][0], most) for at, status in enumerate(AlarmStatus)}
    return Counted(all_, found[0][1], approximate=any(count > most for count, _ in found.values()))


def _up_to(
    said: ColumnElement[bool], now: datetime, at: int, status: AlarmStatus, most: int
) -> Select[int, int, Any]:
    which = and_(_RAISED, alarms.c.status == status.value, said)
    some = select(alarms.c.snoozed_until).where(which).limit(most + 1).subquery()
    snoozed = func.sum(case((some.c.snoozed_until > now, 1), else_=0))
    return select(literal(at), func.count(), snoozed).select_from(some)


def _estimated(connection: Connection, question: AlarmQuestion, by: Gathering) -> Counted:
    """Return the same as some of the ids tell: they are digests, and so in no order that means anything."""
    some = by.ids.subquery()
    which = and_(_gathered_only(question, by.rest), alarms.c.id.in_(select(some).limit(_SAMPLE)))
    found = _counted(connection, question.now, which)
    times = by.size / _SAMPLE
    all_ = {one: rounded(count * times) for one, count in found.all.items()}
    return Counted(all_, rounded(found.snoozed * times), approximate=True)


def _snoozed(now: datetime) -> ColumnElement[int]:
    return func.sum(case((is_snoozed(now), 1), else_=0))


def ids(connection: Connection, question: AlarmQuestion, *, most: int, after: str = "") -> list[str]:
    """Return ids of alarms that are asked for and were there at `now`, those behind `after`, in order."""
    by = gathering(connection, question.query)
    asked = _gathered(question, by) if isinstance(by, Gathering) and by.is_small else _asked(question)
    there = and_(asked, alarms.c.opened_at <= question.now, alarms.c.id > after)
    query = select(alarms.c.id).where(there).order_by(alarms.c.id).limit(most)
    return list(connection.execute(query).scalars())


def still(connection: Connection, question: AlarmQuestion, ids_: Sequence[str]) -> list[str]:
    """Return those of some alarms that are asked for, in the order of their ids."""
    asked = _gathered_only(question, question.query)
    query = select(alarms.c.id).where(asked, alarms.c.id.in_(ids_)).order_by(alarms.c.id)
    return list(connection.execute(query).scalars())


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
    found = and_(_RAISED, _said(question))
    return found if question.with_hidden else and_(found, IS_OPEN)


def _gathered(question: AlarmQuestion, by: Gathering) -> ColumnElement[bool]:
    """Return the condition of a question for alarms whose ids are looked up first."""
    return and_(by.which, _gathered_only(question, by.rest))


def _gathered_only(question: AlarmQuestion, rest: Query) -> ColumnElement[bool]:
    """Return the condition of a question that no index serves, so that the ids are looked up."""
    found = said_by_id(rest, question.now)
    if question.with_hidden:
        return found
    return and_(found, func.coalesce(IS_OPEN, false()), not_(is_snoozed(question.now)))


def _said(question: AlarmQuestion, columns: Columns | None = None) -> ColumnElement[bool]:
    """Return what a question asks beside the status that is shown."""
    # A database asks one after the other, until one does not hold.
    query = tree.All(tuple(sorted(parts_of(question.query), key=_is_costly)))
    asked = condition(query, columns or alarm_columns(question.now), question.now)
    return asked if question.with_hidden else and_(asked, not_(is_snoozed(question.now)))


def _is_costly(query: Query) -> bool:
    """Say whether other tables are looked through for each alarm."""
    return has_words(query) or not fields_of(query).isdisjoint(_COSTLY)


def _shown() -> Select[Any]:
    """Return the statement whose rows `_read` takes."""
    return select(alarms, account_name().label("account_name"), owner().label("owner_now"))


def _read(row: RowMapping) -> ListedAlarm:
    return ListedAlarm(read(row), row["account_name"], row["owner_now"] or None)
