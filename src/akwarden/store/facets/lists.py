"""What the rows of each list are counted by."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, and_, func, select, true

from akwarden.model.access_key import KeyStatus
from akwarden.model.facet import ListName
from akwarden.model.leak import CLOSED
from akwarden.query.tree import All, Query
from akwarden.store import key_columns, leak_rows, principal_rows, risk_columns
from akwarden.store.alarm_columns import (
    ALARM_VOCABULARY,
    alarm_columns,
    columns_by_id,
    is_shown,
    owner_lines,
)
from akwarden.store.alarm_gathered import by_id, said_by_id
from akwarden.store.alarm_mentions import Mentioned, one_text
from akwarden.store.alarm_ways import gathering
from akwarden.store.facets.counted import By, Coded, Counted, Lines, LookedUp
from akwarden.store.shared_columns import Gathered, tables_in
from akwarden.store.tables import (
    access_keys,
    accounts,
    alarm_mentions,
    alarms,
    leak_places,
    leaks,
    principals,
    risks,
)

_MOST_ALARMS: Final = 10_000
"""Alarms that are counted one by one: each has lines in another table."""


def counted(name: ListName, now: datetime) -> Counted:
    """Return how the rows of a list are counted."""
    return _LISTS[name](now)


def _keys(now: datetime) -> Counted:
    columns = key_columns.key_columns(now)
    plain = ("status", "advice", "provider", "department", "site", "type", "owner", "mfa", "console")
    return Counted(
        vocabulary=key_columns.KEY_VOCABULARY,
        id=access_keys.c.key_id,
        columns=columns,
        rows=lambda _, read: key_columns.joined(needed=tables_in(*read)),
        by={
            **_plain(columns.by_field, *plain, "key_type", "guess"),
            "account": accounts.c.name,
            "tag": _lines(columns.by_field["tag"]),
        },
        shown=access_keys.c.status != KeyStatus.DELETED.value,
        tells=frozenset({"status"}),
    )


def _alarms(now: datetime) -> Counted:
    columns = alarm_columns(now)
    of_keys, of_callers = owner_lines()
    named = {
        "rule": Mentioned.RULE,
        "technique": Mentioned.TECHNIQUE,
        "key": Mentioned.KEY,
        "principal": Mentioned.PRINCIPAL,
    }

    caller = and_(
        of_callers.c.provider == alarms.c.provider,
        of_callers.c.number == alarms.c.account,
        of_callers.c.called == alarms.c.principal,
    )
    joined = alarms.outerjoin(of_keys, of_keys.c.key_id == alarms.c.key_id).outerjoin(of_callers, caller)
    owner = func.coalesce(alarms.c.owner, of_keys.c.owner, of_callers.c.owner)
    return Counted(
        vocabulary=ALARM_VOCABULARY,
        id=alarms.c.id,
        columns=columns,
        rows=lambda fields, _: joined if "owner" in fields else alarms,
        by={
            **_plain(columns.by_field, "severity", "type", "status", "reason", "story", "provider"),
            **{field: _mentioned(kind) for field, kind in named.items()},
            "account": Coded(one_text(alarms.c.provider, alarms.c.account), _account_names),
            "owner": owner,
        },
        listed=alarms.c.raised.is_(true()),
        shown=is_shown(now),
        tells=frozenset({"status", "reason", "snoozed"}),
        most=_MOST_ALARMS,
        orderly={
            "status": alarms.c.status,
            "severity": alarms.c.severity,
            "type": alarms.c.type,
            "provider": alarms.c.provider,
            "account": alarms.c.account,
        },
        beside=(alarms.c.raised, alarms.c.snoozed_until),
        by_id=by_id,
        ahead=lambda connection, query: _looked_up(connection, query, now),
    )


def _mentioned(kind: Mentioned) -> Lines:
    """Return what alarms mention, said so that the lines of an alarm are looked up and not all of a kind."""
    lines = alarm_mentions.c
    own = select(lines.alarm_id, lines.value).where(func.coalesce(lines.kind, "") == kind.value).subquery()
    return Lines(alarms.c.id, own.c.alarm_id, own.c.value, own)


def _looked_up(connection: Connection, query: Query, now: datetime) -> LookedUp | None:
    """Return the alarms that are looked up by what they mention, where they are few."""
    by = gathering(connection, query)
    if by is None or not by.is_small:
        return None
    which = and_(by.which, said_by_id(All(()), now))
    return LookedUp(which, by.rest, columns_by_id(now))


def _leaks(_now: datetime) -> Counted:
    columns = leak_rows.COLUMNS
    plain = ("severity", "status", "validity", "case", "provider", "owner", "rule", "principal")
    places = leak_places.c
    return Counted(
        vocabulary=leak_rows.VOCABULARY,
        id=leaks.c.id,
        columns=columns,
        rows=lambda _fields, _read: leak_rows.joined(),
        by={
            **_plain(columns.by_field, *plain),
            "account": accounts.c.name,
            "source": Lines(leaks.c.id, places.leak_id, places.source, leak_places, is_repeated=True),
        },
        shown=leak_rows.STATUS.not_in([one.value for one in CLOSED]),
        tells=frozenset({"status"}),
    )


def _risks(now: datetime) -> Counted:
    columns = risk_columns.risk_columns(now)
    plain = ("severity", "advice", "status", "rule", "provider", "department", "type", "key_status", "owner")
    return Counted(
        vocabulary=risk_columns.RISK_VOCABULARY,
        id=risks.c.id,
        columns=columns,
        rows=lambda _fields, _read: risk_columns.joined(),
        by={**_plain(columns.by_field, *plain, "principal", "fix"), "account": accounts.c.name},
        shown=risk_columns.is_open(now),
        tells=frozenset({"status"}),
    )


def _principals(_now: datetime) -> Counted:
    columns = principal_rows.principal_columns()
    plain = ("type", "provider", "department", "site", "owner", "mfa", "console")
    return Counted(
        vocabulary=principal_rows.PRINCIPAL_VOCABULARY,
        id=principals.c.id,
        columns=columns,
        rows=lambda _fields, _read: principal_rows.joined(),
        by={
            **_plain(columns.by_field, *plain),
            "account": accounts.c.name,
            "tag": _lines(columns.by_field["tag"]),
        },
        shown=principals.c.deleted_at.is_(None),
        tells=frozenset({"deleted"}),
    )


def _plain(by_field: Mapping[str, Any], *fields: str) -> dict[str, By]:
    return {field: by_field[field] for field in fields}


def _lines(gathered: object) -> Lines:
    assert isinstance(gathered, Gathered)  # noqa: S101  as `tags_of` gives it
    return Lines.of(gathered)


def _account_names(connection: Connection, codes: Sequence[str]) -> Mapping[str, str]:
    """Return what people call accounts, else their numbers, by cloud and number."""
    code = one_text(accounts.c.provider, accounts.c.number)
    query = select(code, func.min(accounts.c.name)).where(code.in_(codes)).group_by(code)
    called = {row[0]: row[1] for row in connection.execute(query)}
    return {one: called.get(one) or one.partition("\n")[2] for one in codes}


_LISTS: Final[Mapping[ListName, Callable[[datetime], Counted]]] = MappingProxyType(
    {
        ListName.KEYS: _keys,
        ListName.ALARMS: _alarms,
        ListName.LEAKS: _leaks,
        ListName.RISKS: _risks,
        ListName.PRINCIPALS: _principals,
    }
)
