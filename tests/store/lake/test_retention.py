import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.store.databases import postgresql, state
from tests.store.lake.lakes import FIRST, NOW, batch, contents, doubtful, event, ids, named, on_disk, opened

from akwarden.errors import LakeError
from akwarden.store.lake import objects
from akwarden.store.lake.disk import Disk
from akwarden.store.lake.lake import Lake
from akwarden.store.lake.objects import ObjectProgress
from akwarden.store.state import State

__all__ = ["postgresql", "state"]

_ORPHANS = (
    "2026-05/events-{0}-0123456789abcdef.parquet",
    "2026-05/.events-{0}-0123456789abcdef.parquet.part",
    "dead-letters/dead-{0}-0123456789abcdef.jsonl",
)
_DAY = timedelta(days=1)


@pytest.fixture
def lake(state: State, tmp_path: Path) -> Lake:
    """Give an empty lake."""
    return opened(state, tmp_path / "lake")


def _place(lake: Lake, names: tuple[str, ...], *, age: timedelta, writer: str = "f" * 16) -> set[str]:
    """Put files there as a writer leaves them that was killed, and give their paths."""
    placed = {name.format(writer) for name in names}
    for name in placed:
        path = lake.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        at = (NOW - age).timestamp()
        os.utime(path, (at, at))
    return placed


def test_files_are_dropped_when_all_their_events_are_too_old(lake: Lake) -> None:
    lake.commit(batch("one", range(120)))  # two months: 60 events until midnight, 60 after

    assert lake.expire(FIRST + timedelta(days=400, hours=1) - timedelta(minutes=1), keep_days=400) == 0
    assert lake.expire(FIRST + timedelta(days=400, hours=1), keep_days=400) == 1
    assert contents(lake) == ids(range(60, 120))


def test_old_events_stay_for_thirty_days_after_their_import(lake: Lake) -> None:
    lake.commit(batch("one", [event(1, NOW - 900 * _DAY), doubtful(2, datetime(1999, 1, 1, tzinfo=UTC))]))

    assert lake.expire(NOW + 30 * _DAY - timedelta(seconds=1)) == 0
    assert lake.expire(NOW + 30 * _DAY) == 2
    assert contents(lake) == []


def test_merging_begins_the_thirty_days_anew_and_no_more(lake: Lake) -> None:
    for number in range(3):
        lake.commit(batch(str(number), [event(number, NOW - 900 * _DAY)]))
    later = NOW + 29 * _DAY
    assert lake.compact(later).files == 3

    assert lake.expire(later + 30 * _DAY - timedelta(seconds=1)) == 0
    assert lake.expire(later + 30 * _DAY) == 1


def test_an_expired_file_stays_for_who_reads_it_and_goes_an_hour_later(lake: Lake, state: State) -> None:
    lake.commit(batch("one", range(10)))
    (file,) = lake.files()
    late = FIRST + 500 * _DAY
    lake.expire(late)

    lake.sweep(late + timedelta(minutes=59))
    assert file.path.exists()
    assert lake.since(0) == ()
    assert lake.sweep(late + timedelta(minutes=60)).dropped == 1
    assert on_disk(lake) == named(state) == set()


def test_doubtful_times_to_come_do_not_expire(lake: Lake) -> None:
    lake.commit(batch("one", [doubtful(1, datetime(2038, 1, 1, tzinfo=UTC))]))

    assert lake.expire(NOW + 500 * _DAY) == 0


def test_batches_are_forgotten_with_their_dead_letters(lake: Lake, state: State) -> None:
    lake.commit(batch("one", [], letters=3))
    late = NOW + timedelta(days=401)

    lake.expire(late)
    swept = lake.sweep(max(late, datetime.now(UTC) + _DAY))

    assert swept.orphans == 1
    assert on_disk(lake) == named(state) == set()
    assert not lake.commit(batch("one", [], letters=3)).known


@pytest.mark.parametrize(("keep_days", "kept"), [(400, 400), (40, 40), (3, 30)])
def test_how_far_files_were_read_is_forgotten_when_their_events_are(
    lake: Lake, state: State, keep_days: int, kept: int
) -> None:
    read = ObjectProgress(id="cos:a", name="a", blocks=1, complete=True, records=1, dead_letters=0)
    with state.writing() as connection:
        objects.keep(connection, [read], NOW)

    lake.expire(NOW + kept * _DAY, keep_days)
    assert _progress(state) == read
    lake.expire(NOW + kept * _DAY + timedelta(milliseconds=1), keep_days)
    assert _progress(state) is None


def _progress(state: State) -> ObjectProgress | None:
    with state.reading() as connection:
        return objects.progress_of(connection, "cos:a")


def test_what_a_killed_writer_left_is_deleted_after_an_hour(lake: Lake) -> None:
    lake.commit(batch("one", range(10), letters=1))
    before = on_disk(lake)
    orphans = _place(lake, _ORPHANS, age=timedelta(minutes=59))

    assert lake.sweep(NOW).orphans == 0
    assert lake.sweep(NOW + timedelta(minutes=2)).orphans == len(orphans)
    assert on_disk(lake) == before


def test_what_a_writer_with_a_lease_has_written_is_left_alone(lake: Lake) -> None:
    lake.commit(batch("one", range(10)))
    writer = Path(lake.files()[0].name).name.split("-")[1]
    orphans = _place(lake, _ORPHANS, age=_DAY, writer=writer)

    assert lake.sweep(NOW + timedelta(minutes=50)).orphans == 0
    assert lake.sweep(NOW + timedelta(minutes=70)).orphans == len(orphans)


def test_a_lease_that_was_given_back_holds_nothing(lake: Lake) -> None:
    lake.commit(batch("one", range(10)))
    writer = Path(lake.files()[0].name).name.split("-")[1]
    _place(lake, _ORPHANS[:1], age=_DAY, writer=writer)

    lake.close()

    assert lake.sweep(NOW).orphans == 1


def test_a_writer_at_work_keeps_its_lease(state: State, tmp_path: Path) -> None:
    now = [NOW]
    lake = Lake(state, tmp_path / "lake", clock=lambda: now[0])
    lake.commit(batch("0", range(3)))
    writer = Path(lake.files()[0].name).name.split("-")[1]
    orphans = _place(lake, _ORPHANS, age=_DAY, writer=writer)

    for number in range(1, 6):
        now[0] += timedelta(minutes=40)
        lake.commit(batch(str(number), range(number * 3, number * 3 + 3)))
        assert lake.sweep(now[0]).orphans == 0

    assert orphans <= on_disk(lake)
    assert len({Path(file.name).name.split("-")[1] for file in lake.files()}) == 1


@pytest.mark.parametrize(
    "name", ["2026-05/notes.parquet", "README", "2026-05/events-1-2.parquet", "x/y/events.parquet"]
)
def test_what_the_lake_did_not_write_is_never_deleted(lake: Lake, name: str) -> None:
    _place(lake, (name,), age=_DAY)

    assert lake.sweep(NOW).orphans == 0
    assert on_disk(lake) == {name}


def test_a_lake_that_was_never_written_to_is_swept(lake: Lake) -> None:
    swept = lake.sweep(NOW)

    assert (swept.dropped, swept.orphans) == (0, 0)


class _Stuck(Disk):
    def remove(self, path: Path) -> None:
        raise OSError(13, "not allowed", str(path))


def test_a_file_that_can_not_be_deleted_is_told_and_kept_in_the_manifest(
    state: State, tmp_path: Path
) -> None:
    lake = Lake(state, tmp_path / "lake", clock=lambda: NOW, disk=_Stuck())
    lake.commit(batch("one", range(10)))
    late = FIRST + 500 * _DAY
    lake.expire(late)

    with pytest.raises(LakeError, match="can't be deleted"):
        lake.sweep(late + _DAY)

    assert lake.status().dropped == 1
