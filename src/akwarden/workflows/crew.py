"""Threads that a program does not wait for at its end: a call that hangs must not hold it after Ctrl-C."""

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")
_Job = Callable[[], None]


def as_they_end(futures: set[Future[_T]]) -> Iterator[_T]:
    """Yield results; waits in short steps, so that Ctrl-C is heard. A defect is raised behind the others."""
    waiting, defect = futures, None
    while waiting:
        done, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
        for future in done:
            if (error := future.exception()) is None:
                yield future.result()
            else:
                defect = error
    if defect is not None:
        raise defect


class Crew(Executor):
    """At most so many threads, each started when there is work for it."""

    def __init__(self, threads: int, name: str) -> None:
        """Take how many threads there may be, and what each of them is called."""
        self._most = threads
        self._name = name
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._waiting: set[Future[Any]] = set()

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Let a thread call `fn`, and return what will hold its result."""
        future: Future[_T] = Future()

        def job() -> None:
            with self._lock:
                self._waiting.discard(future)
            if future.set_running_or_notify_cancel():
                _run(future, lambda: fn(*args, **kwargs))

        with self._lock:
            self._waiting.add(future)
            self._jobs.put(job)
            if len(self._threads) < self._most:
                name = f"{self._name}-{len(self._threads)}"
                self._threads.append(threading.Thread(target=self._work, name=name, daemon=True))
                self._threads[-1].start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  its parent's
        """Let the threads end when there is no more work; `cancel_futures` leaves what has not begun."""
        with self._lock:
            threads, waiting = [*self._threads], [*self._waiting]
        for future in waiting if cancel_futures else ():
            future.cancel()
        for _ in threads:
            self._jobs.put(None)
        for thread in threads if wait else ():
            thread.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


def _run(future: Future[_T], call: Callable[[], _T]) -> None:
    """Keep what a call comes to, whatever it is: whoever asks for the result gets it."""
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001  it is raised where the result is asked for
        future.set_exception(error)
    else:
        future.set_result(result)
