"""Principals as listing them tells: new ones are added, who is gone is marked, and so are its keys."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from akwarden.model.access_key import KeyStatus
from akwarden.model.principal import COVERED, Principal, PrincipalType
from akwarden.store.inventory.change import Change, difference
from akwarden.store.moment import rounded
from akwarden.store.tables import access_keys, principals

_SHARE = 500
_LATER = frozenset({"mfa", "console_login", "last_login_at", "last_login_ip", "trust", "session_seconds"})
"""What listing may leave to a closer look: where it tells nothing, what is known is kept."""


def merge_principals(
    connection: Connection,
    account: int,
    kind: PrincipalType,
    listed: Sequence[Principal],
    now: datetime,
    *,
    whole: bool = True,
) -> Change:
    """Hold the principals of a kind against those that are kept.

    Who is not in a `whole` list is gone.
    """
    kept = _kept(connection, account, kind)
    new = [principal for principal in listed if principal.id not in kept]
    for start in range(0, len(new), _SHARE):
        rows = [{"account_id": account, **values_of(one)} for one in new[start : start + _SHARE]]
        connection.execute(insert(principals), rows)
    changed = sum(_update(connection, kept[one.id], one) for one in listed if one.id in kept)
    here = {principal.id for principal in listed}
    missing = (row for id_, row in kept.items() if whole and id_ not in here)
    gone = [row["id"] for row in missing if row["deleted_at"] is None]
    return Change(len(new), changed, mark_gone(connection, gone, now))


def _kept(connection: Connection, account: int, kind: PrincipalType) -> dict[str, RowMapping]:
    types = [one.value for one in COVERED[kind]]
    query = select(principals).where(principals.c.account_id == account, principals.c.type.in_(types))
    return {row["cloud_id"]: row for row in connection.execute(query).mappings()}


def _update(connection: Connection, row: RowMapping, principal: Principal) -> int:
    told = {k: v for k, v in values_of(principal).items() if not (v is None and k in _LATER)}
    values = difference(row, told)
    if not values:
        return 0
    connection.execute(update(principals).where(principals.c.id == row["id"]).values(values))
    return 1


def values_of(principal: Principal) -> Mapping[str, Any]:
    """Return the columns of a principal that is there."""
    return {
        "cloud_id": principal.id,
        "type": principal.type.value,
        "name": principal.name,
        "arn": principal.arn,
        "note": principal.note,
        "created_at": None if principal.created_at is None else rounded(principal.created_at),
        "console_login": principal.console_login,
        "mfa": principal.mfa,
        "last_login_at": None if principal.last_login_at is None else rounded(principal.last_login_at),
        "last_login_ip": principal.last_login_ip,
        "trust": principal.trust,
        "session_seconds": principal.session_seconds,
        "deleted_at": None,
    }


def mark_gone(connection: Connection, rows: Sequence[int], now: datetime) -> int:
    """Mark principals as gone, and their keys as deleted; return how many rows that changed."""
    marked = 0
    for start in range(0, len(rows), _SHARE):
        share = rows[start : start + _SHARE]
        connection.execute(update(principals).where(principals.c.id.in_(share)).values(deleted_at=now))
        marked += len(share) + mark_deleted(connection, access_keys.c.principal_id.in_(share), now)
    return marked


def mark_deleted(connection: Connection, which: Any, now: datetime) -> int:
    """Mark keys as deleted that are not yet; return how many."""
    there = which & (access_keys.c.status != KeyStatus.DELETED.value)
    # Asked for first: a statement that may write is not made where there is nothing to write.
    gone = connection.execute(select(access_keys.c.key_id).where(there)).scalars().all()
    if gone:
        values = {"status": KeyStatus.DELETED.value, "deleted_at": now}
        connection.execute(update(access_keys).where(there).values(values))
    return len(gone)


def rows_of(connection: Connection, account: int, ids: Iterable[str]) -> dict[str, RowMapping]:
    """Return the rows of some principals by their ids at the cloud."""
    query = select(principals).where(principals.c.account_id == account, principals.c.cloud_id.in_(list(ids)))
    return {row["cloud_id"]: row for row in connection.execute(query).mappings()}
