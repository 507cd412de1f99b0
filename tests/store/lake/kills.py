"""Kills of children of a nursery (SIGKILL), at moments that fit how long the work takes on this machine."""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress

from tests.store.lake.nursery import Child, Nursery

_IN_A_ROW = 6
"""Kills of one chain, at most; its last child is left alone."""


class Killer:
    """Kills children while they run."""

    def __init__(self, children: Nursery, whole: Child) -> None:
        """Let a child do all of the work, to see how long it takes."""
        self._children = children
        self._seconds = 0.0
        assert self._run(whole) == 0
        self._whole = self._seconds

    def chain(
        self, child: Callable[[], Child], kills: int, chance: random.Random, after: Callable[[], object] = int
    ) -> int:
        """Start one child behind the other, kill some on the way, and let the last one end.

        Returns how many were killed while they ran: `kills` or six of them, fewer where one had done all that
        was left before its moment came. `after` is called behind each kill.
        """
        self._seconds, killed = 0.0, 0
        # Six of these moments are, on average, as long as the work is.
        longest = 2 * self._whole / _IN_A_ROW
        while killed < min(kills, _IN_A_ROW):
            code = self._run(child(), chance.random() * longest)
            assert code in {0, -signal.SIGKILL}
            if code == 0:
                break
            killed += 1
            after()
        assert self._run(child()) == 0
        # A machine may get slower or faster meanwhile, and one database is slower than another.
        self._whole = self._seconds
        return killed

    def _run(self, child: Child, moment: float | None = None) -> int:
        """Return how a child ended that is killed at a moment, or left alone."""
        began = time.monotonic()
        (number,) = self._children.start([child])
        if moment is not None:
            time.sleep(moment)
            with suppress(ProcessLookupError):  # it has ended already
                os.kill(number, signal.SIGKILL)
        (code,) = self._children.wait()
        self._seconds += time.monotonic() - began
        return code
