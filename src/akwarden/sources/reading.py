"""Reads many small files into one buffer, and hands on large ones to be streamed."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import BinaryIO

from akwarden.model.artifact import Batch, Piece, Skipped, Stream

_MOST_OF_UNKNOWN = 64 << 20
"""Where a file is left that says it is empty, as those of /proc do: it may have no end."""
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)
"""Links are not followed, and a pipe that took the place of a file does not block."""
NOT_REGULAR = "not a regular file"
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
            if not packed.read(descriptor):
                yield from packed.flush()
                yield from _without_room(packed, descriptor, name)
            elif packed.fresh or _is_regular(descriptor):
                packed.take(name)
            else:
                yield Skipped(name, NOT_REGULAR)
        except OSError as error:
            yield Skipped(name, reason_of(error))
        finally:
            os.close(descriptor)
    yield from packed.flush()


def _without_room(packed: "_Packed", descriptor: int, name: str) -> Iterator[Stream | Skipped]:
    """Pack or yield a file that did not fit behind the others, of which the buffer is rid now."""
    size = os.fstat(descriptor).st_size
    if not _is_regular(descriptor):
        yield Skipped(name, NOT_REGULAR)
    elif size < packed.end and packed.read_on(descriptor):
        packed.take(name)
    else:
        yield from _large(descriptor, name, size)


def reason_of(error: OSError) -> str:
    """Say in a few words why a file can't be read, with the mend where there is one."""
    if isinstance(error, PermissionError):
        return "unreadable: permission denied; run as a user who may read it"
    if isinstance(error, IsADirectoryError | BlockingIOError):
        return NOT_REGULAR
    if isinstance(error, FileNotFoundError):
        return "vanished while scanning"
    if error.errno == getattr(os, "ELOOP", 40):
        return "became a symbolic link while scanning"
    return f"unreadable: {error.strerror or error.__class__.__name__}"


class _Packed:
    """Files one behind the other, with a zero byte between them, so that none begins within a word.

    Each is read to its end wherever that is: a size asked for beforehand would cost another system call
    a file, and could be wrong by then.
    """

    __slots__ = ("_at", "_begin", "_buffer", "_ends", "_names", "_starts", "_view", "end", "fresh")

    def __init__(self, buffer: bytearray) -> None:
        self.end = len(buffer) - 1
        """Where the last file ends at the latest; the zero byte behind it fits as well."""
        self._buffer = buffer
        self._view = memoryview(buffer)
        self._begin = 0
        self.fresh = 0
        """How many bytes were read of the last file."""
        self._start_anew()

    def read(self, descriptor: int) -> bool:
        """Read a file behind those that were taken; say whether it ended before the buffer did."""
        self._begin = self._at
        return self._read(descriptor, self._at)

    def read_on(self, descriptor: int) -> bool:
        """Move what was read of the last file to the start of an emptied buffer, and read on."""
        self._view[: self.fresh] = self._view[self._begin : self._begin + self.fresh]
        self._begin = 0
        return self._read(descriptor, self.fresh)

    def _read(self, descriptor: int, at: int) -> bool:
        view, end = self._view, self.end
        while at < end and (count := read_once(descriptor, view[at:end])):
            at += count
        self.fresh = at - self._begin
        return at < end

    def take(self, name: str) -> None:
        """Keep the file that was read last."""
        end = self._begin + self.fresh
        self._starts.append(self._begin)
        self._ends.append(end)
        self._names.append(name)
        self._buffer[end] = 0
        self._at = end + 1

    def flush(self) -> Iterator[Batch]:
        """Yield what was packed, if anything, and start anew."""
        if self._names:
            yield Batch(self._buffer, self._starts, self._ends, self._names)
        self._start_anew()

    def _start_anew(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._names: list[str] = []
        self._at = 0


def read_once(descriptor: int, view: memoryview) -> int:
    """Read what is there into `view`; return the number of bytes, 0 at the end."""
    if _HAS_READV:
        return os.readv(descriptor, (view,))
    content = os.read(descriptor, len(view))
    view[: len(content)] = content
    return len(content)


def _large(descriptor: int, name: str, size: int) -> Iterator[Stream | Skipped]:
    """Yield a file to be streamed, up to the size it has, and a record when it turns out to have more."""
    with suppress(AttributeError, OSError):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_SEQUENTIAL)
    yield Stream(name, size or _MOST_OF_UNKNOWN, partial(_again, descriptor))
    if size:
        if os.fstat(descriptor).st_size > size:
            yield Skipped(name, f"grew while it was read: only its first {size:,} bytes were scanned")
        return
    os.lseek(descriptor, _MOST_OF_UNKNOWN, os.SEEK_SET)
    if os.read(descriptor, 1):
        yield Skipped(name, f"has no known end: only its first {_MOST_OF_UNKNOWN:,} bytes were scanned")


def _is_regular(descriptor: int) -> bool:
    return stat.S_ISREG(os.fstat(descriptor).st_mode)


def _again(descriptor: int) -> BinaryIO:
    """Return an open file once more, from its start; what became of its path meanwhile does not matter."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    return os.fdopen(os.dup(descriptor), "rb", buffering=0)
