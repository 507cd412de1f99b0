"""Tables of the event lake: its manifest, the only truth about which events there are, and how imports went.

Times of events are microseconds since 1970, as in the files; other times are those of all tables.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from akwarden.store.moment import Moment
from akwarden.store.tables.metadata import METADATA, belongs_to, numbered

lake_batches = Table(
    "lake_batches",
    METADATA,
    numbered(),
    Column("key", Text, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("duplicates", BigInteger, nullable=False),
    Column("dead_letters", BigInteger, nullable=False),
    Column("scrubbed", BigInteger, nullable=False),
    Column("doubtful", BigInteger, nullable=False),
    Column("dead_letter_path", Text),
    Column("committed_at", Moment, nullable=False),
    Index("ix_lake_batches_source", "source"),
    Index("ix_lake_batches_committed_at", "committed_at"),
)
"""What was imported: one row a batch, by the key that a batch has whenever it is delivered."""

lake_files = Table(
    "lake_files",
    METADATA,
    numbered(),
    Column("path", Text, nullable=False, unique=True),
    Column("month", Text, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("min_time", BigInteger, nullable=False),
    Column("max_time", BigInteger, nullable=False),
    Column("content", BigInteger, nullable=False),
    Column("doubtful", Boolean, nullable=False),
    Column("merged", Boolean, nullable=False),
    Column("batch", Integer, ForeignKey("lake_batches.id", ondelete="SET NULL"), index=True),
    Column("added_at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("dropped_at", Moment),
    Index("ix_lake_files_state_max_time", "state", "max_time"),
    # A number is never given twice: whoever follows the manifest remembers the last one.
    sqlite_autoincrement=True,
)
"""The files, in the order of their commits; `content` is the XOR of the hashes of all events in one.

A file that was `merged` from others holds nothing new. `path` is below the folder of the lake.
"""

lake_sources = Table(
    "lake_sources",
    METADATA,
    Column("source", Text, primary_key=True),
    belongs_to("accounts", "account_id", optional=True),
    Column("cursor", Text),
    Column("watermark", Moment),
    Column("checked_at", Moment),
    Column("error", Text),
)
"""How far a source was read; `cursor` is JSON of its reader."""

lake_followers = Table(
    "lake_followers",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("moved_at", Moment, nullable=False),
)
"""Who reads the files in the order of their commits, and the last one that each has read."""

lake_leases = Table(
    "lake_leases",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("until", Moment, nullable=False),
)
"""Writers whose files may lie there before the manifest knows them."""

lake_head = Table(
    "lake_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("gone", Integer, nullable=False),
)
"""One row, which whoever writes the manifest locks; files up to number `gone` may be there only as merged."""
