"""Tells events that are in the lake, or twice in a batch, from new ones, by their hash and their time."""

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from akwarden.errors import LakeError
from akwarden.store.lake.manifest import LakeFile, Span
from akwarden.store.lake.numbers import numbers

Identity = tuple[int, int]
"""The hash and the time of an event."""

_COLUMNS = ["event_hash", "time"]


def distinct(table: pa.Table) -> pa.Table:
    """Return the rows without those whose event has a row before them."""
    hashes = numbers(table["event_hash"])
    if len(set(hashes)) == len(hashes):
        return table
    known: set[Identity] = set()
    fresh: list[bool] = []
    for identity in zip(hashes, numbers(table["time"]), strict=True):
        fresh.append(identity not in known)
        known.add(identity)
    return table.filter(pa.array(fresh))


def without(table: pa.Table, files: Sequence[LakeFile]) -> pa.Table:
    """Return the rows that are in none of the files.

    The rows are in the order of their times, and there is one at least. Raises LakeError.
    """
    held = _held(table, files) if files else set()
    if not held:
        return table
    identities = zip(numbers(table["event_hash"]), numbers(table["time"]), strict=True)
    return table.filter(pa.array([identity not in held for identity in identities]))


def _held(table: pa.Table, files: Sequence[LakeFile]) -> set[Identity]:
    """Return identities in the files, those of all rows that are there among them."""
    wanted, times = set(numbers(table["event_hash"])), numbers(table["time"])
    held: set[Identity] = set()
    for file in files:
        for rows in _read(file, (times[0], times[-1])):
            hashes = numbers(rows["event_hash"])
            hits = wanted.intersection(hashes)
            if hits:
                pairs = zip(hashes, numbers(rows["time"]), strict=True)
                held.update(identity for identity in pairs if identity[0] in hits)
    return held


def _read(file: LakeFile, span: Span) -> Iterator[pa.Table]:
    """Yield hashes and times of the groups of rows that may have an event of that time."""
    try:
        with pq.ParquetFile(file.path, pre_buffer=False) as opened:
            place = opened.schema_arrow.names.index("time")
            for number in range(opened.num_row_groups):
                known = opened.metadata.row_group(number).column(place).statistics
                if known is None or (known.min_raw <= span[1] and known.max_raw >= span[0]):
                    yield opened.read_row_group(number, columns=_COLUMNS, use_threads=False)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise unreadable(file, error) from error


def unreadable(file: LakeFile, error: Exception) -> LakeError:
    """Return what it means that a file of the lake can't be read."""
    return LakeError(
        f"{file.path} can't be read",
        why=str(error).partition("\n")[0],
        mend="akwarden doctor names all files that are missing or damaged; restore them from a backup",
    )
