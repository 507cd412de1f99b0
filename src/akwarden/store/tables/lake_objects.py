"""Table of files and objects of audit records: how far each was read, so that none is read twice."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from akwarden.store.moment import Moment
from akwarden.store.tables.metadata import METADATA

lake_objects = Table(
    "lake_objects",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("blocks", Integer, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("records", BigInteger, nullable=False),
    Column("dead_letters", BigInteger, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index("ix_lake_objects_changed_at", "changed_at"),
)
"""One row a file or object; its id is the digest of its bytes, or bucket, key and etag.

`blocks` says how many blocks of records are in the lake; the transaction that put them there writes it.
"""
