"""The parts of a tar archive around its members: extended headers, and the gaps where a header is lost."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final

BLOCK: Final = 512

_MAGIC_AT: Final = 257
_CHUNK: Final = 128 * BLOCK
_FIRST_CHUNK: Final = 4 * BLOCK
"""Small, since the next header mostly is near."""
_IS_EXTENDED_AT: Final = 482
_MORE_AT: Final = 504
_MOST_DIGITS: Final = 20


def padded(size: int) -> int:
    """Gives the bytes that data of this size takes up."""
    return -(-size // BLOCK) * BLOCK


@dataclass(slots=True)
class Extension:
    """What extended headers say about the member that follows."""

    name: bytes | None = None
    size: int | None = None

    def read_gnu_name(self, data: bytes) -> None:
        """Take a GNU long name."""
        self.name = data.split(b"\0", 1)[0]

    def read_pax(self, data: bytes) -> None:
        """Take the name and the size out of `length key=value` records, as far as they are well formed.

        The sizes of sparse files before they were made small are left out: what is stored is what is read.
        """
        position = 0
        while position < len(data):
            digits = data[position : position + _MOST_DIGITS].split(b" ", 1)[0]
            if not digits.isdigit() or int(digits) <= len(digits):
                return
            record = data[position + len(digits) + 1 : position + int(digits) - 1]
            key, _, value = record.partition(b"=")
            if key in (b"path", b"GNU.sparse.name"):
                self.name = value
            elif key == b"size" and value.isdigit() and len(value) <= _MOST_DIGITS:
                self.size = int(value)
            position += int(digits)


@dataclass(frozen=True, slots=True)
class Found:
    """Where reading goes on."""

    position: int
    """The next block with the magic of a header, or the end of the file."""
    zeros: bool
    """True when nothing but zeros was passed over."""


def next_header(file: BinaryIO, position: int, tick: Callable[[], None]) -> Found:
    """Finds the next block, at a whole number of blocks from `position`, that has a header's magic.

    The block at `position` itself is passed over, since it was tried. `tick` is called now and then.
    """
    start, zeros, step = position, True, _FIRST_CHUNK
    file.seek(position)
    while chunk := file.read(step):
        tick()
        step = min(2 * step, _CHUNK)
        at = _magic_block(chunk, BLOCK if start == position else 0)
        passed = chunk if at is None else chunk[:at]
        zeros = zeros and passed.count(0) == len(passed)
        start += len(passed)
        if at is not None:
            break
    return Found(start, zeros and start != position)


def _magic_block(chunk: bytes, start: int) -> int | None:
    at = chunk.find(b"ustar", start + _MAGIC_AT)
    while at >= 0:
        if (at - _MAGIC_AT) % BLOCK == 0:
            return at - _MAGIC_AT
        at = chunk.find(b"ustar", at + 1)
    return None


def sparse_blocks(file: BinaryIO, position: int, tick: Callable[[], None]) -> int:
    """Counts the blocks that go on with the map of an old GNU sparse member whose header is at `position`."""
    file.seek(position)
    block, flag_at, count = file.read(BLOCK), _IS_EXTENDED_AT, 0
    while len(block) == BLOCK and block[flag_at]:
        tick()
        block, flag_at = file.read(BLOCK), _MORE_AT
        count += 1
    return count
