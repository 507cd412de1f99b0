"""The lake as a harness of faults sees it, and a naive one beside it that must not stand the harness."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, insert, select
from tests.store.lake.faults import FaultyDisk, FaultyState, Steps
from tests.store.lake.lakes import NOW, SOURCE, contents, named, on_disk, rows

from akwarden.store.lake import parquet, sources
from akwarden.store.lake.batch import NewBatch
from akwarden.store.lake.lake import Lake
from akwarden.store.lake.placing import Sink
from akwarden.store.state import State
from akwarden.store.tables import notes


class Writer(Protocol):
    """What imports batches."""

    def commit(self, batch: NewBatch) -> None:
        """Import a batch, and note that in the state, as detection would write what it made of it."""

    def contents(self) -> list[str]:
        """Give the ids of the events that a reader finds, as often as they are there."""

    def cursor(self) -> str | None:
        """Give how far the source is read."""

    def check(self) -> None:
        """Fail where what is on the disk is not what is known of it; once no writer is at work."""


def _note(connection: Connection, batch: NewBatch) -> None:
    """Write something that must not be written twice."""
    values = {
        "kind": "lake",
        "subject": batch.key,
        "remark": "",
        "tags": "[]",
        "changed_at": NOW,
        "changed_by": "a test",
    }
    connection.execute(insert(notes).values(values))


class LakeWriter:
    """The lake."""

    def __init__(self, state: State, folder: Path, steps: Steps) -> None:
        """Take its places, and what counts its steps."""
        self._plain = state
        self._state = FaultyState(state, steps)
        self.lake = Lake(self._state, folder, clock=lambda: NOW, disk=FaultyDisk(steps))

    def commit(self, batch: NewBatch) -> None:
        """Import a batch."""
        self.lake.commit(batch, lambda connection: _note(connection, batch))

    def contents(self) -> list[str]:
        """Read the files that the manifest names."""
        return contents(self.lake)

    def cursor(self) -> str | None:
        """Read the cursor."""
        with self._plain.reading() as connection:
            found = sources.find(connection, SOURCE)
        return found.cursor.text if found and found.cursor else None

    def check(self) -> None:
        """Compare the manifest with the folder, before and after a sweep."""
        assert self.lake.check() == ()
        before = self.contents()
        long_after = NOW + timedelta(days=10_000)  # the times of files are those of the real clock
        self.lake.sweep(long_after)
        assert on_disk(self.lake) == named(self._plain)
        assert self.lake.check() == ()
        assert self.contents() == before


class NaiveWriter:
    """What one would write at first: no manifest, no sync, no transaction over all of it."""

    def __init__(self, state: State, folder: Path, steps: Steps) -> None:
        """Take its places, and what counts its steps."""
        self._state, self._plain = FaultyState(state, steps), state
        self._folder, self._disk = folder, FaultyDisk(steps)

    def commit(self, batch: NewBatch) -> None:
        """Write a file, then the cursor."""
        self._disk.make_folder(self._folder)
        path = self._folder / f"{batch.key}.parquet"
        with suppress(FileExistsError):
            self._write(path, batch)
        with self._state.writing() as connection:
            assert batch.cursor is not None
            sources.reached(connection, SOURCE, batch.cursor, NOW)
        try:
            with self._state.writing() as connection:
                _note(connection, batch)
        except Exception:
            self._disk.remove(path)
            raise

    def _write(self, path: Path, batch: NewBatch) -> None:
        descriptor = self._disk.create(path)
        try:
            parquet.write([batch.table], Sink(self._disk, descriptor))
        except OSError:
            self._disk.remove(path)
            raise

    def contents(self) -> list[str]:
        """Read whatever is in the folder."""
        return rows(self._folder.glob("*.parquet"))

    def cursor(self) -> str | None:
        """Read the cursor."""
        with self._plain.reading() as connection:
            found = sources.find(connection, SOURCE)
        return found.cursor.text if found and found.cursor else None

    def check(self) -> None:
        """Know nothing to compare with."""


WRITERS: dict[str, Callable[[State, Path, Steps], Writer]] = {"lake": LakeWriter, "naive": NaiveWriter}


def notes_of(state: State) -> set[str]:
    """Give the keys of the batches that were noted."""
    with state.reading() as connection:
        return set(connection.execute(select(notes.c.subject).where(notes.c.kind == "lake")).scalars())
