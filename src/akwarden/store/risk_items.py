"""Risks counted by the rule that found them."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, and_, case, func, select

from akwarden.model.risk import RiskStatus
from akwarden.store.risk_columns import RANK, is_open, joined, status
from akwarden.store.risk_listing import RiskQuestion, asked
from akwarden.store.tables import accounts, risks, sync_runs


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """The risks of one rule."""

    rule: str
    title: str
    rank: int
    """How bad the worst open one is; -1 where none is open."""
    open: int
    ignored: int
    accounts: int
    identities: int
    keys: int


def items(connection: Connection, question: RiskQuestion) -> list[Item]:
    """Return the risks that are asked for by their rules, the worst first; converged ones do not count."""
    open_, now = is_open(question.now), question.now
    ignored = status(now) == RiskStatus.IGNORED.value
    which = and_(asked(question), risks.c.status != RiskStatus.CONVERGED.value)
    query = (
        select(
            risks.c.rule,
            func.max(risks.c.title).label("title"),
            func.max(case((open_, RANK), else_=-1)).label("rank"),
            func.count(case((open_, 1))).label("open"),
            func.count(case((ignored, 1))).label("ignored"),
            func.count(case((open_, risks.c.account_id)).distinct()).label("accounts"),
            func.count(case((open_, risks.c.principal_id)).distinct()).label("identities"),
            func.count(case((open_, risks.c.key_id)).distinct()).label("keys"),
        )
        .select_from(joined())
        .where(which)
        .group_by(risks.c.rule)
    )
    found = [Item(**row) for row in map(dict, connection.execute(query).mappings())]
    return sorted(found, key=lambda one: (-one.rank, -one.open, one.rule))


def last_read(connection: Connection, held: frozenset[tuple[str, str]] | None) -> datetime | None:
    """Return since when every account was read at least once more: the oldest of their last readings.

    Of all accounts, or of those that are held; None where one was never read to its end, or there is none.
    """
    done = sync_runs.c.state == "done"
    last = func.max(case((done, sync_runs.c.touched_at)))
    query = (
        select(accounts.c.provider, accounts.c.number, last.label("last"))
        .select_from(accounts.outerjoin(sync_runs, sync_runs.c.account_id == accounts.c.id))
        .group_by(accounts.c.id, accounts.c.provider, accounts.c.number)
    )
    rows = connection.execute(query).all()
    times = [row.last for row in rows if held is None or (row.provider, row.number) in held]
    return None if not times or None in times else min(times)
