"""A journal of usage: what a large batch adds, added in short transactions, each row once.

The rules that this module keeps:

- The lines are a file on the disk before the transaction that says that the batch was read, and that
  transaction names it. From then on they count, whatever happens: who begins adds them first.
- Each transaction that adds rows also says how many are added by now: whoever is killed goes on behind them.
- What fits into one transaction needs no file, and is a part of the one that says that the batch was read.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa
from sqlalchemy import Connection

from akwarden.errors import LakeError
from akwarden.store.journal_files import JournalFiles
from akwarden.store.lake.disk import Disk
from akwarden.store.last_uses import take_seen_uses
from akwarden.store.state import State
from akwarden.store.usage import progress
from akwarden.store.usage.adding import add
from akwarden.store.usage.lines import LINE_SCHEMA

AT_ONCE: Final = 2_000
"""Lines that a transaction adds: others wait for a tenth of a second, or two where the disk is slow."""


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
        self, state: State, folder: Path, now: datetime, *, at_once: int = AT_ONCE, disk: Disk | None = None
    ) -> None:
        """Take where usage is kept, and the folder of the files, made when there is one."""
        self._state, self._now, self._at_once = state, now, at_once
        self._files = JournalFiles(folder, LINE_SCHEMA, _lost, disk or Disk())

    def prepare(self, lines: pa.Table) -> Prepared:
        """Return lines ready for `note`: on the disk where they are many. They do not count yet.

        Raises LakeError.
        """
        if lines.num_rows <= self._at_once:
            return Prepared(lines, None)
        return Prepared(lines, self._files.keep(lines))

    def note(self, connection: Connection, prepared: Prepared) -> None:
        """Let lines count from the transaction of `connection` on; `finish` is to be called behind it."""
        if prepared.number is None:
            self._add(connection, prepared.lines)
        else:
            progress.note_journal(connection, prepared.number)

    def finish(self) -> None:
        """Add what counts and is not added yet; raises LostJournalError, StateError."""
        with self._state.reading() as connection:
            known = progress.read(connection)
        if known is not None and known.journal is not None:
            lines = self._files.read(known.journal)
            for start in range(known.done, lines.num_rows, self._at_once):
                share = lines.slice(start, self._at_once)
                with self._state.writing() as connection:
                    self._add(connection, share)
                    progress.note_done(connection, start + share.num_rows)
            with self._state.writing() as connection:
                progress.journal_is_added(connection)
        self.clear()

    def _add(self, connection: Connection, lines: pa.Table) -> None:
        """Add lines to the sums, and let the keys of the inventory know of their last calls."""
        add(connection, lines)
        take_seen_uses(connection, sorted({key for key in lines["key_id"].to_pylist() if key}), self._now)

    def clear(self) -> None:
        """Remove the files: those that count are added, and the others never will."""
        self._files.clear()


def _lost(path: Path, why: str | None) -> LostJournalError:
    return LostJournalError(f"{path} can't be read", why=why)
