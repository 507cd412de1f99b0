"""Lists risks by a query, a page at a time."""

from collections.abc import Generator
from contextlib import closing

from sqlalchemy import Connection

from akwarden.model.risk import Risk
from akwarden.query.parse import parse
from akwarden.store import risk_listing
from akwarden.store.moment import rounded
from akwarden.store.risk_columns import RISK_VOCABULARY
from akwarden.store.risk_listing import RiskQuestion
from akwarden.workflows.keys.listing import Asked, Listing, asks_about


def list_risks(connection: Connection, asked: Asked) -> Listing[Risk]:
    """Return a page of risks; raises QueryError, or UsageError for an order or a cursor.

    Those that are ignored or converged are left out unless `with_deleted` or the query asks for them.
    """
    question = question_of(asked)
    counts = risk_listing.counts(connection, question)
    rows = _with_cursors(risk_listing.listed(connection, question))
    return Listing(rows, asked.limit, counts.shown, counts.ignored + counts.converged)


def question_of(asked: Asked) -> RiskQuestion:
    """Return what a person asks as the store takes it; raises QueryError."""
    query = parse(asked.where, RISK_VOCABULARY)
    return RiskQuestion(
        query=query,
        now=rounded(asked.now),
        with_hidden=asked.with_deleted or asks_about(query, "status"),
        sort=asked.sort or "severity",
        limit=None if asked.limit is None else asked.limit + 1,
        after=asked.after,
    )


def _with_cursors(
    paged: Generator[risk_listing.Paged, None, None],
) -> Generator[tuple[Risk, str], None, None]:
    with closing(paged):
        for one in paged:
            yield one.row, one.cursor
