"""Tables of decisions: what people decided about alarms, leaks and risks, so that it can be undone."""

from sqlalchemy import Column, Table, Text

from akwarden.store.moment import Moment
from akwarden.store.tables.metadata import METADATA, belongs_to, numbered

decisions = Table(
    "decisions",
    METADATA,
    numbered(),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("undone_at", Moment),
    sqlite_autoincrement=True,
)
"""What somebody decided at once, about one thing or about many of one kind."""

decision_rows = Table(
    "decision_rows",
    METADATA,
    belongs_to("decisions", "decision_id", key=True),
    Column("object", Text, primary_key=True),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What a decision was about, and how that stood before and after it, as JSON."""
