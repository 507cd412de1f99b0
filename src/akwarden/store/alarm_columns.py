"""What can be asked about alarms: the fields of their list, where they stand, and how alarms are sorted."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column, ColumnElement, Text, and_, case, func, literal, or_, select, true, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from akwarden.model.alarm import AlarmStatus, AlarmType
from akwarden.model.note import NoteKind
from akwarden.model.severity import Severity
from akwarden.query.vocabulary import Field, FieldKind, Vocabulary
from akwarden.store.filtering import Columns
from akwarden.store.paging import Key, number
from akwarden.store.shared_columns import Gathered
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
IS_OPEN: ColumnElement[bool] = alarms.c.status == AlarmStatus.OPEN.value


class JsonTextsAt(GenericFunction[Any]):
    """The texts of a list that a JSON object has under a name, one a line, in the column `value`."""

    name = "json_each"
    identifier = "akwarden_json_texts_at"
    inherit_cache = True


@compiles(JsonTextsAt)
def _texts_in_sqlite(element: JsonTextsAt, compiler: SQLCompiler, **options: Any) -> str:
    """Return the SQL of SQLite."""
    document, key = (compiler.process(clause, **options) for clause in element.clauses)
    return f"json_each({document}, '$.' || {key})"


@compiles(JsonTextsAt, "postgresql")
def _texts_in_postgresql(element: JsonTextsAt, compiler: SQLCompiler, **options: Any) -> str:
    """Return the SQL of PostgreSQL."""
    document, key = (compiler.process(clause, **options) for clause in element.clauses)
    return f"json_array_elements_text(({document})::json -> {key})"


def named_in(name: str, only: str | None = None) -> Gathered:
    """Return the field whose values stand in a list of what the rules saw.

    `only` is the column that has the value where there is just one; that spares most of the reading of JSON.
    """
    about = alarms.alias("seen")
    texts = JsonTextsAt(about.c.gathered, literal(name, Text)).table_valued(Column("value", Text))
    several = select(about.c.id, texts.c.value).select_from(about.join(texts, true()))
    raised = about.c.raised.is_(true())
    if only is None:
        lines = several.where(raised).subquery()
    else:
        one = select(about.c.id, about.c[only].label("value")).where(raised, about.c[only].is_not(None))
        lines = union_all(one, several.where(raised, about.c[only].is_(None))).subquery()
    return _field(lines.c.value, lines)


def _field(value: ColumnElement[Any], lines: Any) -> Gathered:
    return Gathered(value, lines, lines.c.id == alarms.c.id, alarms.c.id, lines.c.id)


def _account_names() -> Gathered:
    """Return the number of the account, and the names that people gave to accounts with that number."""
    about = alarms.alias("called")
    numbers = select(about.c.id, about.c.account.label("value"))
    same = and_(accounts.c.provider == about.c.provider, accounts.c.number == about.c.account)
    names = select(about.c.id, accounts.c.name.label("value")).select_from(about.join(accounts, same))
    lines = union_all(numbers, names).subquery()
    return _field(lines.c.value, lines)


def account_name() -> ColumnElement[str | None]:
    """Return what people call the account of an alarm."""
    same = and_(accounts.c.provider == alarms.c.provider, accounts.c.number == alarms.c.account)
    return select(func.min(accounts.c.name)).where(same).scalar_subquery()


def owner() -> ColumnElement[str | None]:
    """Return whose an alarm is: noted at its key, else at whoever has the key, else at who called."""
    said = and_(notes.c.kind == NoteKind.KEY.value, notes.c.subject == alarms.c.key_id)
    of_key = select(func.nullif(notes.c.owner, "")).where(said).scalar_subquery()
    subject = accounts.c.site + "/" + accounts.c.number + "/" + principals.c.cloud_id
    noted = and_(notes.c.kind == NoteKind.PRINCIPAL.value, notes.c.subject == subject)
    places = principals.join(accounts, accounts.c.id == principals.c.account_id).join(notes, noted)
    any_owner = select(func.min(func.nullif(notes.c.owner, "")))
    of_holder = (
        any_owner.select_from(places.join(access_keys, access_keys.c.principal_id == principals.c.id))
        .where(access_keys.c.key_id == alarms.c.key_id)
        .scalar_subquery()
    )
    same = and_(accounts.c.provider == alarms.c.provider, accounts.c.number == alarms.c.account)
    called = or_(principals.c.name == alarms.c.principal, principals.c.cloud_id == alarms.c.principal)
    of_caller = any_owner.select_from(places).where(same, called).scalar_subquery()
    return func.coalesce(of_key, of_holder, of_caller)


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
        "rule": named_in("rules"),
        "severity": alarms.c.severity,
        "type": alarms.c.type,
        "status": alarms.c.status,
        "reason": alarms.c.reason,
        "story": alarms.c.story,
        "provider": alarms.c.provider,
        "account": _account_names(),
        "key": named_in("key_ids", "key_id"),
        "principal": named_in("principals", "principal"),
        "owner": owner(),
        "ip": named_in("addresses"),
        "technique": named_in("techniques"),
        "first": alarms.c.first_at,
        "last": alarms.c.last_at,
        "count": alarms.c.count,
    }
    searched = (alarms.c.title, alarms.c.subject, alarms.c.rule, alarms.c.key_id, alarms.c.principal)
    return Columns(by_field=by_field, words=(*searched, _account_names(), owner()))
