"""Reads the content of git objects through `git cat-file`, many of them into one buffer."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import BinaryIO

from akwarden.model.artifact import Batch, Piece, Skipped, Stream, Unit
from akwarden.sources.git.command import Repository, running
from akwarden.sources.git.listing import PREFIX, Header, id_of, size_of, unreadable
from akwarden.sources.reading import read_once
from akwarden.sources.temporary import FromStart, spooled_file, unnamed_file

_IN_UNIT = 20_000
_BYTES_IN_UNIT = 256 << 20
_PIPE_BYTES = 1 << 20
_SET_PIPE_SIZE = 1031
"""F_SETPIPE_SZ of fcntl(2) on Linux."""


def units(
    repository: Repository,
    found: Iterable[Header | Skipped],
    *,
    most_objects: int = _IN_UNIT,
    most_bytes: int = _BYTES_IN_UNIT,
) -> Iterator[Unit | Skipped]:
    """Group objects into shares that are read by one git process each."""
    share: list[Header] = []
    size = 0
    for item in found:
        if isinstance(item, Skipped):
            yield item
            continue
        share.append(item)
        size += size_of(item)
        if len(share) >= most_objects or size >= most_bytes:
            yield _unit(repository, share, size)
            share, size = [], 0
    if share:
        yield _unit(repository, share, size)


def _unit(repository: Repository, share: Sequence[Header], size: int) -> Unit:
    # Many units wait to be read, so each keeps its headers in as little memory as it can.
    return Unit(len(share), size, partial(read_objects, repository, b"".join(share)))


def read_objects(repository: Repository, share: bytes, buffer: bytearray) -> Iterator[Piece]:
    """Yield the objects with these headers as batches over `buffer` and streams.

    One that is missing or damaged is skipped: git ends there, and is started again behind it.
    """
    headers = [Header(line) for line in share.splitlines(keepends=True)]
    ids = [id_of(header) for header in headers]
    lost: list[bytes] = []
    first = 0
    with unnamed_file() as file:
        file.write(b"".join(i + b"\n" for i in ids))
        file.flush()
        while first < len(ids):
            file.seek(first * (len(ids[0]) + 1))
            with running(repository, "cat-file", "--batch", "--buffer", stdin=file) as git:
                reader = _Reader(headers, first, git.stdout.fileno(), buffer)
                yield from reader.pieces()
            first = reader.next
            if first < len(ids):
                lost.append(ids[first])
                first += 1
    yield from unreadable(lost)


class _Reader:
    """Cuts the stream of `git cat-file --batch` into the objects that were asked for.

    The buffer begins with the header of the next object whenever a new one is looked at.
    """

    def __init__(self, headers: Sequence[Header], first: int, pipe: int, buffer: bytearray) -> None:
        self.next = first
        """Index of the first object that is not done; where the stream broke off, once it did."""
        self._headers = headers
        self._pipe = pipe
        self._buffer = buffer
        self._view = memoryview(buffer)
        self._filled = 0
        self._ended = False
        _widen(pipe)

    def pieces(self) -> Iterator[Piece]:
        """Yield the objects up to the end, or to the one that git broke off at."""
        while self.next < len(self._headers):
            self._fill()
            batch, used = self._whole_objects()
            if batch.names:
                yield batch
                self.next += len(batch.names)
                self._keep_from(used)
                continue
            header = self._headers[self.next]
            if self._filled < len(header) or not self._buffer.startswith(header):
                return
            if self._ended:
                # Its end did not come, and it would have had room.
                return
            yield from self._large(header)

    def _fill(self) -> None:
        while not self._ended and self._filled < len(self._buffer):
            count = read_once(self._pipe, self._view[self._filled :])
            self._ended = count == 0
            self._filled += count

    def _whole_objects(self) -> tuple[Batch, int]:
        """Return the objects that lie whole at the front of the buffer, and how many bytes they take."""
        starts: list[int] = []
        ends: list[int] = []
        names: list[str] = []
        position, filled, buffer = 0, self._filled, self._buffer
        for index in range(self.next, len(self._headers)):
            header = self._headers[index]
            start = position + len(header)
            end = start + size_of(header)
            if end >= filled or not buffer.startswith(header, position):
                break
            starts.append(start)
            ends.append(end)
            names.append(PREFIX + id_of(header).decode())
            position = end + 1
        return Batch(buffer, starts, ends, names), position

    def _keep_from(self, used: int) -> None:
        rest = self._filled - used
        self._view[:rest] = self._view[used : self._filled]
        self._filled = rest

    def _large(self, header: Header) -> Iterator[Stream | Skipped]:
        """Yield an object that is larger than the buffer, kept in a temporary file."""
        name, size = PREFIX + id_of(header).decode(), size_of(header)
        spool = spooled_file()
        try:
            came, failure = self._copy(len(header), size, spool)
            self.next += 1
            if failure is None:
                yield Stream(name, came, partial(FromStart, spool))
        finally:
            # What could not be written is tried again at the end, and fails again.
            with suppress(OSError):
                spool.close()
        if failure is not None:
            yield Skipped(name, f"no room to unpack {size:,} bytes of it: {failure.strerror}; set TMPDIR")
        elif came < size:
            yield Skipped(name, f"damaged git object: only its first {came:,} of {size:,} bytes were scanned")

    def _copy(self, start: int, size: int, spool: BinaryIO) -> tuple[int, OSError | None]:
        """Write the object that begins at `start` of the buffer into `spool`, and pass over what can't be.

        Returns how many bytes of it came, and why not all of these were written.
        """
        came, failure = 0, None
        while True:
            count = min(self._filled - start, size - came)
            if failure is None:
                try:
                    spool.write(self._view[start : start + count])
                except OSError as error:
                    failure = error
            came += count
            # The line feed behind an object is passed over with it.
            if came == size and self._filled > start + count:
                self._keep_from(start + count + 1)
                return came, failure
            start, self._filled = 0, 0
            self._fill_some()
            if not self._filled:
                return came, failure

    def _fill_some(self) -> None:
        self._filled = 0 if self._ended else read_once(self._pipe, self._view)
        self._ended = self._filled == 0


def _widen(pipe: int) -> None:
    """Let more bytes wait in the pipe, where the system allows it: fewer switches between two processes."""
    with suppress(ImportError, OSError):
        import fcntl  # noqa: PLC0415  absent on Windows

        fcntl.fcntl(pipe, _SET_PIPE_SIZE, _PIPE_BYTES)
