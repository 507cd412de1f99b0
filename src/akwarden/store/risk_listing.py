"""Risks as people see them: pages of a list, counts, one by the beginning of its id, those of keys."""

from collections.abc import Generator, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select

from akwarden.model.advice import AdviceLevel
from akwarden.model.risk import Decision, Evidence, Risk, RiskStatus, Target
from akwarden.model.severity import Severity
from akwarden.store.filtering import condition
from akwarden.store.new_rows import shares
from akwarden.store.paging import Question, chosen
from akwarden.store.risk_columns import (
    OWNER,
    holding,
    is_open,
    joined,
    risk_columns,
    risk_orders,
    status,
)
from akwarden.store.tables import accounts, principals, risk_decisions, risks

_SHARE = 1000


class RiskQuestion(Question, frozen=True, kw_only=True):
    """Which risks are wanted, and in which order; hidden are those that are ignored or converged."""


class RiskCounts(msgspec.Struct, frozen=True):
    """How many risks a question is about."""

    shown: int
    ignored: int = 0
    """Those that are left out since somebody ignores them."""
    converged: int = 0
    """Those that are left out since what was wrong is no more."""


class Paged(msgspec.Struct, frozen=True):
    """A risk in its place in the list."""

    row: Risk
    cursor: str


class Stored(msgspec.Struct, frozen=True):
    """A risk, and the numbers of the rows that it belongs to."""

    risk: Risk
    account_id: int | None
    principal_id: int | None


def listed(connection: Connection, question: RiskQuestion) -> Generator[Paged, None, None]:
    """Yield the risks of a page; raises UsageError for a wrong order or cursor."""
    order = chosen(risk_orders(), question.sort, risks.c.id)
    places = [key.value.label(f"place_{at}") for at, key in enumerate(order.keys)]
    query = shown(question.now).add_columns(*places).where(asked(question))
    if not question.with_hidden:
        query = query.where(is_open(question.now))
    if question.after is not None:
        query = query.where(order.behind(question.after))
    query = query.order_by(*order.by(places)).limit(question.limit)
    with connection.execute(query, execution_options={"yield_per": _SHARE}) as rows:
        for row in rows:
            yield Paged(read(row), order.cursor(row[-len(places) :]))


def counts(connection: Connection, question: RiskQuestion) -> RiskCounts:
    """Return how many risks there are of all pages, and how many are left out."""
    kind = status(question.now).label("kind")
    query = select(kind, func.count()).select_from(joined()).where(asked(question)).group_by(kind)
    found = {row.kind: row[1] for row in connection.execute(query)}
    if question.with_hidden:
        return RiskCounts(sum(found.values()))
    ignored, converged = (found.get(one.value, 0) for one in (RiskStatus.IGNORED, RiskStatus.CONVERGED))
    return RiskCounts(found.get(RiskStatus.OPEN.value, 0), ignored, converged)


def begins(connection: Connection, name: str, now: datetime) -> list[Stored]:
    """Return the risks whose id begins so."""
    query = shown(now).where(risks.c.id.startswith(name, autoescape=True)).order_by(risks.c.id)
    return [Stored(read(row), row.account_id, row.principal) for row in connection.execute(query)]


def rows_of(connection: Connection, ids_: Sequence[str], now: datetime) -> Iterator[Stored]:
    """Yield these risks in the order of their ids; those that are not there are left out."""
    for share in shares(sorted(set(ids_))):
        query = shown(now).where(risks.c.id.in_(share)).order_by(risks.c.id)
        for row in connection.execute(query):
            yield Stored(read(row), row.account_id, row.principal)


def ids(connection: Connection, question: RiskQuestion) -> list[str]:
    """Return the ids of all risks that are asked for and were there at `now`, in their order."""
    which = and_(_wanted(question), risks.c.first_seen_at <= question.now)
    query = select(risks.c.id).select_from(joined()).where(which).order_by(risks.c.id)
    return list(connection.execute(query).scalars())


def still(connection: Connection, question: RiskQuestion, ids_: Sequence[str]) -> list[str]:
    """Return those of some risks that are asked for, in the order of their ids."""
    which = and_(_wanted(question), risks.c.id.in_(ids_))
    query = select(risks.c.id).select_from(joined()).where(which).order_by(risks.c.id)
    return list(connection.execute(query).scalars())


def _wanted(question: RiskQuestion) -> ColumnElement[bool]:
    return asked(question) if question.with_hidden else and_(asked(question), is_open(question.now))


def asked(question: RiskQuestion) -> ColumnElement[bool]:
    """Return the condition of a question."""
    return condition(question.query, risk_columns(question.now), question.now)


def shown(now: datetime) -> Select[Any]:
    """Return the statement whose rows `read` takes."""
    held = and_(risk_decisions.c.risk_id == risks.c.id, holding(now))
    return select(
        risks,
        status(now).label("status_now"),
        risks.c.principal_id.label("principal"),
        accounts.c.number,
        accounts.c.name.label("account_name"),
        principals.c.name.label("principal_name"),
        principals.c.cloud_id,
        OWNER.label("owner"),
        risk_decisions.c.reason,
        risk_decisions.c.until,
        risk_decisions.c.decided_at,
        risk_decisions.c.decided_by,
    ).select_from(joined().outerjoin(risk_decisions, held))


def read(row: Row[Any]) -> Risk:
    """Return a row of `shown`."""
    return Risk(
        id=row.id,
        rule=row.rule,
        severity=Severity(row.severity),
        advice=AdviceLevel(row.advice),
        title=row.title,
        provider=row.provider,
        account=row.number,
        principal=row.principal_name,
        key_id=row.key_id,
        owner=row.owner or None,
        evidence=msgspec.json.decode(row.evidence, type=tuple[Evidence, ...]),
        status=RiskStatus(row.status_now),
        remediation=row.fix,
        detail=row.detail,
        account_name=row.account_name,
        principal_id=row.cloud_id,
        subject=row.subject,
        target=msgspec.json.decode(row.target, type=Target | None),
        first_seen_at=row.first_seen_at,
        changed_at=row.changed_at,
        decision=_decision(row),
    )


def _decision(row: Row[Any]) -> Decision | None:
    if row.reason is None:
        return None
    return Decision(reason=row.reason, until=row.until, decided_at=row.decided_at, decided_by=row.decided_by)
