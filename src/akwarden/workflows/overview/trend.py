"""The last thirty days of alarms and risks."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from sqlalchemy import Connection

from akwarden.model.overview import Trend
from akwarden.store.overview import days
from akwarden.store.overview.days import Span
from akwarden.workflows.overview.looking import Looking

DAYS: Final = 30
"""Days that are told, the one that is not over included."""
_UNKNOWN: Final = (
    "an alarm counts as closed on the day of the last decision: what was closed and opened again is not told",
    "a risk that went and came back counts as opened on the day when it was seen first",
    "what belongs to accounts that were removed is not told",
)


def trend(connection: Connection, looking: Looking) -> Trend:
    """Return what was opened and closed on each day."""
    today = datetime.combine(looking.now.astimezone(UTC).date(), time.min, UTC)
    span = Span(today - timedelta(days=DAYS - 1), DAYS)
    return Trend(
        alarms=days.alarm_days(connection, span, looking.held),
        risks=days.risk_days(connection, span, looking.held),
        unknown=_UNKNOWN,
        as_of=looking.now,
    )
