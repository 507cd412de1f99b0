"""An emulated AWS for the tests of a module, empty at the start of each test."""

from collections.abc import Iterator

import pytest
from tests.emulator.aws.cloud import Cloud, guarded


@pytest.fixture(scope="module")
def running() -> Iterator[Cloud]:
    """Give one server for the tests of a module."""
    with guarded() as cloud:
        yield cloud


@pytest.fixture
def cloud(running: Cloud) -> Cloud:
    """Give the server with nothing in its state."""
    running.reset()
    return running
