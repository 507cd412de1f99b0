"""The event lake: Parquet files in a folder, and the manifest in the state that says which of them count."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from akwarden.errors import LakeError
from akwarden.store.lake import following, manifest, retention, status
from akwarden.store.lake.batch import Committed, Cursor, NewBatch
from akwarden.store.lake.commit import Also, Committing
from akwarden.store.lake.compaction import Compacted, Compaction
from akwarden.store.lake.disk import Disk
from akwarden.store.lake.file_state import FileState
from akwarden.store.lake.leases import Lease
from akwarden.store.lake.manifest import LakeFile
from akwarden.store.lake.months import to_micros
from akwarden.store.lake.placing import Placing
from akwarden.store.lake.retention import Swept
from akwarden.store.lake.status import BadFile, LakeStatus
from akwarden.store.state import State
from akwarden.store.tables import lake_files

__all__ = ["Committed", "Cursor", "History", "Lake", "LakeFile", "NewBatch"]

KEEP_DAYS = 400
"""How long events are kept unless said otherwise."""


class History(msgspec.Struct, frozen=True, kw_only=True):
    """All events of one moment, for who begins to follow."""

    files: tuple[LakeFile, ...]
    position: int
    """The number to follow from: what is in no file of these comes behind it."""


def _now() -> datetime:
    return datetime.now(UTC)


class Lake:
    """One lake; shared by threads. Several processes and servers may have it open at once."""

    def __init__(
        self,
        state: State,
        folder: Path,
        *,
        clock: Callable[[], datetime] = _now,
        disk: Disk | None = None,
    ) -> None:
        """Take where the manifest is, and the folder of the files, made when something is imported."""
        self._state = state
        self.folder = folder.absolute()
        self._disk = disk or Disk()
        self._lease = Lease(state)
        placing = Placing(self.folder, self._disk)
        self._committing = Committing(state, placing, self._lease, clock)
        self._compaction = Compaction(state, placing, self._lease)

    def commit(self, batch: NewBatch, also: Also | None = None) -> Committed:
        """Import a batch; when this returns its events are stored, each once, also if the power fails now.

        `also` is called in the transaction that names the files: what it writes is kept with them or not at
        all. A batch whose key is known changes nothing. Raises LakeError or StateError when nothing was
        imported, or when that is not known; importing the same batch again is right in both cases.
        """
        return self._committing.commit(batch, also)

    def files(self, start: datetime | None = None, end: datetime | None = None) -> tuple[LakeFile, ...]:
        """Return the files with the events from `start` to before `end`, by their times.

        Other events may be in them. They stay readable for an hour, whatever happens meanwhile.
        """
        where = []
        if start is not None:
            where.append(lake_files.c.max_time >= to_micros(start))
        if end is not None:
            where.append(lake_files.c.min_time < to_micros(end))
        with self._state.reading() as connection:
            found = manifest.live_files(connection, self.folder, *where)
        return tuple(sorted(found, key=lambda file: (file.min_time, file.id)))

    def history(self) -> History:
        """Return all events of this moment, and from where to follow."""
        with self._state.reading() as connection:
            found = manifest.live_files(connection, self.folder)
            newest = manifest.newest(connection)
        return History(files=tuple(sorted(found, key=lambda file: (file.min_time, file.id))), position=newest)

    def since(self, file_id: int) -> tuple[LakeFile, ...]:
        """Return the files that came behind a number, in the order of their commits; all are new events.

        Raises LakeError where some of them are there only as merged: who follows says so with
        `following.move`, and then none is merged before it was read.
        """
        columns = lake_files.c
        with self._state.reading() as connection:
            gone = manifest.gone(connection)
            found = manifest.files(
                connection,
                self.folder,
                columns.id > file_id,
                columns.merged.is_(False),
                columns.state != FileState.EXPIRED.value,
            )
        if file_id < gone:
            raise LakeError(
                "what was imported since then can't be followed any more",
                why=f"files up to number {gone} were merged into others, and {file_id} was asked for",
                mend="begin again with all events",
            )
        return found

    def follow(self, name: str) -> int | None:
        """Return up to which file a follower has read, or None for one that is not known."""
        with self._state.reading() as connection:
            return following.position(connection, name)

    def compact(self, now: datetime) -> Compacted:
        """Merge small files into larger ones; nothing where another process does it right now."""
        return self._compaction.run(now)

    def expire(self, now: datetime, keep_days: int = KEEP_DAYS) -> int:
        """Drop the files all events of which are older than that, and return how many."""
        return retention.expire(self._state, now, keep_days)

    def sweep(self, now: datetime) -> Swept:
        """Delete what was dropped an hour ago or longer, and what writers left behind that were killed."""
        return retention.sweep(self._state, self.folder, self._disk, now)

    def status(self) -> LakeStatus:
        """Return what the lake holds, and what came from where."""
        with self._state.reading() as connection:
            return status.status(connection)

    def check(self) -> tuple[BadFile, ...]:
        """Return the files that are missing or are not those that were written."""
        return tuple(status.bad_files(self.files()))

    def close(self) -> None:
        """Let go what is held; the state stays open."""
        self._lease.give_back()
