"""Lists alarms by a query, a page at a time."""

from sqlalchemy import Connection

from akwarden.model.alarm import Alarm
from akwarden.query.parse import parse
from akwarden.store import alarm_listing
from akwarden.store.alarm_columns import ALARM_VOCABULARY
from akwarden.store.alarm_listing import AlarmQuestion
from akwarden.store.moment import rounded
from akwarden.workflows.alarm_row import alarm_row
from akwarden.workflows.keys.listing import Asked, Listing, asks_about, one_more, with_cursors


def list_alarms(connection: Connection, asked: Asked) -> Listing[Alarm]:
    """Return a page of alarms; raises QueryError, or UsageError for an order or a cursor.

    Those that are handled or ignored are left out unless `with_deleted` or the query asks for them.
    """
    question = question_of(asked)
    counts = alarm_listing.counts(connection, question)
    rows = with_cursors(alarm_listing.listed(connection, question), lambda one: alarm_row(one.row))
    return Listing(rows, asked.limit, counts.shown, counts.handled + counts.ignored)


def question_of(asked: Asked) -> AlarmQuestion:
    """Return what a person asks as the store takes it; raises QueryError."""
    query = parse(asked.where, ALARM_VOCABULARY)
    return AlarmQuestion(
        query=query,
        now=rounded(asked.now),
        with_hidden=asked.with_deleted or asks_about(query, "status") or asks_about(query, "reason"),
        sort=asked.sort or "severity",
        limit=one_more(asked),
        after=asked.after,
    )
