"""The part of a stream that is held in memory while it is cut into records."""

import io
from typing import Final, Protocol

from akwarden.errors import UnpackError

CHUNK: Final = 1 << 20
"""Bytes that are read at a time. Blocks depend on it, and so do the names of batches that were imported."""


class Readable(Protocol):
    """Whatever bytes come from."""

    def read(self, size: int, /) -> bytes | None:
        """Return up to so many bytes, none at the end, None when nothing came yet."""
        ...


class Held:
    """What was read and is not done with; `at` is where it goes on.

    A read that fails ends the stream, and `fault` says why.
    """

    __slots__ = ("_base", "_file", "_line", "_line_at", "at", "data", "ended", "fault")

    def __init__(self, file: Readable) -> None:
        """Take the stream; nothing is read yet."""
        self._file = file
        self._base = 0
        self._line = 1
        self._line_at = 0
        self.data = b""
        self.at = 0
        """Index in `data` of the first byte that is not done with."""
        self.ended = False
        """Whether all there is was read."""
        self.fault = ""

    @property
    def offset(self) -> int:
        """Return where in the stream it goes on."""
        return self._base + self.at

    @property
    def end(self) -> int:
        """Return the offset behind what was read."""
        return self._base + len(self.data)

    def offset_of(self, index: int) -> int:
        """Return where in the stream a byte of `data` is; unlike its index this never changes."""
        return self._base + index

    def index_of(self, offset: int) -> int:
        """Return where in `data` a byte of the stream is."""
        return offset - self._base

    def go_to(self, offset: int) -> None:
        """Be done with all that comes before this byte."""
        self.at = offset - self._base

    def line_of(self, index: int) -> int:
        """Return the line that a byte of `data` is on, counted from 1; ask in ascending order."""
        self._line += self.data.count(b"\n", self._line_at, index)
        self._line_at = max(self._line_at, index)
        return self._line

    def know_line(self, index: int, line: int) -> None:
        """Take the line of a byte from whoever counted already."""
        self._line, self._line_at = line, index

    def more(self) -> bool:
        """Let go of what is done with and read on; say whether anything came. Indices change."""
        if self.ended:
            return False
        chunk = self._read()
        self.line_of(self.at)
        self.data = self.data[self.at :] + chunk
        self._base += self.at
        self._line_at -= self.at
        self.at = 0
        return bool(chunk)

    def fill(self, size: int) -> None:
        """Read until so many bytes are there, or all there are."""
        while len(self.data) - self.at < size and self.more():
            pass

    def _read(self) -> bytes:
        """Return the next chunk; a short one is the last, so a slow writer does not change the blocks."""
        chunk = io.BytesIO()
        while (left := CHUNK - chunk.tell()) > 0 and not self.ended:
            try:
                part = self._file.read(left)
            except (OSError, EOFError, ValueError, UnpackError) as error:
                self.fault = _words(error)
                part = b""
            # None, as a raw stream gives, means that nothing came yet.
            self.ended = part == b""
            chunk.write(part or b"")
        return chunk.getvalue()


def _words(error: Exception) -> str:
    if isinstance(error, UnpackError):
        return error.what
    what = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    return f"it can't be read any further: {what}"
