"""The thread that keeps jobs going: puts what waits in a queue, asks for what is due, keeps what is told.

Every look is cheap where nothing happens; what fails is tried again with the next one.
"""

import logging
import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Final

from akwarden.errors import AkwardenError, redact
from akwarden.model.job import JobKind, JobState
from akwarden.model.task import SyncTask
from akwarden.store import job_changes, job_schedules, jobs
from akwarden.store.jobs import StoredJob
from akwarden.store.moment import rounded
from akwarden.store.turn import turn
from akwarden.workflows.durable.library import HEAVY, LIGHT, Library
from akwarden.workflows.jobs import report_files, schedule, uploads
from akwarden.workflows.jobs.room import Room
from akwarden.workflows.jobs.running import Running
from akwarden.workflows.jobs.starting import add

_LOG: Final = logging.getLogger("akwarden.jobs")
_LIVES: Final = 20
"""How many looks there are from one whether another server has died to the next."""
_TIDIES: Final = 3600.0
"""Seconds from one time of forgetting to the next."""
_LIGHT: Final = frozenset({JobKind.DETECT, JobKind.PULL, JobKind.TIDY, JobKind.RECHECK})
_ONE_AT_A_TIME: Final = frozenset({JobKind.DETECT, JobKind.PULL, JobKind.TIDY, JobKind.BULK})
_TAKES_UPLOADS: Final = (JobKind.IMPORT, JobKind.SCAN)
_FORGET: Final = timedelta(days=1)
"""How long the library remembers what it did; people look at the rows of jobs."""


def turn_of(executor: str) -> str:
    """Return the turn that a process has as long as it lives and does jobs."""
    return f"worker {executor}"


class Keeper:
    """Looks after the jobs of one process, in a thread of its own."""

    def __init__(
        self,
        room: Room,
        library: Library,
        executor: str,
        running: Callable[[], Sequence[Running]],
        *,
        look_seconds: float,
    ) -> None:
        """Take what jobs work with, what returns those that are being done, and the time between two looks.

        How far a job is, is written no more often than that.
        """
        self._room, self._library, self._executor, self._running = room, library, executor, running
        self._every: Mapping[JobKind, timedelta] = schedule.intervals(room.settings.work)
        self._over = threading.Event()
        self._handed: set[tuple[str, int]] = set()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._look_seconds, lives = look_seconds, _LIVES * look_seconds
        self._due: dict[Callable[[], None], tuple[float, float]] = {
            self._take_over: (lives, 0.0),
            self._drop_uploads: (lives, 0.0),
            self._tidy: (_TIDIES, monotonic() + lives),
        }

    def start(self) -> None:
        """Begin to look."""
        now = rounded(self._room.clock())
        with self._room.state.writing() as connection:
            for kind, every in self._every.items():
                job_schedules.begin(connection, kind, now + schedule.FIRST.get(kind, timedelta(0)))
                job_schedules.hasten(connection, kind, now + every)
        self._thread.start()

    def stop(self) -> None:
        """Look once more, so that what was told last is kept, and end."""
        if self._over.is_set():
            return
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._over.wait(self._look_seconds):
            for look in (self._keep_news, self._stop_cancelled, self._ask_for_due, self._hand_out):
                self._safely(look)
            for look, (every, at) in list(self._due.items()):
                if monotonic() >= at:
                    self._due[look] = (every, monotonic() + every)
                    self._safely(look)

    def _safely(self, look: Callable[[], None]) -> None:
        try:
            look()
        except AkwardenError as error:
            _LOG.warning("jobs are not looked after, trying again: %s", redact(str(error)))
        except Exception as error:  # the library's database may be away, too  # noqa: BLE001
            _LOG.warning("jobs are not looked after, trying again: %s", type(error).__name__)

    def _keep_news(self) -> None:
        """Write down how far jobs are."""
        news = {
            (one.job.id, one.stored.tries): told
            for one in self._running()
            if (told := one.news()) is not None
        }
        if news:
            with self._room.state.writing() as connection:
                job_changes.tell(connection, news)

    def _stop_cancelled(self) -> None:
        """Let jobs stop that somebody ended, on whichever server that was."""
        running = {one.job.id: one for one in self._running()}
        if running:
            with self._room.state.reading() as connection:
                asked = job_changes.cancelled(connection, running)
            for job in asked:
                running[job].stop.set()

    def _ask_for_due(self) -> None:
        """Ask for what is due; of several servers one does."""
        now = rounded(self._room.clock())
        with self._room.state.reading() as connection:
            due = [kind for kind in job_schedules.due(connection, now) if kind in self._every]
        for kind in due:
            task = schedule.wanted(self._room.state, kind, self._room.settings.work)
            with self._room.state.writing() as connection:
                if not job_schedules.take(connection, kind, self._every[kind], now) or task is None:
                    continue
                open_ones = jobs.unfinished(connection, JobState.WAITING, JobState.RUNNING)
                if not any(one.job.kind is kind and one.job.scheduled for one in open_ones):
                    add(connection, task, None, now)

    def _hand_out(self) -> None:
        """Put what waits in a queue; the other servers do so too, and it is there once."""
        with self._room.state.reading() as connection:
            waiting = jobs.unfinished(connection, JobState.WAITING)
        named = {(one.job.id, one.stops) for one in waiting}
        self._handed &= named
        for one in waiting:
            if (one.job.id, one.stops) not in self._handed:
                queue = LIGHT if one.job.kind in _LIGHT else HEAVY
                self._library.enqueue(one.job.id, one.stops, queue=queue, share=_share(one))
                self._handed.add((one.job.id, one.stops))

    def _take_over(self) -> None:
        """Go on with what processes did that have died, and with what nobody does any more."""
        for executor in self._library.executors() - {self._executor}:
            with turn(self._room.state, turn_of(executor)) as dead:
                if dead:
                    _LOG.warning("going on with the jobs of a server that has ended")
                    self._library.take_over(executor)
        ours = {one.job.id for one in self._running()}
        with self._room.state.reading() as connection:
            running = jobs.unfinished(connection, JobState.RUNNING)
        lost = self._library.ended([(one.job.id, one.stops) for one in running if one.job.id not in ours])
        with self._room.state.writing() as connection:
            for one in running:
                if one.job.id in lost:
                    job_changes.put_back(connection, one.job.id, one.tries, "interrupted; it goes on")

    def _drop_uploads(self) -> None:
        """Delete files whose jobs ended where no worker did so: before they began, or as one was killed."""
        folder = self._room.uploads
        if not uploads.is_any(folder):
            return
        since = rounded(self._room.clock() - 2 * timedelta(hours=uploads.HOURS))
        with self._room.state.reading() as connection:
            over = jobs.over_since(connection, _TAKES_UPLOADS, since)
            open_ones = jobs.unfinished(connection, JobState.WAITING, JobState.RUNNING)
        uploads.sweep(folder, kept=_taken(open_ones), over=_taken(over))

    def _tidy(self) -> None:
        """Forget what is too old."""
        now, work = self._room.clock(), self._room.settings.work
        with self._room.state.writing() as connection:
            job_changes.forget(connection, rounded(now - timedelta(days=work.jobs_days)))
            open_ones = jobs.unfinished(connection, JobState.WAITING, JobState.RUNNING)
        _sweep_scratch(self._room.scratch, {one.job.id for one in open_ones})
        report_files.sweep(self._room.reports, now, days=work.report_days)
        while self._library.forget(now - _FORGET):
            pass


def _taken(found: Sequence[StoredJob]) -> frozenset[str]:
    return frozenset(name for one in found for name in uploads.taken_by(one.task))


def _sweep_scratch(folder: Path, kept: set[str]) -> None:
    """Delete what jobs have left that were killed."""
    if folder.is_dir():
        for path in folder.iterdir():
            if path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)


def _share(stored: StoredJob) -> str:
    """Return what is done one at a time: a kind of job, or what is done with one account."""
    if stored.job.kind in _ONE_AT_A_TIME:
        return stored.job.kind.value
    if isinstance(stored.task, SyncTask) and len(stored.task.accounts) == 1:
        return f"account {stored.task.accounts[0]}"
    return f"{stored.job.kind} {stored.job.id}"
