"""Standard input, or any other byte stream that is already open."""

import io
import os
import select
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import BinaryIO, cast

from akwarden.model.artifact import Piece, Stream, Unit
from akwarden.sources.protocol import Place
from akwarden.sources.temporary import FromStart, spooled_file

_NAME = "-"
_PATIENCE = 0.2
"""Seconds after which a reader is told that nothing came yet, so that it can look whether to go on."""


class StdinSource:
    """One artifact, read once."""

    unchanged = 0

    def __init__(self, file: BinaryIO, name: str = "stdin") -> None:
        """Take an open binary file."""
        self.name = name
        self._file = file

    def units(self) -> Iterator[Unit]:
        """Yield the one unit."""
        yield Unit(items=1, size=0, read=self._read)

    def places(self, names: Sequence[str]) -> Mapping[str, Sequence[Place]]:
        """Return the stream's own name."""
        return {name: (Place(name),) for name in names}

    def keep(self, untidy: Collection[str]) -> None:
        """Remember nothing."""

    def close(self) -> None:
        """Hold nothing."""

    def _read(self, _buffer: bytearray) -> Iterator[Piece]:
        with spooled_file() as spool:
            tee = cast(BinaryIO, _Tee(self._file, spool))
            yield Stream(_NAME, 0, partial(FromStart, tee))


class _Tee(io.RawIOBase):
    """Shows a stream as a seekable file: what came is kept, so a container can be read from any place.

    `readinto` gives None when nothing came for a while.
    """

    def __init__(self, file: BinaryIO, spool: BinaryIO) -> None:
        super().__init__()
        # Unbuffered: a thread that waits in a buffered reader holds its lock, and Python can't end then.
        self._file: BinaryIO = getattr(file, "raw", file)
        self._spool = spool
        self._position = 0
        self._kept = 0
        self._ended = False

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence == os.SEEK_END:
            self._keep_all()
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._kept}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, view: memoryview) -> int | None:  # type: ignore[override]  # any buffer will do
        while self._position > self._kept and not self._ended:
            if self._more(memoryview(bytearray(io.DEFAULT_BUFFER_SIZE))) is None:
                return None
        if self._position < self._kept:
            self._spool.seek(self._position)
            count: int | None = self._spool.readinto(view)  # type: ignore[attr-defined]  # every binary file has it
        else:
            count = self._more(memoryview(view))
        self._position += count or 0
        return count

    def _keep_all(self) -> None:
        block = memoryview(bytearray(1 << 20))
        while not self._ended:
            self._more(block)

    def _more(self, view: memoryview) -> int | None:
        """Read from the stream into `view` and the spool; None when nothing came for a while."""
        if self._ended or not view:
            return 0
        if not _has_more(self._file):
            return None
        count: int | None = self._file.readinto(view)  # type: ignore[attr-defined]  # as above
        if count:
            self._spool.seek(self._kept)
            self._spool.write(view[:count])
            self._kept += count
        self._ended = count == 0
        return count


def _has_more(file: BinaryIO) -> bool:
    """Wait for bytes or the end, but not for long; true as well where there is no way to ask."""
    try:
        return bool(select.select([file], [], [], _PATIENCE)[0])
    except (OSError, ValueError):
        return True
