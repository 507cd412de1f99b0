"""The open alarms of keys: those that are about one key. They are not known before calls were judged."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, func, select, true

from akwarden.model.alarm import AlarmStatus
from akwarden.model.key_row import KeyFacts
from akwarden.store.lake import following
from akwarden.store.new_rows import shares
from akwarden.store.tables import access_keys, alarms

FOLLOWER: Final = "detection"
"""Who reads the event lake to judge calls."""

_COUNTED: ColumnElement[bool] = and_(
    alarms.c.raised.is_(true()), alarms.c.status == AlarmStatus.OPEN.value, alarms.c.key_id.is_not(None)
)


def counts() -> ColumnElement[int]:
    """Return how many open alarms there are of a key."""
    counted = select(func.count()).select_from(alarms)
    return counted.where(alarms.c.key_id == access_keys.c.key_id, _COUNTED).scalar_subquery()


def with_alarms(connection: Connection, keys: Iterable[KeyFacts]) -> Iterator[KeyFacts]:
    """Yield the same keys with the number of their open alarms; None where no call was ever judged."""
    rows = list(keys)
    if following.position(connection, FOLLOWER) is None:
        yield from rows
        return
    found = _counts_of(connection, [key.key_id for key in rows])
    for key in rows:
        yield msgspec.structs.replace(key, alarms=found.get(key.key_id, 0))


def _counts_of(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for share in shares(ids):
        query = (
            select(alarms.c.key_id, func.count())
            .where(alarms.c.key_id.in_(share), _COUNTED)
            .group_by(alarms.c.key_id)
        )
        found.update((row[0], row[1]) for row in connection.execute(query))
    return found
