"""What else an account has: groups, policies, functions, addresses, trails, buckets, members, blind spots."""

import ipaddress
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from akwarden.model.blind_spot import BlindSpot
from akwarden.model.bucket import Bucket
from akwarden.model.function import CloudFunction
from akwarden.model.member import Member
from akwarden.model.own_address import OwnAddress
from akwarden.model.policy import Group, Policy
from akwarden.model.trail import Trail
from akwarden.store.inventory.change import Change, difference
from akwarden.store.inventory.holdings import merge_pairs
from akwarden.store.inventory.sets import delete_rows, merge_set
from akwarden.store.moment import rounded
from akwarden.store.tables import (
    addresses,
    blind_spots,
    buckets,
    functions,
    group_grants,
    members,
    policies,
    trails,
    user_groups,
)


def merge_groups(connection: Connection, account: int, listed: Sequence[Group]) -> Change:
    """Make the groups of an account those that were listed, with the policies attached to them."""
    rows = (
        {"cloud_id": one.id, "name": one.name, "note": one.note, "created_at": _moment(one.created_at)}
        for one in listed
    )
    change = merge_set(connection, user_groups, account, rows, by=("cloud_id",))
    query = select(user_groups.c.cloud_id, user_groups.c.id).where(user_groups.c.account_id == account)
    numbers = {row[0]: row[1] for row in connection.execute(query)}
    wanted = {
        numbers[one.id]: {(grant.policy, grant.kind.value) for grant in one.grants}
        for one in listed
        if one.grants is not None
    }
    columns = (group_grants.c.policy, group_grants.c.kind)
    return change + merge_pairs(connection, group_grants, group_grants.c.group_id, columns, wanted)


def known_policies(connection: Connection, account: int) -> dict[str, str]:
    """Return the versions of the policies that are kept, by their ids."""
    query = select(policies.c.cloud_id, policies.c.version).where(policies.c.account_id == account)
    return {row[0]: row[1] for row in connection.execute(query)}


def merge_policies(connection: Connection, account: int, read: Sequence[Policy]) -> Change:
    """Keep some policies; the others stay as they are."""
    kept = _by_id(connection, policies, account, [one.id for one in read])
    change = Change()
    for policy in read:
        wanted = {
            "cloud_id": policy.id,
            "name": policy.name,
            "kind": policy.kind.value,
            "version": policy.version,
            "document": policy.document,
            "fault": policy.fault,
            "updated_at": _moment(policy.updated_at),
        }
        change += _put(connection, policies, account, kept.get(policy.id), wanted)
    return change


def drop_policies(connection: Connection, account: int, seen: Collection[str]) -> Change:
    """Delete the policies that the account has no more."""
    query = select(policies.c.id, policies.c.cloud_id).where(policies.c.account_id == account)
    gone = [number for number, id_ in connection.execute(query) if id_ not in seen]
    delete_rows(connection, policies, gone)
    return Change(gone=len(gone))


def known_functions(connection: Connection, account: int) -> dict[str, str]:
    """Return the versions of the functions whose variables were looked through, by their ids."""
    query = select(functions.c.cloud_id, functions.c.version).where(functions.c.account_id == account)
    return {row[0]: row[1] for row in connection.execute(query)}


def merge_function(connection: Connection, account: int, function: CloudFunction) -> Change:
    """Keep one function whose variables were looked through; of them only the names."""
    wanted = {
        "cloud_id": function.id,
        "name": function.name,
        "region": function.region,
        "version": function.version,
        "role": function.role,
        "modified_at": _moment(function.modified_at),
        "variables": msgspec.json.encode([one.name for one in function.variables or ()]).decode(),
    }
    kept = _by_id(connection, functions, account, [function.id]).get(function.id)
    return _put(connection, functions, account, kept, wanted)


def drop_functions(connection: Connection, account: int, seen: Collection[str]) -> Change:
    """Delete the functions that the account has no more."""
    query = select(functions.c.id, functions.c.cloud_id).where(functions.c.account_id == account)
    gone = [number for number, id_ in connection.execute(query) if id_ not in seen]
    delete_rows(connection, functions, gone)
    return Change(gone=len(gone))


def merge_addresses(
    connection: Connection, account: int, listed: Iterable[OwnAddress], *, whole: bool = True
) -> Change:
    """Make the addresses of an account those that were listed; others stay where the list is not `whole`."""
    rows = (address_values(one) for one in listed)
    by = ("kind", "resource", "network")
    return merge_set(connection, addresses, account, rows, by=by, whole=whole)


def address_values(address: OwnAddress) -> Mapping[str, Any]:
    """Return the columns of an address; raises ValueError for what is no network."""
    network = ipaddress.ip_network(address.network)
    return {
        "network": str(network),
        "low": hex_of(network.network_address),
        "high": hex_of(network.broadcast_address),
        "kind": address.kind.value,
        "resource": address.resource,
        "label": address.label,
        "region": address.region,
    }


def hex_of(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    """Return an address as 32 hex digits that sort as addresses do; IPv4 as ::ffff:0:0/96."""
    number = int(address) | (0xFFFF << 32 if address.version == 4 else 0)  # noqa: PLR2004  the protocol's number
    return f"{number:032x}"


def merge_members(connection: Connection, account: int, listed: Iterable[Member]) -> Change:
    """Make the members of an organisation those that were listed."""
    rows = (
        {
            "number": one.number,
            "name": one.name,
            "department": one.department,
            "joined_at": _moment(one.joined_at),
            "active": one.active,
        }
        for one in listed
    )
    return merge_set(connection, members, account, rows, by=("number",))


def merge_trails(
    connection: Connection, account: int, listed: Iterable[Trail], *, whole: bool = True
) -> Change:
    """Make the trails of an account those that were listed; others stay where the list is not `whole`."""
    kept = {
        row["name"]: row
        for row in connection.execute(select(trails).where(trails.c.account_id == account)).mappings()
    }
    wanted = {one.name: _trail_values(one) for one in listed}
    changed = {name: difference(kept[name], wanted[name]) for name in wanted if name in kept}
    added = [{"account_id": account, **values} for name, values in wanted.items() if name not in kept]
    if added:
        connection.execute(insert(trails), added)
    for name, values in changed.items():
        if values:
            connection.execute(update(trails).where(_trail(account, name)).values(values))
    gone = [name for name in kept if whole and name not in wanted]
    for name in gone:
        connection.execute(delete(trails).where(_trail(account, name)))
    return Change(len(added), sum(map(bool, changed.values())), len(gone))


def _trail_values(trail: Trail) -> Mapping[str, Any]:
    scope = None if trail.scope is None else msgspec.json.encode(trail.scope, order="sorted").decode()
    return {"name": trail.name, "state": trail.state.value, "detail": trail.detail, "scope": scope}


def _trail(account: int, name: str) -> Any:
    return (trails.c.account_id == account) & (trails.c.name == name)


def merge_buckets(
    connection: Connection, account: int, listed: Iterable[Bucket], *, whole: bool = True
) -> Change:
    """Make the buckets of an account those that were listed; others stay where the list is not `whole`."""
    rows = (msgspec.structs.asdict(one) for one in listed)
    return merge_set(connection, buckets, account, rows, by=("name",), whole=whole)


def merge_blind_spots(
    connection: Connection, account: int, seen: Iterable[BlindSpot], now: datetime
) -> Change:
    """Make the blind spots of an account those that were met; the time since when is kept."""
    kept = {
        (row["right"], row["unseen"]): row
        for row in connection.execute(
            select(blind_spots).where(blind_spots.c.account_id == account)
        ).mappings()
    }
    wanted = {(spot.right, spot.unseen): msgspec.structs.asdict(spot) for spot in seen}
    for key, values in wanted.items():
        if key not in kept:
            connection.execute(insert(blind_spots).values(account_id=account, since=now, **values))
        elif changed := difference(kept[key], values):
            connection.execute(update(blind_spots).where(_spot(account, key)).values(changed))
    gone = [key for key in kept if key not in wanted]
    for key in gone:
        connection.execute(delete(blind_spots).where(_spot(account, key)))
    return Change(added=len(wanted.keys() - kept.keys()), gone=len(gone))


def _spot(account: int, key: tuple[str, str]) -> Any:
    at = (blind_spots.c.right == key[0]) & (blind_spots.c.unseen == key[1])
    return (blind_spots.c.account_id == account) & at


def _by_id(connection: Connection, table: Any, account: int, ids: Sequence[str]) -> dict[str, RowMapping]:
    query = select(table).where(table.c.account_id == account, table.c.cloud_id.in_(ids))
    return {row["cloud_id"]: row for row in connection.execute(query).mappings()}


def _put(
    connection: Connection, table: Any, account: int, kept: RowMapping | None, wanted: Mapping[str, Any]
) -> Change:
    if kept is None:
        connection.execute(insert(table).values(account_id=account, **wanted))
        return Change(added=1)
    values = difference(kept, wanted)
    if not values:
        return Change()
    connection.execute(update(table).where(table.c.id == kept["id"]).values(values))
    return Change(changed=1)


def _moment(at: datetime | None) -> datetime | None:
    return None if at is None else rounded(at)
