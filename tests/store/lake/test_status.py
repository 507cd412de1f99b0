from datetime import timedelta
from pathlib import Path

import pytest
from tests.store.databases import postgresql, state
from tests.store.lake.lakes import FIRST, NOW, SOURCE, batch, opened

from akwarden.store.lake import sources
from akwarden.store.lake.batch import Cursor
from akwarden.store.lake.lake import Lake
from akwarden.store.lake.status import SourceStatus
from akwarden.store.state import State

__all__ = ["postgresql", "state"]


@pytest.fixture
def lake(state: State, tmp_path: Path) -> Lake:
    """Give an empty lake."""
    return opened(state, tmp_path / "lake")


def test_an_empty_lake_says_so(lake: Lake) -> None:
    found = lake.status()

    assert (found.files, found.rows, found.bytes, found.first, found.last) == (0, 0, 0, None, None)
    assert (found.batches, found.sources, found.newest) == (0, (), 0)
    assert lake.check() == ()


def test_status_counts_what_is_there_and_what_came(lake: Lake) -> None:
    lake.commit(batch("one", range(120), letters=2, cursor="5"))
    lake.commit(batch("two", range(110, 130), letters=1))

    found = lake.status()

    assert (found.files, found.rows) == (3, 130)
    assert found.bytes == sum(file.path.stat().st_size for file in lake.files())
    assert (found.first, found.last) == (FIRST, FIRST + timedelta(minutes=129))
    assert found.sources == (
        SourceStatus(
            source=SOURCE,
            batches=2,
            rows=130,
            duplicates=10,
            dead_letters=3,
            scrubbed=3,
            committed_at=NOW,
            cursor="5",
            checked_at=NOW,
        ),
    )


def test_a_source_that_failed_or_gave_nothing_is_listed(lake: Lake, state: State) -> None:
    with state.writing() as connection:
        sources.reached(connection, "quiet", Cursor(text='{"at":1}', watermark=NOW), NOW)
        sources.failed(connection, "broken", "no answer", NOW)
        sources.failed(connection, "quiet", "no answer", NOW + timedelta(hours=1))

    broken, quiet = lake.status().sources

    assert (broken.error, broken.cursor, broken.checked_at) == ("no answer", None, NOW)
    assert (quiet.error, quiet.cursor, quiet.watermark) == ("no answer", '{"at":1}', NOW)


def test_how_far_a_source_is_read_is_found_again(lake: Lake, state: State) -> None:
    lake.commit(batch("one", range(3), cursor='{"page":3}'))

    with state.reading() as connection:
        found, none = sources.find(connection, SOURCE), sources.find(connection, "another")

    assert found is not None
    assert found.cursor == Cursor(text='{"page":3}')
    assert found.checked_at == NOW
    assert none is None


def test_files_that_are_missing_or_changed_are_named(lake: Lake) -> None:
    for number in range(4):
        lake.commit(batch(str(number), range(number * 10, number * 10 + 10)))
    missing, short, broken, _whole = lake.files()
    missing.path.unlink()
    short.path.write_bytes(short.path.read_bytes()[:-5])
    broken.path.write_bytes(b"x" * broken.size)

    found = {bad.path: bad.reason for bad in lake.check()}

    assert found == {
        str(missing.path): "it is missing",
        str(short.path): f"it has {short.size - 5} bytes instead of {short.size}",
        str(broken.path): "it is damaged",
    }
