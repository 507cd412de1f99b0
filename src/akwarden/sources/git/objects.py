"""Reads the content of git objects through `git cat-file`, many of them into one buffer."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import BinaryIO

from akwarden.model.artifact import Batch, Piece, Skipped, Stream, Unit
from akwarden.sources.git.command import Repository, running
from akwarden.sources.git.listing import PREFIX, Header, size_of, unreadable
from akwarden.sources.git.pipe import Pipe
from akwarden.sources.temporary import FromStart, spooled_file, unnamed_file

_IN_UNIT = 40_000
_BYTES_IN_UNIT = 512 << 20
_FIRST_SHARE = 8


def units(
    repository: Repository,
    found: Iterable[Header | Skipped],
    *,
    most_objects: int = _IN_UNIT,
    most_bytes: int = _BYTES_IN_UNIT,
) -> Iterator[Unit | Skipped]:
    """Group objects into shares that are read by one git process each.

    The first ones are small, so that every worker has something to do soon; large ones cost less, since git
    reads objects that lie side by side with little more effort than one of them.
    """
    share: list[Header] = []
    size, part = 0, _FIRST_SHARE
    for item in found:
        if isinstance(item, Skipped):
            yield item
            continue
        share.append(item)
        size += size_of(item)
        if len(share) * part >= most_objects or size * part >= most_bytes:
            yield _unit(repository, share, size)
            share, size, part = [], 0, max(1, part // 2)
    if share:
        yield _unit(repository, share, size)


def _unit(repository: Repository, share: Sequence[Header], size: int) -> Unit:
    # Many units wait to be read, so each keeps its headers in as little memory as it can.
    return Unit(len(share), size, partial(read_objects, repository, b"".join(share)))


def read_objects(repository: Repository, share: bytes, buffer: bytearray) -> Iterator[Piece]:
    """Yield the objects with these headers as batches over `buffer` and streams.

    One that is missing or damaged is skipped: git ends there, and is started again behind it.
    """
    wanted = _Wanted(share)
    lost: list[bytes] = []
    first = 0
    with unnamed_file(b"".join(i + b"\n" for i in wanted.ids)) as file:
        while first < len(wanted.ids):
            file.seek(first * (len(wanted.ids[0]) + 1))
            with running(repository, "cat-file", "--batch", "--buffer", stdin=file) as git:
                reader = _Reader(wanted, first, Pipe(git.stdout.fileno()), buffer)
                yield from reader.pieces()
            first = reader.next
            if first < len(wanted.ids):
                lost.append(wanted.ids[first])
                first += 1
    yield from unreadable(lost)


class _Wanted:
    """What git is asked for, and how it will announce each."""

    def __init__(self, share: bytes) -> None:
        self.headers = share.splitlines(keepends=True)
        self.ids = [header[: header.index(b" ")] for header in self.headers]
        self.sizes = [int(header[header.rindex(b" ") + 1 :]) for header in self.headers]

    def name(self, index: int) -> str:
        return PREFIX + self.ids[index].decode()


class _Reader:
    """Cuts the stream of `git cat-file --batch` into the objects that were asked for.

    The buffer begins with the header of the next object whenever a new one is looked at.
    """

    def __init__(self, wanted: _Wanted, first: int, pipe: Pipe, buffer: bytearray) -> None:
        self.next = first
        """Index of the first object that is not done; where the stream broke off, once it did."""
        self._wanted = wanted
        self._pipe = pipe
        self._buffer = buffer
        self._view = memoryview(buffer)
        self._filled = 0

    def pieces(self) -> Iterator[Piece]:
        """Yield the objects up to the end, or to the one that git broke off at."""
        while self.next < len(self._wanted.ids):
            self._filled += self._pipe.fill(self._view[self._filled :])
            batch, used = self._whole_objects()
            if batch.names:
                yield batch
                self.next += len(batch.names)
                self._keep_from(used)
                continue
            if self._filled < len(self._buffer) or not self._buffer.startswith(
                self._wanted.headers[self.next]
            ):
                # Its end did not come though there is room for it, or git says something else of it.
                return
            yield from self._large()

    def _whole_objects(self) -> tuple[Batch, int]:
        """Return the objects that lie whole at the front of the buffer, and how many bytes they take."""
        starts: list[int] = []
        ends: list[int] = []
        names: list[str] = []
        position, filled, buffer, wanted = 0, self._filled, self._buffer, self._wanted
        for index in range(self.next, len(wanted.ids)):
            header = wanted.headers[index]
            start = position + len(header)
            end = start + wanted.sizes[index]
            if end >= filled or not buffer.startswith(header, position):
                break
            starts.append(start)
            ends.append(end)
            names.append(wanted.name(index))
            position = end + 1
        return Batch(buffer, starts, ends, names), position

    def _keep_from(self, used: int) -> None:
        rest = self._filled - used
        self._view[:rest] = self._view[used : self._filled]
        self._filled = rest

    def _large(self) -> Iterator[Stream | Skipped]:
        """Yield an object that is larger than the buffer, kept in a temporary file."""
        name, size = self._wanted.name(self.next), self._wanted.sizes[self.next]
        spool = spooled_file()
        try:
            came, failure = self._copy(len(self._wanted.headers[self.next]), size, spool)
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
            start, self._filled = 0, self._pipe.fill(self._view)
            if not self._filled:
                return came, failure
