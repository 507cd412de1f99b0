"""Tables of lists that somebody gave a name."""

from sqlalchemy import Column, Table, Text

from akwarden.store.moment import Moment
from akwarden.store.tables.metadata import METADATA, belongs_to, numbered

saved_views = Table(
    "saved_views",
    METADATA,
    numbered(),
    belongs_to("persons", "person_id"),
    Column("name", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("shared_with", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
    # A number that somebody still has in an open place never comes to mean another view.
    sqlite_autoincrement=True,
)
"""One row a view; the person is who saved it."""

view_pins = Table(
    "view_pins",
    METADATA,
    belongs_to("persons", "person_id", key=True),
    belongs_to("saved_views", "view_id", key=True),
    sqlite_with_rowid=False,
)
"""Which views stand in whose rail."""
