"""What can be asked about alarms: the fields of their list, where they stand, and how alarms are sorted."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    case,
    func,
    null,
    or_,
    select,
    true,
    union_all,
)

from akwarden.model.alarm import AlarmStatus, AlarmType
from akwarden.model.note import NoteKind
from akwarden.model.severity import Severity
from akwarden.query.vocabulary import Field, FieldKind, Vocabulary
from akwarden.store.alarm_mentions import Mentioned, mentioned
from akwarden.store.filtering import Columns, Several
from akwarden.store.paging import Key, number
from akwarden.store.tables import access_keys, accounts, alarms, notes, principals

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
        Field("owner", FieldKind.TEXT, "the person or team that answers for the key or the principal"),
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
_BETWEEN = "\n"
IS_OPEN: ColumnElement[bool] = alarms.c.status == AlarmStatus.OPEN.value


def _one_text(*columns: ColumnElement[Any]) -> ColumnElement[str]:
    """Return several columns as one; where a negated IN has several, SQLite looks through all its rows."""
    return reduce(lambda left, right: left.concat(_BETWEEN).concat(right), columns)


@dataclass(frozen=True, slots=True)
class _AccountNames(Several):
    """The number of the account of an alarm, and the names that people gave to accounts with that number."""

    def any(self, clause: ColumnElement[bool]) -> ColumnElement[bool]:
        """Return the clause that one of them is such."""
        # Looked for among the accounts, which are few, and not among the alarms.
        lines = self.table.c
        named = select(_one_text(lines.provider, lines.number)).select_from(self.table).where(clause)
        return _one_text(alarms.c.provider, alarms.c.account).in_(named)


def _account_names() -> Several:
    about = alarms.alias("called")
    numbers = select(about.c.provider, about.c.account.label("number"), about.c.account.label("value"))
    names = select(accounts.c.provider, accounts.c.number, accounts.c.name)
    lines = union_all(numbers.distinct(), names).subquery()
    same = and_(lines.c.provider == alarms.c.provider, lines.c.number == alarms.c.account)
    return _AccountNames(lines.c.value, lines, same)


def account_name() -> ColumnElement[str | None]:
    """Return what people call the account of an alarm."""
    same = and_(accounts.c.provider == alarms.c.provider, accounts.c.number == alarms.c.account)
    return select(func.min(accounts.c.name)).where(same).scalar_subquery()


_ANY_OWNER = func.min(func.nullif(notes.c.owner, ""))
_NOTED = and_(
    notes.c.kind == NoteKind.PRINCIPAL.value,
    notes.c.subject == accounts.c.site + "/" + accounts.c.number + "/" + principals.c.cloud_id,
)


def owner() -> ColumnElement[str | None]:
    """Return whose an alarm is: noted at its key, else at whoever has the key, else at who called."""
    said = and_(notes.c.kind == NoteKind.KEY.value, notes.c.subject == alarms.c.key_id)
    of_key = select(func.nullif(notes.c.owner, "")).where(said).scalar_subquery()
    places = _places()
    of_holder = (
        select(_ANY_OWNER)
        .select_from(places.join(access_keys, access_keys.c.principal_id == principals.c.id))
        .where(access_keys.c.key_id == alarms.c.key_id)
        .scalar_subquery()
    )
    same = and_(accounts.c.provider == alarms.c.provider, accounts.c.number == alarms.c.account)
    called = or_(principals.c.name == alarms.c.principal, principals.c.cloud_id == alarms.c.principal)
    of_caller = select(_ANY_OWNER).select_from(places).where(same, called).scalar_subquery()
    return func.coalesce(of_key, of_holder, of_caller)


@dataclass(frozen=True, slots=True)
class _Owners(Several):
    """The same for a query about it: looked for among the keys and the callers, which are few."""

    def any(self, clause: ColumnElement[bool]) -> ColumnElement[bool]:
        """Return the clause that it is such; false, and not NULL, for an alarm of nobody."""
        lines, key = self.table.c, alarms.c.key_id
        of_keys = select(lines.key_id).select_from(self.table).where(lines.key_id.is_not(None))
        caller = _one_text(alarms.c.provider, alarms.c.account, alarms.c.principal)
        callers = select(_one_text(lines.provider, lines.number, lines.called)).select_from(self.table)
        is_of_key = and_(key.is_not(None), key.in_(of_keys.where(clause)))
        is_of_caller = and_(
            or_(key.is_(None), key.not_in(of_keys)),
            alarms.c.principal.is_not(None),
            caller.in_(callers.where(lines.called.is_not(None), clause)),
        )
        return or_(is_of_key, is_of_caller)


def _owners() -> Several:
    lines = union_all(_of_keys(), _of_holders(), _of_callers()).subquery()
    return _Owners(lines.c.owner, lines, true())


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
        .where(notes.c.owner != "", access_keys.c.key_id.not_in(noted))
        .group_by(access_keys.c.key_id)
    )


def _of_callers() -> Select[Any]:
    """Return whose the callers are that somebody noted, by their names and by their ids."""
    called = [
        select(accounts.c.provider, accounts.c.number, name.label("called"), notes.c.owner)
        .select_from(_places())
        .where(notes.c.owner != "")
        for name in (principals.c.name, principals.c.cloud_id)
    ]
    each = union_all(*called).subquery()
    which = (each.c.provider, each.c.number, each.c.called)
    return select(_NO_KEY, *which, func.min(each.c.owner)).group_by(*which)


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


def alarm_columns() -> Columns:
    """Return where the fields of the list stand."""
    by_field: Mapping[str, Any] = {
        "rule": mentioned(Mentioned.RULE),
        "severity": alarms.c.severity,
        "type": alarms.c.type,
        "status": alarms.c.status,
        "reason": alarms.c.reason,
        "story": alarms.c.story,
        "provider": alarms.c.provider,
        "account": _account_names(),
        "key": mentioned(Mentioned.KEY),
        "principal": mentioned(Mentioned.PRINCIPAL),
        "owner": _owners(),
        "ip": mentioned(Mentioned.ADDRESS),
        "technique": mentioned(Mentioned.TECHNIQUE),
        "first": alarms.c.first_at,
        "last": alarms.c.last_at,
        "count": alarms.c.count,
    }
    searched = (alarms.c.title, alarms.c.subject, alarms.c.rule, alarms.c.key_id, alarms.c.principal)
    return Columns(by_field=by_field, words=(*searched, _account_names(), _owners()))
