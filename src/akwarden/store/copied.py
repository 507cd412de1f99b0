"""Opens the file of a state database as it lies there: only read, never brought to other tables."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import pathname2url

from sqlalchemy import Connection, create_engine, event

from akwarden.errors import StateError
from akwarden.store.state import State


@contextmanager
def open_copy(path: Path) -> Iterator[State]:
    """Give the SQLite database at `path` for reading; its folder need not be one that can be written to.

    Raises StateError when it is none.
    """
    if not path.is_file():
        raise StateError(
            f"{path} can't be opened", why="it is no file", mend="give the file of a state database"
        )

    # Without a log beside it nothing of it can change while it is read, unless something has it open.
    logged = os.path.lexists(f"{path}-wal")
    uri = f"file:{pathname2url(str(path.absolute()))}?mode=ro" + ("" if logged else "&immutable=1")

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, hide_parameters=True)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    state = State(engine, str(path))
    try:
        yield state
    finally:
        state.close()


def _set_up(connection: sqlite3.Connection, _record: Any) -> None:
    """Let a crafted database run nothing."""
    connection.execute("PRAGMA trusted_schema=OFF")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
