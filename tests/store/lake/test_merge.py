"""Merging files: the events of all of them in order, none twice, and few of them in memory at a time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import xor
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.lake.lakes import FIRST, event, table

from akwarden.model.event import Event
from akwarden.store.lake import parquet
from akwarden.store.lake.manifest import LakeFile
from akwarden.store.lake.merge import Dropped, merged
from akwarden.store.lake.numbers import content_of, numbers


def _file(folder: Path, number: int, events: Sequence[Event]) -> LakeFile:
    """Write events as a file of the lake, and give what the manifest says of it."""
    rows = parquet.in_order(table(events))
    with (folder / f"{number}.parquet").open("wb") as sink:
        parquet.write([rows], sink)
    times = numbers(rows["time"])
    return LakeFile(
        id=number,
        folder=str(folder),
        name=f"{number}.parquet",
        month="2026-04",
        rows=len(events),
        size=1,
        min_time=times[0],
        max_time=times[-1],
        content=content_of(numbers(rows["event_hash"])),
        doubtful=False,
        merged=False,
    )


def test_events_of_one_time_are_merged_a_few_at_a_time(tmp_path: Path) -> None:
    files = [
        _file(tmp_path, start, [event(number, FIRST, raw="{}") for number in range(start, 60_000, 3)])
        for start in range(3)
    ]

    pieces = list(merged(files, Dropped()))

    assert sum(piece.num_rows for piece in pieces) == 60_000
    assert max(piece.num_rows for piece in pieces) < 60_000 // 2


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)), min_size=1, max_size=12), max_size=4)
)
def test_whatever_the_times_all_events_are_there_once_and_in_order(
    tmp_path_factory: pytest.TempPathFactory, made: list[list[tuple[int, int]]]
) -> None:
    folder = tmp_path_factory.mktemp("files")
    files = [
        _file(folder, number, [event(which, _at(minute)) for minute, which in sorted(set(found))])
        for number, found in enumerate(made)
    ]
    dropped = Dropped()

    pieces = list(merged(files, dropped, held=1))

    rows = pa.concat_tables(pieces) if pieces else table([])
    times, hashes = numbers(rows["time"]), numbers(rows["event_hash"])
    wanted = {pair for found in made for pair in found}
    assert list(times) == sorted(times)
    assert len(set(zip(times, hashes, strict=True))) == len(times) == len(wanted)
    assert sum(file.rows for file in files) == dropped.rows + len(times)
    assert reduce(xor, (file.content for file in files), dropped.content) == content_of(hashes)


def _at(minute: int) -> datetime:
    return FIRST + timedelta(minutes=minute)
