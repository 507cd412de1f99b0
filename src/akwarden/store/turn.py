"""One at a time, also between processes and servers: whoever has the turn of a name keeps it until it ends.

A process that is killed gives its turn back: the lock of a file, beside SQLite, and the advisory lock of
PostgreSQL both end with it.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from akwarden.errors import StateError
from akwarden.store.state import State


@contextmanager
def turn(state: State, name: str) -> Iterator[bool]:
    """Give True while the turn of `name` is ours, and False at once where somebody else has it."""
    with _file_turn(state, name) if state.is_sqlite else _advisory_turn(state, name) as ours:
        yield ours


@contextmanager
def _file_turn(state: State, name: str) -> Iterator[bool]:
    import fcntl  # noqa: PLC0415  not there on Windows, where only scans run

    path = Path(state.place).with_name("locks") / hashlib.sha256(name.encode()).hexdigest()[:32]
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        file = path.open("ab")
    except OSError as error:
        raise StateError(f"{path} can't be opened", why=error.strerror) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


@contextmanager
def _advisory_turn(state: State, name: str) -> Iterator[bool]:
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    # Not one of the pool: who has a turn waits for a connection to write with.
    with state.apart() as connection:
        ours = bool(connection.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": number}).scalar())
        try:
            yield ours
        finally:
            # A connection that is broken has taken its lock with it.
            with suppress(SQLAlchemyError):
                connection.execute(text("SELECT pg_advisory_unlock_all()"))
