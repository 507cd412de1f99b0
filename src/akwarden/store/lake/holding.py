"""Whether there are events at all: asked before the parts are loaded that read them."""

from sqlalchemy import Connection, exists, select

from akwarden.store.lake.file_state import FileState
from akwarden.store.tables import lake_files


def holds_events(connection: Connection) -> bool:
    """Say whether the lake has a file of events."""
    found = select(exists().where(lake_files.c.state == FileState.LIVE.value))
    return bool(connection.execute(found).scalar_one())
