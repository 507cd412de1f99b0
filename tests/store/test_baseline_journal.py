from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from sqlalchemy import select
from tests.store.databases import postgresql, state

from akwarden.errors import LakeError
from akwarden.store.baseline_journal import Journal
from akwarden.store.baselines import KNOWN_SCHEMA
from akwarden.store.lake.disk import Disk
from akwarden.store.state import State
from akwarden.store.tables import baselines, detection_progress

__all__ = ["postgresql", "state"]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Give a folder that is not there yet."""
    yield tmp_path / "lake" / ".journal"  # noqa: PT022  as the other fixtures


def rows(count: int) -> pa.Table:
    """Give rows of one key at so many addresses."""
    scope = {"provider": "aws", "account": "1", "subject": "key:a", "dimension": "ip"}
    seen = {"first": 5, "last": 7, "days": 1, "count": 2, "weight": 2000}
    return pa.Table.from_pylist(
        [{**scope, "value": f"{number:04d}", **seen} for number in range(count)], KNOWN_SCHEMA
    )


def noted(journal: Journal, state: State, table: pa.Table) -> None:
    """Let rows count, and stop before the rest is written."""
    prepared = journal.prepare(table)
    with state.writing() as connection:
        journal.note(connection, prepared)


def kept(state: State) -> list[dict[str, Any]]:
    with state.reading() as connection:
        found = connection.execute(select(baselines).order_by(baselines.c.value)).mappings()
        return [dict(row) for row in found]


def open_ends(state: State) -> int:
    """Give how many files are to be written still."""
    with state.reading() as connection:
        return len(connection.execute(select(detection_progress)).all())


def test_few_rows_are_written_at_once_and_without_a_file(state: State, folder: Path) -> None:
    noted(Journal(state, folder, at_once=5), state, rows(5))

    assert len(kept(state)) == 5
    assert not folder.exists()


def test_many_rows_are_written_behind_the_transaction_that_notes_them(state: State, folder: Path) -> None:
    journal = Journal(state, folder, at_once=5)
    noted(journal, state, rows(12))
    assert kept(state) == []

    journal.finish()

    assert kept(state) == rows(12).to_pylist()
    assert (open_ends(state), list(folder.iterdir())) == (0, [])


def test_who_begins_writes_what_another_has_left(state: State, folder: Path) -> None:
    noted(Journal(state, folder, at_once=5), state, rows(12))

    Journal(state, folder, at_once=3).finish()

    assert kept(state) == rows(12).to_pylist()


def test_what_was_cut_off_half_way_is_written_again(state: State, folder: Path) -> None:
    noted(Journal(state, folder, at_once=5), state, rows(12))
    noted(Journal(state, folder, at_once=5), state, rows(5))

    Journal(state, folder, at_once=5).finish()

    assert kept(state) == rows(12).to_pylist()


def test_what_was_prepared_and_not_noted_does_not_count(state: State, folder: Path) -> None:
    Journal(state, folder, at_once=5).prepare(rows(12))
    assert list(folder.iterdir())

    Journal(state, folder, at_once=5).finish()

    assert (kept(state), list(folder.iterdir())) == ([], [])


def test_preparing_again_what_a_crash_left_half_written_works(state: State, folder: Path) -> None:
    journal = Journal(state, folder, at_once=5)
    journal.prepare(rows(12))
    (file,) = folder.iterdir()
    file.rename(file.with_suffix(".part"))

    noted(journal, state, rows(12))
    journal.finish()

    assert len(kept(state)) == 12


def test_a_file_belongs_to_its_user_alone(state: State, folder: Path) -> None:
    Journal(state, folder, at_once=5).prepare(rows(12))

    (file,) = folder.iterdir()
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_file_that_is_gone_is_told_with_what_to_do(state: State, folder: Path) -> None:
    noted(Journal(state, folder, at_once=5), state, rows(12))
    (file,) = folder.iterdir()
    file.unlink()

    with pytest.raises(LakeError) as caught:
        Journal(state, folder).finish()

    assert "akwarden detect run --again" in str(caught.value.mend)
    assert open_ends(state) == 1


def test_a_file_that_was_changed_is_never_read(state: State, folder: Path) -> None:
    noted(Journal(state, folder, at_once=5), state, rows(12))
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:-1] + b"!")

    with pytest.raises(LakeError):
        Journal(state, folder).finish()

    assert kept(state) == []


class _FullDisk(Disk):
    """A disk on which nothing can be synced."""

    def sync(self, _: int) -> None:
        """Fail."""
        raise OSError(28, "No space left on device")


def test_a_disk_that_is_full_is_told_before_anything_counts(state: State, folder: Path) -> None:
    with pytest.raises(LakeError):
        Journal(state, folder, at_once=5, disk=_FullDisk()).prepare(rows(12))

    assert open_ends(state) == 0
