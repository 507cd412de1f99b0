"""How much keys are used, by the sums of the state."""

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import Connection, func, select

from akwarden.store.new_rows import shares
from akwarden.store.tables import usage_keys


class KeySums(msgspec.Struct, frozen=True):
    """What is counted of one key."""

    calls: int
    failed: int
    addresses: int
    """From how many addresses."""
    first: int | None
    """Microseconds since 1970, as `last`."""
    last: int | None


def sums_of(connection: Connection, keys: Sequence[str]) -> Mapping[str, KeySums]:
    """Return what is counted of keys; one that signed nothing has none."""
    columns = usage_keys.c
    found: dict[str, KeySums] = {}
    for share in shares(keys):
        query = (
            select(
                columns.key_id,
                func.sum(columns.calls),
                func.sum(columns.failed),
                func.sum(columns.addresses),
                func.min(columns.first),
                func.max(columns.last),
            )
            .where(columns.key_id.in_(share))
            .group_by(columns.key_id)
        )
        for key_id, calls, failed, addresses, first, last in connection.execute(query):
            found[key_id] = KeySums(int(calls), int(failed), int(addresses), first, last)
    return found
