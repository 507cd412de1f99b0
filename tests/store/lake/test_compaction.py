import subprocess
import sys
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import insert, select
from tests.store.databases import postgresql, state
from tests.store.lake.faults import FAULTS, Steps
from tests.store.lake.lakes import FIRST, NOW, batch, contents, doubtful, event, ids, named, on_disk, opened
from tests.store.lake.writers import LakeWriter

from akwarden.errors import LakeError, StateError
from akwarden.store.lake import following
from akwarden.store.lake.compaction import LARGEST, Compacted, choose
from akwarden.store.lake.lake import Lake
from akwarden.store.lake.manifest import LakeFile
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.store.tables import lake_files
from akwarden.store.turn import turn

__all__ = ["postgresql", "state"]


@pytest.fixture
def lake(state: State, tmp_path: Path) -> Lake:
    """Give an empty lake."""
    return opened(state, tmp_path / "lake")


def _filled(lake: Lake) -> None:
    for number in range(6):
        lake.commit(batch(str(number), range(number * 20, number * 20 + 30)))


def test_small_files_of_a_month_become_one_with_the_same_events(lake: Lake) -> None:
    _filled(lake)
    before = contents(lake)

    done = lake.compact(NOW)

    files = lake.files()
    assert [(file.month, file.merged) for file in files] == [("2026-04", True), ("2026-05", True)]
    assert done == Compacted(files=done.files, into=2, rows=130, duplicates=0)
    assert contents(lake) == before == ids(range(130))
    assert lake.check() == ()


def test_merged_events_are_sorted_by_time_and_key(lake: Lake) -> None:
    for key in ("c", "a", "b"):
        made = [event(number, FIRST, id=f"{key}{number}", key_id=key) for number in range(3)]
        lake.commit(batch(key, made))

    lake.compact(NOW)

    (file,) = lake.files()
    found = pq.read_table(file.path)
    assert found["key_id"].to_pylist() == ["a"] * 3 + ["b"] * 3 + ["c"] * 3


def test_what_is_compacted_is_left_alone(lake: Lake) -> None:
    _filled(lake)
    lake.compact(NOW)
    files = on_disk(lake)

    assert lake.compact(NOW) == Compacted()
    assert on_disk(lake) == files


def test_doubtful_times_stay_apart(lake: Lake) -> None:
    for number in range(4):
        lake.commit(batch(str(number), [number, doubtful(number + 100, FIRST)]))

    lake.compact(NOW)

    assert sorted((file.rows, file.doubtful) for file in lake.files()) == [(4, False), (4, True)]


def test_readers_that_began_before_read_on(lake: Lake) -> None:
    _filled(lake)
    before = lake.files()

    lake.compact(NOW)
    lake.sweep(NOW + timedelta(minutes=30))

    assert sum(pq.read_table(file.path).num_rows for file in before) == 130


def test_replaced_files_are_deleted_an_hour_later(lake: Lake, state: State) -> None:
    _filled(lake)
    lake.compact(NOW)
    live = {file.name for file in lake.files()}

    assert lake.sweep(NOW + timedelta(minutes=59)).dropped == 0
    swept = lake.sweep(NOW + timedelta(minutes=61))

    assert swept.dropped > 0
    assert on_disk(lake) == named(state) == live
    assert lake.status().dropped == 0


def test_what_a_follower_has_not_read_is_not_merged(lake: Lake, state: State) -> None:
    lake.commit(batch("one", range(10)))
    lake.commit(batch("two", range(10, 20)))
    with state.writing() as connection:
        following.move(connection, "detection", lake.files()[0].id, NOW)

    assert lake.compact(NOW) == Compacted()
    with state.writing() as connection:
        following.move(connection, "detection", lake.history().position, NOW)

    assert lake.compact(NOW).files == 2


def test_only_one_compacts(lake: Lake, state: State) -> None:
    _filled(lake)

    with turn(state, "event lake: compaction"):
        assert lake.compact(NOW) == Compacted()


def test_a_file_that_lost_events_is_not_merged(lake: Lake) -> None:
    _filled(lake)
    file = lake.files()[0]
    read = pq.read_table(file.path)
    pq.write_table(read.slice(1), file.path)
    before = on_disk(lake)

    with pytest.raises(LakeError, match="do not hold what they held"):
        lake.compact(NOW)

    assert on_disk(lake) == before
    assert all(not file.merged for file in lake.files())


def test_a_file_that_is_cut_short_is_named(lake: Lake) -> None:
    _filled(lake)
    path = lake.files()[0].path
    path.write_bytes(path.read_bytes()[:100])

    with pytest.raises(LakeError, match=path.name):
        lake.compact(NOW)


def test_a_fault_at_any_step_of_a_compaction_changes_no_event(state: State, tmp_path: Path) -> None:
    plain, counted = opened(state, tmp_path / "lake"), Steps()
    numbers = 0

    def more() -> None:
        nonlocal numbers
        for _ in range(2):
            plain.commit(batch(f"{numbers}", range(100 + numbers * 5, 105 + numbers * 5)))
            numbers += 1

    more()
    LakeWriter(state, tmp_path / "lake", counted).lake.compact(NOW)
    for at in range(1, len(counted.taken) + 1):
        for after in (False, True):
            more()
            steps = Steps(FAULTS["ENOSPC"], at=at, after=after)
            with suppress(StateError):
                LakeWriter(state, tmp_path / "lake", steps).lake.compact(NOW)
            assert contents(plain) == ids(range(100, 100 + numbers * 5)), (at, after, steps.taken)
            assert plain.check() == ()

    plain.sweep(datetime.now(UTC) + timedelta(days=1))
    assert on_disk(plain) == named(state)
    assert {"commit", "create", "write", "sync", "rename", "sync folder"} <= set(counted.taken)


def test_events_that_are_there_twice_are_merged_once_and_counted(lake: Lake, state: State) -> None:
    # Two manifests over one folder: what one of them does not know it can't leave out.
    lake.commit(batch("one", range(40)))
    lake.commit(batch("two", range(100, 110)))
    _double(lake, state)

    done = lake.compact(NOW)

    assert done.duplicates == 40
    assert contents(lake) == ids([*range(40), *range(100, 110)])
    assert lake.check() == ()


def _double(lake: Lake, state: State) -> None:
    """Name the first file a second time, under another name."""
    file = lake.files()[0]
    copy = file.name.replace("events-", "events-0")
    (lake.folder / copy).write_bytes(file.path.read_bytes())
    with state.writing() as connection:
        row = connection.execute(select(lake_files).where(lake_files.c.id == file.id)).mappings().one()
        connection.execute(insert(lake_files).values({**row, "id": 1000, "path": copy}))


def _file(number: int, size: int) -> LakeFile:
    return LakeFile(
        id=number,
        folder="",
        name=str(number),
        month="2026-05",
        rows=1,
        size=size,
        min_time=0,
        max_time=0,
        content=0,
        doubtful=False,
        merged=False,
    )


def _chosen(*sizes: int) -> list[int]:
    return [file.size >> 20 for file in choose(_file(n, size << 20) for n, size in enumerate(sizes))]


def test_small_files_are_merged_first_and_large_ones_left_alone() -> None:
    assert _chosen(1, 1, 1) == [1, 1, 1]
    assert _chosen(100, 1, 1) == [1, 1]
    assert _chosen(100, 1) == []
    assert _chosen(3, 1, 2, 200) == [1, 2, 3]
    assert _chosen(LARGEST >> 21, LARGEST >> 21) == []
    assert _chosen(100, 100, 100) == [100, 100]
    assert _chosen(5) == []
    assert _chosen() == []
    assert len(_chosen(*[1] * 100)) == 64


def test_an_event_is_written_again_only_as_often_as_its_file_doubles() -> None:
    sizes: list[int] = []
    written = 0
    for _ in range(1000):
        sizes.append(1 << 20)
        while group := choose(_file(number, size) for number, size in enumerate(sizes)):
            total = sum(file.size for file in group)
            written += total
            sizes = [size for number, size in enumerate(sizes) if number not in {f.id for f in group}]
            sizes.append(total)

    assert written >> 20 < 1000 * 10
    assert len(sizes) < 20


_FILES = 64
_MEMORY = """
import re, sys
from datetime import UTC, datetime
from pathlib import Path
from akwarden.store.migration import open_state
from akwarden.store.lake.lake import Lake

peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
lake = Lake(open_state(Path(sys.argv[1]), None), Path(sys.argv[2]))
before = peak()
done = lake.compact(datetime.now(UTC))
assert done.files == 64, done
print(peak() - before)
"""


@pytest.mark.soak
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the memory of a process")
def test_merging_many_files_that_overlap_needs_little_memory(tmp_path: Path) -> None:
    with closing(open_state(tmp_path / "home", None)) as state:
        lake = opened(state, tmp_path / "lake")
        for start in range(60, 60 + _FILES):
            made = [event(number, raw=f"{number:04}" * 1500) for number in range(start, _FILES * 500, _FILES)]
            lake.commit(batch(str(start), made))

    done = subprocess.run(
        [sys.executable, "-c", _MEMORY, tmp_path / "home", tmp_path / "lake"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    # All of them at once are 200 MB of records alone, and are copied while they are sorted and written.
    assert int(done.stdout) < 450 << 10
