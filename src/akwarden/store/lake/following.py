"""Following the manifest: who reads each file once, in the order of the commits, and how far each is.

A follower moves in the transaction of what it made of the files, so that nothing counts twice.
"""

from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from akwarden.store.new_rows import add_new
from akwarden.store.tables import lake_followers


def position(connection: Connection, name: str) -> int | None:
    """Return the number of the last file that a follower has read, or None for one that is not known."""
    query = select(lake_followers.c.position).where(lake_followers.c.name == name)
    return connection.execute(query).scalar_one_or_none()


def move(connection: Connection, name: str, to: int, now: datetime) -> None:
    """Write down that a follower has read all files up to a number; who was not known is from now on.

    From then on no file is merged or forgotten before it has read it, but those that are too old to be kept.
    """
    add_new(connection, lake_followers, [{"name": name, "position": to, "moved_at": now}])
    connection.execute(
        update(lake_followers).where(lake_followers.c.name == name).values(position=to, moved_at=now)
    )


def leave(connection: Connection, name: str) -> None:
    """Forget a follower: nothing waits for it any more."""
    connection.execute(delete(lake_followers).where(lake_followers.c.name == name))


def least(connection: Connection) -> int | None:
    """Return up to which number all followers have read, or None where nobody follows."""
    found: int | None = connection.execute(select(func.min(lake_followers.c.position))).scalar_one()
    return found
