"""Merges files whose rows are in order, in bounded memory.

Only files that overlap are open at once. Of events of one time, where they are so many that they would fill
the memory, some are handed on before all of them are read; of these the hashes are remembered.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from akwarden.store.lake import parquet
from akwarden.store.lake.manifest import LakeFile
from akwarden.store.lake.numbers import content_of, numbers
from akwarden.store.lake.schema import LAKE_SCHEMA
from akwarden.store.lake.seen import distinct, unreadable

_ROWS: Final = 4096
"""Rows of one file that are read at a time, at most."""
HELD: Final = 16 << 20
"""Bytes of the rows that are held of all files together, about."""
_FULL: Final = 2
"""A file of which so many times the rows are held that are read at a time is not read any further."""
_END: Final = 1 << 63
"""Behind every time."""


class Dropped:
    """What a merge leaves out, since another row has the event."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.rows = 0
        self.content = 0
        """The XOR of the hashes of these rows."""

    def note(self, before: pa.Table, after: pa.Table) -> None:
        """Note what was left out of some rows."""
        if after.num_rows != before.num_rows:
            self.rows += before.num_rows - after.num_rows
            self.content ^= content_of(numbers(before["event_hash"]))
            self.content ^= content_of(numbers(after["event_hash"]))


class _Ties:
    """Which events of one time were handed on, while others of that time are still to come."""

    def __init__(self) -> None:
        self._time = -_END
        self._hashes: set[int] = set()

    def without(self, rows: pa.Table) -> pa.Table:
        """Return rows without those that were handed on."""
        if not self._hashes:
            return rows
        pairs = zip(numbers(rows["time"]), numbers(rows["event_hash"]), strict=True)
        fresh = [time != self._time or one not in self._hashes for time, one in pairs]
        return rows.filter(pa.array(fresh, pa.bool_()))

    def note(self, rows: pa.Table, before: int) -> None:
        """Note rows that were handed on; others at or behind the time `before` are to come."""
        if before != self._time:
            self._time, self._hashes = before, set()
        first = bisect_left(numbers(rows["time"]), before)
        self._hashes.update(numbers(rows["event_hash"])[first:])


class _Run:
    """A file that is being read; what was read and not taken yet is held."""

    def __init__(self, file: LakeFile, share: int) -> None:
        self._entry = file
        # Page after page: reading ahead would hold whole groups of every file.
        try:
            self._file = pq.ParquetFile(file.path, pre_buffer=False, buffer_size=1 << 16)
        except (OSError, pa.ArrowException) as error:
            raise unreadable(file, error) from error
        self._at_once = self._rows(share)
        self._batches = self._file.iter_batches(self._at_once, use_threads=False)
        self._held = LAKE_SCHEMA.empty_table()
        self.limit = file.min_time
        """All rows before this time were read."""
        self.read()

    def _rows(self, share: int) -> int:
        """Return how many rows have so many bytes, about."""
        about = self._file.metadata
        size: int = sum(about.row_group(number).total_byte_size for number in range(about.num_row_groups))
        return max(1, min(_ROWS, share * self._entry.rows // max(size, 1)))

    def read(self) -> None:
        """Read some rows more."""
        try:
            batch = next(self._batches, None)
        except (OSError, pa.ArrowException) as error:
            raise unreadable(self._entry, error) from error
        if batch is None:
            self.limit = _END
            return
        more = pa.Table.from_batches([batch]).cast(LAKE_SCHEMA)
        self._held = pa.concat_tables([self._held, more]).combine_chunks()
        self.limit = numbers(self._held["time"])[-1]

    def take(self, before: int) -> pa.Table:
        """Return the rows before a time, and hold them no more."""
        rows = bisect_left(numbers(self._held["time"]), before)
        taken, self._held = self._held.slice(0, rows), self._held.slice(rows)
        return taken

    @property
    def is_full(self) -> bool:
        """Whether so much is held that no more should be read."""
        return bool(self._held.num_rows >= _FULL * self._at_once)

    @property
    def ended(self) -> bool:
        """Whether all rows were taken."""
        return self.limit == _END and not self._held.num_rows

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class _Step(NamedTuple):
    """What one step of a merge hands on."""

    rows: pa.Table
    before: int
    """All rows before this time were handed on by now."""


def merged(files: Sequence[LakeFile], dropped: Dropped, *, held: int = HELD) -> Iterator[pa.Table]:
    """Yield the events of all files by their times, none twice, a few at a time; raises LakeError.

    Those of one time are in the order of their keys as long as they are few. What is left out is noted in
    `dropped`; of all files together about `held` bytes are in memory.
    """
    waiting = sorted(files, key=lambda file: file.min_time, reverse=True)
    share = held // max(len(files), 8)
    runs: list[_Run] = []
    ties = _Ties()
    try:
        while runs or waiting:
            step = _step(runs, waiting, share)
            once = ties.without(distinct(step.rows))
            ties.note(once, step.before)
            dropped.note(step.rows, once)
            if once.num_rows:
                yield once
    finally:
        for run in runs:
            run.close()


def _step(runs: list[_Run], waiting: list[LakeFile], share: int) -> _Step:
    """Return the rows before the time up to which all is read, and read on from there.

    Of a file that is full with rows of that very time these are taken too: else all of it would be read.
    """
    before = min([run.limit for run in runs] + [file.min_time for file in waiting[-1:]])
    taken = [run.take(before) for run in runs]
    taken += [run.take(before + 1) for run in runs if run.limit == before and run.is_full]
    for run in [run for run in runs if run.ended]:
        run.close()
        runs.remove(run)
    for run in runs:
        if run.limit == before:
            run.read()
    while waiting and waiting[-1].min_time <= before:
        runs.append(_Run(waiting.pop(), share))
    rows = pa.concat_tables([LAKE_SCHEMA.empty_table(), *taken]).combine_chunks()
    return _Step(parquet.in_order(rows), before)
