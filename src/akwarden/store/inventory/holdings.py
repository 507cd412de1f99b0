"""What principals have: their keys, the policies attached to them, their groups."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, Table, and_, delete, insert, or_, select, update

from akwarden.model.access_key import AccessKey, AccessKeyId, LastUse
from akwarden.model.finding import KeyType
from akwarden.model.policy import quarantine
from akwarden.model.principal import Holdings
from akwarden.store.inventory.change import Change, difference
from akwarden.store.inventory.principals import mark_deleted, mark_gone, rows_of, values_of
from akwarden.store.last_uses import take_seen_uses
from akwarden.store.moment import rounded
from akwarden.store.tables import access_keys, memberships, principal_grants, principals


def merge_holdings(
    connection: Connection, provider: str, account: int, held: Sequence[Holdings], now: datetime
) -> Change:
    """Hold what some principals have against what is kept. What could not be seen (None) is left as it is."""
    rows = rows_of(connection, account, [one.principal.id for one in held])
    owned = [(rows[one.principal.id], one) for one in held if one.principal.id in rows]
    return (
        _merge_principals(connection, owned)
        + _merge_grants(connection, owned)
        + _merge_groups(connection, owned)
        + _merge_keys(connection, provider, account, owned, now)
    )


def forget(connection: Connection, account: int, ids: Iterable[str], now: datetime) -> Change:
    """Mark principals as gone that went between two calls."""
    rows = rows_of(connection, account, ids).values()
    there = [row["id"] for row in rows if row["deleted_at"] is None]
    return Change(gone=mark_gone(connection, there, now))


_Owned = Sequence[tuple[RowMapping, Holdings]]


def _merge_principals(connection: Connection, owned: _Owned) -> Change:
    changed = 0
    for row, held in owned:
        if values := difference(row, _values_of(held)):
            connection.execute(update(principals).where(principals.c.id == row["id"]).values(values))
            changed += 1
    return Change(changed=changed)


def _values_of(held: Holdings) -> Mapping[str, Any]:
    """Return the columns of a principal, with what its policies say where they were seen."""
    values = values_of(held.principal)
    return values if held.grants is None else {**values, "quarantine": quarantine(held.grants)}


def _merge_grants(connection: Connection, owned: _Owned) -> Change:
    wanted = {
        row["id"]: {(grant.policy, grant.kind.value) for grant in held.grants}
        for row, held in owned
        if held.grants is not None
    }
    columns = (principal_grants.c.policy, principal_grants.c.kind)
    return merge_pairs(connection, principal_grants, principal_grants.c.principal_id, columns, wanted)


def _merge_groups(connection: Connection, owned: _Owned) -> Change:
    wanted = {
        row["id"]: {(group,) for group in held.groups} for row, held in owned if held.groups is not None
    }
    columns = (memberships.c.group_id,)
    return merge_pairs(connection, memberships, memberships.c.principal_id, columns, wanted)


def merge_pairs(
    connection: Connection,
    table: Table,
    owner: Column[int],
    columns: Sequence[Column[Any]],
    wanted: Mapping[int, AbstractSet[tuple[str, ...]]],
) -> Change:
    """Make what each owner has those of `wanted`; owners that are not in it are left as they are."""
    kept: dict[int, set[tuple[str, ...]]] = {number: set() for number in wanted}
    for row in connection.execute(select(owner, *columns).where(owner.in_(list(wanted)))):
        kept[row[0]].add(tuple(row[1:]))
    names = [column.name for column in columns]
    added = [
        {owner.name: number, **dict(zip(names, pair, strict=True))}
        for number, pairs in wanted.items()
        for pair in sorted(pairs - kept[number])
    ]
    if added:
        connection.execute(insert(table), added)
    gone = [(number, pair) for number, pairs in wanted.items() for pair in kept[number] - pairs]
    for start in range(0, len(gone), 100):
        connection.execute(
            delete(table).where(or_(*(_is(owner, columns, n, p) for n, p in gone[start : start + 100])))
        )
    return Change(added=len(added), gone=len(gone))


def _is(owner: Column[int], columns: Sequence[Column[Any]], number: int, pair: tuple[str, ...]) -> Any:
    return and_(owner == number, *(column == value for column, value in zip(columns, pair, strict=True)))


def _merge_keys(connection: Connection, provider: str, account: int, owned: _Owned, now: datetime) -> Change:
    seen = {row["id"]: held.keys for row, held in owned if held.keys is not None}
    ids = [key.id for keys in seen.values() for key in keys]
    kept = {
        row["key_id"]: row
        for row in connection.execute(select(access_keys).where(access_keys.c.key_id.in_(ids))).mappings()
    }
    change = Change()
    for number, keys in seen.items():
        for key in keys:
            place = {"provider": provider, "account_id": account, "principal_id": number}
            change += _merge_key(connection, kept.get(key.id), key, place, now)
    take_seen_uses(connection, ids, now)
    others = access_keys.c.principal_id.in_(list(seen)) & access_keys.c.key_id.not_in(ids)
    return change + Change(gone=mark_deleted(connection, others, now))


def _merge_key(
    connection: Connection, kept: RowMapping | None, key: AccessKey, place: Mapping[str, Any], now: datetime
) -> Change:
    wanted = {**place, **_key_values(key)}
    if kept is None:
        row = {"last_use_known": False, **wanted, "key_id": key.id, "first_seen_at": now}
        connection.execute(insert(access_keys).values(row))
        return Change(added=1)
    values = difference(kept, _with_later_use(kept, wanted))
    if not values:
        return Change()
    connection.execute(update(access_keys).where(access_keys.c.key_id == key.id).values(values))
    return Change(changed=1)


def merge_uses(connection: Connection, uses: Mapping[AccessKeyId, LastUse]) -> Change:
    """Keep when keys were used the last time, of keys that are kept."""
    query = select(access_keys).where(access_keys.c.key_id.in_(list(uses)))
    changed = 0
    for kept in connection.execute(query).mappings().all():
        if values := difference(kept, _with_later_use(kept, _use_values(uses[kept["key_id"]]))):
            connection.execute(
                update(access_keys).where(access_keys.c.key_id == kept["key_id"]).values(values)
            )
            changed += 1
    return Change(changed=changed)


def _with_later_use(kept: RowMapping, wanted: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the columns with the last use that is kept, where that is later than what the cloud knows."""
    held, told = kept["last_used_at"], wanted.get("last_used_at")
    is_later = held is not None and (told is None or held > told)
    return {**wanted, "last_used_at": held} if is_later and "last_used_at" in wanted else wanted


def _key_values(key: AccessKey) -> dict[str, Any]:
    """Return the columns of a key that is listed; without its last use where the cloud did not tell."""
    values: dict[str, Any] = {
        "key_type": KeyType.PERMANENT.value,
        "status": key.status.value,
        "guess": None,
        "created_at": None if key.created_at is None else rounded(key.created_at),
        "note": key.note,
        "deleted_at": None,
    }
    return values if key.last_use is None else values | _use_values(key.last_use)


def _use_values(use: LastUse) -> dict[str, Any]:
    return {
        "last_used_at": None if use.at is None else rounded(use.at),
        "last_used_service": use.service,
        "last_used_region": use.region,
        "last_use_known": True,
    }
