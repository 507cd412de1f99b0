"""Open risks by what mends them: one fix at one place closes several."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from akwarden.model.risk import Target
from akwarden.model.severity import Severity
from akwarden.store.risk_columns import RANK, is_open, joined
from akwarden.store.risk_listing import RiskQuestion, asked, read, shown
from akwarden.store.shared_columns import tables_in
from akwarden.store.tables import risks


class Group(msgspec.Struct, frozen=True):
    """Open risks that one fix closes."""

    fix: str
    target: Target
    account: str | None
    """The number of the account."""
    account_name: str | None
    provider: str
    severity: Severity
    """That of the worst."""
    ids: tuple[str, ...]
    rules: tuple[str, ...]
    owners: tuple[str, ...]
    principals: tuple[str, ...]
    keys: tuple[str, ...]


def groups(connection: Connection, question: RiskQuestion, most: int) -> tuple[Group, ...]:
    """Return the open risks that hold the query, by the fix that closes them: the worst, then the most."""
    worst, count = func.max(RANK).label("worst"), func.count().label("count")
    which = and_(asked(question), is_open(question.now))
    query = (
        select(risks.c.fix, risks.c.target, risks.c.account_id, worst, count)
        .select_from(joined(tables_in(which)))
        .where(which)
        # The account first: it is a number, and tells most of them apart.
        .group_by(risks.c.account_id, risks.c.target, risks.c.fix)
        .order_by(worst.desc(), count.desc(), func.min(risks.c.first_seen_at), risks.c.fix, risks.c.target)
        .limit(most)
    )
    found = connection.execute(query).all()
    return tuple(_group(connection, row, which, question.now) for row in found)


def group_count(connection: Connection, question: RiskQuestion) -> int:
    """Return how many fixes close all open risks that hold the query."""
    columns = (risks.c.fix, risks.c.target, risks.c.account_id)
    which = and_(asked(question), is_open(question.now))
    inner = select(*columns).select_from(joined(tables_in(which))).where(which).distinct().subquery()
    return connection.execute(select(func.count()).select_from(inner)).scalar_one()


def _group(connection: Connection, row: Row[Any], which: ColumnElement[bool], now: datetime) -> Group:
    account = risks.c.account_id.is_(None) if row.account_id is None else risks.c.account_id == row.account_id
    query = (
        shown(now)
        .where(which, risks.c.fix == row.fix, risks.c.target == row.target, account)
        .order_by(RANK.desc(), risks.c.first_seen_at, risks.c.id)
    )
    closed = [read(one) for one in connection.execute(query)]
    first = closed[0]
    return Group(
        fix=row.fix,
        target=msgspec.json.decode(row.target, type=Target),
        account=first.account,
        account_name=first.account_name,
        provider=first.provider,
        severity=first.severity,
        ids=tuple(one.id for one in closed),
        rules=_each(one.rule for one in closed),
        owners=_each(one.owner for one in closed),
        principals=_each(one.principal for one in closed),
        keys=_each(one.key_id for one in closed),
    )


def _each(values: Iterator[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
