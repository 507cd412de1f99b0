"""The state for a test, on each database that it may lie in. Import the fixtures that a module uses."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

import pytest
from tests.store import postgresql as server

from akwarden.store.migration import open_state
from akwarden.store.state import NAME, State

ENDS = ExitStack()
"""What the tests of this process share; `tests/conftest.py` closes it behind the last test."""


@cache
def _shared() -> server.Server:
    """Start the one server of this process: a fixture that modules import is one of its own in each."""
    running = ENDS.enter_context(server.running())
    running.run("CREATE DATABASE migrated")
    open_state(Path("/nonexistent"), running.url("migrated")).close()
    running.prepare("migrated")
    return running


@cache
def _made_once() -> Path:
    """Return the file of an empty state, which takes longer to make than to copy."""
    folder = Path(ENDS.enter_context(TemporaryDirectory(prefix="akwarden-state-")))
    open_state(folder, None).close()
    return folder / NAME


def home_state(home: Path) -> State:
    """Return the state of a home, with all its tables where it has none yet."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (home / NAME).exists():
        copy(_made_once(), home / NAME)
    return open_state(home, None)


@pytest.fixture(scope="session")
def postgresql() -> server.Server:
    """Give a PostgreSQL server with a database `migrated`, to be copied."""
    return _shared()


@pytest.fixture(params=["sqlite", "postgresql"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[State]:
    """Give an empty state with all its tables; each test that takes it runs on both databases."""
    if request.param == "sqlite":
        opened = home_state(tmp_path / "home")
        yield opened
        opened.close()
        return
    with request.getfixturevalue("postgresql").migrated() as url:
        opened = open_state(tmp_path / "home", url)
        yield opened
        opened.close()
