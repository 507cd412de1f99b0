"""Who of those that came in may stay: for what lasts, such as a stream, and must not count as use itself."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from akwarden.access.roles import narrowed
from akwarden.access.session_life import ends_at
from akwarden.model.api_key import ApiKeyKind
from akwarden.model.person import Caller, Grant, Via
from akwarden.store.access import api_keys, persons
from akwarden.store.new_rows import shares
from akwarden.store.tables import person_sessions


def standing(connection: Connection, callers: Iterable[Caller], now: datetime) -> set[str]:
    """Return the passes, of those of these callers, that still let in with just the same rights.

    Nothing is written: whoever only listens is not here.
    """
    known = list(callers)
    held = {number: _held(connection, number) for number in {one.person_id for one in known}}
    sessions = _sessions(connection, {one.pass_id for one in known if one.via is Via.SESSION}, now)
    return {one.pass_id for one in known if _stands(connection, one, held[one.person_id], sessions, now)}


def _stands(
    connection: Connection,
    caller: Caller,
    held: tuple[Grant, ...] | None,
    sessions: set[str],
    now: datetime,
) -> bool:
    if held is None:
        return False
    match caller.via:
        case Via.SESSION:
            return caller.pass_id in sessions and caller.grants == held
        case Via.TOKEN:
            key = api_keys.by_id(connection, ApiKeyKind.TOKEN, caller.pass_id)
            return key is not None and key.works_at(now) and caller.grants == narrowed(key.grants, held)
        case _:
            return True


def _held(connection: Connection, person: int) -> tuple[Grant, ...] | None:
    """Return what a person may do now; None for one who may not log in."""
    stored = persons.by_id(connection, person)
    return stored.person.grants if stored is not None and stored.person.active else None


def _sessions(connection: Connection, names: set[str], now: datetime) -> set[str]:
    """Return those sessions that have not ended."""
    columns = person_sessions.c
    found: set[str] = set()
    for share in shares(sorted(names)):
        query = select(columns.id, columns.created_at, columns.seen_at).where(columns.id.in_(share))
        found |= {row.id for row in connection.execute(query) if now < ends_at(row.created_at, row.seen_at)}
    return found
