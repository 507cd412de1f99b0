"""Streams around a stream: one that begins again with what was read already, and one that keeps a digest."""

import hashlib
from collections.abc import Callable

from akwarden.sources.audit.held import Readable


class Replayed:
    """A stream of which the first bytes were read already, from its start."""

    def __init__(self, first: bytes, file: Readable) -> None:
        """Take what was read, and the stream behind that."""
        self._first = first
        self._file = file

    def read(self, size: int, /) -> bytes | None:
        """Return up to so many bytes, none at the end, None when nothing came yet."""
        if self._first:
            given, self._first = self._first[:size], self._first[size:]
            return given
        return self._file.read(size)


class Digesting:
    """A stream that knows the SHA-256 of all that was read of it so far."""

    def __init__(self, file: Readable) -> None:
        """Take the stream from its start."""
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int, /) -> bytes | None:
        """Return up to so many bytes, none at the end, None when nothing came yet."""
        part = self._file.read(size)
        if part:
            self._hash.update(part)
        return part

    def digest(self) -> str:
        """Return it in hexadecimal; after the end of the stream it is that of the whole."""
        return self._hash.hexdigest()


def beginning(file: Readable, size: int) -> bytes:
    """Return so many bytes, fewer where the stream ends before; waits for them."""
    read: list[bytes] = []
    left = size
    while left > 0:
        part = file.read(left)
        if part == b"":
            break
        read.append(part or b"")
        left -= len(read[-1])
    return b"".join(read)


Digest = Callable[[], str]
"""Returns a SHA-256 in hexadecimal."""
