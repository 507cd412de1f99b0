"""Processes that do jobs, for tests, and what the state says of these."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from tests.store.databases import ENDS
from tests.store.lake.nursery import Child, Nursery, nursery
from tests.workflows.durable.worker_child import LOOK_SECONDS, MODULE

from akwarden.model.job import Job
from akwarden.store import jobs
from akwarden.store.state import State

PATIENCE = 200.0
"""Seconds; a job takes one, and a busy machine may take a hundred times as long."""
_QUIET = {
    "AKWARDEN_WORK_SYNC_MINUTES": "0",
    "AKWARDEN_WORK_PULL_MINUTES": "0",
    "AKWARDEN_WORK_DETECT_SECONDS": "0",
    "AKWARDEN_WORK_TIDY_MINUTES": "0",
}
"""Nothing comes by itself unless a test wants it."""


_IDLE: list[Nursery] = []
"""Nurseries whose child has ended: each has one at a time."""


class Worker:
    """One process that does jobs."""

    def __init__(self, nursery: Nursery, number: int, talk: socket.socket) -> None:
        """Take the nursery, the number of the process, and what it reads and writes."""
        self._nursery, self._number, self._talk = nursery, number, talk
        self._said = talk.makefile(encoding="ascii")
        self._ended = False
        assert self._said.readline() == "ready\n"

    def kill(self) -> None:
        """End it with no chance to do anything about it."""
        if not self._ended:
            with suppress(ProcessLookupError):  # it failed, and has ended already
                os.kill(self._number, signal.SIGKILL)
            self._wait()

    def stop(self) -> str:
        """Ask it to end, and return what it says of that."""
        self._talk.shutdown(socket.SHUT_WR)
        said = self._said.read().strip()
        self._wait()
        return said

    def close(self) -> None:
        """Leave nothing of it."""
        self.kill()
        self._said.close()
        self._talk.close()

    def _wait(self) -> None:
        self._nursery.wait()
        self._ended = True


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def url_of(state: State) -> str:
    """Return the address of a state, empty for SQLite."""
    if state.is_sqlite:
        return ""
    return state.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def worker(home: Path, state: State, **settings: str) -> Iterator[Worker]:
    """Give a process that has begun to do jobs; it is killed in the end."""
    env = {**os.environ, **_QUIET, **settings, "AKWARDEN_HOME": str(home)}
    free = _IDLE.pop() if _IDLE else ENDS.enter_context(nursery(MODULE))
    # Not below pytest's own folders: the name of a socket is short.
    with TemporaryDirectory(prefix="akwarden-talk-") as folder, socket.socket(socket.AF_UNIX) as door:
        at = f"{folder}/talk"
        door.bind(at)
        door.listen()
        door.settimeout(PATIENCE)
        given = {"home": str(home), "url": url_of(state), "environment": _json(env), "at": at}
        (number,) = free.start([Child(MODULE, "work", given)])
        talk, _ = door.accept()
        talk.settimeout(PATIENCE)
    one = Worker(free, number, talk)
    try:
        yield one
    finally:
        one.close()
        _IDLE.append(free)


def _json(env: dict[str, str]) -> str:
    return msgspec.json.encode(env).decode()


def wait_for(state: State, job: str, fits: Callable[[Job], bool], patience: float = PATIENCE) -> Job:
    """Return a job as soon as it is as it should be."""
    end = time.monotonic() + patience
    while True:
        found = job_of(state, job)
        if fits(found):
            return found
        assert time.monotonic() < end, found
        time.sleep(LOOK_SECONDS / 2)


def job_of(state: State, job: str) -> Job:
    """Return a job."""
    with state.reading() as connection:
        found = jobs.find(connection, job)
    assert found is not None
    return found.job


def is_over(job: Job) -> bool:
    """Say whether nothing comes of a job any more."""
    return job.state.is_over
