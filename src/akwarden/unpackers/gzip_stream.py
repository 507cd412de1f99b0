"""gzip: one thing compressed, perhaps in several streams one after the other, perhaps with a tail."""

import os
from collections.abc import Iterator
from typing import BinaryIO, Final

from akwarden.model.artifact import Skipped
from akwarden.unpackers import inflate
from akwarden.unpackers.budget import Budget, in_words
from akwarden.unpackers.protocol import Member, MemberError
from akwarden.unpackers.spool import spooled

_MAGIC: Final = b"\x1f\x8b\x08"


class GzipStream:
    """Opens gzip files. The name in a gzip header is ignored: it is optional and often wrong."""

    name = "gzip"
    stream = True

    def detect(self, head: bytes) -> bool:
        """Says whether this begins as gzip does, with deflate, the only method there is."""
        return head.startswith(_MAGIC)

    def open(self, file: BinaryIO, budget: Budget) -> Iterator[Member | Skipped]:
        """Yields the one thing inside, all of its streams joined."""
        yield from spooled("", _blocks(file, budget), budget)


def _blocks(file: BinaryIO, budget: Budget) -> Iterator[bytes]:
    end = file.seek(0, os.SEEK_END)
    position = 0

    def read(size: int) -> bytes:
        budget.check_time()
        return file.read(size)

    while position < end:
        file.seek(position)
        if position and file.read(len(_MAGIC)) != _MAGIC:
            _refuse_tail(file, position, end, budget)
            return
        file.seek(position)
        past_end = yield from inflate.inflate(read, inflate.GZIP)
        position = file.tell() - past_end


def _refuse_tail(file: BinaryIO, position: int, end: int, budget: Budget) -> None:
    file.seek(position)
    while block := file.read(inflate.BLOCK_IN):
        budget.check_time()
        # Zeros are padding to a block, which gzip itself ignores.
        if block.count(0) != len(block):
            tail = in_words(end - position)
            raise MemberError(f"{tail} after its end were not read", why="they are not gzip")
