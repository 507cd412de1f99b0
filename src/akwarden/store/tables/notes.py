"""Tables of what people say about keys, addresses and principals. No sync ever writes to them."""

from sqlalchemy import Column, Table, Text, UniqueConstraint

from akwarden.store.moment import Moment
from akwarden.store.tables.metadata import METADATA, belongs_to, numbered

notes = Table(
    "notes",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("remark", Text),
    Column("owner", Text),
    Column("tags", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", Text, nullable=False),
)
"""What people say of one subject: `key` and its id, `ip` and its address or network; `tags` are JSON."""

edits = Table(
    "edits",
    METADATA,
    numbered(),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("undone_at", Moment),
)
"""One change that somebody made, of one note or of many at once."""

edit_lines = Table(
    "edit_lines",
    METADATA,
    numbered(),
    belongs_to("edits", "edit_id"),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    UniqueConstraint("edit_id", "kind", "subject", "field"),
)
"""What an edit changed, so that it can be undone and read as history."""
