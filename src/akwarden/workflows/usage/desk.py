"""Where questions to the event lake stand in line: few at a time, each with little memory and a time limit.

The rules that this module keeps:

- At most two questions run at once; others wait, and are told to try again when that takes too long.
- A question that takes too long is stopped, and so is one that nobody waits for any more.
- A question never takes more memory than it was given; what does not fit goes to a folder of the lake.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from akwarden.errors import LakeError
from akwarden.store.lake.engine import quoted
from akwarden.store.lake.schema import LAKE_SCHEMA
from akwarden.workflows.events.asking import spoken

MOST: Final = 2
MEMORY: Final = "512MB"
THREADS: Final = 2
WAIT: Final = timedelta(seconds=20)
LONGEST: Final = timedelta(seconds=30)
_SPILL: Final = ".spill"


class BusyError(LakeError):
    """Other questions run, and there was no room in time."""


class TooLongError(LakeError):
    """The question took too long, and was stopped."""


class GoneError(LakeError):
    """Nobody waits for the answer any more."""


class Cancel:
    """Whether somebody still waits for an answer; shared by whoever asks and whoever watches over that."""

    def __init__(self) -> None:
        """Begin with somebody who waits."""
        self._turn = threading.Lock()
        self._running: duckdb.DuckDBPyConnection | None = None
        self.is_set = False

    def set(self) -> None:
        """Say that nobody waits any more: what runs is stopped."""
        with self._turn:
            self.is_set = True
            if self._running is not None:
                self._running.interrupt()

    def watch(self, running: duckdb.DuckDBPyConnection | None) -> None:
        """Take what is stopped; None where nothing runs. Raises GoneError where nobody waits already."""
        with self._turn:
            self._running = running
            if running is not None and self.is_set:
                raise _gone()


class Desk:
    """The line of one process; shared by threads."""

    def __init__(self, *, most: int = MOST, wait: timedelta = WAIT, longest: timedelta = LONGEST) -> None:
        """Take how many may ask at once, how long others wait, and how long a question may take."""
        self._room = threading.BoundedSemaphore(most)
        self._wait, self._longest = wait, longest

    @contextmanager
    def asking(
        self, folder: Path, cancel: Cancel | None = None, *, longest: timedelta | None = None
    ) -> Iterator["Asking"]:
        """Give what asks the lake in a folder; raises BusyError, TooLongError, GoneError, LakeError."""
        if not self._room.acquire(timeout=self._wait.total_seconds()):
            raise BusyError(
                "other questions to the event lake are running",
                why=f"there was no room for {self._wait.total_seconds():.0f} s",
                mend="try again in a moment, or ask for a shorter time",
            )
        try:
            with _opened(folder / _SPILL, cancel or Cancel(), longest or self._longest) as asking:
                yield asking
        finally:
            self._room.release()


class Asking:
    """One connection to the engine."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Take the connection."""
        self._connection = connection

    def look_at(self, files: Sequence[Path]) -> None:
        """Let the events of these files be the table `events`."""
        if not files:
            self._connection.register("events", LAKE_SCHEMA.empty_table())
            return
        paths = ", ".join("'" + quoted(file).replace("'", "''") + "'" for file in files)
        self._connection.execute(f"CREATE OR REPLACE VIEW events AS SELECT * FROM read_parquet([{paths}])")  # noqa: S608  quoted

    def table(self, sql: str) -> pa.Table:
        """Return the answer to a query."""
        return self._connection.sql(sql).to_arrow_table()

    def events(self) -> ir.Table:
        """Return the events that are looked at, for expressions over them."""
        return ibis.duckdb.from_connection(self._connection).table("events")

    def batches(self, sql: str, rows: int) -> pa.RecordBatchReader:
        """Return the answer to a query, so many rows at a time."""
        return self._connection.sql(sql).to_arrow_reader(rows)


@contextmanager
def _opened(spill: Path, cancel: Cancel, longest: timedelta) -> Iterator[Asking]:
    settings: dict[str, Any] = {
        "memory_limit": MEMORY,
        "threads": THREADS,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": str(spill),
    }
    late = threading.Event()
    with duckdb.connect(config=settings) as connection:
        connection.execute("SET TimeZone = 'UTC'")

        def stop() -> None:
            late.set()
            connection.interrupt()

        watch = threading.Timer(longest.total_seconds(), stop)
        watch.daemon = True
        cancel.watch(connection)
        watch.start()
        try:
            with spoken():
                yield Asking(connection)
        except LakeError as error:
            if cancel.is_set:
                raise _gone() from error
            if late.is_set():
                raise _too_long(longest) from error
            raise
        finally:
            watch.cancel()
            cancel.watch(None)


def _too_long(longest: timedelta) -> TooLongError:
    return TooLongError(
        f"the question takes longer than {longest.total_seconds():.0f} s, and was stopped",
        mend="narrow the time range, or ask for a key, an account or a service",
    )


def _gone() -> GoneError:
    return GoneError("nobody waits for the answer any more")
