"""People as a list of them says: who there is, and who left when."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from akwarden.store.new_rows import shares
from akwarden.store.tables import people


def known(connection: Connection) -> dict[str, datetime | None]:
    """Return when each person left; None for who is there."""
    return {row.name: row.left_at for row in connection.execute(select(people.c.name, people.c.left_at))}


def keep(connection: Connection, left: Mapping[str, datetime | None], now: datetime) -> None:
    """Keep when these people left, in the place of what was kept of them."""
    for names in shares(list(left)):
        connection.execute(delete(people).where(people.c.name.in_(names)))
        rows = [{"name": name, "left_at": left[name], "changed_at": now} for name in names]
        connection.execute(insert(people), rows)
