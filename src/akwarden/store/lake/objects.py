"""How far files and delivered objects were read into the lake: a second delivery costs one lookup."""

from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy import Connection, delete, select

from akwarden.store.new_rows import add_new, shares
from akwarden.store.tables.lake_objects import lake_objects


class ObjectProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far one file or object is in the lake."""

    id: str
    """The digest of its bytes, or bucket, key and etag."""
    name: str
    """What it was called the last time."""
    blocks: int
    """How many blocks of records and single dead letters are in."""
    complete: bool
    """Whether that is all of it."""
    records: int
    """How many records those blocks held, dead ones among them."""
    dead_letters: int


def progress_of(connection: Connection, object_id: str) -> ObjectProgress | None:
    """Return how far an object is in, or None for one that was never begun."""
    row = connection.execute(select(lake_objects).where(lake_objects.c.id == object_id)).mappings().first()
    if row is None:
        return None
    return ObjectProgress(**{name: row[name] for name in ObjectProgress.__struct_fields__})


def keep(connection: Connection, objects: Collection[ObjectProgress], now: datetime) -> None:
    """Keep how far objects are, in the transaction that put their records into the lake.

    One that another run has completed meanwhile stays complete.
    """
    ids = [one.id for one in objects]
    for some in shares(ids):
        behind = lake_objects.c.id.in_(some) & lake_objects.c.complete.is_(False)
        connection.execute(delete(lake_objects).where(behind))
    add_new(connection, lake_objects, [{**msgspec.structs.asdict(one), "changed_at": now} for one in objects])
