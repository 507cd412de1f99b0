"""Open risks counted by the identity that they are about, a page at a time, with what is known of its use."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Connection, Subquery, and_, cast, func, select, union_all

from akwarden.model.access_key import KeyStatus
from akwarden.store.paging import Key, chosen
from akwarden.store.risk_columns import RANK, is_open, joined
from akwarden.store.risk_listing import RiskQuestion, asked
from akwarden.store.tables import (
    access_keys,
    group_grants,
    memberships,
    principal_grants,
    principals,
    risks,
    user_groups,
)

_MOST_RULES = 20


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """An identity in its place in the list."""

    id: int
    """The number of its row."""
    rank: int
    """How bad the worst of its open risks is."""
    open: int
    cursor: str


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an identity beside its risks."""

    rules: tuple[str, ...] = ()
    policies: int = 0
    last_used_at: datetime | None = None
    never_used_keys: int = 0


def listed(connection: Connection, question: RiskQuestion) -> list[Identity]:
    """Return a page of identities with open risks; raises UsageError for a wrong order or cursor."""
    grouped = _grouped(question)
    order = chosen(_orders(grouped), question.sort, grouped.c.principal_id)
    places = [key.value.label(f"place_{at}") for at, key in enumerate(order.keys)]
    query = select(grouped, *places)
    if question.after is not None:
        query = query.where(order.behind(question.after))
    rows = connection.execute(query.order_by(*order.by(places)).limit(question.limit))
    return [
        Identity(id=row.principal_id, rank=row.worst, open=row.open, cursor=order.cursor(row[-len(places) :]))
        for row in rows
    ]


def count(connection: Connection, question: RiskQuestion) -> int:
    """Return how many identities have open risks that are asked for."""
    which = and_(asked(question), is_open(question.now))
    query = select(func.count(risks.c.principal_id.distinct())).select_from(joined()).where(which)
    return connection.execute(query).scalar_one()


def use_of(connection: Connection, question: RiskQuestion, ids: Sequence[int]) -> dict[int, Use]:
    """Return what is known of some identities, by the numbers of their rows."""
    rules = _rules(connection, question, ids)
    policies, keys = _policies(connection, ids), _keys(connection, ids)
    return {
        id_: Use(
            rules=tuple(rules.get(id_, ())[:_MOST_RULES]),
            policies=policies.get(id_, 0),
            last_used_at=keys[id_][0] if id_ in keys else None,
            never_used_keys=keys[id_][1] if id_ in keys else 0,
        )
        for id_ in ids
    }


def _grouped(question: RiskQuestion) -> Subquery:
    which = and_(asked(question), is_open(question.now), risks.c.principal_id.is_not(None))
    return (
        select(
            risks.c.principal_id,
            cast(func.max(RANK), BigInteger).label("worst"),
            cast(func.count(), BigInteger).label("open"),
        )
        .select_from(joined())
        .where(which)
        .group_by(risks.c.principal_id)
        .subquery()
    )


def _orders(grouped: Subquery) -> Mapping[str, tuple[Key, ...]]:
    worst, most = Key(grouped.c.worst, descending=True), Key(grouped.c.open, descending=True)
    return MappingProxyType({"severity": (worst, most), "open": (most, worst)})


def _rules(connection: Connection, question: RiskQuestion, ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the rules of the open risks of some identities, the worst first."""
    which = and_(asked(question), is_open(question.now), risks.c.principal_id.in_(ids))
    query = (
        select(risks.c.principal_id, risks.c.rule)
        .select_from(joined())
        .where(which)
        .group_by(risks.c.principal_id, risks.c.rule)
        .order_by(risks.c.principal_id, func.max(RANK).desc(), risks.c.rule)
    )
    found: dict[int, list[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.principal_id, []).append(row.rule)
    return found


def _policies(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Return how many policies some identities have, by themselves and through groups."""
    direct = select(principal_grants.c.principal_id, principal_grants.c.policy)
    group = and_(
        user_groups.c.cloud_id == memberships.c.group_id, user_groups.c.account_id == principals.c.account_id
    )
    through: Any = (
        select(memberships.c.principal_id, group_grants.c.policy)
        .select_from(
            memberships.join(principals, principals.c.id == memberships.c.principal_id)
            .join(user_groups, group)
            .join(group_grants, group_grants.c.group_id == user_groups.c.id)
        )
        .where(memberships.c.principal_id.in_(ids))
    )
    held = union_all(direct.where(principal_grants.c.principal_id.in_(ids)), through).subquery()
    query = select(held.c.principal_id, func.count(held.c.policy.distinct())).group_by(held.c.principal_id)
    return {row[0]: row[1] for row in connection.execute(query)}


def _keys(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[datetime | None, int]]:
    """Return when keys of some identities were used last, and how many that are active never were."""
    columns = access_keys.c
    never = and_(
        columns.status == KeyStatus.ACTIVE.value,
        columns.last_use_known.is_(True),
        columns.last_used_at.is_(None),
    )
    query = (
        select(columns.principal_id, func.max(columns.last_used_at), func.count().filter(never))
        .where(columns.principal_id.in_(ids))
        .group_by(columns.principal_id)
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(query)}
