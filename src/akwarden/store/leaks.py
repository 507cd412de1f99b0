"""Leaks as scans see them: one row a key or secret, one row a place; only what is new is written."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, select, update

from akwarden.model.access_key import KeyStatus
from akwarden.model.leak import LeakCase, LeakStatus, SeenLeak, SeenPlace, Validity
from akwarden.model.severity import Severity
from akwarden.store.new_rows import add_new, shares
from akwarden.store.tables import access_keys, leak_places, leaks

DAY = timedelta(days=1)
"""How old a `last_seen_at` gets before it is written anew."""

_LAST_SEEN = "last_seen_at"


class Kept(msgspec.Struct, frozen=True):
    """What the state held of some leaks before they were seen again."""

    leaks: Mapping[str, RowMapping]
    places: Collection[str]
    """The ids of their places."""


class Written(msgspec.Struct, frozen=True):
    """How much was new."""

    leaks: int = 0
    places: int = 0
    """Places of leaks that were known before."""
    changed: int = 0
    """Leaks of which something else changed, the time when they were seen among it."""

    def __add__(self, other: "Written") -> "Written":
        """Return both together."""
        return Written(self.leaks + other.leaks, self.places + other.places, self.changed + other.changed)

    def __bool__(self) -> bool:
        """Whether anything was written."""
        return bool(self.leaks or self.places or self.changed)


def kept(connection: Connection, seen: Sequence[SeenLeak]) -> Kept:
    """Return what is held of these leaks, and which of their places."""
    rows: dict[str, RowMapping] = {}
    for ids in shares([one.id for one in seen]):
        query = select(leaks).where(leaks.c.id.in_(ids))
        rows |= {row["id"]: row for row in connection.execute(query).mappings()}
    places: set[str] = set()
    for ids in shares([place.id for one in seen for place in one.places]):
        query_of_places = select(leak_places.c.id).where(leak_places.c.id.in_(ids))
        places |= set(connection.execute(query_of_places).scalars())
    return Kept(rows, places)


def merge(connection: Connection, seen: Sequence[SeenLeak], held: Kept, now: datetime) -> Written:
    """Add what is new of `seen` to what is `held`, in the transaction of `connection`."""
    added = [one for one in seen if one.id not in held.leaks]
    add_new(connection, leaks, [_leak_values(one, now) for one in added])
    places = [
        (one.id in held.leaks, _place_values(one, place, now))
        for one in seen
        for place in one.places
        if place.id not in held.places
    ]
    add_new(connection, leak_places, [values for _, values in places])
    found = {one.id: changes(held.leaks[one.id], one, now) for one in seen if one.id in held.leaks}
    only_seen = [leak for leak, values in found.items() if values.keys() == {_LAST_SEEN}]
    for ids in shares(only_seen):
        connection.execute(update(leaks).where(leaks.c.id.in_(ids)).values({_LAST_SEEN: now}))
    for leak in found.keys() - set(only_seen):
        if values := found[leak]:
            connection.execute(update(leaks).where(leaks.c.id == leak).values(values))
    changed = sum(map(bool, found.values()))
    return Written(len(added), sum(is_old for is_old, _ in places), changed)


def would_write(seen: Sequence[SeenLeak], held: Kept, now: datetime) -> bool:
    """Say whether `merge` would change anything."""
    return any(
        one.id not in held.leaks
        or any(place.id not in held.places for place in one.places)
        or changes(held.leaks[one.id], one, now)
        for one in seen
    )


def changes(row: RowMapping, seen: SeenLeak, now: datetime) -> dict[str, Any]:
    """Return the columns that seeing a leak again changes: it may only get worse or better known."""
    values: dict[str, Any] = {}
    if seen.severity.rank > Severity(row["severity"]).rank:
        values |= {"severity": seen.severity.value, "title": seen.title, "rule": seen.rule}
    if row["fingerprint"] is None and seen.fingerprint is not None:
        values |= {"fingerprint": seen.fingerprint, "mask": seen.mask}
    if seen.case.rank < LeakCase(row["case"]).rank:
        values["case"] = seen.case.value
    if seen.validity not in (Validity.UNKNOWN, row["validity"]):
        values["validity"] = seen.validity.value
    if values or now - row["last_seen_at"] >= DAY:
        values[_LAST_SEEN] = now
    return values


class LeakStand(msgspec.Struct, frozen=True):
    """What people decided about a leak."""

    status: LeakStatus
    """As it is kept: whether the key works is not looked at."""
    owner: str | None
    """Whom somebody gave it to; None for whoever has its key."""


def stands(connection: Connection, ids: Sequence[str]) -> dict[str, LeakStand]:
    """Return how leaks stand, by their ids; in a transaction that writes they stay so until its end."""
    found: dict[str, LeakStand] = {}
    for share in shares(sorted(set(ids))):
        query = select(leaks.c.id, leaks.c.status, leaks.c.owner).where(leaks.c.id.in_(share))
        for row in connection.execute(query.order_by(leaks.c.id).with_for_update()):
            found[row.id] = LeakStand(LeakStatus(row.status), row.owner)
    return found


def decide(connection: Connection, wanted: Mapping[str, LeakStand]) -> None:
    """Let leaks stand as somebody decided, by their ids."""
    alike: dict[LeakStand, list[str]] = {}
    for id_, stand in wanted.items():
        alike.setdefault(stand, []).append(id_)
    for stand, ids in alike.items():
        values = {"status": stand.status.value, "owner": stand.owner}
        for share in shares(ids):
            connection.execute(update(leaks).where(leaks.c.id.in_(share)).values(values))


def set_status(connection: Connection, leak: str, status: LeakStatus) -> None:
    """Let a leak be as somebody decided."""
    connection.execute(update(leaks).where(leaks.c.id == leak).values(status=status.value))


def reopen_active(connection: Connection) -> int:
    """Open the leaks again that were closed as fixed and whose key works now; return how many."""
    working = select(access_keys.c.key_id).where(access_keys.c.status == KeyStatus.ACTIVE.value)
    query = select(leaks.c.id).where(
        leaks.c.status == LeakStatus.FIXED.value, leaks.c.key_id.is_not(None), leaks.c.key_id.in_(working)
    )
    found = connection.execute(query).scalars().all()
    for leak in found:
        set_status(connection, leak, LeakStatus.OPEN)
    return len(found)


def _leak_values(seen: SeenLeak, now: datetime) -> dict[str, Any]:
    return {
        "id": seen.id,
        "provider": seen.provider,
        "rule": seen.rule,
        "key_id": seen.key_id,
        "fingerprint": seen.fingerprint,
        "mask": seen.mask,
        "case": seen.case.value,
        "severity": seen.severity.value,
        "title": seen.title,
        "validity": seen.validity.value,
        "status": LeakStatus.OPEN.value,
        "owner": None,
        "first_seen_at": now,
        "last_seen_at": now,
    }


def _place_values(leak: SeenLeak, place: SeenPlace, now: datetime) -> dict[str, Any]:
    return {"leak_id": leak.id, "first_seen_at": now, **msgspec.structs.asdict(place)}
