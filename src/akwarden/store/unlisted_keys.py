"""Keys that no account lists and that were seen in a leak: rows of `access_keys` that no listing wrote.

They have no account. When an account lists such a key later, reading that account overwrites the row.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select, update

from akwarden.model.access_key import KeyStatus, UnlistedGuess
from akwarden.model.finding import KeyType
from akwarden.model.unlisted_key import ListedAccount, SeenKey
from akwarden.store.new_rows import add_new, shares
from akwarden.store.tables import access_keys, accounts, blind_spots, leaks, principals


class UnlistedKey(msgspec.Struct, frozen=True):
    """A key that no account lists, with the guess at what it is."""

    key_id: str
    cloud: str
    """The cloud whose accounts could list it."""
    is_temporary: bool
    guess: UnlistedGuess | None


def listed_accounts(connection: Connection) -> list[ListedAccount]:
    """Return all accounts, as far as a guess at a key needs them."""
    unseen: dict[int, list[str]] = {}
    for number, right, hidden in connection.execute(
        select(blind_spots.c.account_id, blind_spots.c.right, blind_spots.c.unseen)
    ):
        unseen.setdefault(number, []).extend((right, hidden))
    was_read = select(principals.c.id).where(principals.c.account_id == accounts.c.id).exists()
    query = select(accounts.c.id, accounts.c.provider, accounts.c.number, was_read).order_by(accounts.c.id)
    return [
        ListedAccount(
            provider=provider, number=number, was_read=bool(read), unseen=tuple(unseen.get(id_, ()))
        )
        for id_, provider, number, read in connection.execute(query)
    ]


def guesses(connection: Connection, ids: Sequence[str]) -> Mapping[str, UnlistedGuess | None]:
    """Return the guess at each of these keys that is there and that no account lists."""
    return {
        key_id: _guess(guess)
        for key_id, status, guess in _rows(connection, ids)
        if status == KeyStatus.UNLISTED.value
    }


def known(connection: Connection, ids: Sequence[str]) -> frozenset[str]:
    """Return which of these keys have a row, listed or not."""
    return frozenset(key_id for key_id, _, _ in _rows(connection, ids))


def is_listed(connection: Connection, key_id: str) -> bool:
    """Say whether an account lists a key, or once did."""
    return any(status != KeyStatus.UNLISTED.value for _, status, _ in _rows(connection, [key_id]))


def add(connection: Connection, keys: Sequence[UnlistedKey], now: datetime) -> None:
    """Keep these keys; one that has a row is left as it is, above all one that an account lists."""
    rows = [
        {
            "key_id": key.key_id,
            "provider": key.cloud,
            "account_id": None,
            "principal_id": None,
            "key_type": (KeyType.TEMPORARY if key.is_temporary else KeyType.PERMANENT).value,
            "status": KeyStatus.UNLISTED.value,
            "guess": None if key.guess is None else key.guess.value,
            "note": "",
            "last_use_known": False,
            "first_seen_at": now,
        }
        for key in keys
    ]
    add_new(connection, access_keys, rows)


def set_guess(connection: Connection, key_id: str, guess: UnlistedGuess | None) -> None:
    """Let the guess at a key be another one, if still no account lists it."""
    connection.execute(
        update(access_keys)
        .where(access_keys.c.key_id == key_id, access_keys.c.status == KeyStatus.UNLISTED.value)
        .values(guess=None if guess is None else guess.value)
    )


def unlisted(connection: Connection) -> list[SeenKey]:
    """Return every key that no account lists and that a leak has, as it was found."""
    query = (
        select(leaks.c.provider, leaks.c.key_id, access_keys.c.key_type)
        .join(access_keys, access_keys.c.key_id == leaks.c.key_id)
        .where(access_keys.c.status == KeyStatus.UNLISTED.value)
        .order_by(leaks.c.key_id, leaks.c.provider)
    )
    return [
        SeenKey(provider, key_id or "", key_type == KeyType.TEMPORARY.value)
        for provider, key_id, key_type in connection.execute(query)
    ]


def _rows(connection: Connection, ids: Sequence[str]) -> list[tuple[str, str, str | None]]:
    found: list[tuple[str, str, str | None]] = []
    columns = (access_keys.c.key_id, access_keys.c.status, access_keys.c.guess)
    for share in shares(ids):
        query = select(*columns).where(access_keys.c.key_id.in_(share))
        found += [(key_id, status, guess) for key_id, status, guess in connection.execute(query)]
    return found


def _guess(text: str | None) -> UnlistedGuess | None:
    return None if text is None else UnlistedGuess(text)
