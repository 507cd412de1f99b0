"""Lists risks by a query, a page at a time."""

from sqlalchemy import Connection

from akwarden.model.risk import Risk
from akwarden.store import risk_listing
from akwarden.store.moment import rounded
from akwarden.store.risk_columns import RISK_VOCABULARY
from akwarden.store.risk_listing import RiskQuestion
from akwarden.workflows.keys.listing import Asked, Listing, asks_about, one_more, with_cursors


def list_risks(connection: Connection, asked: Asked) -> Listing[Risk]:
    """Return a page of risks; raises QueryError, or UsageError for an order or a cursor.

    Those that are ignored or converged are left out unless `with_deleted` or the query asks for them.
    """
    question = question_of(asked)
    counts = risk_listing.counts(connection, question)
    rows = with_cursors(risk_listing.listed(connection, question), lambda one: one.row)
    return Listing(rows, asked.limit, counts.shown, counts.ignored + counts.converged)


def question_of(asked: Asked) -> RiskQuestion:
    """Return what a person asks as the store takes it; raises QueryError."""
    query = asked.query(RISK_VOCABULARY)
    return RiskQuestion(
        query=query,
        now=rounded(asked.now),
        with_hidden=asked.with_deleted or asks_about(query, "status"),
        sort=asked.sort or "severity",
        limit=one_more(asked),
        after=asked.after,
    )
