"""A few threads that ask for many keys, and a main thread that waits for them and can be interrupted."""

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from akwarden.model.credential import Credential
from akwarden.model.finding import KeyType
from akwarden.model.secret import Fingerprint
from akwarden.model.verification import Unverified, Verification
from akwarden.providers.asking import Cloud

_THREADS = 4


@dataclass(frozen=True, slots=True)
class Job:
    """One key to ask for."""

    name: Fingerprint
    cloud: Cloud
    credential: Credential
    key_type: KeyType


def ask_all(
    jobs: Sequence[Job], say: Callable[[str], None], stop: threading.Event
) -> dict[Fingerprint, Verification]:
    """Return what was said to each job, in time or until the interrupt, which sets `stop`."""
    return _Asking(jobs, say, stop).answers()


class _Asking:
    """A few threads that work through the jobs; the main thread waits, and may be interrupted."""

    def __init__(self, jobs: Sequence[Job], say: Callable[[str], None], stop: threading.Event) -> None:
        self._jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        for job in jobs:
            self._jobs.put(job)
        self._count = len(jobs)
        self._say = say
        self._stop = stop
        self._answers: dict[Fingerprint, Verification] = {}

    def answers(self) -> dict[Fingerprint, Verification]:
        """Ask, and return what was said until the end or the interrupt."""
        ends = [threading.Event() for _ in range(min(_THREADS, self._count))]
        try:
            for number, end in enumerate(ends):
                # A daemon: a call that hangs must not hold the program after Ctrl-C.
                threading.Thread(target=self._work, args=(end,), name=f"verify-{number}", daemon=True).start()
            for end in ends:
                end.wait()
        except KeyboardInterrupt:
            self._stop.set()
        return dict(self._answers)

    def _work(self, end: threading.Event) -> None:
        try:
            while not self._stop.is_set():
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    return
                self._say(f"asking whether keys work, {len(self._answers)} of {self._count}")
                self._answers[job.name] = _ask(job, self._stop.wait)
        finally:
            end.set()


def _ask(job: Job, wait: Callable[[float], bool]) -> Verification:
    """Ask for one key; a defect becomes a reason without its message, which could hold anything."""
    try:
        return job.cloud.identify(job.credential, job.key_type, wait)
    except Exception as error:  # noqa: BLE001
        return Unverified(f"a defect in akwarden ended the check: {type(error).__name__}; please report it")
