"""Reads several accounts side by side; one that fails stops no other."""

import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, wait
from datetime import datetime
from functools import partial

from akwarden.providers.registry import load
from akwarden.store.account_rows import StoredAccount
from akwarden.store.state import State
from akwarden.workflows.accounts.access import Leases
from akwarden.workflows.crew import Crew, as_they_end
from akwarden.workflows.posture.gathering import CallsOf
from akwarden.workflows.sync.account import Outcome, sync_account
from akwarden.workflows.sync.reading import LookThrough

PARALLEL = 4
"""Accounts that are read at once, where nobody says otherwise."""
_PATIENCE = 2.0
"""Seconds that runs get to stop where they can go on; one that hangs in a call is left to itself."""

Tell = Callable[[str, str], None]
"""Is told the name of an account and what is being done there."""


def sync_accounts(
    state: State,
    accounts: Sequence[StoredAccount],
    leases: Leases,
    *,
    now: Callable[[], datetime],
    tell: Tell,
    look: LookThrough,
    parallel: int = PARALLEL,
    calls_of: CallsOf | None = None,
    stop: threading.Event | None = None,
) -> Generator[Outcome, None, None]:
    """Yield how each account went, as they end. `calls_of` reads audit records, from several threads.

    When `stop` is set each run is stopped where it can go on, and says so.
    When the caller stops in the middle (close, KeyboardInterrupt), each run is stopped where it can go on. A
    defect in one run is raised when the others have ended.
    """
    stop = stop or threading.Event()
    crew = Crew(max(1, parallel), "accounts")
    futures: set[Future[Outcome]] = set()
    try:
        for stored in accounts:
            futures.add(
                crew.submit(
                    _one,
                    state,
                    stored,
                    leases,
                    now=now,
                    stop=stop,
                    tell=tell,
                    look=look,
                    calls_of=calls_of,
                )
            )
        yield from as_they_end(futures)
    finally:
        stop.set()
        crew.shutdown(wait=False, cancel_futures=True)
        wait(futures, timeout=_PATIENCE)


def _one(
    state: State,
    stored: StoredAccount,
    leases: Leases,
    *,
    now: Callable[[], datetime],
    stop: threading.Event,
    tell: Tell,
    look: LookThrough,
    calls_of: CallsOf | None,
) -> Outcome:
    provider = load(stored.account.provider)
    access = leases.access(provider, stored.account)
    return sync_account(
        state,
        stored,
        provider,
        access,
        now=now,
        stop=stop,
        tell=partial(tell, stored.account.name),
        look=look,
        calls_of=calls_of,
    )
