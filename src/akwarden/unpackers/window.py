"""Members that lie in their archive as they are: a stretch of it, seen as a file, with nothing copied."""

import io
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from akwarden.errors import UnpackError
from akwarden.model.artifact import Skipped
from akwarden.unpackers.budget import Budget
from akwarden.unpackers.inflate import mismatch, truncated
from akwarden.unpackers.protocol import Member, reason
from akwarden.unpackers.spool import too_large, unreadable

_CHUNK: Final = 256 << 10


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a member's bytes are said to be."""

    start: int
    claimed: int
    """How many bytes there should be."""
    archive_end: int
    """Where the archive ends, perhaps too early."""
    crc: int | None = None
    """Their checksum, where the archive tells."""


def windowed(name: str, file: BinaryIO, stretch: Stretch, budget: Budget) -> Iterator[Member | Skipped]:
    """Yields the member on this stretch of the file, and a record for what is missing, cut or wrong in it."""
    there = max(0, min(stretch.claimed, stretch.archive_end - stretch.start))
    most = budget.limits.max_member_bytes
    size = min(there, most)
    budget.charge(size)
    window = Window(file, stretch.start, size, crc=stretch.crc if size == stretch.claimed else None)
    if size or not stretch.claimed:
        with io.BufferedReader(window) as reader:
            yield Member(name, reader, size)
            fault = window.verify()
        if fault is not None:
            yield Skipped(name, reason(fault))
    if there > most:
        yield Skipped(name, reason(too_large(most)))
    if there < stretch.claimed:
        yield Skipped(name, reason(truncated()))


class Window(io.RawIOBase):
    """Reads `size` bytes from `start` of a seekable file, wherever that file's own position is.

    The checksum is taken along while the window is read from its start. A read that fails ends the window:
    the one who reads sees no error, and `verify` tells the unpacker.
    """

    def __init__(self, file: BinaryIO, start: int, size: int, *, crc: int | None = None) -> None:
        """Show that stretch; the file stays open when the window is closed."""
        super().__init__()
        self._file = file
        self._start = start
        self._size = size
        self._position = 0
        self._fault: UnpackError | None = None
        self._expected = crc
        self._crc = 0
        self._summed = 0

    def readable(self) -> bool:
        """Says yes."""
        return True

    def seekable(self) -> bool:
        """Says yes."""
        return True

    def tell(self) -> int:
        """Gives the position inside the window."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Moves inside the window; past its end nothing is read."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("negative seek position")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        """Fills the buffer as far as the window reaches."""
        wanted = min(len(buffer), self._size - self._position)
        if wanted <= 0 or self._fault is not None:
            return 0
        try:
            self._file.seek(self._start + self._position)
            data = self._file.read(wanted)
        except OSError as error:
            self._fault = unreadable(error)
            return 0
        buffer[: len(data)] = data
        if self._expected is not None and self._position == self._summed:
            self._crc = zlib.crc32(data, self._crc)
            self._summed += len(data)
        self._position += len(data)
        return len(data)

    def verify(self) -> UnpackError | None:
        """Gives what was wrong with the bytes; what was not read yet is read now, if there is a checksum."""
        if self._expected is not None:
            self._position = self._summed
            rest = memoryview(bytearray(min(_CHUNK, self._size - self._summed)))
            while self.readinto(rest):
                pass
            if self._fault is None and self._crc != self._expected:
                return mismatch()
        return self._fault
