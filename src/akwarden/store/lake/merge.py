"""Merges files whose rows are in order, in bounded memory: only files that overlap are open at once."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from akwarden.store.lake import parquet
from akwarden.store.lake.manifest import LakeFile
from akwarden.store.lake.numbers import content_of, numbers
from akwarden.store.lake.schema import LAKE_SCHEMA
from akwarden.store.lake.seen import distinct, unreadable

_ROWS: Final = 4096
"""Rows of one file that are read at a time, at most."""
_BYTES: Final = 16 << 20
"""Bytes of the rows that are held of all files together, about."""
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


class _Run:
    """A file that is being read; what was read and not taken yet is held."""

    def __init__(self, file: LakeFile, share: int) -> None:
        self._entry = file
        # Page after page: reading ahead would hold whole groups of every file.
        try:
            self._file = pq.ParquetFile(file.path, pre_buffer=False, buffer_size=1 << 16)
        except (OSError, pa.ArrowException) as error:
            raise unreadable(file, error) from error
        self._batches = self._file.iter_batches(self._rows(share), use_threads=False)
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
    def ended(self) -> bool:
        """Whether all rows were taken."""
        return self.limit == _END and not self._held.num_rows

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def merged(files: Sequence[LakeFile], dropped: Dropped) -> Iterator[pa.Table]:
    """Yield the events of all files in order, none twice, a few at a time; raises LakeError.

    What is left out is noted in `dropped`.
    """
    waiting = sorted(files, key=lambda file: file.min_time, reverse=True)
    share = _BYTES // max(len(files), 8)
    runs: list[_Run] = []
    try:
        while runs or waiting:
            rows = _step(runs, waiting, share)
            if rows is None:
                continue
            once = distinct(rows)
            dropped.note(rows, once)
            yield once
    finally:
        for run in runs:
            run.close()


def _step(runs: list[_Run], waiting: list[LakeFile], share: int) -> pa.Table | None:
    """Return the rows before the time up to which all is read, and read on from there; None for no rows."""
    before = min([run.limit for run in runs] + [file.min_time for file in waiting[-1:]])
    taken = [rows for run in runs if (rows := run.take(before)).num_rows]
    for run in [run for run in runs if run.ended]:
        run.close()
        runs.remove(run)
    for run in runs:
        if run.limit == before:
            run.read()
    while waiting and waiting[-1].min_time <= before:
        runs.append(_Run(waiting.pop(), share))
    return parquet.in_order(pa.concat_tables(taken).combine_chunks()) if taken else None
