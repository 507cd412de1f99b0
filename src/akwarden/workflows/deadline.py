"""A time budget for work that has no limit of its own: when it runs out, the work is interrupted.

The interrupt is the one of a Ctrl-C, so that whatever can end early for a user ends early for a clock, and
git processes end with the block that started them. It works in the main thread only.
"""

import _thread
import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Self

_AGAIN = 5.0
"""Seconds to the next interrupt: one that falls into a finaliser is swallowed by the interpreter."""


class Deadline:
    """A block that gets a KeyboardInterrupt when its seconds are over; `passed` tells it from a real one."""

    def __init__(self, seconds: float) -> None:
        """Take how long the block may run."""
        self.passed = False
        self._seconds = seconds
        self._timer: threading.Timer | None = None
        self._former: Any = None

    def __enter__(self) -> Self:
        """Start the clock."""
        if hasattr(signal, "setitimer"):
            # A signal ends also a wait for a pipe, which a thread could not.
            self._former = signal.signal(signal.SIGALRM, self._ring)
            signal.setitimer(signal.ITIMER_REAL, self._seconds, _AGAIN)
        else:
            self._timer = threading.Timer(self._seconds, self._interrupt)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the clock."""
        if self._timer is not None:
            self._timer.cancel()
            return
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._former)

    def _ring(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  the system's signature
        self.passed = True
        raise KeyboardInterrupt

    def _interrupt(self) -> None:
        self.passed = True
        _thread.interrupt_main()
