"""A process that does jobs, until its input ends or it is killed: HOME, DATABASE (empty for SQLite)."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection

from akwarden.settings import load
from akwarden.store.lake.batch import Committed, NewBatch
from akwarden.store.lake.lake import Lake
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.workflows.durable.engine import Engine
from akwarden.workflows.events.opening import open_lake
from akwarden.workflows.jobs.room import Room

MODULE = __name__
HOLDS = "TEST_HOLDS_AT_COMMIT"
"""Names how many batches may be imported; then the process waits to be killed, or that a job has to stop."""
LOOK_SECONDS = 0.1


def work(*, home: str, url: str, environment: str, at: str) -> None:
    """Be such a process as a fork: with an environment of its own, input and output being one socket."""
    signal.alarm(0)  # it ends when its input does
    os.environ.clear()
    os.environ.update(msgspec.json.decode(environment, type=dict[str, str]))
    with socket.socket(socket.AF_UNIX) as talk:
        talk.connect(at)
        for number in (sys.stdin.fileno(), sys.stdout.fileno()):
            os.dup2(talk.fileno(), number)
    main(Path(home), url)


def main(home: Path, url: str) -> None:
    """Do jobs; say when it begins, whether it ended well, and whether it called anybody by the network."""
    sys.addaudithook(tell_of_network)
    with closing(open_state(home, url or None)) as state, closing(lake_of(state, home)) as lake:
        settings = load(None, os.environ, {}).settings
        room = Room(state, home, settings, os.environ, lambda: datetime.now(UTC), lake=lambda: lake)
        engine = Engine(room, look_seconds=LOOK_SECONDS)
        if isinstance(lake, HeldLake):
            lake.over = lambda: any(one.stop.is_set() for one in engine._now_running())  # noqa: SLF001  only it knows
        engine.launch()
        tell("ready")
        sys.stdin.read()
        tell("clean" if engine.stop() else "hangs")


def lake_of(state: State, home: Path) -> Lake:
    """Open the lake of a home; it holds at a commit where the environment says so."""
    lake = open_lake(state, home, os.environ)
    return HeldLake(state, lake.folder, int(os.environ[HOLDS])) if HOLDS in os.environ else lake


class HeldLake(Lake):
    """Takes some batches, and none after those while nobody asks a job to stop."""

    def __init__(self, state: State, folder: Path, most: int) -> None:
        """Take the state, the folder of the lake, and how many it takes."""
        super().__init__(state, folder)
        self._left = most
        self.over: Callable[[], bool] = lambda: False

    def commit(self, batch: NewBatch, also: Callable[[Connection], None] | None = None) -> Committed:
        """Import a batch, or wait."""
        while not self._left and not self.over():
            time.sleep(0.01)
        self._left -= 1
        return super().commit(batch, also)


def tell_of_network(event: str, given: tuple[Any, ...]) -> None:
    """Say it when something of this process calls another machine, or this one as if it were another."""
    if event == "socket.connect" and isinstance(given[1], tuple):
        tell("network")


def tell(word: str) -> None:
    """Say something to who started it."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
