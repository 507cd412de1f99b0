"""Lists leaks by a query, and gives the page of one with its risk and its history."""

from collections.abc import Iterator
from datetime import datetime

from akwarden.model.leak_page import LeakPage, Listed
from akwarden.query.parse import parse
from akwarden.query.tree import All, AnyOf, Not, Query, Test, Words
from akwarden.risk.leaked import risk_of
from akwarden.store import leak_rows
from akwarden.store.filtering import condition
from akwarden.store.risk_rows import leaked_key
from akwarden.store.state import State
from akwarden.workflows.leaks.closing import closings, find_leak


def list_leaks(state: State, where: str, now: datetime, *, closed: bool) -> Listed:
    """Return the leaks that fit `where`; raises QueryError.

    Closed ones are left out unless `closed` says so or the query asks about the status.
    """
    query = parse(where, leak_rows.VOCABULARY)
    clause = condition(query, leak_rows.COLUMNS, now)
    everything = closed or "status" in set(_fields(query))
    with state.reading() as connection:
        rows = tuple(leak_rows.select_rows(connection, clause, closed=everything))
        return Listed(rows, 0 if everything else leak_rows.count_closed(connection, clause))


def show_leak(state: State, name: str) -> LeakPage:
    """Return the page of the leak that `name` fits; raises UsageError for none or more than one."""
    with state.reading() as connection:
        row = find_leak(connection, name)
        key = None if row.leak.key_id is None else leaked_key(connection, row.leak.key_id)
        return LeakPage(row, None if key is None else risk_of(key), tuple(closings(connection, row.leak.id)))


def _fields(query: Query) -> Iterator[str]:
    """Yield the fields that a query asks about."""
    match query:
        case All(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from _fields(part)
        case Not(part=part):
            yield from _fields(part)
        case Test(field=field):
            yield field
        case Words():
            return
