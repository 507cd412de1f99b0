"""The facts about keys that leaked, for the judge of their risk: the inventory joined with the leaks."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, or_, select

from akwarden.model.access_key import KeyStatus, UnlistedGuess
from akwarden.model.leak import LeakPlace, LeakStatus, Validity
from akwarden.model.risk import LeakedKey
from akwarden.store.leak_rows import OWNER, STATUS, joined, places_of
from akwarden.store.new_rows import shares
from akwarden.store.tables import access_keys, accounts, leaks, principals


def leaked_key(connection: Connection, key_id: str) -> LeakedKey | None:
    """Return what is known of one key, or None where it never leaked or nothing is known of it."""
    return next(iter(leaked_keys(connection, [key_id])), None)


def leaked_keys(connection: Connection, ids: Sequence[str] | None = None) -> list[LeakedKey]:
    """Return what is known of every key that leaked, or of those of `ids`, in the order of their ids."""
    query = _query()
    if ids is None:
        return _keys(connection, query)
    return [
        key
        for share in shares(sorted(set(ids)))
        for key in _keys(connection, query.where(access_keys.c.key_id.in_(share)))
    ]


def leaked_ids(connection: Connection, account: int) -> list[str]:
    """Return the ids of the keys of an account that leaked, and of those that no account lists."""
    whose = or_(access_keys.c.account_id == account, access_keys.c.account_id.is_(None))
    query = select(access_keys.c.key_id).select_from(joined()).where(access_keys.c.key_id.is_not(None), whose)
    return list(connection.execute(query.distinct()).scalars())


def _query() -> Select[Any]:
    return (
        select(
            access_keys.c.key_id,
            access_keys.c.provider,
            access_keys.c.status,
            access_keys.c.guess,
            accounts.c.number.label("account"),
            accounts.c.name.label("account_name"),
            principals.c.name.label("principal"),
            OWNER.label("owner"),
            leaks.c.id.label("leak"),
            STATUS.label("leak_status"),
            leaks.c.validity,
        )
        .select_from(joined())
        .where(access_keys.c.key_id.is_not(None))
        .order_by(access_keys.c.key_id, leaks.c.id)
    )


def _keys(connection: Connection, query: Select[Any]) -> list[LeakedKey]:
    rows = connection.execute(query).mappings().all()
    places = places_of(connection, [row["leak"] for row in rows])
    grouped = (list(group) for _, group in groupby(rows, key=lambda row: row["key_id"]))
    return [
        _key(group, tuple(place for row in group for place in places.get(row["leak"], ())))
        for group in grouped
    ]


def _key(rows: Sequence[RowMapping], places: tuple[LeakPlace, ...]) -> LeakedKey:
    """Return one key; most often one leak has it, two where two rules of different providers found it."""
    first = rows[0]
    guess = first["guess"]
    taken = ("key_id", "provider", "account", "account_name", "principal", "owner")
    return LeakedKey(
        status=KeyStatus(first["status"]),
        guess=None if guess is None else UnlistedGuess(guess),
        leaks=tuple(row["leak"] for row in rows),
        statuses=tuple(LeakStatus(row["leak_status"]) for row in rows),
        works=any(map(_works, rows)),
        places=places,
        **{name: first[name] for name in taken},
    )


def _works(row: RowMapping) -> bool:
    """Say whether a leak is open and its cloud took the key."""
    return bool(row["leak_status"] == LeakStatus.OPEN.value and row["validity"] == Validity.ACTIVE.value)
