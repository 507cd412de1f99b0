"""What the state knows beside the events of a batch: keys, own addresses, as small tables for the rules.

The rules that this module keeps:

- Only what the batch touches is read: its keys, and ranges of addresses, which are few.
- A key leaked when somebody put it where others can read it, as far as a commit tells; else when that was
  seen first. What audit records themselves held says nothing of a theft.
"""

import ipaddress
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import pyarrow as pa
from sqlalchemy import Connection, func, select

from akwarden.detectors.behavior.facts import HIGH_RISK, KEYS, OWN_ADDRESSES
from akwarden.detectors.behavior.high_risk import high_risk_operations
from akwarden.model.access_key import KeyStatus
from akwarden.model.leak import LeakCase, LeakStatus
from akwarden.model.principal import PrincipalType
from akwarden.store import canaries
from akwarden.store.new_rows import shares
from akwarden.store.tables import access_keys, addresses, leak_places, leaks, principals

_OPEN: Final = (LeakStatus.OPEN.value, LeakStatus.REVOKED.value)
_STOPPED: Final = (KeyStatus.INACTIVE.value, KeyStatus.DELETED.value)
_SIGN: Final = 1 << 63
_LOW: Final = (1 << 64) - 1


def key_facts(connection: Connection, key_ids: Iterable[str]) -> pa.Table:
    """Return what is known of these keys, by `facts.KEYS`; those that nothing is known of are left out."""
    ids = sorted(set(key_ids))
    leaked, traps = dict(_leaked(connection, ids)), canaries.among(connection, ids)
    known = {row["key_id"]: row for row in _listed(connection, ids)}
    rows = [
        {
            "key_status": KeyStatus.UNLISTED.value,
            "is_root": False,
            "created_at": None,
            "stopped_at": None,
            **known.get(id_, {"key_id": id_}),
            "leaked_at": leaked.get(id_),
            "canary": id_ in traps,
        }
        for id_ in ids
        if id_ in known or id_ in leaked or id_ in traps
    ]
    return pa.Table.from_pylist(rows, KEYS.to_pyarrow())


def own_addresses(connection: Connection) -> pa.Table:
    """Return our own networks, by `facts.OWN_ADDRESSES`."""
    ends = connection.execute(select(addresses.c.low, addresses.c.high).distinct())
    return pa.Table.from_pylist([_range(low, high) for low, high in ends], OWN_ADDRESSES.to_pyarrow())


@cache
def high_risk() -> pa.Table:
    """Return the APIs that do great harm, by `facts.HIGH_RISK`."""
    rows = [{"operation": operation} for operation in sorted(high_risk_operations())]
    return pa.Table.from_pylist(rows, HIGH_RISK.to_pyarrow())


def _listed(connection: Connection, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    columns = access_keys.c
    query = select(
        columns.key_id, columns.status, columns.created_at, columns.deleted_at, principals.c.type
    ).select_from(access_keys.outerjoin(principals, principals.c.id == columns.principal_id))
    for share in shares(ids):
        for row in connection.execute(query.where(columns.key_id.in_(share))):
            yield {
                "key_id": row.key_id,
                "key_status": row.status,
                "is_root": row.type == PrincipalType.ROOT.value,
                "created_at": row.created_at,
                "stopped_at": row.deleted_at if row.status in _STOPPED else None,
            }


def _leaked(connection: Connection, ids: Sequence[str]) -> Iterator[tuple[str, datetime]]:
    """Yield the keys with an open leak, each with when the first of them was made or seen."""
    columns = leaks.c
    seen = func.min(columns.first_seen_at)
    put = func.min(leak_places.c.committed_at)
    query = (
        select(columns.key_id, seen.label("seen_at"), put.label("put_at"))
        .select_from(leaks.outerjoin(leak_places, leak_places.c.leak_id == columns.id))
        .where(columns.status.in_(_OPEN), columns.case != LeakCase.TEMPORARY.value)
        .group_by(columns.key_id)
    )
    for share in shares(ids):
        for row in connection.execute(query.where(columns.key_id.in_(share))):
            put_at = _moment(row.put_at)
            yield row.key_id, row.seen_at if put_at is None else min(put_at, row.seen_at)


def _moment(text: str | None) -> datetime | None:
    """Return the time of a commit; None for one that can't be read: authors write what they like there."""
    try:
        return None if text is None else datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _range(low: str, high: str) -> dict[str, int]:
    """Return a network as the lake has addresses, from its ends as 32 hexadecimal digits."""
    first, last = (ipaddress.IPv6Address(int(end, 16)) for end in (low, high))
    if first.ipv4_mapped is not None and last.ipv4_mapped is not None:
        ends = (0, int(first.ipv4_mapped)), (0, int(last.ipv4_mapped))
        family = 4
    else:
        ends = _halves(int(first)), _halves(int(last))
        family = 6
    return {
        "family": family,
        "from_high": ends[0][0],
        "from_low": ends[0][1],
        "to_high": ends[1][0],
        "to_low": ends[1][1],
    }


def _halves(number: int) -> tuple[int, int]:
    return (number >> 64) - _SIGN, (number & _LOW) - _SIGN
