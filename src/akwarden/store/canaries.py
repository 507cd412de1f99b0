"""Canaries in the state: remembered, listed, forgotten. A secret is never kept here."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select, update

from akwarden.model.canary import Canary
from akwarden.store.new_rows import insert_into, shares
from akwarden.store.tables import canaries


def put(connection: Connection, canary: Canary) -> None:
    """Remember a canary; what was said of its key before is forgotten."""
    new = insert_into(connection, canaries).values(msgspec.structs.asdict(canary))
    names = [column.name for column in canaries.c if column.name != "key_id"]
    changed = {name: new.excluded[name] for name in names}
    connection.execute(new.on_conflict_do_update(index_elements=[canaries.c.key_id], set_=changed))


def one(connection: Connection, key_id: str) -> Canary | None:
    """Return the canary with this id, also one that was removed, or None."""
    row = connection.execute(select(canaries).where(canaries.c.key_id == key_id)).one_or_none()
    return None if row is None else Canary(**row._mapping)  # noqa: SLF001  it has no other name


def listed(connection: Connection, *, with_removed: bool = False) -> list[Canary]:
    """Return the canaries, the newest first."""
    query = select(canaries).order_by(canaries.c.created_at.desc(), canaries.c.key_id)
    if not with_removed:
        query = query.where(canaries.c.removed_at.is_(None))
    return [Canary(**row._mapping) for row in connection.execute(query)]  # noqa: SLF001  as above


def key_ids(connection: Connection) -> frozenset[str]:
    """Return the ids of all keys that are canaries now."""
    return frozenset(
        connection.execute(select(canaries.c.key_id).where(canaries.c.removed_at.is_(None))).scalars()
    )


def among(connection: Connection, ids: Sequence[str]) -> frozenset[str]:
    """Return those of the ids that are canaries now."""
    found: set[str] = set()
    for share in shares(list(ids)):
        query = select(canaries.c.key_id).where(canaries.c.key_id.in_(share), canaries.c.removed_at.is_(None))
        found.update(connection.execute(query).scalars())
    return frozenset(found)


def remove(connection: Connection, key_id: str, now: datetime) -> None:
    """Let a key be no canary any more."""
    which = (canaries.c.key_id == key_id, canaries.c.removed_at.is_(None))
    connection.execute(update(canaries).where(*which).values(removed_at=now))
