"""What can be asked about alarms: the fields of their list, where they stand, and how alarms are sorted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Subquery,
    and_,
    case,
    exists,
    false,
    func,
    null,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.sql.visitors import ExternallyTraversible, replacement_traverse

from akwarden.model.alarm import AlarmStatus, AlarmType
from akwarden.model.note import NoteKind
from akwarden.model.severity import Severity
from akwarden.query.tree import ID
from akwarden.query.vocabulary import Field, FieldKind, Vocabulary
from akwarden.store.alarm_mentions import (
    ACCOUNT,
    Mentioned,
    OfLines,
    ids_that_mention,
    mentions_value,
    once,
    one_text,
    searched,
    values_of,
)
from akwarden.store.filtering import Columns, Several
from akwarden.store.paging import Key, number
from akwarden.store.shared_columns import held_by
from akwarden.store.tables import access_keys, accounts, alarm_words, alarms, notes, principals

ALARM_VOCABULARY = Vocabulary(
    (
        Field("rule", FieldKind.TEXT, "a rule that fired"),
        Field("severity", FieldKind.ENUM, "how bad it is", tuple(Severity), aliases=("level",)),
        Field("type", FieldKind.ENUM, "what it is about", tuple(AlarmType)),
        Field("status", FieldKind.ENUM, "how far it is dealt with", tuple(AlarmStatus)),
        Field("reason", FieldKind.TEXT, "why it was handled or ignored", searched=False),
        Field("story", FieldKind.TEXT, "what it is a part of", searched=False),
        Field("provider", FieldKind.ENUM, "the cloud", values=("tencent", "aws")),
        Field("account", FieldKind.TEXT, "the name or the number of the account"),
        Field("key", FieldKind.TEXT, "the id of a key that signed its calls"),
        Field("principal", FieldKind.TEXT, "the name of somebody who called"),
        Field("owner", FieldKind.TEXT, "the person or team that it was given to, or that has the key"),
        Field("snoozed", FieldKind.FLAG, "whether it is left out of lists for a while"),
        Field("ip", FieldKind.NETWORK, "an address that calls came from"),
        Field("technique", FieldKind.TEXT, "a technique of MITRE ATT&CK", searched=False),
        Field("first", FieldKind.TIME, "when its first event was", unset_is_never=False),
        Field("last", FieldKind.TIME, "when its last event was", unset_is_never=False),
        Field("count", FieldKind.NUMBER, "how many events it has"),
    )
)
"""The fields of the list of alarms."""

RANK: ColumnElement[int] = case({one.value: one.rank for one in Severity}, value=alarms.c.severity, else_=-1)
"""How bad it is, as a number."""
IS_OPEN: ColumnElement[bool] = alarms.c.status == AlarmStatus.OPEN.value


def is_snoozed(now: datetime) -> ColumnElement[bool]:
    """Return whether an alarm is left out for a while; never NULL."""
    return case((alarms.c.snoozed_until > now, true()), else_=false())


def is_shown(now: datetime) -> ColumnElement[bool]:
    """Return whether an alarm is listed unless a query says otherwise: open, and not snoozed."""
    return and_(IS_OPEN, or_(alarms.c.snoozed_until.is_(None), alarms.c.snoozed_until <= now))


@dataclass(frozen=True, slots=True)
class AccountNames(Several):
    """The number of the account of an alarm, and the names that people gave to accounts with that number."""

    def any(self, clause: ColumnElement[bool]) -> ColumnElement[bool]:
        """Return the clause that one of them is such."""
        # Looked for among the accounts, which are few, and not among the alarms. The number alone, which says
        # less, comes first, since most alarms go no further.
        lines = self.table.c
        numbers = select(lines.number).select_from(self.table).where(clause)
        codes = select(lines.code).select_from(self.table).where(clause)
        code = one_text(alarms.c.provider, alarms.c.account)
        return and_(alarms.c.account.in_(numbers), code.in_(codes))

    def ids(self, connection: Connection, clause: ColumnElement[bool]) -> Iterator[Select[str]]:
        """Yield the ids of the alarms for which it is such."""
        lines = self.table.c
        named = select(lines.provider, lines.number).select_from(self.table).where(clause)
        if connection.execute(named.limit(1)).first() is not None:
            yield select(alarms.c.id).where(tuple_(alarms.c.provider, alarms.c.account).in_(named))


def account_names() -> AccountNames:
    """Return the field that tells which account an alarm is of."""
    words = alarm_words.c
    cloud = func.substr(words.value, 1, func.length(words.value) - func.length(words.text) - 1)
    number = (cloud.label("provider"), words.text.label("number"), words.value.label("code"))
    numbers = select(*number, words.text.label("value")).where(words.kind == ACCOUNT)
    code = one_text(accounts.c.provider, accounts.c.number).label("code")
    names = select(accounts.c.provider, accounts.c.number, code, accounts.c.name.label("value"))
    lines = union_all(numbers, names).subquery()
    return AccountNames(lines.c.value, lines, lines.c.code == one_text(alarms.c.provider, alarms.c.account))


def account_name() -> ColumnElement[str | None]:
    """Return what people call the account of an alarm."""
    same = and_(accounts.c.provider == alarms.c.provider, accounts.c.number == alarms.c.account)
    return select(func.min(accounts.c.name)).where(same).scalar_subquery()


_ANY_OWNER = func.min(func.nullif(notes.c.owner, ""))
_NOTED = and_(
    notes.c.kind == NoteKind.PRINCIPAL.value,
    notes.c.subject == accounts.c.site + "/" + accounts.c.number + "/" + principals.c.cloud_id,
)


_PRINCIPAL_NOTES = notes.alias("principal_notes")
_ANY_NOTED = (
    exists()
    .select_from(_PRINCIPAL_NOTES)
    .where(_PRINCIPAL_NOTES.c.kind == NoteKind.PRINCIPAL.value, _PRINCIPAL_NOTES.c.owner != "")
)
"""Whether anything is said of principals: where it is not, they need not be looked through."""


def owner() -> ColumnElement[str | None]:
    """Return whose an alarm is: given to, else noted at its key, at whoever has the key, at who called.

    It is looked up for one alarm after the other.
    """
    said = and_(notes.c.kind == NoteKind.KEY.value, notes.c.subject == alarms.c.key_id)
    of_key = select(func.nullif(notes.c.owner, "")).where(said).scalar_subquery()
    places = _places()
    of_holder = (
        select(_ANY_OWNER)
        .select_from(places.join(access_keys, access_keys.c.principal_id == principals.c.id))
        .where(access_keys.c.key_id == alarms.c.key_id)
        .scalar_subquery()
    )
    of_principal = case((_ANY_NOTED, func.coalesce(of_holder, _of_caller())))
    return func.coalesce(alarms.c.owner, of_key, of_principal)


def _of_caller() -> ColumnElement[str | None]:
    """Return whose the caller of an alarm is; one index has its name, and another its id."""
    same = and_(accounts.c.provider == alarms.c.provider, accounts.c.number == alarms.c.account)
    called = [
        select(notes.c.owner).select_from(_places()).where(same, name == alarms.c.principal).correlate(alarms)
        for name in (principals.c.name, principals.c.cloud_id)
    ]
    each = union_all(*called).subquery()
    return select(func.min(func.nullif(each.c.owner, ""))).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Owners(Several):
    """The same for a query about very many: looked for among the keys and the callers, which are fewer."""

    def any(self, clause: ColumnElement[bool]) -> ColumnElement[bool]:
        """Return the clause that it is such; false, and not NULL, for an alarm of nobody."""
        lines, key = self.table.c, alarms.c.key_id
        of_keys = select(lines.key_id).select_from(self.table).where(lines.key_id.is_not(None))
        caller = one_text(alarms.c.provider, alarms.c.account, alarms.c.principal)
        callers = select(one_text(lines.provider, lines.number, lines.called)).select_from(self.table)
        given = select(lines.alarm_id).select_from(self.table).where(lines.alarm_id.is_not(None), clause)
        is_of_key = and_(key.is_not(None), key.in_(of_keys.where(clause)))
        is_of_caller = and_(
            or_(key.is_(None), key.not_in(of_keys)),
            alarms.c.principal.is_not(None),
            caller.in_(callers.where(lines.called.is_not(None), clause)),
        )
        is_noted = and_(alarms.c.owner.is_(None), or_(is_of_key, is_of_caller))
        return or_(and_(alarms.c.owner.is_not(None), alarms.c.id.in_(given)), is_noted)


@dataclass(frozen=True, slots=True)
class OwnersMentioned(Several):
    """Who answers for something that an alarm mentions, or whom it was given to; for words alone."""

    of_lines: OfLines | None = None
    """How it is asked of few alarms; None where they may be many."""

    def any(self, clause: ColumnElement[bool]) -> ColumnElement[bool]:
        """Return the clause that one of them is such, which is asked of one alarm after the other."""
        is_given = and_(alarms.c.owner.is_not(None), _about_alarms(clause))
        owned = (mentions_value(kind, values, self.of_lines) for kind, values in _owned(clause))
        return or_(is_given, *owned)

    def ids(self, connection: Connection, clause: ColumnElement[bool]) -> Iterator[Select[str]]:
        """Yield the ids of the alarms for which it is such; some several times."""
        yield select(alarms.c.id).where(alarms.c.owner.is_not(None), _about_alarms(clause))
        for kind, values in _owned(clause):
            found = once(connection, values)
            if found is not None:
                yield ids_that_mention(kind, found)


def owners_mentioned(of_lines: OfLines | None = None) -> OwnersMentioned:
    """Return the field of those who answer for what an alarm mentions."""
    return OwnersMentioned(notes.c.owner, notes, true(), of_lines)


def _about_alarms(clause: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return what is said of the owners in notes as said of those whom alarms were given to."""

    def replaced(element: ExternallyTraversible, **_: Any) -> ExternallyTraversible | None:
        return alarms.c.owner if element is notes.c.owner else None

    return replacement_traverse(clause, {}, replaced)


def _owned(clause: ColumnElement[bool]) -> Iterator[tuple[Mentioned, Select[str]]]:
    """Yield what alarms may mention that has such an owner, each kind with its values."""
    places = _places()
    held = places.join(access_keys, access_keys.c.principal_id == principals.c.id)
    keys = union_all(
        select(notes.c.subject.label("value")).where(notes.c.kind == NoteKind.KEY.value, clause),
        select(access_keys.c.key_id).select_from(held).where(_ANY_NOTED, clause),
    )
    called = union_all(
        select(principals.c.name.label("value")).select_from(places).where(_ANY_NOTED, clause),
        select(principals.c.cloud_id).select_from(places).where(_ANY_NOTED, clause),
    )
    yield Mentioned.KEY, select(keys.subquery().c.value)
    yield Mentioned.PRINCIPAL, select(called.subquery().c.value)


def owner_lines() -> tuple[Subquery, Subquery]:
    """Return whose keys are, by `key_id`, and whose callers are, by provider, number and `called`.

    An alarm is of whom it was given to, else of whoever has its key, else of whoever called; both are made
    once a statement.
    """
    of_keys = union_all(_of_keys(), _of_holders()).subquery()
    return of_keys, _of_callers().subquery()


def owners() -> Owners:
    """Return the field that tells whose an alarm is."""
    noted = union_all(_of_keys(), _of_holders(), _of_callers()).subquery()
    given = alarms.alias("given")
    of_alarms = select(given.c.id.label("alarm_id"), _NO_KEY, *_NO_CALLER, given.c.owner)
    of_others = select(null().label("alarm_id"), *noted.c)
    lines = union_all(of_alarms.where(given.c.owner.is_not(None)), of_others).cte()
    return Owners(lines.c.owner, lines, true())


_NO_KEY = null().label("key_id")
_NO_CALLER = tuple(null().label(name) for name in ("provider", "number", "called"))


def _of_keys() -> Select[Any]:
    """Return whose the keys are that somebody noted."""
    return select(notes.c.subject.label("key_id"), *_NO_CALLER, notes.c.owner).where(
        notes.c.kind == NoteKind.KEY.value, notes.c.owner != ""
    )


def _of_holders() -> Select[Any]:
    """Return whose the other keys are, by the principals that have them."""
    holders = _places().join(access_keys, access_keys.c.principal_id == principals.c.id)
    noted = select(notes.c.subject).where(notes.c.kind == NoteKind.KEY.value, notes.c.owner != "")
    return (
        select(access_keys.c.key_id, *_NO_CALLER, func.min(notes.c.owner))
        .select_from(holders)
        .where(_ANY_NOTED, notes.c.owner != "", access_keys.c.key_id.not_in(noted))
        .group_by(access_keys.c.key_id)
    )


def _of_callers() -> Select[Any]:
    """Return whose the callers are that somebody noted, by their names and by their ids."""
    called = [
        select(accounts.c.provider, accounts.c.number, name.label("called"), notes.c.owner)
        .select_from(_places())
        .where(_ANY_NOTED, notes.c.owner != "")
        for name in (principals.c.name, principals.c.cloud_id)
    ]
    each = union_all(*called).subquery()
    which = (each.c.provider, each.c.number, each.c.called)
    return select(_NO_KEY, *which, func.min(each.c.owner).label("owner")).group_by(*which)


def _places() -> FromClause:
    """Return the principals with what people say of them, those of which they say nothing left out."""
    return principals.join(accounts, accounts.c.id == principals.c.account_id).join(notes, _NOTED)


def alarm_orders() -> Mapping[str, tuple[Key, ...]]:
    """Return how alarms can be sorted; the worst stand first."""
    last = Key(number(alarms.c.last_at), descending=True)
    return MappingProxyType(
        {
            "severity": (Key(RANK, descending=True), last),
            "last": (last,),
            "first": (Key(number(alarms.c.first_at)),),
            "count": (Key(number(alarms.c.count), descending=True), last),
        }
    )


def columns_by_id(now: datetime, of_lines: OfLines | None = None) -> Columns:
    """Return where the fields stand for alarms whose ids are known, so that no other index serves them."""
    found = alarm_columns(now, of_lines)
    provider = func.coalesce(alarms.c.provider, "")
    return replace(
        found,
        by_field={**found.by_field, "provider": provider, "owner": owner()},
        within=held_by(provider, alarms.c.account),
    )


def alarm_columns(now: datetime, of_lines: OfLines | None = None) -> Columns:
    """Return where the fields of the list stand; `of_lines` asks of few alarms what they mention."""
    by_field: Mapping[str, Any] = {
        ID: alarms.c.id,
        "rule": values_of(Mentioned.RULE, of_lines),
        "severity": alarms.c.severity,
        "type": alarms.c.type,
        "status": alarms.c.status,
        "reason": alarms.c.reason,
        "story": alarms.c.story,
        "provider": alarms.c.provider,
        "account": account_names(),
        "key": values_of(Mentioned.KEY, of_lines),
        "principal": values_of(Mentioned.PRINCIPAL, of_lines),
        "owner": owners(),
        "snoozed": is_snoozed(now),
        "ip": values_of(Mentioned.ADDRESS, of_lines),
        "technique": values_of(Mentioned.TECHNIQUE, of_lines),
        # Not the columns themselves: SQLite would walk the indexes of their orders, and look up each alarm.
        "first": func.coalesce(alarms.c.first_at, null()),
        "last": alarms.c.last_at,
        "count": func.coalesce(alarms.c.count, null()),
    }
    return Columns(
        by_field=by_field,
        # The first two are mentioned as well; most words stand there, and no other table is looked through.
        words=(
            alarms.c.key_id,
            alarms.c.principal,
            searched(of_lines),
            account_names(),
            owners_mentioned(of_lines),
        ),
        exact=(ID, "severity", "type", "status"),
        within=held_by(alarms.c.provider, alarms.c.account),
    )
