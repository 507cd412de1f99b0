"""Fetches the records of several accounts side by side; one that fails stops no other."""

import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, wait
from functools import partial

from akwarden.providers.registry import load
from akwarden.store.account_rows import StoredAccount
from akwarden.store.lake.lake import Lake
from akwarden.store.state import State
from akwarden.workflows.accounts.access import Leases
from akwarden.workflows.crew import Crew, as_they_end
from akwarden.workflows.events.ingest import Tools
from akwarden.workflows.events.pulling import Pulled, PullWanted, pull_account

PARALLEL = 4
"""Accounts that are read at once, where nobody says otherwise."""
_PATIENCE = 2.0
"""Seconds that runs get to keep what they have; one that hangs in a call is left to itself."""

Tell = Callable[[str, str], None]
"""Is told the name of an account and what is being done there."""


def pull_accounts(
    state: State,
    lake: Lake,
    accounts: Sequence[StoredAccount],
    leases: Leases,
    *,
    make_tools: Callable[[], Tools],
    wanted: PullWanted,
    tell: Tell,
    parallel: int = PARALLEL,
    stop: threading.Event | None = None,
) -> Generator[Pulled, None, None]:
    """Yield what became of each account, as they end.

    When `stop` is set each run is stopped where it can go on, and says so.
    `make_tools` is called once in each thread. When the caller stops in the middle (close,
    KeyboardInterrupt), each run is stopped where it can go on. A defect in one run is raised when the others
    have ended.
    """
    stop, here = stop or threading.Event(), threading.local()
    crew = Crew(max(1, parallel), "pulls")
    futures: set[Future[Pulled]] = set()

    def one(stored: StoredAccount) -> Pulled:
        if not hasattr(here, "tools"):
            here.tools = make_tools()
        provider = load(stored.account.provider)
        return pull_account(
            state,
            lake,
            stored,
            provider,
            leases.access(provider, stored.account),
            tools=here.tools,
            wanted=wanted,
            stop=stop,
            tell=partial(tell, stored.account.name),
        )

    try:
        futures |= {crew.submit(one, stored) for stored in accounts}
        yield from as_they_end(futures)
    finally:
        stop.set()
        crew.shutdown(wait=False, cancel_futures=True)
        wait(futures, timeout=_PATIENCE)
