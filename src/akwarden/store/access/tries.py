"""How often was tried to log in: by account and by address, each under a digest of what it is."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, select, update

from akwarden.model.login_tries import LoginTries
from akwarden.store.new_rows import add_new
from akwarden.store.tables import login_tries


def known(connection: Connection, subjects: Sequence[str]) -> list[LoginTries]:
    """Return the tries of those subjects that ever had one."""
    return list(_read(connection, _query(subjects)).values())


def held(connection: Connection, subjects: Sequence[str], now: datetime) -> dict[str, LoginTries]:
    """Return the tries of each subject, and let others who ask wait until the transaction ends.

    One that was never seen has none, long ago.
    """
    rows = [
        {"subject": one, "tries": 0, "tried_at": now, "blocked_until": now} for one in sorted(set(subjects))
    ]
    add_new(connection, login_tries, rows)
    # In one order, so that two who lock the same rows never wait for each other.
    return _read(connection, _query(subjects).with_for_update())


def _query(subjects: Sequence[str]) -> Select[Any]:
    wanted = login_tries.c.subject.in_(list(subjects))
    return select(login_tries).where(wanted).order_by(login_tries.c.subject)


def _read(connection: Connection, query: Select[Any]) -> dict[str, LoginTries]:
    return {
        row.subject: LoginTries(row.tries, row.tried_at, row.blocked_until)
        for row in connection.execute(query)
    }


def keep(connection: Connection, tries: Mapping[str, LoginTries]) -> None:
    """Keep what is known now of subjects that are held."""
    for subject, one in tries.items():
        values = {"tries": one.count, "tried_at": one.tried_at, "blocked_until": one.blocked_until}
        connection.execute(update(login_tries).where(login_tries.c.subject == subject).values(values))


def forget(connection: Connection, subjects: Sequence[str]) -> None:
    """Forget all tries of some subjects."""
    connection.execute(delete(login_tries).where(login_tries.c.subject.in_(list(subjects))))


def sweep(connection: Connection, tried_before: datetime, now: datetime) -> None:
    """Forget tries that are too old to count."""
    columns = login_tries.c
    connection.execute(
        delete(login_tries).where(columns.tried_at < tried_before, columns.blocked_until < now)
    )
