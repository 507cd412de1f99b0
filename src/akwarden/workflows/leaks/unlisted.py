"""Keys that leaked and that no account lists become keys of the inventory, with a guess at what they are."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from akwarden.model.leak import SeenLeak
from akwarden.model.unlisted_key import SeenKey
from akwarden.risk.unlisted import cloud_of, guess
from akwarden.store import unlisted_keys
from akwarden.store.unlisted_keys import UnlistedKey


def new_unlisted(connection: Connection, seen: Iterable[SeenLeak]) -> list[UnlistedKey]:
    """Return the keys of these leaks that have no row yet; those of other services have none ever."""
    keys = {
        one.key_id: (SeenKey(one.provider, one.key_id, one.is_temporary), cloud)
        for one in seen
        if one.key_id is not None and (cloud := cloud_of(one.provider, one.key_id))
    }
    there = unlisted_keys.known(connection, list(keys))
    missing = [pair for key_id, pair in keys.items() if key_id not in there]
    accounts = unlisted_keys.listed_accounts(connection) if missing else ()
    return [UnlistedKey(key.key_id, cloud, key.is_temporary, guess(key, accounts)) for key, cloud in missing]


def keep_unlisted(connection: Connection, keys: Sequence[UnlistedKey], now: datetime) -> None:
    """Keep these keys. One that an account lists is left as it is; a later listing overwrites the others."""
    unlisted_keys.add(connection, keys, now)


def guess_again(connection: Connection) -> int:
    """Guess anew at every key that no account lists, as after a sync; return how many guesses changed."""
    accounts = unlisted_keys.listed_accounts(connection)
    found = {key.key_id: guess(key, accounts) for key in unlisted_keys.unlisted(connection)}
    before = unlisted_keys.guesses(connection, list(found))
    changed = {key_id: new for key_id, new in found.items() if key_id in before and before[key_id] is not new}
    for key_id, new in changed.items():
        unlisted_keys.set_guess(connection, key_id, new)
    return len(changed)
