"""Detection: follows the event lake, judges what comes in, and keeps what that comes to, each event once.

The rules that this module keeps:

- Alarms, baselines and how far the lake was read are one transaction: a crash loses nothing and doubles
  nothing. Baselines that are very many count from that transaction on, and are written behind it in short
  ones (`store.baseline_journal`), so that nobody waits long.
- What lay in the lake when detection began is judged in the order of its times, so that what is usual is
  known before what is not; what comes in later, in the order in which it comes in.
- One process detects at a time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from sqlalchemy import Connection, delete, insert, select, update

from akwarden.model.alarm import Signal
from akwarden.risk.alarms import alarm_id, gathered
from akwarden.store import step_memory
from akwarden.store.baseline_journal import AT_ONCE, Journal
from akwarden.store.lake import following
from akwarden.store.lake.engine import duckdb_table
from akwarden.store.lake.lake import Lake
from akwarden.store.lake.manifest import LakeFile
from akwarden.store.state import State
from akwarden.store.tables import alarms as alarm_rows
from akwarden.store.tables import baselines as baseline_rows
from akwarden.store.tables import detection_progress
from akwarden.workflows.detection.judging import Judge, Judged
from akwarden.workflows.detection.saving import Merged, merge
from akwarden.workflows.events.asking import spoken

FOLLOWER: Final = "detection"
BATCH: Final = 50_000
"""Events that are judged at once."""
_JOURNAL: Final = ".journal"
_REMEMBERED: Final = timedelta(days=2)
"""How long events are kept for sequences: longer than these look back."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_ALL: Final = (1 << 62) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What became of one batch."""

    events: int
    until: datetime | None
    """Up to when the past is read; None for what came in since."""
    merged: Merged
    silenced: int
    """Hits that the allow-list has silenced."""


@dataclass(frozen=True, slots=True)
class _Past:
    position: int
    until: int


class Detecting:
    """Judges the lake batch after batch; for one thread, and for one process at a time."""

    def __init__(
        self,
        state: State,
        lake: Lake,
        judge: Judge,
        now: Callable[[], datetime],
        *,
        batch: int = BATCH,
        at_once: int = AT_ONCE,
    ) -> None:
        """Take where events and alarms are kept, and how many baselines a transaction writes."""
        self._state, self._lake, self._judge, self._now, self._batch = state, lake, judge, now, batch
        self._journal = Journal(state, lake.folder / _JOURNAL, at_once=at_once)

    def steps(self) -> Iterator[Step]:
        """Judge all that is there, and yield what became of each batch; raises LakeError, StateError."""
        self._journal.finish()
        while (past := self._past()) is not None:
            step = self._past_step(past)
            if step is not None:
                yield step
        while True:
            files = self._new_files()
            if not files:
                return
            yield self._new_step(files)

    # The past

    def _past(self) -> _Past | None:
        """Return how far the past is read, None when it is; begins where detection has never run."""
        columns = detection_progress.c
        with self._state.reading() as connection:
            query = select(columns.position, columns.until).where(columns.name == FOLLOWER)
            row = connection.execute(query).one_or_none()
        if row is not None:
            return None if row.until is None else _Past(row.position, row.until)
        history = self._lake.history()
        first = min((file.min_time for file in history.files), default=_ALL)
        with self._state.writing() as connection:
            values = {"name": FOLLOWER, "position": history.position, "until": first}
            connection.execute(insert(detection_progress).values(values))
            following.move(connection, FOLLOWER, history.position, self._now())
        return _Past(history.position, first)

    def _past_step(self, past: _Past) -> Step | None:
        """Judge the next events of the past; None when there are no more."""
        files = [file for file in self._lake.files() if file.id <= past.position or file.merged]
        events = self._table([file for file in files if file.max_time >= past.until])
        behind = events.filter(events.time >= _moment(past.until))
        with spoken():
            end = _end(behind, self._batch)
        if end is None:
            with self._state.writing() as connection:
                self._keep_progress(connection, None)
            return None
        with spoken():
            batch = behind.filter(behind.time < _moment(end)).to_pyarrow()
        judged = self._judged(batch, files)
        merged = self._keep(judged, lambda connection: self._keep_progress(connection, end))
        return _step(judged, merged, _EPOCH + (end - 1) * _MICROSECOND)

    @staticmethod
    def _keep_progress(connection: Connection, until: int | None) -> None:
        which = detection_progress.c.name == FOLLOWER
        connection.execute(update(detection_progress).where(which).values(until=until))

    # What comes in

    def _new_files(self) -> list[LakeFile]:
        """Return the next files, as many as make a batch."""
        with self._state.reading() as connection:
            position = following.position(connection, FOLLOWER)
        found: list[LakeFile] = []
        rows = 0
        for file in self._lake.since(position or 0):
            if found and rows + file.rows > self._batch:
                break
            found.append(file)
            rows += file.rows
        return found

    def _new_step(self, files: list[LakeFile]) -> Step:
        with spoken():
            batch = self._table(files).to_pyarrow()
        judged = self._judged(batch, self._lake.files())
        read, now = files[-1].id, self._now()
        merged = self._keep(judged, lambda connection: following.move(connection, FOLLOWER, read, now))
        return _step(judged, merged, None)

    # Both

    def _table(self, files: list[LakeFile]) -> ir.Table:
        return duckdb_table([file.path for file in files], spill=self._lake.folder / ".spill")

    def _judged(self, batch: pa.Table, files: list[LakeFile] | tuple[LakeFile, ...]) -> Judged:
        def before(start: datetime, end: datetime) -> list[Path]:
            low, high = _micros(start), _micros(end)
            return [file.path for file in files if file.max_time >= low and file.min_time < high]

        with spoken(), self._state.reading() as connection:
            return self._judge.judge(connection, batch, before, self._now())

    def _keep(self, judged: Judged, move: Callable[[Connection], None]) -> Merged:
        """Keep what a batch came to; `move` says that it was read."""
        found, counts = gathered(judged.signals), _counts(judged.signals)
        usual = self._journal.prepare(judged.usual)
        with self._state.writing() as connection:
            now = self._now()
            merged = merge(connection, found, counts, now)
            step_memory.forget(connection, now - _REMEMBERED)
            step_memory.keep(connection, judged.remembered, now)
            self._journal.note(connection, usual)
            move(connection)
        self._journal.finish()
        return merged


def forget(state: State) -> None:
    """Forget how far the lake was read, what was learned and what nobody decided about.

    The next run begins with the past. What somebody decided about alarms stays; events are counted anew.
    """
    with state.writing() as connection:
        connection.execute(delete(detection_progress))
        step_memory.forget(connection)
        following.leave(connection, FOLLOWER)
        connection.execute(delete(baseline_rows))
        connection.execute(delete(alarm_rows).where(alarm_rows.c.changed_by.is_(None)))
        connection.execute(update(alarm_rows).values(count=0))


def _counts(signals: tuple[Signal, ...]) -> dict[str, int]:
    """Return how many events each alarm has of these signals: one that several rules saw counts once."""
    events: dict[str, set[int]] = {}
    for signal in signals:
        events.setdefault(alarm_id(signal), set()).update(event.hash for event in signal.events)
    return {name: len(hashes) for name, hashes in events.items()}


def _step(judged: Judged, merged: Merged, until: datetime | None) -> Step:
    silenced = sum(judged.silenced.values())
    return Step(events=judged.events, until=until, merged=merged, silenced=silenced)


def _end(behind: ir.Table, batch: int) -> int | None:
    """Return the time before which so many events lie, or all; None where there are none.

    Events of one time are never parted.
    """
    ordered = behind.select(at=behind.time).order_by("at")
    cut = ordered.limit(1, offset=batch).to_pyarrow()["at"].to_pylist()
    first = ordered.limit(1).to_pyarrow()["at"].to_pylist()
    if not first:
        return None
    if cut and cut[0] > first[0]:
        return _micros(cut[0])
    last = behind.time.max() if not cut else behind.filter(behind.time == ibis.literal(first[0])).time.max()
    return _micros(last.to_pyarrow().as_py()) + 1


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _moment(us: int) -> ir.Scalar:
    most = min(us, _micros(datetime.max.replace(tzinfo=UTC)))
    literal: ir.Scalar = ibis.literal(_EPOCH + most * _MICROSECOND)
    return literal
