"""Leases of writers: what keeps the sweep from a file that is on the disk and not in the manifest yet.

The rules that this module keeps:

- The name of a file has the lease of its writer in it. The sweep removes such a file only when the lease is
  taken away, and takes away only leases that have run out.
- A writer commits only while its lease is there: so a file that was swept is never named by the manifest.
"""

import secrets
import threading
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from akwarden.store.moment import from_millis
from akwarden.store.state import State
from akwarden.store.tables import lake_leases

SPAN: Final = timedelta(hours=1)
"""How long a lease lasts; it is renewed when half of it is over."""
_LONG_AGO: Final = from_millis(0)


class Lease:
    """The lease of one writer, taken when it first writes; shared by threads."""

    def __init__(self, state: State) -> None:
        """Take where leases are kept."""
        self._state = state
        self._turn = threading.Lock()
        self._name = ""
        self._until = _LONG_AGO

    def held(self, now: datetime) -> str:
        """Return the name of a lease that lasts for half an hour at least."""
        with self._turn:
            if self._until - now < SPAN / 2 and not self._renew(now):
                self._take(now)
            return self._name

    def lost(self, name: str) -> None:
        """Let the next writing take a new lease, unless that was done already."""
        with self._turn:
            if self._name == name:
                self._until = _LONG_AGO

    def _renew(self, now: datetime) -> bool:
        if not self._name:
            return False
        until = now + SPAN
        with self._state.writing() as connection:
            query = update(lake_leases).where(lake_leases.c.name == self._name).values(until=until)
            if not connection.execute(query).rowcount:
                return False
        self._until = until
        return True

    def _take(self, now: datetime) -> None:
        name, until = secrets.token_hex(8), now + SPAN
        with self._state.writing() as connection:
            connection.execute(insert(lake_leases).values(name=name, until=until))
        self._name, self._until = name, until

    def give_back(self) -> None:
        """Let it go: nothing is being written."""
        with self._turn:
            if self._name:
                with self._state.writing() as connection:
                    connection.execute(delete(lake_leases).where(lake_leases.c.name == self._name))
            self._name, self._until = "", _LONG_AGO


def is_live(connection: Connection, name: str) -> bool:
    """Say whether a lease is there still; in the transaction that names what it holds."""
    query = select(lake_leases.c.name).where(lake_leases.c.name == name)
    return connection.execute(query).one_or_none() is not None


def live_after_taking_back(connection: Connection, now: datetime) -> frozenset[str]:
    """Take away the leases that have run out, and return the names of the others; after `manifest.lock`."""
    connection.execute(delete(lake_leases).where(lake_leases.c.until < now))
    return frozenset(connection.execute(select(lake_leases.c.name)).scalars())
