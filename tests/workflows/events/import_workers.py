"""What child processes of tests import; they are killed while they do it."""

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TextIO

import pyarrow as pa
from sqlalchemy import Connection
from tests.workflows.events.imports import NOW, tools

from akwarden.store.lake.batch import Committed, NewBatch
from akwarden.store.lake.lake import Lake
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.workflows.events.importing import SOURCE, ImportProgress, import_files
from akwarden.workflows.events.ingest import Ingest

MODULE = __name__

# Loads what the first use loads, so that children do not.
tools()
pa.array(["once"])


class TellingLake(Lake):
    """Tells in a file how many events a batch brought, once it says that they are stored."""

    def __init__(self, state: State, folder: Path, told: TextIO) -> None:
        """Take the state, the folder of the lake, and the file."""
        super().__init__(state, folder, clock=lambda: NOW)
        self._told = told

    def commit(self, batch: NewBatch, also: Callable[[Connection], None] | None = None) -> Committed:
        """Import a batch, and tell of it."""
        done = super().commit(batch, also)
        self._told.write(f"{0 if done.known else done.rows}\n")
        self._told.flush()
        return done


def import_all(*, home: str, url: str, folder: str, told: str, path: str) -> None:
    """Import a path, each block of it as a batch."""
    with (
        closing(open_state(Path(home), url or None)) as state,
        Path(told).open("a", encoding="ascii") as said,
        Path("/dev/null").open("rb") as nothing,
    ):
        ingest = Ingest(state, TellingLake(state, Path(folder), said), tools(), SOURCE, batch_events=1)
        import_files(ingest, [path], nothing, ImportProgress(), threading.Event())
