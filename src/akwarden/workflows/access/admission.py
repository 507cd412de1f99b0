"""Lets a few tries of a login through, and makes the others wait; what is known of tries is in the database.

A try is counted before it is judged, in a transaction of its own: a thousand at once are no better than a
thousand one after the other, on one server or on several.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.access import lockout, networks, random_text
from akwarden.access.lockout import FORGOTTEN, KNOWN, Counted
from akwarden.model.login_tries import LoginTries
from akwarden.store.access import devices, tries
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.workflows.access.acting import Coming
from akwarden.workflows.access.outcome import Blocked

_OWN: Final = frozenset({Counted.DEVICE, Counted.PAIR})


class Admitted(msgspec.Struct, frozen=True):
    """A try that was let through, and counts until it turns out to be right."""

    subjects: Mapping[str, Counted]
    """Under which names it counts."""


def admit(state: State, login: str, coming: Coming) -> Admitted | Blocked:
    """Let a try for a login through and count it, or say how long it must wait."""
    now = rounded(coming.now)
    with state.reading() as connection:
        subjects = _subjects(connection, login, coming)
        if blocked := _blocked(tries.known(connection, list(subjects)), now):
            return blocked  # before a row is made: who is made to wait fills no table
    with state.writing() as connection:
        held = tries.held(connection, list(subjects), now)
        if blocked := _blocked(held.values(), now):
            return blocked
        tries.keep(connection, {name: lockout.counted(held[name], by, now) for name, by in subjects.items()})
        tries.sweep(connection, now - FORGOTTEN, now)
    return Admitted(subjects)


def _blocked(found: Iterable[LoginTries], now: datetime) -> Blocked | None:
    wait = max((lockout.waits(one, now) for one in found), default=timedelta())
    return Blocked(math.ceil(wait.total_seconds())) if wait else None


def was_right(state: State, admitted: Admitted, coming: Coming, *, whole: bool) -> None:
    """Take a try back that was right; with `whole`, what was wrong there for the login is forgotten too.

    What was wrong from the network stays: else whoever has a login could guess for others without end. So
    does what was wrong for the login elsewhere: else guessers would begin anew whenever its owner comes.
    """
    now = rounded(coming.now)
    with state.writing() as connection:
        held = tries.held(connection, list(admitted.subjects), now)
        own = [name for name, by in admitted.subjects.items() if by in _OWN and whole]
        kept = {
            name: lockout.given_back(held[name], by)
            for name, by in admitted.subjects.items()
            if name not in own
        }
        tries.keep(connection, kept)
        tries.forget(connection, own)


def _subjects(connection: Connection, login: str, coming: Coming) -> dict[str, Counted]:
    """Return what a try counts for; a login is kept as a digest, since people type passwords there too."""
    network, since = networks.guesser(coming.address), rounded(coming.now - KNOWN)
    device = None if coming.device is None else random_text.digest(coming.device)
    by = lockout.counts(
        known_device=device is not None and devices.is_known(connection, login, device, since),
        known_network=devices.is_from(connection, login, network, since),
    )
    written: dict[Counted, str | None] = {
        Counted.DEVICE: f"{login}\n{'' if device is None else device.hex()}",
        Counted.PAIR: f"{login}\n{network}",
        Counted.NETWORK: network,
        Counted.SITE: networks.site(coming.address),
        Counted.LOGIN: login,
    }
    return {random_text.digest(f"{one}\n{written[one]}").hex(): one for one in by if written[one] is not None}
