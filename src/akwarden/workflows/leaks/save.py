"""Saves what a scan found as leaks, and tells which of them open an account of ours.

The rules that this module keeps:

- What is known already is not written again: a second scan of the same tree writes nothing, but once a day
  when each leak was seen last.
- A transaction holds a share of the leaks, so that nobody waits long. Each share may be written twice.
- Nothing that is kept holds a secret value: a leak has a mask and a keyed fingerprint.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from akwarden.model.access_key import KeyStatus
from akwarden.model.leak import SeenLeak
from akwarden.model.risk import LeakedKey
from akwarden.store import leaks
from akwarden.store.leaks import Written
from akwarden.store.moment import rounded
from akwarden.store.new_rows import shares
from akwarden.store.risk_rows import leaked_keys
from akwarden.store.state import State
from akwarden.workflows.leaks.unlisted import keep_unlisted, new_unlisted
from akwarden.workflows.posture.leaked import judge_leaked

_SHARE = 500
"""Places that one transaction adds, so that it ends soon."""


class Saved(msgspec.Struct, frozen=True):
    """What became of the leaks of a scan."""

    leaks: int
    """How many there are."""
    written: Written
    """What was new of them."""
    live: tuple[LeakedKey, ...]
    """Keys of the inventory among them that are active."""
    unlisted: int
    """How many are keys of a cloud that no account lists."""


def save_leaks(state: State, seen: Sequence[SeenLeak], now: datetime) -> Saved:
    """Keep these leaks; raises StateError when the state can't be written."""
    written = Written()
    for share in _shares(seen):
        with state.reading() as connection:
            needed = _would_write(connection, share, rounded(now))
        if needed:
            with state.writing() as connection:
                written += write_leaks(connection, share, rounded(now))
    with state.reading() as connection:
        keys = leaked_keys(connection, [one.key_id for one in seen if one.key_id is not None])
    live = tuple(key for key in keys if key.status is KeyStatus.ACTIVE)
    unlisted = sum(key.status is KeyStatus.UNLISTED for key in keys)
    return Saved(len(seen), written, live, unlisted)


def write_leaks(connection: Connection, seen: Sequence[SeenLeak], now: datetime) -> Written:
    """Keep these leaks and those of their keys that no account lists, in the transaction of `connection`."""
    written = leaks.merge(connection, seen, leaks.kept(connection, seen), now)
    keep_unlisted(connection, new_unlisted(connection, seen), now)
    judge_leaked(connection, [one.key_id for one in seen if one.key_id is not None], now)
    return written


def _shares(seen: Sequence[SeenLeak]) -> Iterator[Sequence[SeenLeak]]:
    """Yield the leaks in shares with a number of places; one that has more of them comes several times."""
    share: list[SeenLeak] = []
    room = _SHARE
    for leak in seen:
        for places in shares(leak.places, _SHARE):
            if len(places) > room:
                yield share
                share, room = [], _SHARE
            share.append(msgspec.structs.replace(leak, places=tuple(places)))
            room -= len(places)
    if share:
        yield share


def _would_write(connection: Connection, seen: Sequence[SeenLeak], now: datetime) -> bool:
    held = leaks.kept(connection, seen)
    return leaks.would_write(seen, held, now) or bool(new_unlisted(connection, seen))
