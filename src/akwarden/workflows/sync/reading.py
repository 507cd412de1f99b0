"""One account while it is read: what was seen is written with how far the run is, in one transaction."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from akwarden.errors import MissingRightError
from akwarden.model.account import Account
from akwarden.model.blind_spot import BlindSpot
from akwarden.model.function import CloudFunction
from akwarden.providers.inventory import Inventory
from akwarden.providers.provider import Provider
from akwarden.store import sync_runs
from akwarden.store.account_rows import StoredAccount
from akwarden.store.inventory.change import Change
from akwarden.store.state import State
from akwarden.store.sync_runs import Run

_T = TypeVar("_T")
_OFTEN = timedelta(seconds=20)
"""How long a run may go without writing down how far it is, when nothing changed."""


LookThrough = Callable[[Account, CloudFunction, datetime], Callable[[Connection], int]]
"""Looks for keys in a function's variables, and returns what keeps the leaks and counts their new places."""


class StoppedError(Exception):
    """The run is to stop; what was read so far is kept, and the next run goes on there."""


class Reading:
    """One run over one account."""

    def __init__(
        self,
        state: State,
        stored: StoredAccount,
        provider: Provider,
        inventory: Inventory,
        run: Run,
        *,
        now: Callable[[], datetime],
        stop: threading.Event,
        tell: Callable[[str], None],
        look: LookThrough,
    ) -> None:
        """Take what is read and where it is kept.

        `tell` is told in words what is being done; `look` looks for keys in the variables of functions.
        """
        self.stored = stored
        self.account = stored.id
        self.provider = provider
        self.inventory = inventory
        self.run = run
        self.change = Change()
        self.leaks = 0
        self.now = now
        self.tell = tell
        self._look = look
        self._state = state
        self._stop = stop
        self._reached_at = run.touched_at
        self._spots = run.blind_spots
        for spot in run.blind_spots:
            inventory.tally.blind(spot)

    def write(self, stage: str, cursor: str, merge: Callable[[Connection], Change]) -> None:
        """Keep what was seen up to `cursor` of `stage`. Raises StoppedError where the run is to stop."""
        now = self.now()
        with self._state.writing() as connection:
            change = merge(connection)
            spots = self.inventory.tally.blind_spots
            if change or spots != self._spots or now - self._reached_at > _OFTEN:
                sync_runs.reach(connection, self.run, now, stage=stage, cursor=cursor, spots=spots)
                self._reached_at, self._spots = now, spots
        self.change += change
        self.check()

    def look(self, function: CloudFunction) -> Callable[[Connection], int]:
        """Look for keys in the variables of a function; return what keeps them and counts new places."""
        return self._look(self.stored.account, function, self.now())

    def read(self, question: Callable[[Connection], _T]) -> _T:
        """Return what the state answers."""
        with self._state.reading() as connection:
            return question(connection)

    def check(self) -> None:
        """Raise StoppedError where the run is to stop."""
        if self._stop.is_set():
            raise StoppedError

    def blind(self, error: MissingRightError) -> None:
        """Remember what is not seen for the want of a right."""
        words = [call.unseen for call in self.provider.calls if call.right == error.right]
        self.inventory.tally.blind(
            BlindSpot(
                right=error.right,
                unseen=words[0] if words else f"what {error.right} would tell",
                reason=error.reason,
                mend=f"allow {error.right}",
            )
        )
