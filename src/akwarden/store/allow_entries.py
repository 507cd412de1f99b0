"""Entries of the allow-list in the state: added, found, removed; none is ever deleted."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, insert, select, update

from akwarden.model.allow_entry import AllowEntry, AllowStatus
from akwarden.store.tables import allow_entries


class NewAllowEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that is to be kept, checked."""

    query: str
    rule: str | None
    reason: str
    owner: str
    until: datetime
    created_at: datetime
    created_by: str


def add(connection: Connection, entry: NewAllowEntry) -> int:
    """Keep an entry, and return its number."""
    values = msgspec.structs.asdict(entry)
    kept = connection.execute(insert(allow_entries).values(values).returning(allow_entries.c.id))
    return int(kept.scalar_one())


def one(connection: Connection, number: int, now: datetime) -> AllowEntry | None:
    """Return the entry of a number, or None."""
    row = connection.execute(_rows().where(allow_entries.c.id == number)).one_or_none()
    return None if row is None else _entry(row, now)


def listed(connection: Connection, now: datetime) -> list[AllowEntry]:
    """Return all entries, the newest first, those that do not count any more among them."""
    rows = connection.execute(_rows().order_by(allow_entries.c.id.desc()))
    return [_entry(row, now) for row in rows]


def in_force(connection: Connection, now: datetime) -> list[AllowEntry]:
    """Return the entries that count at a time, in the order in which they were made."""
    counts = (allow_entries.c.removed_at.is_(None), allow_entries.c.until > now)
    rows = connection.execute(_rows().where(*counts).order_by(allow_entries.c.id))
    return [_entry(row, now) for row in rows]


def remove(connection: Connection, number: int, *, actor: str, now: datetime) -> None:
    """Let an entry count no more; one that was removed already stays as it is."""
    which = (allow_entries.c.id == number, allow_entries.c.removed_at.is_(None))
    connection.execute(update(allow_entries).where(*which).values(removed_at=now, removed_by=actor))


def _rows() -> Select[Any]:
    return select(allow_entries)


def _entry(row: Row[Any], now: datetime) -> AllowEntry:
    if row.removed_at is not None:
        status = AllowStatus.REMOVED
    else:
        status = AllowStatus.IN_FORCE if row.until > now else AllowStatus.ENDED
    return AllowEntry(**row._mapping, status=status)  # noqa: SLF001  it has no other name
