"""Processes that do jobs, for tests, and what the state says of these."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from akwarden.model.job import Job
from akwarden.store import jobs
from akwarden.store.state import State

PATIENCE = 60.0
_QUIET = {
    "AKWARDEN_WORK_SYNC_MINUTES": "0",
    "AKWARDEN_WORK_PULL_MINUTES": "0",
    "AKWARDEN_WORK_DETECT_SECONDS": "0",
    "AKWARDEN_WORK_TIDY_MINUTES": "0",
}
"""Nothing comes by itself unless a test wants it."""


@dataclass
class Worker:
    """One process that does jobs."""

    process: "subprocess.Popen[str]"

    def kill(self) -> None:
        """End it with no chance to do anything about it."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> str:
        """Ask it to end, and return what it says of that."""
        out, _ = self.process.communicate(input="", timeout=PATIENCE)
        return out.strip()


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
    root = Path(__file__).parents[3]
    env = {**os.environ, **_QUIET, **settings, "AKWARDEN_HOME": str(home)}
    line = [sys.executable, str(Path(__file__).with_name("worker_child.py")), str(home), url_of(state)]
    with subprocess.Popen(
        line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env, cwd=root
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield Worker(process)
        finally:
            process.kill()


def wait_for(state: State, job: str, fits: Callable[[Job], bool], patience: float = PATIENCE) -> Job:
    """Return a job as soon as it is as it should be."""
    end = time.monotonic() + patience
    while True:
        found = job_of(state, job)
        if fits(found):
            return found
        assert time.monotonic() < end, found
        time.sleep(0.05)


def job_of(state: State, job: str) -> Job:
    """Return a job."""
    with state.reading() as connection:
        found = jobs.find(connection, job)
    assert found is not None
    return found.job


def is_over(job: Job) -> bool:
    """Say whether nothing comes of a job any more."""
    return job.state.is_over
