"""A journal of baselines: what a large batch changes, written in short transactions, all or none of them.

The rules that this module keeps:

- What changes is a file on the disk before the transaction that says that the batch was read, and that
  transaction names it. From then on it counts, whatever happens: who begins writes it first.
- The rows in a file are whole, so that they may be written twice.
- What fits into one transaction needs no file, and is a part of the one that says that the batch was read.
"""

from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa
from sqlalchemy import Connection, delete, insert, select

from akwarden.errors import LakeError
from akwarden.store import baselines
from akwarden.store.journal_files import JournalFiles
from akwarden.store.lake.disk import Disk
from akwarden.store.state import State
from akwarden.store.tables import detection_progress

AT_ONCE: Final = 8_000
"""Rows that a transaction writes: others wait for a tenth of a second, or two where the disk is slow."""
_NAME: Final = "detection-journal"


class Prepared(msgspec.Struct, frozen=True):
    """Rows that can be noted."""

    rows: pa.Table
    number: int | None
    """What names their file; None where they need none."""


class Journal:
    """The journal of one detection; for one thread, and for one process at a time."""

    def __init__(
        self, state: State, folder: Path, *, at_once: int = AT_ONCE, disk: Disk | None = None
    ) -> None:
        """Take where baselines are kept, and the folder of the files, made when there is one."""
        self._state, self._at_once = state, at_once
        self._files = JournalFiles(folder, baselines.KNOWN_SCHEMA, _lost, disk or Disk())

    def prepare(self, rows: pa.Table) -> Prepared:
        """Return rows ready for `note`: on the disk where they are many. They do not count yet.

        Raises LakeError.
        """
        if rows.num_rows <= self._at_once:
            return Prepared(rows, None)
        return Prepared(rows, self._files.keep(rows))

    @staticmethod
    def note(connection: Connection, prepared: Prepared) -> None:
        """Let rows count from the transaction of `connection` on; `finish` is to be called behind it."""
        if prepared.number is None:
            baselines.write(connection, prepared.rows)
            return
        values = {"name": _NAME, "position": prepared.rows.num_rows, "until": prepared.number}
        connection.execute(insert(detection_progress).values(values))

    def finish(self) -> None:
        """Write what counts and is not written yet; raises LakeError, StateError."""
        query = select(detection_progress.c.until).where(detection_progress.c.name == _NAME)
        with self._state.reading() as connection:
            number = connection.execute(query).scalar_one_or_none()
        if number is not None:
            rows = self._files.read(number)
            for start in range(0, rows.num_rows, self._at_once):
                with self._state.writing() as connection:
                    baselines.write(connection, rows.slice(start, self._at_once))
            with self._state.writing() as connection:
                connection.execute(delete(detection_progress).where(detection_progress.c.name == _NAME))
        # Those that count are written, and the others never will.
        self._files.clear()


def _lost(path: Path, why: str | None) -> LakeError:
    return LakeError(
        f"what detection learned last can't be read from {path}",
        why=why,
        mend="put the file back, or begin with the past again: akwarden detect run --again",
    )
