"""How the lake's files are written: rows by time and key, in groups that are passed over by their times."""

from collections.abc import Iterable
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from akwarden.store.lake.schema import LAKE_SCHEMA

ORDER: Final = (("time", "ascending"), ("key_id", "ascending"))
GROUP_ROWS: Final = 1 << 16
"""Rows of one group: what a reader can pass over."""
GROUP_BYTES: Final = 48 << 20
"""Bytes of one group in memory, so that merging stays within bounds whatever the records are."""

# Level 3 takes twice the time and makes the files hardly smaller.
_LEVEL = 1
_PAGE = 1 << 18
"""Bytes of a page: what a reader holds of each column at least."""
_AT_ONCE = 64
"""Rows after which the size of a page is looked at: some records are long."""
# Nearly every row has another value here: a dictionary would only cost.
_UNLIKE = ("event_hash", "event_id", "time", "ingested_at", "request_id", "raw", "ip_high", "ip_low")
_ENCODINGS = {"time": "DELTA_BINARY_PACKED", "ingested_at": "DELTA_BINARY_PACKED", "event_hash": "PLAIN"}
# Of the others nobody asks for a range, and of `raw` it would be stored in full.
_RANGES = ["event_hash", "time", "ingested_at", "key_id", "account", "action", "source_ip"]


def in_order(table: pa.Table) -> pa.Table:
    """Return the rows by time, and by key where the time is the same; those without a key come last."""
    places = pc.sort_indices(table.select([name for name, _ in ORDER]), sort_keys=list(ORDER))
    return table.take(places)


def write(tables: Iterable[pa.Table], sink: Any) -> None:
    """Write the rows of `tables`, which follow each other in order, to an open file; it is not closed.

    What the file raises comes out.
    """
    stream = pa.BufferedOutputStream(pa.PythonFile(sink, mode="w"), 1 << 20)
    writer = pq.ParquetWriter(
        stream,
        LAKE_SCHEMA,
        compression="zstd",
        compression_level=_LEVEL,
        use_dictionary=[name for name in LAKE_SCHEMA.names if name not in _UNLIKE],
        column_encoding=_ENCODINGS,
        write_statistics=_RANGES,
        data_page_size=_PAGE,
        write_batch_size=_AT_ONCE,
    )
    for group in _groups(tables):
        writer.write_table(group, row_group_size=GROUP_ROWS)
    writer.close()
    stream.flush()


def _groups(tables: Iterable[pa.Table]) -> Iterable[pa.Table]:
    """Yield the rows in tables of a good size for a group."""
    held: list[pa.Table] = []
    rows = size = 0
    for table in tables:
        for piece in _pieces(table):
            held.append(piece)
            rows, size = rows + piece.num_rows, size + piece.nbytes
            if rows >= GROUP_ROWS or size >= GROUP_BYTES:
                yield pa.concat_tables(held)
                held, rows, size = [], 0, 0
    if held:
        yield pa.concat_tables(held)


def _pieces(table: pa.Table) -> Iterable[pa.Table]:
    """Yield a table in parts that fit into a group."""
    parts = max(-(-table.num_rows // GROUP_ROWS), -(-table.nbytes // GROUP_BYTES), 1)
    rows = max(-(-table.num_rows // parts), 1)
    for start in range(0, table.num_rows, rows):
        yield table.slice(start, rows)
