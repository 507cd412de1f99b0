"""The manifest: which files the lake has, and what was imported. A file that it does not name is not there.

Whoever changes it locks its head first, in the transaction of the change: so files have numbers in the order
of their commits, on every database.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, select, update

from akwarden.store.lake.batch import Committed, Cursor, NewBatch
from akwarden.store.lake.file_state import FileState
from akwarden.store.new_rows import add_new, shares
from akwarden.store.tables import lake_batches, lake_files, lake_head, lake_sources

_HEAD: Final = 1
Span = tuple[int, int]
"""The first and the last time of something, in microseconds since 1970."""


class LakeFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of events, as the manifest has it."""

    id: int
    """Files have numbers in the order of their commits."""
    folder: str
    """The folder of the lake."""
    name: str
    """The path below that."""
    month: str
    """The month of its events in UTC, such as `2026-11`."""
    rows: int
    size: int
    """Its bytes."""
    min_time: int
    """Microseconds since 1970."""
    max_time: int
    content: int
    """The XOR of the hashes of its events."""
    doubtful: bool
    """Whether the times of its events are doubtful: of all of them, or of none."""
    merged: bool
    """Whether it holds only events that other files held before."""

    @property
    def path(self) -> Path:
        """Where it lies."""
        return Path(self.folder, self.name)


class NewFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is on the disk and not in the manifest yet."""

    name: str
    """The path below the folder of the lake."""
    month: str
    rows: int
    size: int
    span: Span
    content: int
    doubtful: bool


def lock(connection: Connection) -> int:
    """Wait until nobody else changes the manifest, and let others wait until the transaction ends.

    Returns the number up to which files may be there only as merged.
    """
    query = select(lake_head.c.gone).where(lake_head.c.id == _HEAD).with_for_update()
    found: int | None = connection.execute(query).scalar_one_or_none()
    if found is None:
        add_new(connection, lake_head, [{"id": _HEAD, "gone": 0}])
        found = connection.execute(query).scalar_one()
    return found or 0


def gone(connection: Connection) -> int:
    """Return the number up to which files may be there only as merged."""
    return (
        connection.execute(select(lake_head.c.gone).where(lake_head.c.id == _HEAD)).scalar_one_or_none() or 0
    )


def forget(connection: Connection, files: Sequence[int], gone_to: int) -> None:
    """Take rows of files that are deleted out, and keep up to which number that may be; after `lock`."""
    for ids in shares(files):
        connection.execute(lake_files.delete().where(lake_files.c.id.in_(ids)))
    connection.execute(
        update(lake_head).where(lake_head.c.id == _HEAD, lake_head.c.gone < gone_to).values(gone=gone_to)
    )


def newest(connection: Connection) -> int:
    """Return the highest number that a file has."""
    return connection.execute(select(func.max(lake_files.c.id))).scalar_one() or 0


def live_files(connection: Connection, folder: Path, *where: ColumnElement[bool]) -> tuple[LakeFile, ...]:
    """Return the files that hold the lake's events, in the order of their numbers."""
    return files(connection, folder, lake_files.c.state == FileState.LIVE.value, *where)


def files(connection: Connection, folder: Path, *where: ColumnElement[bool]) -> tuple[LakeFile, ...]:
    """Return files in the order of their numbers."""
    query = select(lake_files).where(*where).order_by(lake_files.c.id)
    return tuple(_file(row, str(folder)) for row in connection.execute(query).mappings())


def _file(row: RowMapping, folder: str) -> LakeFile:
    return LakeFile(
        id=row["id"],
        folder=folder,
        name=row["path"],
        month=row["month"],
        rows=row["rows"],
        size=row["bytes"],
        min_time=row["min_time"],
        max_time=row["max_time"],
        content=row["content"],
        doubtful=row["doubtful"],
        merged=row["merged"],
    )


def near(spans: Iterable[Span], *, after: int) -> tuple[ColumnElement[bool], ...]:
    """Return what holds for files behind number `after` that may overlap one of the spans."""
    spans = tuple(spans)
    first, last = min((span[0] for span in spans), default=0), max((span[1] for span in spans), default=-1)
    return (lake_files.c.id > after, lake_files.c.min_time <= last, lake_files.c.max_time >= first)


def overlaps(file: LakeFile, span: Span) -> bool:
    """Say whether a file may hold an event of that time."""
    return file.min_time <= span[1] and file.max_time >= span[0]


def batch_of(connection: Connection, key: str) -> Committed | None:
    """Return what became of a batch, or None for one that was not imported."""
    row = connection.execute(select(lake_batches).where(lake_batches.c.key == key)).one_or_none()
    if row is None:
        return None
    return Committed(
        id=row.id,
        rows=row.rows,
        duplicates=row.duplicates,
        dead_letters=row.dead_letters,
        scrubbed=row.scrubbed,
        doubtful=row.doubtful,
        known=True,
    )


def add_batch(
    connection: Connection, batch: NewBatch, files: Sequence[NewFile], letters: str | None, now: datetime
) -> Committed:
    """Write down a batch with its files and how far its source is; after `lock`."""
    rows = sum(file.rows for file in files)
    counts = {
        "rows": rows,
        "duplicates": batch.table.num_rows - rows,
        "dead_letters": len(batch.dead_letters),
        "scrubbed": batch.scrubbed,
        "doubtful": sum(file.rows for file in files if file.doubtful),
    }
    named = {"key": batch.key, "source": batch.source, "dead_letter_path": letters, "committed_at": now}
    done = connection.execute(insert(lake_batches).values(**named, **counts))
    assert done.inserted_primary_key is not None  # noqa: S101  one row was inserted
    number: int = done.inserted_primary_key[0]
    add_files(connection, files, now, batch=number)
    if batch.cursor is not None:
        keep_cursor(connection, batch.source, batch.cursor, now)
    return Committed(id=number, known=False, **counts)


def add_files(
    connection: Connection, files: Sequence[NewFile], now: datetime, *, batch: int | None = None
) -> None:
    """Write down files; without a batch they are merged from others. After `lock`."""
    for file in files:
        values: dict[str, Any] = {
            "path": file.name,
            "month": file.month,
            "rows": file.rows,
            "bytes": file.size,
            "min_time": file.span[0],
            "max_time": file.span[1],
            "content": file.content,
            "doubtful": file.doubtful,
            "merged": batch is None,
            "batch": batch,
            "added_at": now,
            "state": FileState.LIVE.value,
        }
        connection.execute(insert(lake_files).values(values))


def keep_cursor(connection: Connection, source: str, cursor: Cursor, now: datetime) -> None:
    """Write down how far a source is read."""
    add_new(connection, lake_sources, [{"source": source}])
    values = {
        "cursor": cursor.text,
        "watermark": cursor.watermark,
        "account_id": cursor.account_id,
        "checked_at": now,
        "error": None,
    }
    connection.execute(update(lake_sources).where(lake_sources.c.source == source).values(values))


def drop(connection: Connection, ids: Sequence[int], state: FileState, now: datetime) -> int:
    """Let live files be replaced or expired, and return how many of these were live; after `lock`."""
    dropped = 0
    for some in shares(ids):
        query = update(lake_files).where(
            lake_files.c.id.in_(some), lake_files.c.state == FileState.LIVE.value
        )
        dropped += connection.execute(query.values(state=state.value, dropped_at=now)).rowcount
    return dropped


def are_live(connection: Connection, ids: Sequence[int]) -> bool:
    """Say whether all these files are live; after `lock`."""
    query = select(func.count()).where(lake_files.c.state == FileState.LIVE.value)
    return len(ids) == sum(
        connection.execute(query.where(lake_files.c.id.in_(some))).scalar_one() for some in shares(ids)
    )
