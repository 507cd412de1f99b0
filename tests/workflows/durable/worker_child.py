"""A process that does jobs, until its input ends or it is killed: HOME, DATABASE (empty for SQLite)."""

import os
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from akwarden.settings import load
from akwarden.store.migration import open_state
from akwarden.workflows.durable.engine import Engine
from akwarden.workflows.events.opening import open_lake
from akwarden.workflows.jobs.room import Room


def main(home: Path, url: str) -> None:
    """Do jobs; say when it begins, whether it ended well, and whether it called anybody by the network."""
    sys.addaudithook(tell_of_network)
    with closing(open_state(home, url or None)) as state, closing(open_lake(state, home, os.environ)) as lake:
        settings = load(None, os.environ, {}).settings
        room = Room(state, home, settings, os.environ, lambda: datetime.now(UTC), lake=lambda: lake)
        engine = Engine(room)
        engine.launch()
        tell("ready")
        sys.stdin.read()
        tell("clean" if engine.stop() else "hangs")


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
