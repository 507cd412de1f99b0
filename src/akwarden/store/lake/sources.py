"""How far sources are read, beside what their batches say: a look that found nothing, or one that failed."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, select, update

from akwarden.store.lake import manifest
from akwarden.store.lake.batch import Cursor
from akwarden.store.new_rows import add_new
from akwarden.store.tables import lake_sources


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """How far a source is read."""

    source: str
    """What the state calls it."""
    cursor: Cursor | None
    """None where nothing was read yet."""
    checked_at: datetime | None
    """When it was looked at last."""
    error: str | None
    """Why that failed."""


def find(connection: Connection, source: str) -> Source | None:
    """Return how far a source is read, or None for one that was never looked at."""
    row = connection.execute(select(lake_sources).where(lake_sources.c.source == source)).one_or_none()
    if row is None:
        return None
    cursor = None
    if row.cursor is not None:
        cursor = Cursor(text=row.cursor, watermark=row.watermark, account_id=row.account_id)
    return Source(source=source, cursor=cursor, checked_at=row.checked_at, error=row.error)


def reached(connection: Connection, source: str, cursor: Cursor, now: datetime) -> None:
    """Write down how far a source is read, where no batch came of it."""
    manifest.keep_cursor(connection, source, cursor, now)


def failed(connection: Connection, source: str, error: str, now: datetime) -> None:
    """Write down why looking at a source failed; how far it is read stays. No secret is in `error`."""
    add_new(connection, lake_sources, [{"source": source}])
    values = {"checked_at": now, "error": error}
    connection.execute(update(lake_sources).where(lake_sources.c.source == source).values(values))
