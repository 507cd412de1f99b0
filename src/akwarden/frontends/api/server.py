"""What every handler works with: the state, the lake, the clock, and how this server was started."""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from akwarden.settings import Settings
from akwarden.store.lake.holding import holds_events
from akwarden.store.lake.lake import Lake
from akwarden.store.state import State
from akwarden.workflows.accounts.access import Leases
from akwarden.workflows.accounts.opening import leases_of
from akwarden.workflows.events.opening import open_lake
from akwarden.workflows.kept import Kept
from akwarden.workflows.vault.passphrase import PassphraseSources


def utc_now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


class Server:
    """One running server; shared by the threads of its handlers."""

    def __init__(
        self,
        state: State,
        home: Path,
        settings: Settings,
        *,
        env: Mapping[str, str],
        clock: Callable[[], datetime] = utc_now,
        passphrase: PassphraseSources = PassphraseSources(),  # noqa: B008  frozen
        url: str = "http://127.0.0.1:8470",
        demo: bool = False,
    ) -> None:
        """Take the open state, the folder of the installation, and what is set."""
        self.state = state
        self.home = home
        self.settings = settings
        self.env = env
        self.clock = clock
        self.passphrase = passphrase
        """What the passphrase of the vault comes from; most vaults need none."""
        self.url = url
        """How browsers reach it: scheme, host and port."""
        self.hosts: frozenset[str] = frozenset()
        """Other names, with their ports, under which it may be called."""
        self.demo = demo
        """Whether everything in it is made up."""
        self.kept = Kept()
        """Answers that take long to make."""
        self.stopping = threading.Event()
        """Set once it is asked to stop; what lasts looks at it."""
        self._lake: Lake | None = None
        self._opening = threading.Lock()

    @property
    def lake(self) -> Lake:
        """The lake that belongs to the state; opened when it is first asked for."""
        with self._opening:
            if self._lake is None:
                self._lake = open_lake(self.state, self.home, self.env)
            return self._lake

    def lake_if_any(self, connection: Connection) -> Lake | None:
        """Return the lake, None where nothing was imported."""
        return self.lake if holds_events(connection) else None

    @property
    def is_local(self) -> bool:
        """Whether browsers reach it without TLS, which is right on this machine only."""
        return self.url.startswith("http://")

    def leases(self, actor: str) -> Leases:
        """Return the keys to accounts, for what somebody does."""
        return leases_of(
            self.state, self.home, self.env, passphrase=self.passphrase, actor=actor, now=self.clock
        )

    def close(self) -> None:
        """Let go of the lake and the state."""
        self.stopping.set()
        with self._opening:
            if self._lake is not None:
                self._lake.close()
                self._lake = None
        self.state.close()
