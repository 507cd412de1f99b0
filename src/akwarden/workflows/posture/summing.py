"""Risks put together: by the rule that found them, also those that found nothing, and by identity."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from akwarden.model.posture import PostureRule
from akwarden.model.risk_summary import RiskIdentity, RiskItem
from akwarden.model.severity import Severity
from akwarden.query.spell import spell
from akwarden.query.tree import Op, Test, Text
from akwarden.store import principal_rows, risk_identities, risk_items
from akwarden.store.risk_items import Item
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.keys.listing import Asked
from akwarden.workflows.posture.listing import question_of

_BY_RANK = {one.rank: one for one in Severity}


class Identities(msgspec.Struct, frozen=True):
    """A page of identities with open risks."""

    rows: tuple[RiskIdentity, ...]
    next: str | None
    total: int


def risk_items_of(connection: Connection, asked: Asked, rules: Sequence[PostureRule]) -> list[RiskItem]:
    """Return the risks that fit what is asked by their rules, the worst first; raises QueryError.

    Without a query, rules that found nothing stand behind them.
    """
    found = risk_items.items(connection, question_of(msgspec.structs.replace(asked, with_deleted=True)))
    severities = {rule.id: rule.severity for rule in rules}
    items = [_item(one, severities.get(one.rule, Severity.INFO)) for one in found]
    if asked.where.strip():
        return items
    there = {one.rule for one in items}
    return [*items, *(_clean(rule) for rule in rules if rule.id not in there)]


def last_read(connection: Connection, scope: Scope) -> datetime | None:
    """Return the oldest of the last readings of accounts; None where one was never read to its end."""
    return risk_items.last_read(connection, None if scope.everywhere else scope.accounts)


def risk_identities_of(connection: Connection, asked: Asked) -> Identities:
    """Return a page of identities with open risks that fit what is asked, the worst first.

    Raises QueryError, or UsageError for an order or a cursor.
    """
    question = question_of(asked)
    found = risk_identities.listed(connection, question)
    there = found if asked.limit is None else found[: asked.limit]
    ids = [one.id for one in there]
    rows, use = principal_rows.rows_of(connection, ids), risk_identities.use_of(connection, question, ids)
    return Identities(
        rows=tuple(
            RiskIdentity(
                principal=rows[one.id],
                worst=_BY_RANK.get(one.rank, Severity.INFO),
                open=one.open,
                **msgspec.structs.asdict(use[one.id]),
            )
            for one in there
            if one.id in rows
        ),
        next=there[-1].cursor if len(found) > len(there) and there else None,
        total=risk_identities.count(connection, question),
    )


def _item(one: Item, severity: Severity) -> RiskItem:
    values = msgspec.structs.asdict(one)
    worst = _BY_RANK.get(values.pop("rank"), severity)
    return RiskItem(**values, severity=worst, query=_query(one.rule))


def _clean(rule: PostureRule) -> RiskItem:
    counts = dict.fromkeys(("open", "ignored", "accounts", "identities", "keys"), 0)
    return RiskItem(rule=rule.id, title=rule.title, severity=rule.severity, query=_query(rule.id), **counts)


def _query(rule: str) -> str:
    return spell(Test("rule", Op.EQ, (Text(rule),)))
