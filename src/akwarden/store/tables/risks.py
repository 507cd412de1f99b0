"""Tables of risks: what is wrong with principals and keys, as of the last look, and what people decided."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from akwarden.store.moment import Moment
from akwarden.store.tables.metadata import METADATA, belongs_to

risks = Table(
    "risks",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("provider", Text, nullable=False),
    belongs_to("accounts", "account_id", optional=True),
    Column("principal_id", Integer, ForeignKey("principals.id", ondelete="CASCADE")),
    Column("key_id", Text),
    Column("rule", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("advice", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("fix", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index("ix_risks_first_seen_at", "first_seen_at", "account_id"),
    Index("ix_risks_status_changed_at", "status", "changed_at", "account_id"),
    Index("ix_risks_advice_status", "advice", "status", "key_id", "principal_id", "rule", "id"),
    Index("ix_risks_key_id_status", "key_id", "status", "id"),
    Index("ix_risks_principal_id_key_id", "principal_id", "key_id", "status", "rule", "id"),
    Index("ix_risks_severity_status", "severity", "status", "key_id", "principal_id", "rule", "id"),
)
"""What the rules saw. One that is seen no more stays with the status `converged`.

`evidence` and `target` are JSON. One without an account is about a leaked key that no account lists.
"""

risk_decisions = Table(
    "risk_decisions",
    METADATA,
    Column("risk_id", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("until", Moment),
    Column("decided_at", Moment, nullable=False),
    Column("decided_by", Text, nullable=False),
)
"""Risks that somebody ignores, why, and until when; it outlives the risk, should it come back."""

trails = Table(
    "trails",
    METADATA,
    belongs_to("accounts", "account_id", key=True),
    Column("name", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("scope", Text),
)
"""The trails and tracks of an account, with how much each records.

`scope` is JSON, NULL for one that is switched off.
"""

people = Table(
    "people",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("left_at", Moment),
    Column("changed_at", Moment, nullable=False),
)
"""People as a list of them says; `left_at` for those who left."""
