"""Keeps events as they were judged, for sequences to look back at, in the transaction of the caller."""

from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, delete, insert, select

from akwarden.store.tables import step_memory

_COMPRESSED = pa.ipc.IpcWriteOptions(compression="zstd")


def keep(connection: Connection, rows: pa.Table, now: datetime) -> None:
    """Keep events, of any columns, among them `time`; nothing where there are none."""
    if not rows.num_rows:
        return
    last = pc.max(rows["time"].cast(pa.int64())).as_py()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema, options=_COMPRESSED) as stream:
        stream.write_table(rows)
    values = {"last": last, "kept_at": now, "events": sink.getvalue().to_pybytes()}
    connection.execute(insert(step_memory).values(values))


def recalled(connection: Connection, since: int, schema: pa.Schema) -> pa.Table:
    """Return the events from a time on, in microseconds since 1970, that were kept by this schema."""
    query = select(step_memory.c.events).where(step_memory.c.last >= since).order_by(step_memory.c.id)
    found = [pa.ipc.open_stream(content).read_all() for content in connection.execute(query).scalars()]
    # Those that an older version kept have other columns, and are no more than a day old.
    rows = pa.concat_tables([schema.empty_table(), *(one for one in found if one.schema.equals(schema))])
    return rows.filter(pc.greater_equal(rows["time"].cast(pa.int64()), since))


def forget(connection: Connection, before: datetime | None = None) -> None:
    """Remove what was kept before a time, or all."""
    query = delete(step_memory)
    connection.execute(query if before is None else query.where(step_memory.c.kept_at < before))
