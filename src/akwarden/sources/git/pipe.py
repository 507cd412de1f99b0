"""Reads what git writes into a pipe, in few large steps: each step costs both sides a switch."""

from collections.abc import Iterator
from contextlib import suppress
from time import sleep

from akwarden.sources.reading import read_once

_WIDE = 1 << 20
_SET_PIPE_SIZE = 1031
"""F_SETPIPE_SZ of fcntl(2) on Linux."""
_NAP = 0.001
"""Seconds, in which git writes about as much as a wide pipe holds."""
_LITTLE = 128 << 10
"""After a step with fewer bytes, git gets the time to write more: it writes 4 KiB at a time, and to take each
of them at once costs half as much again, on both sides."""


class Pipe:
    """The reading end of a pipe."""

    def __init__(self, descriptor: int) -> None:
        """Take an open descriptor, which stays open."""
        self._descriptor = descriptor
        # A narrow pipe is full before the nap is over, and git would wait.
        self._little = _LITTLE if _widen(descriptor) else 0

    def fill(self, view: memoryview) -> int:
        """Read until `view` is full or git has written all; return the number of bytes."""
        filled = 0
        while filled < len(view):
            count = read_once(self._descriptor, view[filled:])
            if not count:
                break
            filled += count
            if count < self._little and filled < len(view):
                sleep(_NAP)
        return filled

    def blocks(self, size: int = _WIDE) -> Iterator[bytes]:
        """Yield all there is, in blocks."""
        view = memoryview(bytearray(size))
        while count := self.fill(view):
            yield bytes(view[:count])


def _widen(descriptor: int) -> bool:
    """Let more bytes wait in the pipe, where the system allows it; say whether it does."""
    with suppress(ImportError, OSError):
        import fcntl  # noqa: PLC0415  absent on Windows

        return fcntl.fcntl(descriptor, _SET_PIPE_SIZE, _WIDE) >= _WIDE
    return False
