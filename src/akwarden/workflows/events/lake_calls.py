"""What audit records tell of accounts, from the lake of a home, which is opened when it is first asked."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from akwarden.model.account import AccountNumber
from akwarden.model.facts import CallFacts
from akwarden.store.lake.holding import holds_events
from akwarden.store.state import State

if TYPE_CHECKING:  # slow to import, and not needed where there are no records
    import ibis.expr.types as ir

    from akwarden.store.lake.lake import Lake


_FRESH: Final = timedelta(minutes=30)
"""How long the files of one moment are asked; those that are merged meanwhile stay for an hour."""


class LakeCalls:
    """Says what audit records tell of an account; shared by threads, which ask one after the other."""

    def __init__(self, state: State, home: Path, env: Mapping[str, str], now: Callable[[], datetime]) -> None:
        """Take what belongs to a lake; it is not opened yet."""
        self._state, self._home, self._env, self._now = state, home, env, now
        self._turn = threading.Lock()
        self._lake: Lake | None = None
        self._events: ir.Table | None = None
        self._opened_at: datetime = now()

    def __call__(self, provider: str, number: AccountNumber) -> CallFacts | None:
        """Return what they tell, None where there are none of the account; raises LakeError."""
        with self._turn:
            now = self._now()
            events = self._opened(now)
            if events is None:
                return None
            # Slow to import: the engine, which a run without records never needs.
            from akwarden.workflows.events.rights_use import call_facts  # noqa: PLC0415

            return call_facts(events, provider, number, now)

    def close(self) -> None:
        """Let the lake go."""
        if self._lake is not None:
            self._lake.close()

    def _opened(self, now: datetime) -> "ir.Table | None":
        """Return the events, opened where that is due; None where nothing was imported."""
        if self._events is not None and now - self._opened_at < _FRESH:
            return self._events
        with self._state.reading() as connection:
            if not holds_events(connection):
                return None
        # Slow to import: the engine, which a run without records never needs.
        from akwarden.workflows.events.opening import events_of, open_lake  # noqa: PLC0415

        self._lake = self._lake or open_lake(self._state, self._home, self._env)
        self._events = events_of(self._lake)
        self._opened_at = now
        return self._events
