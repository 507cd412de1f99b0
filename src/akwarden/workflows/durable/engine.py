"""Does jobs: begins each, writes down how far it is and what came of it, and stops where it can go on.

The rules that this module keeps:

- The row of a job is the truth. The library sees to it that somebody does what a row asks for, at least once;
  each runner begins with what is left.
- A process that is killed loses nothing: whoever comes next goes on. One whose server dies over it again and
  again is given up, and says so.
- When akwarden stops, what is being done is put back, to be gone on with.
- What can't be written down, since the database is away, is tried again until it can.
"""

import logging
import secrets
import threading
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from time import monotonic
from typing import Final, TypeVar

import msgspec

from akwarden.errors import AkwardenError, StateError, redact
from akwarden.model.job import JobError, JobKind, JobState
from akwarden.model.task import Task
from akwarden.store import job_changes
from akwarden.store.job_changes import Ended
from akwarden.store.jobs import StoredJob
from akwarden.store.moment import rounded
from akwarden.store.turn import turn
from akwarden.workflows.durable.keeper import Keeper, turn_of
from akwarden.workflows.durable.library import Library
from akwarden.workflows.jobs import registry, starting, uploads
from akwarden.workflows.jobs.room import Room
from akwarden.workflows.jobs.running import Done, Running, StoppedError

ONLY: Final = "local"
"""What the one process is called that works on a home; on PostgreSQL each has a name of its own."""
MOST_TRIES: Final = 5
"""How often a job is begun whose process dies over it."""
LOOK_SECONDS: Final = 0.5
"""Seconds between two looks for what is to be done."""
_LOG: Final = logging.getLogger("akwarden.jobs")
_AGAIN_SECONDS: Final = 1.0
_OFTEN: Final = frozenset({JobKind.DETECT, JobKind.PULL, JobKind.TIDY})
"""What comes so often that of those that fail by themselves one after the other the last is enough."""

_T = TypeVar("_T")


class _LeftError(BaseException):
    """A job is left as it is, to be gone on with; nothing that handles errors may catch it."""


class Engine:
    """The workers of one process."""

    def __init__(self, room: Room, *, look_seconds: float = LOOK_SECONDS) -> None:
        """Take what jobs work with, and the time between two looks; nothing begins before `launch`."""
        self._room = room
        self._look_seconds = look_seconds
        self._stopping = threading.Event()
        self._running: dict[str, Running] = {}
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)
        self._held = ExitStack()
        self._library: Library | None = None
        self._keeper: Keeper | None = None

    def launch(self) -> None:
        """Begin to do what waits. Raises StateError where another process does so for this home already."""
        executor = ONLY if self._room.state.is_sqlite else secrets.token_hex(8)
        if not self._held.enter_context(turn(self._room.state, turn_of(executor))):
            self._held.close()
            raise StateError(
                "another akwarden does the jobs of this home",
                why="two would get into each other's way on SQLite",
                mend="stop the other one, or use PostgreSQL for several servers: AKWARDEN_DATABASE_URL",
            )
        try:
            seconds = self._look_seconds
            self._library = Library(
                self._room.home, self._room.state, executor, self._work, look_seconds=seconds
            )
            self._keeper = Keeper(
                self._room, self._library, executor, self._now_running, look_seconds=seconds
            )
            self._keeper.start()
        except BaseException:
            self.stop(seconds=0)
            raise

    def stop(self, *, seconds: float = 10.0) -> bool:
        """Stop what is being done where it can go on; False where some of it hangs.

        What hangs is left as it is and gone on with by whoever comes next; the process may just end.
        """
        with self._lock:
            self._stopping.set()
            for running in self._running.values():
                running.stop.set()
        end = monotonic() + seconds
        with self._idle:
            while self._running and (left := end - monotonic()) > 0:
                self._idle.wait(left)
            clean = not self._running
        if self._keeper is not None:
            self._keeper.stop()
        if self._library is not None:
            self._library.close()
        self._held.close()
        return clean

    def _now_running(self) -> list[Running]:
        with self._lock:
            return list(self._running.values())

    def _work(self, job: str, stops: int) -> None:
        """Do a job; called by the library, at least once for each time that a job was put in a queue."""
        begun = self._surely(lambda: self._begin(job, stops))
        if begun is None:
            return
        running = Running(begun, threading.Event())
        with self._lock:
            if self._stopping.is_set():
                running.stop.set()
            self._running[job] = running
        try:
            self._keep(running, self._outcome(running))
        finally:
            with self._idle:
                del self._running[job]
                self._idle.notify_all()

    def _begin(self, job: str, stops: int) -> StoredJob | None:
        if self._stopping.is_set():
            raise _LeftError
        with self._room.state.writing() as connection:
            return job_changes.begin(connection, job, stops, rounded(self._room.clock()))

    def _outcome(self, running: Running) -> Done | Ended | None:
        """Return what came of a job, None for one that stopped."""
        if running.stored.tries > MOST_TRIES:
            return _failed(
                AkwardenError.code, f"akwarden ended {MOST_TRIES} times while this was done", why=None
            )
        try:
            return registry.runner(running.job.kind)(running, self._room)
        except StoppedError:
            return None
        except AkwardenError as error:
            failed = _failed(error.code, error.what, why=error.why, mend=error.mend)
            often = running.job.scheduled and running.job.kind in _OFTEN
            return msgspec.structs.replace(failed, quiet=often)
        except Exception as error:  # noqa: BLE001  the job says so, and the log where it was
            where = "".join(traceback.format_tb(error.__traceback__))
            _LOG.error("job %s: %s at\n%s", running.job.id, type(error).__name__, where)
            return _failed(
                AkwardenError.code,
                "a defect in akwarden ended this job",
                why=f"{type(error).__name__}; the log names job {running.job.id}",
                mend="start it again; if it comes again, report it with the log",
            )

    def _keep(self, running: Running, outcome: Done | Ended | None) -> None:
        """Write down what came of a job."""
        job, tries = running.job.id, running.stored.tries
        match outcome:
            case None if not self._was_cancelled(job):
                self._surely(lambda: self._put_back(job, tries))
            case None:
                ended = Ended(state=JobState.CANCELLED, message=_last(running))
                self._surely(lambda: self._end(running, ended, ()))
            case Ended():
                self._surely(lambda: self._end(running, outcome, ()))
            case Done():
                ended = Ended(
                    state=JobState.DONE,
                    message=outcome.message,
                    result=msgspec.json.encode(outcome.result).decode(),
                    quiet=outcome.quiet,
                )
                self._surely(lambda: self._end(running, ended, outcome.then))

    def _was_cancelled(self, job: str) -> bool:
        def asked() -> bool:
            with self._room.state.reading() as connection:
                return bool(job_changes.cancelled(connection, [job]))

        return self._surely(asked)

    def _put_back(self, job: str, tries: int) -> None:
        with self._room.state.writing() as connection:
            words = "interrupted when akwarden stopped; it goes on when akwarden runs"
            job_changes.put_back(connection, job, tries, words)

    def _end(self, running: Running, ended: Ended, then: tuple[Task, ...]) -> None:
        now = rounded(self._room.clock())
        with self._room.state.writing() as connection:
            ours = job_changes.end(connection, running.job.id, running.stored.tries, ended, now)
            if not ours:
                return
            for task in then:
                starting.add(connection, task, None, now)
            if ended.quiet:
                job_changes.forget_quiet(connection, running.job.kind, but=running.job.id)
        for name in uploads.taken_by(running.task):
            if (upload := uploads.find(self._room.uploads, name)) is not None:
                upload.remove()

    def _surely(self, do: Callable[[], _T]) -> _T:
        """Do something with the state until it works; when akwarden stops meanwhile, the job is left."""
        while True:
            try:
                return do()
            except StateError as error:
                _LOG.warning("a job can't be written down, trying again: %s", redact(str(error)))
                if self._stopping.wait(_AGAIN_SECONDS):
                    raise _LeftError from error


def _last(running: Running) -> str:
    """Return how far a job was, for one that was ended."""
    return running.last.message


def _failed(code: str, what: str, *, why: str | None, mend: str | None = None) -> Ended:
    """Return that a job failed; whatever could be a key in the words is masked."""
    error = JobError(
        code=code,
        what=redact(what),
        why=None if why is None else redact(why),
        mend=mend,
    )
    return Ended(state=JobState.FAILED, message=error.what, error=error)
