"""What every job works with: the state, the lake, the clock, and the keys that accounts are read with."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from akwarden.providers.provider import Surroundings
from akwarden.settings import Settings
from akwarden.store.state import State
from akwarden.workflows.accounts.access import Leases
from akwarden.workflows.events.opening import LAKE_NAME
from akwarden.workflows.vault.keyring import Keyring
from akwarden.workflows.vault.passphrase import PassphraseSources

if TYPE_CHECKING:  # slow to import, and not needed by jobs without events
    from akwarden.store.lake.lake import Lake
    from akwarden.workflows.detection.judging import Judge

UPLOADS: Final = "uploads"
REPORTS: Final = "reports"
SCRATCH: Final = "scratch"


@dataclass(slots=True)
class Room:
    """One process that does jobs; shared by its threads."""

    state: State
    """The open state."""
    home: Path
    """The folder of this installation."""
    settings: Settings
    """What is set."""
    env: Mapping[str, str]
    """The environment."""
    clock: Callable[[], datetime]
    """Tells the time."""
    lake: "Callable[[], Lake]"
    """Gives the lake, opened when it is first asked for."""
    passphrase: PassphraseSources = field(default_factory=PassphraseSources)
    """What may be asked for the passphrase of the vault; nobody sits at a terminal."""
    rate: float = 1.0
    """The share of the calls that clouds allow a second; 0 for as many as can be made."""
    _judge: "Judge | None" = None
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def leases(self, actor: str) -> Leases:
        """Return what gives the keys to accounts, for one job; each use of the vault is on record."""
        keyring = Keyring(self.state, self.home, actor=actor, sources=self.passphrase)
        surroundings = Surroundings(dict(self.env), Path.home())
        return Leases(
            surroundings, lambda name: keyring.access_key(name, self.clock()), self.clock, rate=self.rate
        )

    @property
    def uploads(self) -> Path:
        """Where files lie that were handed in for a job."""
        return self._shared(UPLOADS)

    @property
    def reports(self) -> Path:
        """Where reports lie that were built."""
        return self._shared(REPORTS)

    @property
    def scratch(self) -> Path:
        """Where a job may lay down what it needs until its end, in a folder that is called as it is."""
        return self.home / SCRATCH

    def _shared(self, name: str) -> Path:
        return shared_folder(self.home, self.env, name)

    def judge(self) -> "Judge":
        """Return what judges events, made when it is first asked for: rules take seconds to load.

        It is for one thread at a time, which the turn of detection sees to.
        """
        with self._turn:
            if self._judge is None:
                # Slow to import: the engine.
                from akwarden.workflows.detection.judging import Judge  # noqa: PLC0415
                from akwarden.workflows.detection.ruleset import load_behavior  # noqa: PLC0415

                self._judge = Judge(load_behavior().rules)
            return self._judge


def shared_folder(home: Path, env: Mapping[str, str], name: str) -> Path:
    """Return a folder that all servers see: in the home, or in that of the lake which they share.

    What is handed in to one server may be taken up by another.
    """
    lake = env.get(LAKE_NAME)
    return Path(lake).absolute() / f".{name}" if lake else home / name
