"""Follows the event lake and keeps the sums of usage: each event counts once, whatever happens.

The rules that this module keeps:

- What a batch adds, and that it was read, is one transaction: at once where it is little, else by way of a
  journal (`store/usage/journal.py`) in short ones, so that nobody waits long.
- What lay in the lake at the start is summed in one go, what comes in since file by file.
- One process sums at a time. Where something can't be followed any more, all is summed again.
"""

from datetime import datetime
from typing import Final

from akwarden.errors import LakeError
from akwarden.store.lake import following, manifest
from akwarden.store.lake.engine import duckdb_table
from akwarden.store.lake.lake import Lake
from akwarden.store.lake.manifest import LakeFile
from akwarden.store.state import State
from akwarden.store.turn import turn
from akwarden.store.usage import clearing, progress
from akwarden.store.usage.journal import AT_ONCE, Journal, LostJournalError
from akwarden.store.usage.progress import NAME, Progress
from akwarden.workflows.usage.summing import lines_of

BATCH: Final = 500_000
"""Events that are summed at once."""
_FOLDER: Final = ".usage"
_SPILL: Final = ".spill"
_TURN: Final = "usage"


def follow(state: State, lake: Lake, now: datetime, *, batch: int = BATCH, at_once: int = AT_ONCE) -> int:
    """Sum what came into the lake, and return how many events that were.

    None where another process does it right now. Raises LakeError, StateError; what was summed until then
    stays, and the next call goes on behind it.
    """
    with turn(state, _TURN) as ours:
        if not ours:
            return 0
        summing = _Summing(state, lake, now, batch=batch, at_once=at_once)
        try:
            summing.journal.finish()
        except LostJournalError:
            forget(state)
        return summing.run()


def rebuild(state: State, lake: Lake, now: datetime) -> int:
    """Sum all of the lake again, and return how many events that were; raises as `follow`."""
    with turn(state, _TURN) as ours:
        if not ours:
            raise LakeError(
                "usage is being summed by another process", mend="wait until it ends, and try again"
            )
        forget(state)
        return _Summing(state, lake, now).run()


def forget(state: State) -> None:
    """Let nothing count as summed; who follows next begins with nothing."""
    with state.writing() as connection:
        progress.forget(connection)
        following.leave(connection, NAME)


class _Summing:
    """One run over what came in."""

    def __init__(
        self, state: State, lake: Lake, now: datetime, *, batch: int = BATCH, at_once: int = AT_ONCE
    ) -> None:
        self._state, self._lake, self._now, self._batch = state, lake, now, batch
        self.journal = Journal(state, lake.folder / _FOLDER, now, at_once=at_once)

    def run(self) -> int:
        """Sum all that is there and was not summed."""
        known = self._begun()
        done = 0 if known.past is None else self._sum_past(known.past)
        while files := self._next():
            done += self._sum(files, files[-1].id)
        sure = [file.min_time for file in self._lake.files() if not file.doubtful]
        clearing.trim(self._state, self._now, min(sure, default=None))
        return done

    def _begun(self) -> Progress:
        """Return how far usage is summed; begins where nobody has, or where it can't be followed any more."""
        with self._state.reading() as connection:
            known, gone = progress.read(connection), manifest.gone(connection)
            position = following.position(connection, NAME)
        if known is not None and position is not None and position >= gone:
            return known
        if known is not None:
            forget(self._state)
        self.journal.clear()
        clearing.clear(self._state)
        past = self._lake.history().position
        with self._state.writing() as connection:
            progress.begin(connection, past)
            following.move(connection, NAME, past, self._now)
        return Progress(past=past, journal=None, done=0)

    def _sum_past(self, past: int) -> int:
        files = [file for file in self._lake.files() if file.id <= past or file.merged]
        return self._sum(files, past)

    def _next(self) -> list[LakeFile]:
        """Return the next files, as many as make a batch."""
        with self._state.reading() as connection:
            position = following.position(connection, NAME)
        found: list[LakeFile] = []
        rows = 0
        for file in self._lake.since(position or 0):
            if found and rows + file.rows > self._batch:
                break
            found.append(file)
            rows += file.rows
        return found

    def _sum(self, files: list[LakeFile], read: int) -> int:
        """Add what files hold, and say that all up to a number is read."""
        events = duckdb_table([file.path for file in files], spill=self._lake.folder / _SPILL)
        number, lines = lines_of(events, self._now)
        prepared = self.journal.prepare(lines)
        with self._state.writing() as connection:
            self.journal.note(connection, prepared)
            progress.past_is_summed(connection)
            following.move(connection, NAME, read, self._now)
        self.journal.finish()
        return number
