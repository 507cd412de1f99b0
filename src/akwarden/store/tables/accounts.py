"""Tables about accounts: which there are, what can't be seen of them, and how reading them went."""

from sqlalchemy import Boolean, Column, Table, Text, UniqueConstraint

from akwarden.store.moment import Moment
from akwarden.store.tables.metadata import METADATA, belongs_to, numbered

accounts = Table(
    "accounts",
    METADATA,
    numbered(),
    Column("provider", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("name", Text, nullable=False, unique=True),
    Column("site", Text, nullable=False),
    Column("department", Text),
    Column("manages", Boolean, nullable=False),
    Column("organization", Text),
    Column("source", Text, nullable=False),
    Column("endpoints", Text, nullable=False),
    Column("added_at", Moment, nullable=False),
    UniqueConstraint("provider", "number", "site"),
)
"""One row an account; `source` and `endpoints` are JSON and hold no secret."""

members = Table(
    "members",
    METADATA,
    numbered(),
    belongs_to("accounts", "account_id"),
    Column("number", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("department", Text),
    Column("joined_at", Moment),
    Column("active", Boolean, nullable=False),
    UniqueConstraint("account_id", "number"),
)
"""The members of the organisation that an account manages; who left is deleted."""

blind_spots = Table(
    "blind_spots",
    METADATA,
    belongs_to("accounts", "account_id", key=True),
    Column("right", Text, primary_key=True),
    Column("unseen", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("mend", Text, nullable=False),
    Column("since", Moment, nullable=False),
)
"""What can't be seen of an account, as of the last time that it was read."""

sync_runs = Table(
    "sync_runs",
    METADATA,
    numbered(),
    belongs_to("accounts", "account_id"),
    Column("started_at", Moment, nullable=False),
    Column("touched_at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("cursor", Text, nullable=False),
    Column("counts", Text, nullable=False),
    Column("blind_spots", Text, nullable=False),
    Column("error", Text),
)
"""Each time that an account was read.

`stage` and `cursor` say how far, and `blind_spots` what could not be seen up to there, so that the next run
can go on.
"""
