"""The state database: SQLite in the home, or PostgreSQL for several servers; opened, read, written.

The rules that this module keeps:

- A transaction that writes says so at its start, so that it never fails half way for the want of a lock
  (SQLite: BEGIN IMMEDIATE). Only one thread of a process writes to SQLite at a time.
- What was committed is on the disk (WAL, synchronous=FULL). A database belongs to its user alone (0600).
- An error of the driver comes out as StateError, without the values of the statement.
"""

import errno
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from akwarden.errors import AkwardenError, SettingsError, StateError, UsageError
from akwarden.store.postgresql import engine_on

NAME = "state.db"
_BUSY_SECONDS = 30
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
    f"busy_timeout={_BUSY_SECONDS * 1000}",
)
_WRITES = "akwarden_writes"
_ZERO_BYTE = "cannot contain NUL"
"""How the driver of PostgreSQL refuses a text, before the database has seen it."""
_BESIDE = ("kek", "kek.passphrase")


class DamagedError(StateError):
    """The file of the database is damaged or cut short."""


class State:
    """An open state database; shared by threads."""

    def __init__(self, engine: Engine, place: str) -> None:
        """Take the engine, and how people call the place."""
        self.engine = engine
        self.place = place
        self._turn = threading.RLock() if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        """Whether it is one file of this machine."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the database, to its end."""
        with _spoken(self.place), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901  the same one
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are kept when the block ends, and none of them when it fails."""
        with (
            _spoken(self.place),
            self._own_turn(),
            self.engine.connect() as connection,
            connection.execution_options(**{_WRITES: True}).begin(),
        ):
            yield connection

    @contextmanager
    def apart(self) -> Iterator[Connection]:
        """Give a connection to PostgreSQL that is not one of the pool, for a lock that is held for long."""
        engine = engine_on(self.engine.url, poolclass=NullPool)
        with _spoken(self.place), engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def _own_turn(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        with self._turn:
            yield

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_engine(home: Path, url: str | None) -> State:
    """Return the state at `url`, else that of the home folder, as it lies there: see `migration.open_state`.

    Raises SettingsError for an address that can't be one, StateError when it can't be opened.
    """
    if url:
        return _open_url(url)
    path = home / NAME
    _prepare_file(path)
    return State(_sqlite(URL.create("sqlite", database=str(path))), str(path))


def _open_url(text: str) -> State:
    """Open what AKWARDEN_DATABASE_URL names; nothing of the address is shown but its place."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise SettingsError(
            "AKWARDEN_DATABASE_URL is no address of a database",
            mend="write postgresql://user:password@host/database",
        ) from None
    place = url.set(password=None, query={}).render_as_string()
    if url.get_backend_name() != "postgresql":
        raise SettingsError(
            f"AKWARDEN_DATABASE_URL names {url.get_backend_name()}, and only PostgreSQL is supported",
            mend="write postgresql://user:password@host/database, or leave it out for SQLite in the home",
        )
    try:
        engine = engine_on(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
        event.listen(engine, "connect", _without_jit)
    except (ImportError, NoSuchModuleError, ArgumentError) as error:
        raise StateError("PostgreSQL can't be used from this installation", why=str(error)) from error
    return State(engine, place)


def _without_jit(connection: Any, _record: Any) -> None:
    """Let no statement be compiled: for those of lists that takes seconds, and running them does not."""
    with connection.cursor() as cursor:
        cursor.execute("SET jit = off")
    connection.commit()


def _refuse_emptied(path: Path) -> None:
    """Raise DamagedError for a database that was cut to nothing: it would pass for a new one.

    A vault's key is made after the tables are, so beside one the database has some.
    """
    emptied = path.is_file() and not path.stat().st_size
    if emptied and any(path.with_name(name).exists() for name in _BESIDE):
        raise DamagedError(
            f"{path} is damaged or cut short",
            why="it is empty, and the key of its vault is there",
            mend="restore a backup: akwarden restore FILE",
        )


def _prepare_file(path: Path) -> None:
    """Make the home and an empty file that only its user can read, where they are missing.

    A file that is there is not opened: when a process closes one, the system takes away every lock that the
    process has on it. SQLite's would be gone, and another process would delete the log that this one writes.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_emptied(path)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        if not os.access(path, os.R_OK | os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise StateError(
            f"{path} can't be opened",
            why=error.strerror,
            mend="set AKWARDEN_HOME to a folder that you may write to",
        ) from error


def _sqlite(url: URL) -> Engine:
    """Return an engine whose transactions begin as they are meant."""
    from akwarden.store.index_hints import HintCompiler  # noqa: PLC0415  slow, and of SQLite alone

    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS}, hide_parameters=True)
    engine.dialect.statement_compiler = HintCompiler
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _record: Any) -> None:
    """Prepare a new connection; the driver is told not to begin transactions by itself."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _spoken(place: str) -> Iterator[None]:
    """Turn errors of the driver into ours."""
    try:
        yield
    except DBAPIError as error:
        raise _said(place, error.orig) from error
    except SQLAlchemyError as error:
        raise StateError(f"{place} can't be used", why=type(error).__name__) from error


def _said(place: str, error: BaseException | None) -> AkwardenError:
    """Return what a driver's error means."""
    text = str(error)
    if _ZERO_BYTE in text and not isinstance(error, sqlite3.Error):
        # SQLite takes such a text, and finds nothing of it.
        return UsageError("a text that was given has a zero byte in it", mend="leave it out")
    if isinstance(error, sqlite3.DatabaseError) and ("malformed" in text or "not a database" in text):
        return DamagedError(
            f"{place} is damaged or cut short", why=text, mend="restore a backup: akwarden restore FILE"
        )
    if isinstance(error, sqlite3.OperationalError) and "locked" in text:
        return StateError(
            f"{place} is busy", why="another akwarden is writing for too long", mend="try again in a minute"
        )
    if isinstance(error, sqlite3.OperationalError) and ("full" in text or "disk I/O" in text):
        return StateError(f"{place} can't be written", why=text, mend="make room on its disk")
    # PostgreSQL repeats values in the lines behind the first.
    mend = (
        None if isinstance(error, sqlite3.Error) else "check that the server runs, and AKWARDEN_DATABASE_URL"
    )
    return StateError(f"{place} can't be used", why=text.splitlines()[0] if text else None, mend=mend)
