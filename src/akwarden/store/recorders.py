"""What records the calls of an account, as it was read last: its trails, and its buckets with their logs."""

import msgspec
from sqlalchemy import Connection, select

from akwarden.model.bucket import Bucket
from akwarden.model.facts import TrailState
from akwarden.model.trail import Trail, TrailScope
from akwarden.store.tables import buckets, trails


def trails_of(connection: Connection, account: int) -> tuple[Trail, ...]:
    """Return the trails of an account, by their names."""
    query = select(trails).where(trails.c.account_id == account).order_by(trails.c.name)
    return tuple(
        Trail(
            name=row["name"],
            state=TrailState(row["state"]),
            detail=row["detail"],
            scope=None if row["scope"] is None else msgspec.json.decode(row["scope"], type=TrailScope),
        )
        for row in connection.execute(query).mappings()
    )


def buckets_of(connection: Connection, account: int) -> tuple[Bucket, ...]:
    """Return the buckets of an account, by their names."""
    columns = [buckets.c[name] for name in Bucket.__struct_fields__]
    query = select(*columns).where(buckets.c.account_id == account).order_by(buckets.c.name)
    return tuple(Bucket(**row) for row in connection.execute(query).mappings())
