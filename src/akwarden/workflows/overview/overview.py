"""The whole overview of what somebody may see."""

from datetime import datetime

from sqlalchemy import Connection

from akwarden.model.overview import NotedShare, Overview
from akwarden.store.moment import rounded
from akwarden.store.overview import findings
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.overview.coverage import coverage
from akwarden.workflows.overview.first import first
from akwarden.workflows.overview.looking import Looking
from akwarden.workflows.overview.numbers import numbers
from akwarden.workflows.overview.trend import trend


def overview(connection: Connection, scope: Scope, now: datetime) -> Overview:
    """Return the overview as of one moment of the state."""
    looking = Looking(now=rounded(now), scope=scope)
    return Overview(
        numbers=numbers(connection, looking),
        first=first(connection, looking),
        trend=trend(connection, looking),
        coverage=coverage(connection, looking),
        noted=_noted(connection, looking),
        as_of=looking.now,
    )


def _noted(connection: Connection, looking: Looking) -> NotedShare:
    """Return how many keys people said something of."""
    keys, owners, remarks = findings.noted(connection, looking.held)
    return NotedShare(
        keys=keys,
        with_owner=owners,
        with_remark=remarks,
        owner_percent=owners * 100 // keys if keys else None,
        remark_percent=remarks * 100 // keys if keys else None,
        as_of=looking.now,
    )
