"""Tables of usage: what the event lake comes to, summed beforehand, so that lists need not read the lake.

All of it can be made again from the lake. It holds what baselines leave out: those forget the calls of thefts
and of wrong clocks, so that they stay what is usual; here every event counts. Times of events are
microseconds since 1970, as in the files of the lake. A text that is not set is empty, since a key of a table
has no NULL.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from akwarden.store.tables.metadata import METADATA

usage_pairs = Table(
    "usage_pairs",
    METADATA,
    Column("source_ip", Text, primary_key=True),
    Column("key_id", Text, primary_key=True),
    Column("provider", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("calls", BigInteger, nullable=False),
    Column("failed", BigInteger, nullable=False),
    Column("denied", BigInteger, nullable=False),
    Column("first", BigInteger),
    Column("last", BigInteger),
    Index("ix_usage_pairs_key_id", "key_id", "provider", "source_ip"),
    Index("ix_usage_pairs_last", "last"),
    sqlite_with_rowid=False,
)
"""A key at an address, in an account: how often, since when, until when."""

usage_addresses = Table(
    "usage_addresses",
    METADATA,
    Column("source_ip", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("calls", BigInteger, nullable=False),
    Column("failed", BigInteger, nullable=False),
    Column("denied", BigInteger, nullable=False),
    Column("key_count", BigInteger, nullable=False),
    Column("first", BigInteger),
    Column("last", BigInteger),
    Column("ip_kind", Text, nullable=False),
    Column("ip_country", Text, nullable=False),
    Column("ip_asn", BigInteger),
    Column("ip_org", Text, nullable=False),
    Index("ix_usage_addresses_number", "number"),
    Index("ix_usage_addresses_last", "last", "source_ip"),
    Index("ix_usage_addresses_calls", "calls", "source_ip"),
    sqlite_with_rowid=False,
)
"""An address that calls came from; `number` is it as 32 hex digits, as in `addresses`."""

usage_keys = Table(
    "usage_keys",
    METADATA,
    Column("key_id", Text, primary_key=True),
    Column("provider", Text, primary_key=True),
    Column("calls", BigInteger, nullable=False),
    Column("failed", BigInteger, nullable=False),
    Column("addresses", BigInteger, nullable=False),
    Column("first", BigInteger),
    Column("last", BigInteger),
    sqlite_with_rowid=False,
)
"""A key that signed a call."""

usage_regions = Table(
    "usage_regions",
    METADATA,
    Column("source_ip", Text, primary_key=True),
    Column("region", Text, primary_key=True),
    Column("provider", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("calls", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""In which regions was called from an address."""

usage_spans = Table(
    "usage_spans",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("seconds", Integer, primary_key=True, autoincrement=False),
    Column("subject", Text, primary_key=True),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("provider", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("calls", BigInteger, nullable=False),
    Column("failed", BigInteger, nullable=False),
    Index("ix_usage_spans_kind_seconds_at", "kind", "seconds", "at"),
    sqlite_with_rowid=False,
)
"""Calls of an hour or a day in UTC (`seconds`), which begins so many seconds since 1970 (`at`).

`kind` says of what: of a `key`, from an `address`, or with a `result`.
"""

usage_progress = Table(
    "usage_progress",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("past", Integer),
    Column("journal", BigInteger),
    Column("done", BigInteger, nullable=False),
)
"""One row: up to which file the past is still to be summed (NULL: it is), and how many rows of which journal
are in the tables."""
