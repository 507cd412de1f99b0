import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select
from tests.store.databases import postgresql, state
from tests.store.lake.lakes import (
    FIRST,
    NOW,
    batch,
    contents,
    doubtful,
    event,
    ids,
    letter,
    named,
    on_disk,
    opened,
    wipe,
)

from akwarden.errors import LakeError
from akwarden.store.lake import following
from akwarden.store.lake.batch import Committed
from akwarden.store.lake.disk import Disk
from akwarden.store.lake.lake import Lake, LakeFile
from akwarden.store.state import State
from akwarden.store.tables import notes

__all__ = ["postgresql", "state"]


@pytest.fixture
def lake(state: State, tmp_path: Path) -> Lake:
    """Give an empty lake."""
    return opened(state, tmp_path / "lake")


def _counts(done: Committed) -> tuple[int, int]:
    return done.rows, done.duplicates


def test_events_are_stored_a_file_a_month_sorted_by_time_and_key(lake: Lake) -> None:
    done = lake.commit(batch("one", reversed(range(120))))

    files = lake.files()
    first, second = (pq.read_table(file.path).to_pylist() for file in files)
    assert _counts(done) == (120, 0)
    assert [file.month for file in files] == ["2026-04", "2026-05"]
    assert [row["event_id"] for row in [*first, *second]] == [f"event-{number}" for number in range(120)]
    assert (files[0].rows, files[1].rows) == (60, 60)


def test_events_of_one_time_are_sorted_by_key(lake: Lake) -> None:
    lake.commit(batch("one", [event(number, FIRST, key_id=f"key-{number}") for number in (3, 1, 2)]))

    (file,) = lake.files()
    assert pq.read_table(file.path)["key_id"].to_pylist() == ["key-1", "key-2", "key-3"]


def test_a_batch_that_comes_again_changes_nothing(lake: Lake) -> None:
    first = lake.commit(batch("one", range(10), letters=2, cursor="1"))
    files = on_disk(lake)

    again = lake.commit(batch("one", range(10), letters=2, cursor="1"), _fail)

    assert again.known
    assert (again.id, again.rows, again.dead_letters) == (first.id, 10, 2)
    assert on_disk(lake) == files
    assert lake.status().batches == 1


def _fail(_connection: Connection) -> None:
    pytest.fail("nothing is written for a batch that is known")


def test_an_event_twice_in_a_batch_is_stored_once(lake: Lake) -> None:
    done = lake.commit(batch("one", [1, 2, 1, 3, 2, 1]))

    assert _counts(done) == (3, 3)
    assert contents(lake) == ids([1, 2, 3])


def test_an_event_that_the_lake_has_is_not_stored_again(lake: Lake) -> None:
    lake.commit(batch("one", range(50, 100)))

    done = lake.commit(batch("two", range(80, 130)))

    assert _counts(done) == (30, 20)
    assert contents(lake) == ids(range(50, 130))


def test_a_batch_with_nothing_but_duplicates_writes_no_file(lake: Lake) -> None:
    lake.commit(batch("one", range(10)))
    files = on_disk(lake)

    done = lake.commit(batch("two", range(10), cursor="7"))

    assert _counts(done) == (0, 10)
    assert on_disk(lake) == files
    assert lake.status().sources[0].cursor == "7"


def test_an_empty_batch_is_known_and_moves_the_cursor(lake: Lake) -> None:
    done = lake.commit(batch("one", [], cursor="9"))

    assert _counts(done) == (0, 0)
    assert lake.commit(batch("one", [])).known
    assert lake.status().sources[0].cursor == "9"
    assert on_disk(lake) == set()


def test_the_same_id_at_another_time_is_another_event(lake: Lake) -> None:
    lake.commit(batch("one", [event(1)]))

    done = lake.commit(batch("two", [event(1, FIRST + timedelta(days=1))]))

    assert _counts(done) == (1, 0)


def test_late_events_are_taken_and_told_from_those_that_are_there(lake: Lake) -> None:
    lake.commit(batch("one", [*range(10), *range(5000, 5010)]))

    done = lake.commit(batch("late", [3, 4, 4000, 5009]))

    assert _counts(done) == (1, 3)
    assert contents(lake) == ids([*range(10), *range(5000, 5010), 4000])


def test_doubtful_times_lie_in_files_of_their_own_and_are_counted(lake: Lake) -> None:
    strange = [
        doubtful(1, datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC)),
        doubtful(2, datetime(1970, 1, 1, tzinfo=UTC)),
        doubtful(3, FIRST),
    ]

    done = lake.commit(batch("one", [*strange, *range(10, 20)]))

    files = lake.files()
    assert done.doubtful == 3
    assert sorted((file.month, file.doubtful) for file in files) == [
        ("1970-01", True),
        ("2026-04", False),
        ("2026-04", True),
        ("2038-01", True),
    ]
    assert contents(lake) == ids([1, 2, 3, *range(10, 20)])
    assert (lake.status().first, lake.status().last) == (
        FIRST + timedelta(minutes=10),
        FIRST + timedelta(minutes=19),
    )


@pytest.mark.parametrize("micros", [-(1 << 62), (1 << 62), -62_135_596_800_000_001])
def test_a_time_that_no_calendar_has_is_kept(lake: Lake, micros: int) -> None:
    made = doubtful(1, FIRST)
    strange = type(made)(**{name: getattr(made, name) for name in made.__struct_fields__} | {"time": micros})

    lake.commit(batch("one", [strange]))
    again = lake.commit(batch("two", [strange]))

    assert _counts(again) == (0, 1)
    assert lake.files()[0].min_time == micros


def test_what_is_written_beside_is_kept_with_the_events_or_not_at_all(lake: Lake, state: State) -> None:
    def note(connection: Connection) -> None:
        values = {"kind": "lake", "subject": "s", "remark": "", "tags": "[]", "changed_at": NOW}
        connection.execute(insert(notes).values(**values, changed_by="a test"))

    def fail(connection: Connection) -> None:
        note(connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        lake.commit(batch("one", range(10), letters=1, cursor="1"), fail)

    assert (on_disk(lake), contents(lake), lake.status().batches) == (set(), [], 0)
    lake.commit(batch("one", range(10)), note)
    with state.reading() as connection:
        assert connection.execute(select(notes.c.subject)).scalars().all() == ["s"]


def test_dead_letters_lie_in_a_file_of_lines(lake: Lake, state: State) -> None:
    done = lake.commit(batch("one", range(3), letters=2))

    (path,) = (path for path in named(state) if path.startswith("dead-letters/"))
    lines = (lake.folder / path).read_text(encoding="utf-8").splitlines()
    assert done.dead_letters == 2
    assert [f'"line":{letter(number).line}' in line for number, line in enumerate(lines)] == [True, True]
    assert lake.status().dead_letters == 2


def test_files_belong_to_their_user_alone(lake: Lake) -> None:
    lake.commit(batch("one", range(120), letters=1))

    modes = {path.stat().st_mode & 0o077 for path in [lake.folder, *lake.folder.rglob("*")]}
    assert modes == {0}


def test_readers_get_the_files_of_a_span_of_time(lake: Lake) -> None:
    for number in range(5):
        lake.commit(batch(str(number), range(number * 100, number * 100 + 10)))

    def found(first: int, end: int) -> list[str]:
        files = lake.files(FIRST + timedelta(minutes=first), FIRST + timedelta(minutes=end))
        return [Path(file.name).name for file in files]

    names = [Path(file.name).name for file in lake.files()]
    assert found(0, 500) == names
    assert found(109, 201) == names[1:3]
    assert found(110, 200) == []
    assert found(9, 100) == names[:1]
    assert found(600, 700) == []


def test_a_batch_that_is_too_large_is_refused(lake: Lake) -> None:
    one = batch("one", [event(1, raw="x" * (1 << 20))])
    # The same bytes over and over: as large as it says only where it is written.
    large = msgspec.structs.replace(one, table=pa.concat_tables([one.table] * 1100))

    with pytest.raises(LakeError, match="too large"):
        lake.commit(large)


def test_threads_that_import_the_same_events_at_once_store_each_once(lake: Lake) -> None:
    failed: list[BaseException] = []

    def run(thread: int) -> None:
        try:
            for number in range(4):
                start = (number * 5 + thread * 3) % 20
                lake.commit(batch(f"{thread}/{number}", range(start * 10, start * 10 + 60)))
        except BaseException as error:
            failed.append(error)
            raise

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = contents(lake)
    assert failed == []
    assert len(found) == len(set(found)) == sum(source.rows for source in lake.status().sources)
    assert lake.check() == ()


class _Meanwhile(Disk):
    """A disk on which something happens as soon as a file of events has its name."""

    def __init__(self, happens: Callable[[], object]) -> None:
        self._happens: Callable[[], object] | None = happens

    def sync_folder(self, path: Path) -> None:
        super().sync_folder(path)
        if self._happens is not None and any(path.glob("*.parquet")):
            happens, self._happens = self._happens, None
            happens()


def test_a_writer_whose_lease_was_taken_away_writes_again_what_was_swept(
    state: State, tmp_path: Path
) -> None:
    other, swept = opened(state, tmp_path / "lake"), []

    def sweep() -> None:
        swept.append(other.sweep(datetime.now(UTC) + timedelta(days=1)).orphans)

    lake = Lake(state, tmp_path / "lake", clock=lambda: NOW, disk=_Meanwhile(sweep))
    lake.commit(batch("one", range(20)))

    assert swept == [1]
    assert contents(lake) == ids(range(20))
    assert lake.check() == ()


def test_what_another_writer_stored_meanwhile_is_not_stored_again(state: State, tmp_path: Path) -> None:
    other = opened(state, tmp_path / "lake")
    faster = _Meanwhile(lambda: other.commit(batch("other", range(10, 100))))

    lake = Lake(state, tmp_path / "lake", clock=lambda: NOW, disk=faster)
    done = lake.commit(batch("one", range(20)))

    assert _counts(done) == (10, 10)
    assert contents(lake) == ids(range(100))
    assert on_disk(lake) == named(state)


def test_the_same_batch_of_two_writers_is_imported_once(state: State, tmp_path: Path) -> None:
    other = opened(state, tmp_path / "lake")
    faster = _Meanwhile(lambda: other.commit(batch("one", range(20), letters=1)))

    lake = Lake(state, tmp_path / "lake", clock=lambda: NOW, disk=faster)
    done = lake.commit(batch("one", range(20), letters=1), _fail)

    assert done.known
    assert contents(lake) == ids(range(20))
    assert on_disk(lake) == named(state)


_OPERATIONS: st.SearchStrategy[tuple[str, list[int], int]] = st.one_of(
    st.tuples(st.just("commit"), st.lists(st.integers(0, 40), max_size=12), st.integers(0, 5)),
    st.tuples(st.sampled_from(["compact", "sweep", "follow"]), st.just([]), st.just(0)),
)


@given(plan=st.lists(_OPERATIONS, max_size=14))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_whatever_comes_in_whatever_order_is_there_once(
    state: State, tmp_path_factory: pytest.TempPathFactory, plan: list[tuple[str, list[int], int]]
) -> None:
    wipe(state)
    lake = opened(state, tmp_path_factory.mktemp("lake"))
    keys: dict[int, list[int]] = {}
    followed: list[str] = []
    position = 0
    with state.writing() as connection:
        following.move(connection, "a test", position, NOW)

    for what, numbers, key in plan:
        match what:
            case "commit":
                done = lake.commit(batch(str(key), (number * 7 for number in keys.get(key, numbers))))
                assert done.known == (key in keys)
                keys.setdefault(key, numbers)
            case "compact":
                assert lake.compact(NOW).duplicates == 0
            case "sweep":
                lake.sweep(datetime.now(UTC) + timedelta(days=1))
            case _:
                new = lake.since(position)
                followed += [name for file in new for name in _ids(file)]
                position = max([position, *(file.id for file in new)])
                with state.writing() as connection:
                    following.move(connection, "a test", position, NOW)

    expected = ids(number * 7 for numbers in keys.values() for number in numbers)
    assert contents(lake) == expected
    followed += [name for file in lake.since(position) for name in _ids(file)]
    assert sorted(followed) == expected
    assert lake.check() == ()


def _ids(file: LakeFile) -> list[str]:
    found: list[str] = pq.read_table(file.path)["event_id"].to_pylist()
    return found
