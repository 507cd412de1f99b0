"""How the lake stands: what it holds, what came from where, and whether its files are as they were."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import ColumnElement, Connection, case, func, select

from akwarden.store.lake import manifest
from akwarden.store.lake.file_state import FileState
from akwarden.store.lake.manifest import LakeFile
from akwarden.store.lake.months import from_micros
from akwarden.store.tables import lake_batches, lake_files, lake_followers, lake_sources


class SourceStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What came from one source, and how far it is read."""

    source: str
    batches: int = 0
    rows: int = 0
    """Events that were stored."""
    duplicates: int = 0
    """Events that were there already."""
    dead_letters: int = 0
    """Records that could not be read."""
    scrubbed: int = 0
    """Secrets that were taken out of records."""
    doubtful: int = 0
    """Events whose time is doubtful."""
    committed_at: datetime | None = None
    """When something was imported last."""
    cursor: str | None = None
    """JSON of whoever reads the source."""
    watermark: datetime | None = None
    """Up to which time of events all was read."""
    checked_at: datetime | None = None
    """When it was looked at last."""
    error: str | None = None
    """Why that failed."""


class LakeStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What the lake holds."""

    files: int
    rows: int
    bytes: int
    first: datetime | None
    """The time of the first event whose time is not doubtful."""
    last: datetime | None
    doubtful: int
    """Events whose time is doubtful."""
    dropped: int
    """Files that are not part of it any more and are still there."""
    batches: int
    dead_letters: int
    newest: int
    """The number of the newest file."""
    followers: dict[str, int]
    """Up to which file each follower has read."""
    sources: tuple[SourceStatus, ...]


class BadFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is not as the manifest says."""

    path: str
    reason: str


def status(connection: Connection) -> LakeStatus:
    """Return what the lake holds at one moment."""
    columns = lake_files.c
    sure = ~columns.doubtful
    row = connection.execute(
        select(
            func.count().label("files"),
            func.coalesce(func.sum(columns.rows), 0).label("rows"),
            func.coalesce(func.sum(columns.bytes), 0).label("bytes"),
            func.min(_where(sure, columns.min_time)).label("first"),
            func.max(_where(sure, columns.max_time)).label("last"),
            func.coalesce(func.sum(_where(columns.doubtful, columns.rows)), 0).label("doubtful"),
        ).where(columns.state == FileState.LIVE.value)
    ).one()
    dropped = select(func.count()).where(columns.state != FileState.LIVE.value)
    sources = _sources(connection)
    followers = connection.execute(select(lake_followers.c.name, lake_followers.c.position))
    return LakeStatus(
        files=row.files,
        rows=int(row.rows),
        bytes=int(row.bytes),
        first=None if row.first is None else from_micros(row.first),
        last=None if row.last is None else from_micros(row.last),
        doubtful=int(row.doubtful),
        dropped=connection.execute(dropped).scalar_one(),
        batches=sum(source.batches for source in sources),
        dead_letters=sum(source.dead_letters for source in sources),
        newest=manifest.newest(connection),
        followers={row.name: row.position for row in followers},
        sources=sources,
    )


def _where(condition: ColumnElement[bool], value: ColumnElement[int]) -> ColumnElement[int | None]:
    return case((condition, value))


def _sources(connection: Connection) -> tuple[SourceStatus, ...]:
    """Return the sources by name: those that something came from, and those that were only looked at."""
    columns = lake_batches.c
    sums = ("rows", "duplicates", "dead_letters", "scrubbed", "doubtful")
    counted = connection.execute(
        select(
            columns.source,
            func.count().label("batches"),
            func.max(columns.committed_at).label("committed_at"),
            *(func.sum(columns[name]).label(name) for name in sums),
        ).group_by(columns.source)
    )
    found = {
        row["source"]: SourceStatus(
            source=row["source"],
            batches=row["batches"],
            committed_at=row["committed_at"],
            rows=int(row["rows"]),
            duplicates=int(row["duplicates"]),
            dead_letters=int(row["dead_letters"]),
            scrubbed=int(row["scrubbed"]),
            doubtful=int(row["doubtful"]),
        )
        for row in counted.mappings()
    }
    for row in connection.execute(select(lake_sources)).mappings():
        known = found.get(row["source"], SourceStatus(source=row["source"]))
        read = {name: row[name] for name in ("cursor", "watermark", "checked_at", "error")}
        found[row["source"]] = msgspec.structs.replace(known, **read)
    return tuple(found[name] for name in sorted(found))


def bad_files(files: tuple[LakeFile, ...]) -> Iterator[BadFile]:
    """Yield the files that are missing or are not those that were written, by their size and their foot."""
    for file in files:
        reason = _wrong(file)
        if reason is not None:
            yield BadFile(path=str(file.path), reason=reason)


def _wrong(file: LakeFile) -> str | None:
    try:
        size = file.path.stat().st_size
        if size != file.size:
            return f"it has {size} bytes instead of {file.size}"
        rows = pq.read_metadata(file.path).num_rows
    except FileNotFoundError:
        return "it is missing"
    except OSError as error:
        return error.strerror or "it can't be read"
    except pa.ArrowException:
        return "it is damaged"
    return None if rows == file.rows else f"it has {rows} events instead of {file.rows}"
