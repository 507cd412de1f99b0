"""A journal of usage: what a large batch adds, added in short transactions, each row once.

The rules that this module keeps:

- The lines are a file on the disk before the transaction that says that the batch was read, and that
  transaction names it. From then on they count, whatever happens: who begins adds them first.
- Each transaction that adds rows also says how many are added by now: whoever is killed goes on behind them.
- A file is named by its content, so nothing else is ever taken for it.
- What fits into one transaction needs no file, and is a part of the one that says that the batch was read.
"""

import hashlib
import io
import os
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Connection

from akwarden.errors import LakeError
from akwarden.store.lake.disk import Disk
from akwarden.store.lake.placing import refused
from akwarden.store.state import State
from akwarden.store.usage import progress
from akwarden.store.usage.adding import add
from akwarden.store.usage.lines import LINE_SCHEMA

AT_ONCE: Final = 2_000
"""Lines that a transaction adds: others wait for a tenth of a second, or two where the disk is slow."""
_ENDING: Final = ".parquet"
_ALL_BITS: Final = (1 << 63) - 1


class LostJournalError(LakeError):
    """A journal that counts can't be read: usage is to be summed again."""


class Prepared(msgspec.Struct, frozen=True):
    """Lines that can be noted."""

    lines: pa.Table
    number: int | None
    """What names their file; None where they need none."""


class Journal:
    """The journal of one state; for one thread, and for one process at a time."""

    def __init__(
        self, state: State, folder: Path, *, at_once: int = AT_ONCE, disk: Disk | None = None
    ) -> None:
        """Take where usage is kept, and the folder of the files, made when there is one."""
        self._state, self._folder, self._at_once = state, folder, at_once
        self._disk = disk or Disk()

    def prepare(self, lines: pa.Table) -> Prepared:
        """Return lines ready for `note`: on the disk where they are many. They do not count yet.

        Raises LakeError.
        """
        if lines.num_rows <= self._at_once:
            return Prepared(lines, None)
        content = _encoded(lines)
        number = _number(content)
        self._place(self._path(number), content)
        return Prepared(lines, number)

    @staticmethod
    def note(connection: Connection, prepared: Prepared) -> None:
        """Let lines count from the transaction of `connection` on; `finish` is to be called behind it."""
        if prepared.number is None:
            add(connection, prepared.lines)
        else:
            progress.note_journal(connection, prepared.number)

    def finish(self) -> None:
        """Add what counts and is not added yet; raises LostJournalError, StateError."""
        with self._state.reading() as connection:
            known = progress.read(connection)
        if known is not None and known.journal is not None:
            lines = self._read(known.journal)
            for start in range(known.done, lines.num_rows, self._at_once):
                share = lines.slice(start, self._at_once)
                with self._state.writing() as connection:
                    add(connection, share)
                    progress.note_done(connection, start + share.num_rows)
            with self._state.writing() as connection:
                progress.journal_is_added(connection)
        self.clear()

    def clear(self) -> None:
        """Remove the files: those that count are added, and the others never will."""
        try:
            for entry in os.scandir(self._folder):
                self._disk.remove(Path(entry.path))
        except OSError:
            return  # next time

    def _read(self, number: int) -> pa.Table:
        path = self._path(number)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise LostJournalError(f"{path} can't be read", why=error.strerror) from error
        if _number(content) != number:
            raise LostJournalError(f"{path} can't be read", why="its content is not what was written")
        return pq.read_table(io.BytesIO(content), schema=LINE_SCHEMA)

    def _place(self, path: Path, content: bytes) -> None:
        part = path.with_suffix(".part")
        try:
            self._disk.make_folder(path.parent)
            self._disk.remove(part)
            descriptor = self._disk.create(part)
            try:
                self._disk.write(descriptor, memoryview(content))
                self._disk.sync(descriptor)
            finally:
                os.close(descriptor)
            self._disk.rename(part, path)
            self._disk.sync_folder(path.parent)
        except OSError as error:
            raise refused(path, error) from error

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:016x}{_ENDING}"


def _encoded(lines: pa.Table) -> bytes:
    stream = io.BytesIO()
    pq.write_table(lines, stream, compression="zstd")
    return stream.getvalue()


def _number(content: bytes) -> int:
    """Return what stands for the content of a file."""
    return int.from_bytes(hashlib.sha256(content).digest()[:8]) & _ALL_BITS
