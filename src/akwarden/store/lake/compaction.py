"""Merges small files of a month into large ones; what readers and writers see is the same before and after.

The rules that this module keeps:

- Small files first, and never one that is larger than all smaller ones together: so an event is written
  again only as often as what it lies in doubles.
- Files that somebody who follows the manifest has not read yet are left alone.
- The file that was written is read again: its rows and the XOR of their hashes are those of the files that it
  replaces, less the duplicates that were left out. Only then one transaction puts it in their place.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import xor
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Connection

from akwarden.errors import LakeError
from akwarden.store.lake import following, leases, manifest, parquet
from akwarden.store.lake.file_state import FileState
from akwarden.store.lake.leases import Lease
from akwarden.store.lake.manifest import LakeFile, NewFile
from akwarden.store.lake.merge import Dropped, merged
from akwarden.store.lake.numbers import content_of, numbers
from akwarden.store.lake.placing import Placed, Placing
from akwarden.store.state import State
from akwarden.store.tables import lake_files
from akwarden.store.turn import turn

LARGEST: Final = 256 << 20
"""Bytes that one file is merged from; one of half of that is left alone."""
_MOST: Final = 64
"""Files that are merged at a time, so that memory is bounded where all of them overlap."""
_SLACK: Final = 64 << 10
"""Bytes by which files of the same size may differ."""
_TURN: Final = "event lake: compaction"


class Compacted(msgspec.Struct, frozen=True, kw_only=True):
    """What compaction came to."""

    files: int = 0
    """Files that were replaced."""
    into: int = 0
    """Files that are there instead."""
    rows: int = 0
    """Events of these."""
    duplicates: int = 0
    """Events that were left out, since another row had them."""

    def __add__(self, other: "Compacted") -> "Compacted":
        """Return both together."""
        return Compacted(
            files=self.files + other.files,
            into=self.into + other.into,
            rows=self.rows + other.rows,
            duplicates=self.duplicates + other.duplicates,
        )


class _Writing:
    """Writes the events of some files into one; each time from the start."""

    def __init__(self, files: Sequence[LakeFile]) -> None:
        self._files = files
        self.dropped = Dropped()

    def __call__(self, sink: object) -> None:
        self.dropped = Dropped()
        parquet.write(merged(self._files, self.dropped), sink)


class Compaction:
    """Merges the files of one lake."""

    def __init__(self, state: State, placing: Placing, lease: Lease) -> None:
        """Take where the manifest is, and what writes files."""
        self._state, self._placing, self._lease = state, placing, lease

    def run(self, now: datetime) -> Compacted:
        """Merge what can be merged, unless somebody else does; raises LakeError or StateError."""
        done = Compacted()
        with turn(self._state, _TURN) as ours:
            if not ours:
                return done
            for month, doubtful in self._months():
                while group := self._next(month, doubtful=doubtful):
                    done += self._merge(group, now)
        return done

    def _months(self) -> list[tuple[str, bool]]:
        """Return the months that have files, those of doubtful times apart."""
        with self._state.reading() as connection:
            files = manifest.live_files(connection, self._placing.folder)
        return sorted({(file.month, file.doubtful) for file in files})

    def _next(self, month: str, *, doubtful: bool) -> tuple[LakeFile, ...]:
        """Return the files of a month that are merged next; none where all is well."""
        columns = lake_files.c
        with self._state.reading() as connection:
            files = manifest.live_files(
                connection, self._placing.folder, columns.month == month, columns.doubtful.is_(doubtful)
            )
            read = following.least(connection)
        return choose(file for file in files if read is None or file.id <= read)

    def _merge(self, files: Sequence[LakeFile], now: datetime) -> Compacted:
        """Write one file for all of these, and put it in their place; nothing where others were faster."""
        lease = self._lease.held(now)
        writing = _Writing(files)
        placed = self._placing.events(files[0].month, lease, writing)
        try:
            new = _compared(files, self._placing.folder / placed.path, placed, writing.dropped)
        except BaseException:
            self._placing.remove([placed])
            raise
        if not self._swap(files, new, placed, lease, now):
            return Compacted()
        return Compacted(files=len(files), into=1, rows=new.rows, duplicates=writing.dropped.rows)

    def _swap(
        self, files: Sequence[LakeFile], new: NewFile, placed: Placed, lease: str, now: datetime
    ) -> bool:
        """Put a file in the place of others, in one transaction; returns False where one is live no more.

        After an error while that is committed the file is left: it may be the one that counts.
        """
        decided = False
        try:
            with self._state.writing() as connection:
                manifest.lock(connection)
                possible = _possible(connection, files, lease)
                if possible:
                    manifest.drop(connection, [file.id for file in files], FileState.REPLACED, now)
                    manifest.add_files(connection, [new], now)
                decided = possible
        finally:
            if not decided:
                self._placing.remove([placed])
        if not possible:
            self._lease.lost(lease)
        return possible


def _possible(connection: Connection, files: Sequence[LakeFile], lease: str) -> bool:
    """Say whether all files are live still, and so is the lease of the one that comes in their place."""
    return leases.is_live(connection, lease) and manifest.are_live(connection, [file.id for file in files])


def choose(files: Iterable[LakeFile]) -> tuple[LakeFile, ...]:
    """Return those of the files of one month that are merged next; none where all is well."""
    group: list[LakeFile] = []
    size = 0
    for file in sorted(files, key=lambda file: (file.size, file.id)):
        # What is merged has a head and a foot of its own: a few kilobytes more or less are no difference.
        outgrown = len(group) > 1 and file.size > size + _SLACK
        if file.size >= LARGEST // 2 or size + file.size > LARGEST or len(group) == _MOST or outgrown:
            break
        group.append(file)
        size += file.size
    return tuple(group) if len(group) > 1 and _is_worth_it(group, size) else ()


def _is_worth_it(group: Sequence[LakeFile], size: int) -> bool:
    """Say whether the largest is not larger than the rest."""
    return group[-1].size <= size - group[-1].size + _SLACK


def _compared(files: Sequence[LakeFile], path: Path, placed: Placed, dropped: Dropped) -> NewFile:
    """Return the file that was written, as it is on the disk; raises LakeError when events are not in it."""
    rows = content = 0
    first: int | None = None
    last = 0
    with pq.ParquetFile(path, pre_buffer=False) as file:
        for batch in file.iter_batches(parquet.GROUP_ROWS, columns=["event_hash", "time"], use_threads=False):
            some = pa.Table.from_batches([batch])
            times = numbers(some["time"])
            first, last = times[0] if first is None else first, times[-1]
            rows, content = rows + len(times), content ^ content_of(numbers(some["event_hash"]))
    before = reduce(xor, (file.content for file in files), dropped.content)
    if rows + dropped.rows != sum(file.rows for file in files) or content != before or first is None:
        raise LakeError(
            "files of the event lake do not hold what they held when they were written",
            why=f"merging {len(files)} files of {files[0].month} would change which events there are",
            mend="akwarden doctor names the files that are damaged; restore them",
        )
    return NewFile(
        name=placed.path,
        month=files[0].month,
        rows=rows,
        size=placed.size,
        span=(first, last),
        content=content,
        doubtful=files[0].doubtful,
    )
