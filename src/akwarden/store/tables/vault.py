"""Tables of the vault and of the audit log."""

from sqlalchemy import Column, Integer, LargeBinary, Table, Text

from akwarden.store.moment import Moment
from akwarden.store.tables.metadata import METADATA

sealed_secrets = Table(
    "sealed_secrets",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("owner", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("kek", LargeBinary, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
)
"""Secrets, sealed: one row a version. The newest version stands in the audit log too."""

audit_records = Table(
    "audit_records",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("canonical", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)
"""The audit log, one row a record. Nothing here is ever updated or deleted."""
