"""When keys were used the last time, as far as audit records say: a cloud tells that hours or a day late.

- Of two times the later one stays, whoever says it.
- A key that is disabled or deleted is left as it is: what is tried with it is refused, and is no use of it.
- A time that is still to come is passed over: it comes from a wrong clock.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Connection, and_, bindparam, func, select, type_coerce, update

from akwarden.model.access_key import KeyStatus
from akwarden.store.moment import to_millis
from akwarden.store.new_rows import shares
from akwarden.store.tables import access_keys, usage_keys

_USED = (KeyStatus.ACTIVE.value, KeyStatus.UNLISTED.value)


def take_seen_uses(connection: Connection, keys: Sequence[str], now: datetime) -> None:
    """Let the last use of keys be the last call of them that was counted, where that is the later one.

    What service and region the cloud named stays as it is.
    """
    held, counted = access_keys.c, usage_keys.c
    # Microseconds there, milliseconds here.
    last = counted.last.op("/", return_type=BigInteger())(1000)
    of_key = and_(counted.key_id == held.key_id, counted.provider == held.provider)
    is_later = last > func.coalesce(type_coerce(held.last_used_at, BigInteger()), -1)
    later = (last <= to_millis(now), is_later, held.status.in_(_USED))
    for share in shares(keys):
        query = select(held.key_id, last.label("last")).join(usage_keys, of_key)
        rows = connection.execute(query.where(held.key_id.in_(share), *later)).all()
        if rows:
            put = update(access_keys).where(held.key_id == bindparam("which"))
            values = [{"which": row.key_id, "last_used_at": row.last} for row in rows]
            connection.execute(put.values(last_used_at=bindparam("last_used_at")), values)
