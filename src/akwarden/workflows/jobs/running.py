"""A job while it is done: what it is to do, how far it is, and whether it has to stop."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import msgspec

from akwarden.model.job import Job
from akwarden.model.task import Task
from akwarden.store.job_changes import Told
from akwarden.store.jobs import StoredJob
from akwarden.workflows.access.scope import EVERYWHERE, Scope
from akwarden.workflows.jobs.room import Room

_TELL_SECONDS = 0.5


class StoppedError(Exception):
    """A job was told to stop and did, where it can go on."""


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a job that came to its end."""

    message: str
    """In a few words, for people."""
    result: dict[str, Any] = {}
    """The same for programs; by kind."""
    quiet: bool = False
    """Whether there was nothing to do, so that nobody wants to know of it."""
    then: tuple[Task, ...] = ()
    """What is to be done next, unless it waits already."""


@dataclass(slots=True)
class Running:
    """One job while it is done; its threads tell how far it is, and another writes that down."""

    stored: StoredJob
    """The job as it was begun."""
    stop: threading.Event
    """Set when it has to stop: somebody ended it, or akwarden ends."""
    _told: Told = Told()  # noqa: RUF009  frozen
    _written: Told = Told()  # noqa: RUF009  frozen

    @property
    def job(self) -> Job:
        """The job as people see it."""
        return self.stored.job

    @property
    def task(self) -> Task:
        """What it is to do."""
        return self.stored.task

    @property
    def scope(self) -> Scope:
        """Where whoever started it may act."""
        accounts = self.stored.accounts
        return EVERYWHERE if accounts is None else Scope(everywhere=False, accounts=accounts)

    def tell(self, message: str, done: int | None = None, of: int | None = None) -> None:
        """Say how far it is; cheap, as it is written down now and then. Numbers that are not given stay."""
        told = self._told
        self._told = Told(told.done if done is None else done, told.of if of is None else of, message[:500])

    @property
    def last(self) -> Told:
        """How far it is, as it was told last."""
        return self._told

    def news(self) -> Told | None:
        """Return how far it is, None where that was written already."""
        told = self._told
        if told == self._written:
            return None
        self._written = told
        return told

    def check(self) -> None:
        """Raise StoppedError when it has to stop."""
        if self.stop.is_set():
            raise StoppedError


@contextmanager
def watched(
    running: Running, tell: Callable[[], None], halt: Callable[[], None] | None = None
) -> Iterator[None]:
    """Say twice a second how far something is, and halt it when the job has to stop."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_TELL_SECONDS):
            tell()
            if halt is not None and running.stop.is_set():
                halt()

    thread = threading.Thread(target=watch, name="job-progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


Runner = Callable[[Running, Room], Done]
"""Does a job from wherever an earlier try left it; raises AkwardenError, or StoppedError where it stopped."""
