"""zstd: one thing compressed, perhaps in several frames one after the other, some of which hold nothing."""

import os
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, BinaryIO, Final

from akwarden.model.artifact import Skipped
from akwarden.unpackers.budget import Budget, in_words
from akwarden.unpackers.inflate import BLOCK_IN, truncated
from akwarden.unpackers.protocol import Member, MemberError
from akwarden.unpackers.spool import spooled

if TYPE_CHECKING:
    # Loaded when a frame is met: it comes with the extra `server`, and the scanner alone works without.
    import zstandard

_MAGIC: Final = b"\x28\xb5\x2f\xfd"
_BEGINNINGS: Final = (_MAGIC, *(bytes((first, 0x2A, 0x4D, 0x18)) for first in range(0x50, 0x60)))
"""Those of a frame, and of the sixteen kinds of frames that a decoder passes over."""
_STEP: Final = 512
"""Bytes given to the decoder at once. Four of them can stand for a block of 128 KiB, so no more than 16 MiB
come out in one step; this is all that bounds a step's output."""
_LARGEST_WINDOW: Final = 128 << 20
"""How far back a frame may refer; what `zstd -d` takes without being asked for more."""


class ZstdStream:
    """Opens zstd files."""

    name = "zstd"
    stream = True

    def detect(self, head: bytes) -> bool:
        """Says whether this begins with a frame, or with one that is to be passed over before a frame."""
        return head.startswith(_BEGINNINGS)

    def open(self, file: BinaryIO, budget: Budget) -> Iterator[Member | Skipped]:
        """Yields the one thing inside, all of its frames joined."""
        yield from spooled("", _blocks(file, budget), budget)


def _blocks(file: BinaryIO, budget: Budget) -> Iterator[bytes]:
    decoder = _decoder()
    end = file.seek(0, os.SEEK_END)
    position = 0
    while position < end:
        file.seek(position)
        if position and file.read(len(_MAGIC)) not in _BEGINNINGS:
            _refuse_tail(file, position, end, budget)
            return
        position = yield from _frame(file, position, decoder, budget)


def _frame(
    file: BinaryIO, position: int, decoder: "zstandard.ZstdDecompressor", budget: Budget
) -> Generator[bytes, None, int]:
    """Yields one frame in blocks, and returns where it ends."""
    frame = decoder.decompressobj()
    file.seek(position)
    while data := file.read(BLOCK_IN):
        budget.check_time()
        for start in range(0, len(data), _STEP):
            step = data[start : start + _STEP]
            block = _decompressed(frame, step)
            if block:
                yield block
            if frame.eof:
                return position + start + len(step) - len(frame.unused_data)
        position += len(data)
    raise truncated()


def _decompressed(frame: "zstandard.ZstdDecompressionObj", step: bytes) -> bytes:
    import zstandard  # noqa: PLC0415  lazy, as above

    try:
        return frame.decompress(step)
    except zstandard.ZstdError as error:
        if "too much memory" in str(error):
            most = in_words(_LARGEST_WINDOW)
            raise MemberError("not read", why=f"it needs more than {most} of memory to open") from error
        raise MemberError("damaged", why="what comes before the damage was read") from error


def _decoder() -> "zstandard.ZstdDecompressor":
    try:
        import zstandard  # noqa: PLC0415  lazy, as above
    except ImportError as error:
        raise MemberError("not read", why="zstd is not installed", mend="install akwarden[server]") from error
    return zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)


def _refuse_tail(file: BinaryIO, position: int, end: int, budget: Budget) -> None:
    file.seek(position)
    while block := file.read(BLOCK_IN):
        budget.check_time()
        # Zeros are padding to a block.
        if block.count(0) != len(block):
            tail = in_words(end - position)
            raise MemberError(f"{tail} after its end were not read", why="they are not zstd")
