"""How far the sums of usage are: whether anything was summed, and when that was."""

from datetime import datetime

from sqlalchemy import Connection, select

from akwarden.store.tables import lake_followers
from akwarden.store.usage import progress


def is_summed(connection: Connection) -> bool:
    """Say whether usage was ever summed: before, nothing is known, which is not the same as no use."""
    known = progress.read(connection)
    return known is not None and known.past is None


def summed_at(connection: Connection) -> datetime | None:
    """Return when calls were summed last, None before that."""
    if not is_summed(connection):
        return None
    query = select(lake_followers.c.moved_at).where(lake_followers.c.name == progress.NAME)
    found: datetime | None = connection.execute(query).scalar_one_or_none()
    return found
