from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.store.databases import postgresql, state
from tests.store.lake.lakes import NOW, batch, ids, opened, rows

from akwarden.errors import LakeError
from akwarden.store.lake import following
from akwarden.store.lake.lake import Lake
from akwarden.store.state import State

__all__ = ["postgresql", "state"]

_NAME = "detection"


@pytest.fixture
def lake(state: State, tmp_path: Path) -> Lake:
    """Give a lake with five files of one month."""
    lake = opened(state, tmp_path / "lake")
    for number in (3, 1, 4, 0, 2):
        lake.commit(batch(str(number), range(number * 10, number * 10 + 10)))
    return lake


def test_files_come_in_the_order_of_their_commits(lake: Lake) -> None:
    found = lake.since(0)

    assert [rows([file.path])[0] for file in found] == [f"event-{n}" for n in (30, 10, 40, 0, 20)]
    assert [file.id for file in found] == sorted(file.id for file in found)


def test_one_that_has_read_some_gets_the_others(lake: Lake) -> None:
    files = lake.since(0)

    assert lake.since(files[2].id) == files[3:]
    assert lake.since(files[-1].id) == ()


def test_merged_files_are_nothing_new(lake: Lake, state: State) -> None:
    files = lake.since(0)
    with state.writing() as connection:
        following.move(connection, _NAME, files[-1].id, NOW)

    lake.compact(NOW)
    lake.commit(batch("new", range(100, 105)))

    assert rows(file.path for file in lake.since(files[-1].id)) == ids(range(100, 105))
    assert lake.since(files[2].id)[:2] == files[3:], "they stay an hour"


def test_who_is_too_late_is_told_so(lake: Lake) -> None:
    files = lake.since(0)
    lake.compact(NOW)
    lake.sweep(datetime.now(UTC) + timedelta(days=1))

    with pytest.raises(LakeError, match="can't be followed"):
        lake.since(files[0].id)
    assert lake.since(files[-1].id) == ()


def test_who_begins_with_all_that_is_there_misses_nothing(lake: Lake) -> None:
    lake.compact(NOW)
    lake.sweep(datetime.now(UTC) + timedelta(days=1))

    begun = lake.history()
    lake.commit(batch("new", range(100, 105)))

    assert rows(file.path for file in begun.files) == ids(range(50))
    assert rows(file.path for file in lake.since(begun.position)) == ids(range(100, 105))


def test_a_follower_moves_in_the_transaction_of_what_it_made(lake: Lake, state: State) -> None:
    assert lake.follow(_NAME) is None

    with suppress(ZeroDivisionError), state.writing() as connection:
        following.move(connection, _NAME, 3, NOW)
        raise ZeroDivisionError
    assert lake.follow(_NAME) is None

    with state.writing() as connection:
        following.move(connection, _NAME, 3, NOW)
        following.move(connection, _NAME, 4, NOW)
    assert lake.follow(_NAME) == 4
    assert lake.status().followers == {_NAME: 4}


def test_nothing_waits_for_one_that_has_left(lake: Lake, state: State) -> None:
    with state.writing() as connection:
        following.move(connection, _NAME, 0, NOW)
    assert lake.compact(NOW).files == 0

    with state.writing() as connection:
        following.leave(connection, _NAME)

    assert lake.compact(NOW).files == 5
