"""Child processes for tests that kill them: all is imported once, and each child is a fork of that.

The process that forks has no thread and no connection, so that its children begin as if they were new.
"""

import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO

import msgspec
import pytest

_NO_THREADS = {"OPENBLAS_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false"}
"""Lets numpy and pyarrow start no threads when they are imported: a fork has none of them."""
_ROOT = Path(__file__).resolve().parents[3]
_MOST_SECONDS = 300


class Child(msgspec.Struct, frozen=True):
    """What a child runs: a function of a module, with texts by name."""

    module: str
    function: str
    arguments: dict[str, str]


class Nursery:
    """Starts children, one group after the other."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        """Take the process that forks."""
        self._process = process

    def start(self, children: Sequence[Child]) -> list[int]:
        """Start children at once, and return their process numbers."""
        self._to.write(msgspec.json.encode(children) + b"\n")
        self._to.flush()
        return self._answer()

    def wait(self) -> list[int]:
        """Return how the children ended, once all have: 0, or less where a signal ended one."""
        return self._answer()

    def run(self, *children: Child) -> list[int]:
        """Start children, and return how they ended."""
        self.start(children)
        return self.wait()

    @property
    def _to(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    def _answer(self) -> list[int]:
        assert self._process.stdout is not None
        return msgspec.json.decode(self._process.stdout.readline(), type=list[int])


@contextmanager
def nursery(module: str = "tests.store.lake.workers") -> Iterator[Nursery]:
    """Give a nursery that has imported a module; its children are gone when the block ends."""
    code = f"from tests.store.lake.nursery import serve; serve({module!r})"
    command = [sys.executable, "-c", code]
    env = {**os.environ, **_NO_THREADS}
    with subprocess.Popen(
        command, cwd=_ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield Nursery(process)
        finally:
            process.kill()


@pytest.fixture(scope="session")
def children() -> Iterator[Nursery]:
    """Give a nursery, one a test process."""
    with nursery() as running:
        yield running


def serve(module: str) -> None:
    """Import a module and fork as asked, until nobody asks any more."""
    import_module(module)
    for line in sys.stdin.buffer:
        children = [_fork(child) for child in msgspec.json.decode(line, type=list[Child])]
        _say(children)
        _say([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children])


def _fork(child: Child) -> int:
    number = os.fork()
    if number:
        return number
    code = 1
    try:
        # A child whose nursery was killed ends too, even where it waits for somebody.
        signal.alarm(_MOST_SECONDS)
        getattr(import_module(child.module), child.function)(**child.arguments)
        code = 0
    finally:
        if code:
            traceback.print_exc()
        os._exit(code)


def _say(numbers: list[int]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(numbers) + b"\n")
    sys.stdout.buffer.flush()
