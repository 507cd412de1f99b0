"""The risks that count for keys: their own and, while a key works, those of its principal.

A risk of a principal counts where it names no key and is not about signing in. The list of keys asks the same
in the database (`counts`, `with_advice`), the page and the rows of one page read them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, or_, select

from akwarden.model.access_key import KeyStatus
from akwarden.model.advice import AdviceLevel
from akwarden.model.key_row import KeyFacts
from akwarden.model.risk import SIGN_IN_RULES, KeyRisk, Risk
from akwarden.model.severity import Severity
from akwarden.store.new_rows import shares
from akwarden.store.risk_columns import RANK, is_open
from akwarden.store.risk_listing import read, shown
from akwarden.store.tables import access_keys, principals, risks

_OF_PRINCIPAL = and_(risks.c.key_id.is_(None), risks.c.rule.not_in(SIGN_IN_RULES))
_WORKS = access_keys.c.status == KeyStatus.ACTIVE.value


def with_advice(level: AdviceLevel, now: datetime) -> ColumnElement[bool]:
    """Return whether an open risk with this advice counts for a key.

    Asked so that the database gathers the risks once, and not for each key.
    """
    such = and_(risks.c.advice == level.value, is_open(now))
    own = select(risks.c.key_id).where(risks.c.key_id.is_not(None), such)
    inherited = select(risks.c.principal_id).where(risks.c.principal_id.is_not(None), _OF_PRINCIPAL, such)
    return or_(
        access_keys.c.key_id.in_(own),
        and_(_WORKS, func.coalesce(access_keys.c.principal_id, -1).in_(inherited)),
    )


def counts(now: datetime) -> ColumnElement[int]:
    """Return how many open risks count for a key."""
    counted = select(func.count()).select_from(risks).where(is_open(now))
    own = counted.where(risks.c.key_id == access_keys.c.key_id).scalar_subquery()
    of_principal = counted.where(risks.c.principal_id == access_keys.c.principal_id, _OF_PRINCIPAL)
    return own + case((_WORKS, of_principal.scalar_subquery()), else_=0)


def own(now: datetime) -> ColumnElement[int]:
    """Return how many open risks a key itself has."""
    counted = select(func.count()).select_from(risks).where(is_open(now))
    return counted.where(risks.c.key_id == access_keys.c.key_id).scalar_subquery()


def of_key(connection: Connection, key: KeyFacts, now: datetime) -> tuple[Risk, ...]:
    """Return the open risks that count for a key, the worst first."""
    which = risks.c.key_id == key.key_id
    if key.status is KeyStatus.ACTIVE and key.principal_id is not None:
        which = or_(which, and_(risks.c.principal_id == key.principal_id, _OF_PRINCIPAL))
    query = shown(now).where(which, is_open(now)).order_by(RANK.desc(), risks.c.first_seen_at, risks.c.id)
    return tuple(map(read, connection.execute(query)))


def of_principals(
    connection: Connection, account: int, ids: Sequence[str], now: datetime
) -> Mapping[str, Sequence[Risk]]:
    """Return the open risks of principals of an account by the principals' ids, but for those of their keys.

    The worst of each come first; those about signing in are left out.
    """
    found: dict[str, list[Risk]] = defaultdict(list)
    for share in shares(ids):
        of_them = and_(principals.c.account_id == account, principals.c.cloud_id.in_(share))
        query = shown(now).where(of_them, _OF_PRINCIPAL, is_open(now))
        for row in connection.execute(query.order_by(RANK.desc(), risks.c.first_seen_at, risks.c.id)):
            found[row.cloud_id].append(read(row))
    return found


def with_risks(connection: Connection, keys: Sequence[KeyFacts], now: datetime) -> Iterator[KeyFacts]:
    """Yield the same keys with the open risks that count for each, the worst first."""
    ids = [key.key_id for key in keys]
    holders = {key.principal_id for key in keys if key.principal_id is not None and _is_active(key)}
    own = _grouped(connection, risks.c.key_id, ids, now, risks.c.key_id.is_not(None))
    inherited = _grouped(connection, risks.c.principal_id, sorted(holders), now, _OF_PRINCIPAL)
    for key in keys:
        found = [*own.get(key.key_id, ())]
        if _is_active(key):
            found += inherited.get(key.principal_id, ())
        found.sort(key=lambda risk: -risk.severity.rank)
        yield msgspec.structs.replace(key, open_risks=tuple(found)) if found else key


def _is_active(key: KeyFacts) -> bool:
    return key.status is KeyStatus.ACTIVE


def _grouped(
    connection: Connection,
    column: ColumnElement[Any],
    values: Sequence[Any],
    now: datetime,
    which: ColumnElement[bool],
) -> Mapping[Any, Sequence[KeyRisk]]:
    found: dict[Any, list[KeyRisk]] = defaultdict(list)
    for share in shares(values):
        query: Select[Any] = (
            select(column.label("whose"), risks.c.rule, risks.c.severity, risks.c.advice, risks.c.detail)
            .where(column.in_(share), which, is_open(now))
            .order_by(RANK.desc(), risks.c.first_seen_at, risks.c.id)
        )
        for row in connection.execute(query):
            found[row.whose].append(_key_risk(row))
    return found


def _key_risk(row: Row[Any]) -> KeyRisk:
    return KeyRisk(
        rule=row.rule, severity=Severity(row.severity), advice=AdviceLevel(row.advice), detail=row.detail
    )
