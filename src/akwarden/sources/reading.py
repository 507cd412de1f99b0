"""Reads many small files into one buffer, and hands on large ones to be streamed."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
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


def read_files(paths: Sequence[tuple[str, str]], buffer: bytearray) -> Iterator[Piece]:
    """Yield the files at (path, name) as batches over `buffer` and streams; what can't be read is skipped."""
    filler = _Filler(buffer)
    for path, name in paths:
        try:
            descriptor = os.open(path, _FLAGS)
        except OSError as error:
            yield Skipped(name, reason_of(error))
            continue
        try:
            facts = os.fstat(descriptor)
            if not stat.S_ISREG(facts.st_mode):
                yield Skipped(name, NOT_REGULAR)
                continue
            wanted = filler.wanted(facts.st_size)
            if wanted > filler.most:
                # Before a file that may take long, what was found in the small ones should be known.
                yield from filler.flush()
                yield from _large(descriptor, name, facts.st_size)
                continue
            if wanted > filler.room:
                yield from filler.flush()
            if filler.add(descriptor, name, facts.st_size):
                yield from _longer_than_said(descriptor, name, facts.st_size)
        except OSError as error:
            yield Skipped(name, reason_of(error))
        finally:
            os.close(descriptor)
    yield from filler.flush()


def reason_of(error: OSError) -> str:
    """Say in a few words why a file can't be read, with the mend where there is one."""
    if isinstance(error, PermissionError):
        return "unreadable: permission denied; run as a user who may read it"
    if isinstance(error, FileNotFoundError):
        return "vanished while scanning"
    if error.errno == getattr(os, "ELOOP", 40):
        return "became a symbolic link while scanning"
    return f"unreadable: {error.strerror or error.__class__.__name__}"


class _Filler:
    """Packs files one behind the other, with a zero byte between them."""

    def __init__(self, buffer: bytearray) -> None:
        self.most = len(buffer) // 2
        """What a file may take; a larger one is streamed."""
        self.room = len(buffer)
        """What is free."""
        self._buffer = buffer
        self._view = memoryview(buffer)
        self._start_anew()

    def wanted(self, size: int) -> int:
        """Return how much room a file needs: one byte more than its size, which tells whether it grew."""
        return (size or min(_UNKNOWN_SIZE, self.most - 1)) + 1

    def add(self, descriptor: int, name: str, size: int) -> bool:
        """Take one file that there is room for; say whether there was more of it than it said."""
        start = len(self._buffer) - self.room
        wanted = self.wanted(size)
        count = _read_into(descriptor, self._view[start : start + wanted], size or wanted)
        if count == wanted and not size:
            return True
        self._starts.append(start)
        self._ends.append(start + count)
        self._names.append(name)
        self.room -= min(count + 1, self.room)
        if start + count < len(self._buffer):
            self._buffer[start + count] = 0
        return count == wanted

    def flush(self) -> Iterator[Batch]:
        """Yield what was packed, if anything, and start anew."""
        if self._names:
            yield Batch(self._buffer, self._starts, self._ends, self._names)
        self._start_anew()

    def _start_anew(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._names: list[str] = []
        self.room = len(self._buffer)


def _read_into(descriptor: int, view: memoryview, expected: int) -> int:
    """Read until `view` is full, the file ends, or all `expected` bytes are there; return their number."""
    count = 0
    while True:
        got = read_once(descriptor, view[count:])
        count += got
        if not got or count >= expected:
            return count


def read_once(descriptor: int, view: memoryview) -> int:
    """Read what is there into `view`; return the number of bytes, 0 at the end."""
    if hasattr(os, "readv"):
        return os.readv(descriptor, [view])
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
