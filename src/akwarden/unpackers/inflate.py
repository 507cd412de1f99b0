"""Decoders run in bounded steps, so that neither hostile input nor its output fills the memory.

A damaged deflate stream gives all that comes before the damage: the state before each step is kept,
and a step that fails is run again on ever less input.
"""

import zlib
from collections.abc import Callable, Generator, Iterator
from typing import Final, Protocol

from akwarden.unpackers.protocol import MemberError

GZIP: Final = 31
"""`zlib` window bits for one gzip member, its header and checksum included."""
RAW: Final = -15
"""`zlib` window bits for bare deflate, as in zip."""

BLOCK_IN: Final = 64 << 10
BLOCK_OUT: Final = 256 << 10
_FIRST_IN: Final = 4 << 10
_SALVAGE_STEPS: Final = (4096, 64, 1)


class Decoder(Protocol):
    """What `bz2` and `lzma` decompressors have in common."""

    @property
    def eof(self) -> bool:
        """True once the stream's own end mark was read."""
        ...

    @property
    def needs_input(self) -> bool:
        """True when nothing more comes out without new input."""
        ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Takes input, gives at most that much output."""
        ...


def truncated() -> MemberError:
    """Gives the error of something that ends too early."""
    return MemberError("truncated", why="what comes before the end was read")


def mismatch() -> MemberError:
    """Gives the error of something that is not what its checksum was taken of."""
    return MemberError("damaged", why="its checksum does not match what was read")


def inflate(read: Callable[[int], bytes], window_bits: int) -> Generator[bytes, None, int]:
    """Yields one deflate stream in blocks, and returns how many bytes it read past the stream's end.

    Raises `MemberError` when the stream is damaged or truncated, after what could be read.
    """
    decoder = zlib.decompressobj(window_bits)
    # Small first reads: a file of many tiny streams is then not read over and over.
    step = _FIRST_IN
    while not decoder.eof:
        data = decoder.unconsumed_tail
        if not data:
            data = read(step)
            step = min(step * 2, BLOCK_IN)
        before = decoder.copy()
        try:
            block = decoder.decompress(data, BLOCK_OUT)
        except zlib.error as error:
            yield from _salvage(before, data)
            raise _damaged(error) from error
        if block:
            yield block
        elif not data:
            raise truncated()
    return len(decoder.unused_data)


def _salvage(decoder: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    for step in _SALVAGE_STEPS:
        while data:
            before = decoder.copy()
            try:
                block = decoder.decompress(data[:step], BLOCK_OUT)
            except zlib.error:
                decoder = before
                break
            data = decoder.unconsumed_tail + data[step:]
            yield block


def _damaged(error: zlib.error) -> MemberError:
    if "incorrect data check" in str(error) or "incorrect length check" in str(error):
        return mismatch()
    return MemberError("damaged", why="what comes before the damage was read")


def decode(read: Callable[[int], bytes], decoder: Decoder) -> Iterator[bytes]:
    """Yields a `bz2` or `lzma` stream in blocks; ends quietly when the input does: the caller judges that."""
    while not decoder.eof:
        data = read(BLOCK_IN) if decoder.needs_input else b""
        if decoder.needs_input and not data:
            return
        block = decoder.decompress(data, BLOCK_OUT)
        if block:
            yield block
