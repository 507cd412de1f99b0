"""Sessions of browsers: begun, found by what the cookie holds, listed, ended."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from akwarden.model.second_factor import How
from akwarden.store.tables import login_devices, login_links, login_steps, person_sessions


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One session that has not been ended; whether it is too old is for the caller to say."""

    id: str
    """Its public name."""
    person_id: int
    """Whose it is."""
    how: str
    """How the person came in, such as `password`."""
    address: str
    """From where the login came."""
    agent: str
    """The browser, as it calls itself."""
    created_at: datetime
    """When the login was."""
    seen_at: datetime
    """When it was used last, to the minute."""


def begin(connection: Connection, session: Session, digest: bytes) -> None:
    """Keep a new session under what is kept of its cookie."""
    connection.execute(insert(person_sessions).values(msgspec.structs.asdict(session) | {"digest": digest}))


def by_digest(connection: Connection, digest: bytes) -> Session | None:
    """Return the session with a cookie."""
    row = connection.execute(select(person_sessions).where(person_sessions.c.digest == digest)).first()
    return None if row is None else _read(row)


def of_person(connection: Connection, person_id: int) -> list[Session]:
    """Return the sessions of a person, the latest used first."""
    columns = person_sessions.c
    query = select(person_sessions).where(columns.person_id == person_id)
    return [_read(row) for row in connection.execute(query.order_by(columns.seen_at.desc(), columns.id))]


def see(connection: Connection, session_id: str, now: datetime) -> None:
    """Note that a session was used."""
    connection.execute(update(person_sessions).where(person_sessions.c.id == session_id).values(seen_at=now))


def show_factor(connection: Connection, session_id: str, how: How) -> None:
    """Note that a second factor was shown in a session, unless one was when it began."""
    weak = [one.value for one in How if not one.shows_second_factor]
    columns = person_sessions.c
    shown = update(person_sessions).where(columns.id == session_id, columns.how.in_(weak))
    connection.execute(shown.values(how=how.value))


def end(connection: Connection, person_id: int, session_id: str) -> bool:
    """End a session of a person; False where there is none."""
    columns = person_sessions.c
    gone = delete(person_sessions).where(columns.person_id == person_id, columns.id == session_id)
    return connection.execute(gone).rowcount == 1


def end_all(connection: Connection, person_id: int, *, but: str | None = None) -> int:
    """End the sessions of a person, but for one that is named; return how many."""
    columns = person_sessions.c
    gone = delete(person_sessions).where(columns.person_id == person_id)
    if but is not None:
        gone = gone.where(columns.id != but)
    return connection.execute(gone).rowcount


def sweep(connection: Connection, *, made_before: datetime, seen_before: datetime) -> None:
    """Take away sessions that are too old."""
    columns = person_sessions.c
    old = or_(columns.created_at < made_before, columns.seen_at < seen_before)
    connection.execute(delete(person_sessions).where(old))


def _read(row: Row[tuple[object, ...]]) -> Session:
    return Session(
        id=row.id,
        person_id=row.person_id,
        how=row.how,
        address=row.address,
        agent=row.agent,
        created_at=row.created_at,
        seen_at=row.seen_at,
    )


def end_everything(connection: Connection) -> None:
    """End every session, and forget every browser, link and step of a login: they may be revoked since."""
    for table in (person_sessions, login_devices, login_links, login_steps):
        connection.execute(delete(table))
