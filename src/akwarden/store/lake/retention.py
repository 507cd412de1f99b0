"""What leaves the lake: events that are too old, files that were replaced, and what writers left behind.

The rules that this module keeps:

- A file is deleted an hour after it was dropped, since somebody may be reading it. Only then its row goes.
- A file that the manifest does not name is deleted only when it is older than that, has a name that only the
  lake gives, and its writer's lease was taken away (see `leases.py`).
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Connection, delete, select, update

from akwarden.errors import LakeError
from akwarden.store.lake import leases, manifest
from akwarden.store.lake.disk import Disk
from akwarden.store.lake.file_state import FileState
from akwarden.store.lake.months import to_micros
from akwarden.store.lake.placing import NAME
from akwarden.store.new_rows import shares
from akwarden.store.state import State
from akwarden.store.tables import lake_batches, lake_files
from akwarden.store.tables.lake_objects import lake_objects

LONGEST_READ: Final = timedelta(hours=1)
"""How long a file stays that is not part of the lake any more."""
AFTER_IMPORT: Final = timedelta(days=30)
"""How long events stay at least, however old they are: who imports old records wants to look at them."""


class Swept(msgspec.Struct, frozen=True, kw_only=True):
    """What a sweep deleted."""

    dropped: int
    """Files that were replaced or expired."""
    orphans: int
    """Files that no transaction ever named, or no row names any more."""


def expire(state: State, now: datetime, keep_days: int) -> int:
    """Drop the files all events of which are older than `keep_days`, and return how many.

    A file that was written less than 30 days ago stays, so what was imported since then does; merging begins
    that time anew. What was imported longer ago than `keep_days` is forgotten too, with its dead letters, and
    so is how far files and objects were read, though not before 30 days: buckets are listed with an overlap.
    """
    oldest = now - timedelta(days=keep_days)
    with state.writing() as connection:
        manifest.lock(connection)
        live = lake_files.c.state == FileState.LIVE.value
        old = (
            live & (lake_files.c.max_time < to_micros(oldest)) & (lake_files.c.added_at <= now - AFTER_IMPORT)
        )
        values = {"state": FileState.EXPIRED.value, "dropped_at": now}
        expired = connection.execute(update(lake_files).where(old).values(values)).rowcount
        connection.execute(delete(lake_batches).where(lake_batches.c.committed_at < oldest))
        is_long_ago = lake_objects.c.changed_at < min(oldest, now - AFTER_IMPORT)
        connection.execute(delete(lake_objects).where(is_long_ago))
    return expired


def sweep(state: State, folder: Path, disk: Disk, now: datetime) -> Swept:
    """Delete what is not part of the lake any more, or never was; raises LakeError when that fails."""
    before = now - LONGEST_READ
    with state.writing() as connection:
        manifest.lock(connection)
        held = leases.live_after_taking_back(connection, now)
    # In this order: what a writer names in between was listed, and is found in the manifest.
    listed = [name for name in _old(folder, before) if _lease_of(name) not in held]
    with state.reading() as connection:
        named = _named(connection)
        dropped = _dropped(connection, before)
    orphans = [name for name in listed if name not in named]
    _delete(folder, disk, orphans)
    for some in shares(dropped):
        _delete(folder, disk, [file.name for file in some])
        with state.writing() as connection:
            manifest.lock(connection)
            replaced = [file.id for file in some if file.was_new and not file.expired]
            manifest.forget(connection, [file.id for file in some], gone_to=max(replaced, default=0))
    return Swept(dropped=len(dropped), orphans=len(orphans))


class _Dropped(msgspec.Struct, frozen=True):
    """A file that may be deleted."""

    id: int
    name: str
    was_new: bool
    """Whether a follower of the manifest would have read it."""
    expired: bool


def _dropped(connection: Connection, before: datetime) -> list[_Dropped]:
    columns = lake_files.c
    query = select(columns.id, columns.path, columns.merged, columns.state).where(
        columns.state != FileState.LIVE.value, columns.dropped_at <= before
    )
    return [
        _Dropped(row.id, row.path, not row.merged, row.state == FileState.EXPIRED.value)
        for row in connection.execute(query.order_by(columns.id))
    ]


def _named(connection: Connection) -> set[str]:
    """Return every path that the manifest knows."""
    letters = select(lake_batches.c.dead_letter_path).where(lake_batches.c.dead_letter_path.is_not(None))
    return {
        *connection.execute(select(lake_files.c.path)).scalars(),
        *(path for path in connection.execute(letters).scalars() if path is not None),
    }


def _old(folder: Path, before: datetime) -> Iterator[str]:
    """Yield the paths of files that only the lake writes, below its folder, and that are old enough."""
    for place in _entries(folder):
        if not place.is_dir(follow_symlinks=False):
            continue
        for entry in _entries(Path(place.path)):
            if NAME.fullmatch(entry.name) and _changed_at(entry) < before:
                yield f"{place.name}/{entry.name}"


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise LakeError(f"{folder} can't be read", why=error.strerror) from error


def _changed_at(entry: os.DirEntry[str]) -> datetime:
    """Return when a file was written last; one that is gone by now is new, so that it is left alone."""
    try:
        return datetime.fromtimestamp(entry.stat(follow_symlinks=False).st_mtime, UTC)
    except FileNotFoundError:
        return datetime.max.replace(tzinfo=UTC)


def _lease_of(name: str) -> str:
    matched = NAME.fullmatch(name.rpartition("/")[2])
    assert matched is not None  # noqa: S101  only such names are listed
    return matched["writer"]


def _delete(folder: Path, disk: Disk, names: list[str]) -> None:
    for name in names:
        try:
            disk.remove(folder / name)
        except OSError as error:
            raise LakeError(f"{folder / name} can't be deleted", why=error.strerror) from error
