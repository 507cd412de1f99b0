"""Tables of leaks: what was found where, one row a key or secret, without any value."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text

from akwarden.store.moment import Moment
from akwarden.store.tables.metadata import METADATA

leaks = Table(
    "leaks",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("provider", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("key_id", Text, index=True),
    Column("fingerprint", Text, index=True),
    Column("mask", Text),
    Column("case", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("validity", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("owner", Text),
    Column("first_seen_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
)
"""One leaked key or secret, however often it stands somewhere."""

leak_places = Table(
    "leak_places",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("leak_id", Text, ForeignKey("leaks.id", ondelete="CASCADE"), nullable=False),
    Column("finding_id", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("vpath", Text, nullable=False),
    Column("line", BigInteger),
    Column("column", BigInteger),
    Column("commit", Text),
    Column("author", Text),
    Column("committed_at", Text),
    Column("first_seen_at", Moment, nullable=False),
    Index("ix_leak_places_leak_id", "leak_id"),
)
"""Where a leak stands; the id is a digest of the place, so that a second scan adds nothing."""
