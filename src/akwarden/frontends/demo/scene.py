"""What all stages of the demo work with."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from akwarden.frontends.demo import home
from akwarden.frontends.demo.company import Company, make_company
from akwarden.frontends.demo.home import SOURCES, Mark
from akwarden.frontends.demo.preset import Preset
from akwarden.frontends.demo.servers import Servers
from akwarden.settings import Settings
from akwarden.settings import load as load_settings
from akwarden.store.lake.lake import Lake
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.workflows.accounts.access import Leases
from akwarden.workflows.accounts.opening import leases_of
from akwarden.workflows.detection.judging import Judge
from akwarden.workflows.detection.ruleset import load_behavior
from akwarden.workflows.events.ingest import Tools
from akwarden.workflows.events.opening import open_lake
from akwarden.workflows.events.tools import make_tools
from akwarden.workflows.vault.passphrase import PassphraseSources

ACTOR: Final = "demo"
"""Whoever sets the demo up, for the audit log."""

Tell = Callable[[str], None]
"""Is told what is being done."""


@dataclass(slots=True)
class Scene:
    """An open demo: its home, its clouds, its state and its lake."""

    place: Path
    """The home."""
    mark: Mark
    """What is kept of it; changes as stages end."""
    company: Company
    servers: Servers
    state: State
    lake: Lake
    env: Mapping[str, str]
    """The environment of whatever works on it."""
    now: Callable[[], datetime]
    """Tells the time."""
    stop: threading.Event = field(default_factory=threading.Event)
    """Set when it is to end; stages stop where they can go on."""
    _judge: Judge | None = None

    @property
    def sources(self) -> Path:
        """Where that lies which it imports and scans."""
        return self.place / SOURCES

    @property
    def settings(self) -> Settings:
        """Return what is set in its home."""
        return load_settings(None, self.env, {}).settings

    def leases(self, *, rate: float = 0.0) -> Leases:
        """Return the keys to its accounts; its clouds take as many calls a second as can be made."""
        return leases_of(
            self.state,
            self.place,
            self.env,
            passphrase=PassphraseSources(),
            actor=ACTOR,
            now=self.now,
            rate=rate,
        )

    def tools(self) -> Tools:
        """Return what turns records into rows, for one thread."""
        return replace(make_tools(self.place), now=self.now)

    def judge(self) -> Judge:
        """Return what judges calls; made once, since rules take a while to load."""
        if self._judge is None:
            self._judge = Judge(load_behavior().rules)
        return self._judge

    def keep(self, **changes: object) -> None:
        """Keep a change of the mark."""
        self.mark = msgspec.structs.replace(self.mark, **changes)
        home.write_mark(self.place, self.mark)


def utc_now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


@contextmanager
def opened(
    place: Path, preset: Preset, env: Mapping[str, str], now: Callable[[], datetime] = utc_now
) -> Iterator[Scene]:
    """Give the demo of a home, made where it is new, with its clouds answering.

    Raises UsageError for a folder that is no demo, or that another demo runs in.
    """
    home.refuse_others(env)
    own = home.environment_of(place, env)
    mark = home.enter(place, preset, now())
    with home.locked(place):
        company = make_company(mark.preset, made_at=mark.made_at, now=now())
        state = open_state(place, None)
        lake = open_lake(state, place, own)
        try:
            with Servers(company, tencent_port=mark.tencent_port, aws_port=mark.aws_port) as servers:
                scene = Scene(place, mark, company, servers, state, lake, own, now)
                tencent, aws = servers.ports
                scene.keep(tencent_port=tencent, aws_port=aws)
                yield scene
        finally:
            lake.close()
            state.close()
