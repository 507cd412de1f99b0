"""Reads many small files into one buffer, and hands on large ones to be streamed."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from threading import Lock
from typing import BinaryIO

from akwarden.model.artifact import Batch, Piece, Skipped, Stream

_UNKNOWN_SIZE = 1 << 16
"""How much is read at once of a file that says it is empty, as those of /proc do."""
_MOST_OF_UNKNOWN = 64 << 20
"""Where such a file is left: it may have no end."""
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)
"""Links are not followed, and a pipe that took the place of a file does not block."""
NOT_REGULAR = "not a regular file"
_PATIENCE = 0.01
"""Seconds; a batch that lies in memory is read in two thousandths."""
_HAS_READV = hasattr(os, "readv")


def read_files(paths: Sequence[tuple[str, str]], buffer: bytearray) -> Iterator[Piece]:
    """Yield the files at (path, name) as batches over `buffer` and streams; what can't be read is skipped."""
    packed = _Packed(buffer)
    for path, name in paths:
        try:
            descriptor = os.open(path, _FLAGS)
        except OSError as error:
            yield Skipped(name, reason_of(error))
            continue
        try:
            facts = os.fstat(descriptor)
            size = facts.st_size
            if not stat.S_ISREG(facts.st_mode):
                yield Skipped(name, NOT_REGULAR)
                continue
            # One byte more than the size tells whether the file grew.
            wanted = (size or packed.unknown) + 1
            if packed.used + wanted > packed.end:
                yield from packed.flush()
            if wanted > packed.most:
                # Before a file that may take long, what was found in the small ones should be known.
                yield from packed.flush()
                yield from _large(descriptor, name, size)
            elif packed.add(descriptor, name, size, wanted) == wanted:
                yield from _longer_than_said(descriptor, name, size)
        except OSError as error:
            yield Skipped(name, reason_of(error))
        finally:
            os.close(descriptor)
    yield from packed.flush()


def in_turn(turn: Lock, pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield the pieces, reading each while nobody else with the same lock reads, if that is not for long.

    Reading small files is mostly Python, which runs one thread at a time anyway: two that take turns with
    every system call cost a third more CPU than two that take turns with every batch (measured). On slow
    storage, where it is the disk that is waited for, they read side by side.
    """
    try:
        while True:
            alone = turn.acquire(timeout=_PATIENCE)
            try:
                piece = next(pieces, None)
            finally:
                if alone:
                    turn.release()
            if piece is None:
                return
            yield piece
    finally:
        pieces.close()  # type: ignore[attr-defined]  # they come from a generator


def reason_of(error: OSError) -> str:
    """Say in a few words why a file can't be read, with the mend where there is one."""
    if isinstance(error, PermissionError):
        return "unreadable: permission denied; run as a user who may read it"
    if isinstance(error, FileNotFoundError):
        return "vanished while scanning"
    if error.errno == getattr(os, "ELOOP", 40):
        return "became a symbolic link while scanning"
    return f"unreadable: {error.strerror or error.__class__.__name__}"


class _Packed:
    """Files one behind the other, with a zero byte between them, so that none begins within a word."""

    __slots__ = ("_buffer", "_ends", "_names", "_starts", "_view", "end", "most", "unknown", "used")

    def __init__(self, buffer: bytearray) -> None:
        self.end = len(buffer) - 1
        """Where the last file ends at the latest; the zero byte behind it fits as well."""
        self.most = len(buffer) // 2
        """What a file may take; a larger one is streamed."""
        self.unknown = min(_UNKNOWN_SIZE, self.most - 1)
        """What is read of a file whose size is not known."""
        self._buffer = buffer
        self._view = memoryview(buffer)
        self.used = 0
        """What is taken."""
        self._start_anew()

    def add(self, descriptor: int, name: str, size: int, wanted: int) -> int:
        """Take one file that there is room for; return how many of the `wanted` bytes it had."""
        start = self.used
        count = read_once(descriptor, self._view[start : start + wanted])
        while count < size and (more := read_once(descriptor, self._view[start + count : start + wanted])):
            count += more
        if not size:
            count = _read_to_end(descriptor, self._view[start : start + wanted], count)
        if size or count < wanted:
            self._starts.append(start)
            self._ends.append(start + count)
            self._names.append(name)
            self._buffer[start + count] = 0
            self.used = start + count + 1
        return count

    def flush(self) -> Iterator[Batch]:
        """Yield what was packed, if anything, and start anew."""
        if self._names:
            yield Batch(self._buffer, self._starts, self._ends, self._names)
        self._start_anew()

    def _start_anew(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._names: list[str] = []
        self.used = 0


def _read_to_end(descriptor: int, view: memoryview, count: int) -> int:
    """Read on behind the first `count` bytes until the file ends or `view` is full; return their number."""
    while 0 < count < len(view) and (more := read_once(descriptor, view[count:])):
        count += more
    return count


def read_once(descriptor: int, view: memoryview) -> int:
    """Read what is there into `view`; return the number of bytes, 0 at the end."""
    if _HAS_READV:
        return os.readv(descriptor, (view,))
    content = os.read(descriptor, len(view))
    view[: len(content)] = content
    return len(content)


def _large(descriptor: int, name: str, size: int) -> Iterator[Stream | Skipped]:
    """Yield a file to be streamed, up to the size it had, and a record when it grew meanwhile."""
    with suppress(AttributeError, OSError):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_SEQUENTIAL)
    yield Stream(name, size, partial(_again, descriptor))
    if os.fstat(descriptor).st_size > size:
        yield Skipped(name, _grew(size))


def _longer_than_said(descriptor: int, name: str, size: int) -> Iterator[Stream | Skipped]:
    """Yield what is to be said, or read, of a file that has more bytes than the system says."""
    if size:
        yield Skipped(name, _grew(size + 1))
        return
    yield Stream(name, _MOST_OF_UNKNOWN, partial(_again, descriptor))
    os.lseek(descriptor, _MOST_OF_UNKNOWN, os.SEEK_SET)
    if os.read(descriptor, 1):
        yield Skipped(name, f"has no known end: only its first {_MOST_OF_UNKNOWN:,} bytes were scanned")


def _grew(scanned: int) -> str:
    return f"grew while it was read: only its first {scanned:,} bytes were scanned"


def _again(descriptor: int) -> BinaryIO:
    """Return an open file once more, from its start; what became of its path meanwhile does not matter."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    return os.fdopen(os.dup(descriptor), "rb", buffering=0)
