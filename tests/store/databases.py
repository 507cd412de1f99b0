"""The state for a test, on each database that it may lie in. Import the fixtures that a module uses."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from tests.store import postgresql as server

from akwarden.store.migration import open_state
from akwarden.store.state import State

ENDS = ExitStack()
"""What the tests of this process share; `tests/conftest.py` closes it behind the last test."""


@cache
def _shared() -> server.Server:
    """Start the one server of this process: a fixture that modules import is one of its own in each."""
    running = ENDS.enter_context(server.running())
    running.run("CREATE DATABASE migrated")
    open_state(Path("/nonexistent"), running.url("migrated")).close()
    return running


@pytest.fixture(scope="session")
def postgresql() -> server.Server:
    """Give a PostgreSQL server with a database `migrated`, to be copied."""
    return _shared()


@pytest.fixture(params=["sqlite", "postgresql"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[State]:
    """Give an empty state with all its tables; each test that takes it runs on both databases."""
    if request.param == "sqlite":
        opened = open_state(tmp_path / "home", None)
        yield opened
        opened.close()
        return
    with request.getfixturevalue("postgresql").database("migrated") as url:
        opened = open_state(tmp_path / "home", url)
        yield opened
        opened.close()
