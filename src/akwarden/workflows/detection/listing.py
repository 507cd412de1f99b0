"""Lists alarms by a query, a page at a time."""

from typing import Final

from sqlalchemy import Connection

from akwarden.model.alarm import Alarm
from akwarden.store import alarm_listing
from akwarden.store.alarm_columns import ALARM_VOCABULARY
from akwarden.store.alarm_listing import AlarmQuestion
from akwarden.store.moment import rounded
from akwarden.workflows.alarm_row import alarm_row
from akwarden.workflows.keys.listing import Asked, Listing, asks_about, one_more, with_cursors

_TELLING: Final = ("status", "reason", "snoozed")
"""Fields by which a query says itself which of them are wanted."""


def list_alarms(connection: Connection, asked: Asked) -> Listing[Alarm]:
    """Return a page of alarms; raises QueryError, or UsageError for an order or a cursor.

    Those that are handled, ignored or snoozed are left out unless `with_deleted` or the query asks for them.
    """
    question = question_of(asked)
    by = alarm_listing.way(connection, question)
    counts = alarm_listing.counts(connection, question, by)
    rows = with_cursors(alarm_listing.listed(connection, question, by), lambda one: alarm_row(one.row))
    hidden = counts.handled + counts.ignored + counts.snoozed
    return Listing(rows, asked.limit, counts.shown, hidden, approximate=counts.approximate)


def question_of(asked: Asked) -> AlarmQuestion:
    """Return what a person asks as the store takes it; raises QueryError."""
    query = asked.query(ALARM_VOCABULARY)
    return AlarmQuestion(
        query=query,
        now=rounded(asked.now),
        with_hidden=asked.with_deleted or any(asks_about(query, name) for name in _TELLING),
        sort=asked.sort or "severity",
        limit=one_more(asked),
        after=asked.after,
    )
