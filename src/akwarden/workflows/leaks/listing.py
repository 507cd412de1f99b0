"""Lists leaks by a query, a page at a time, and gives the page of one with its risk and its history."""

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.errors import UsageError
from akwarden.model.leak import LeakRow, Validity
from akwarden.model.leak_page import LeakPage
from akwarden.query.tree import Holder
from akwarden.risk.leaked import risk_of
from akwarden.store import leak_listing, leak_rows
from akwarden.store.leak_listing import LeakQuestion
from akwarden.store.moment import rounded
from akwarden.store.risk_rows import leaked_key
from akwarden.workflows.access.scope import EVERYWHERE, Scope
from akwarden.workflows.keys.listing import Asked, Listing, asks_about, one_more, with_cursors
from akwarden.workflows.leaks.closing import closings, find_leak, works_still

MOST_PLACES: Final = 500
"""Places that the page of a leak tells."""


def list_leaks(connection: Connection, asked: Asked, *, places: int | None = None) -> Listing[LeakRow]:
    """Return a page of leaks; raises QueryError, or UsageError for an order or a cursor.

    Those that were closed are left out unless `with_deleted` or the query asks about the status. Of each, at
    most so many `places` are told.
    """
    question = question_of(asked, places=places)
    counts = leak_listing.counts(connection, question)
    rows = with_cursors(leak_listing.listed(connection, question), lambda one: one.row)
    return Listing(rows, asked.limit, counts.shown, counts.closed)


def question_of(asked: Asked, *, places: int | None = None) -> LeakQuestion:
    """Return what a person asks as the store takes it; raises QueryError."""
    query = asked.query(leak_rows.VOCABULARY)
    return LeakQuestion(
        query=query,
        now=rounded(asked.now),
        with_hidden=asked.with_deleted or asks_about(query, "status"),
        sort=asked.sort or "severity",
        limit=one_more(asked),
        after=asked.after,
        places=places,
    )


def show_leak(
    connection: Connection, name: str, *, scope: Scope = EVERYWHERE, places: int | None = None
) -> LeakPage:
    """Return the page of the leak that `name` fits; raises UsageError for none or more than one.

    One that is not in the scope is taken for none. At most so many `places` are told.
    """
    row = find_leak(connection, name)
    id_ = row.leak.id
    if not leak_listing.seen(connection, [id_], holders_of(scope)):
        raise UsageError(f"there is no leak {name!r}")
    key = None if row.leak.key_id is None else leaked_key(connection, row.leak.key_id)
    risk = None if key is None else risk_of(key)
    leak = msgspec.structs.replace(row.leak, places=row.leak.places[:places])
    return LeakPage(
        row=msgspec.structs.replace(row, leak=leak),
        risk=None if risk is None else msgspec.structs.replace(risk, evidence=risk.evidence[:places]),
        closings=tuple(closings(connection, id_)),
        not_fixed_since=works_still(row).why if row.leak.validity is Validity.ACTIVE else None,
    )


def holders_of(scope: Scope) -> Sequence[Holder] | None:
    """Return the accounts of a scope as the store takes them, None for all that there is."""
    if scope.everywhere:
        return None
    return [Holder(provider, number) for provider, number in sorted(scope.accounts)]
