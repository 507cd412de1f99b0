"""A file read through one buffer, step by step, so that what is found does not depend on the buffer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from akwarden.detectors.secrets.anchors import Ends
from akwarden.detectors.secrets.region import MARGIN, Lines


@dataclass(frozen=True, slots=True)
class Step:
    """What lies in the buffer at one step over a stream."""

    buffer: bytearray
    length: int
    fresh: int
    """Bytes that were read in this step."""
    base: int
    """Where in the artifact the buffer begins."""
    line: int
    line_start: int
    ends: Ends
    """The anchors of this step alone: each belongs to one."""

    def lines(self) -> Lines:
        """Return a counter that stands at the start of the buffer."""
        return Lines(self.buffer, 0, number=self.line, start=self.line_start)


def steps(
    ends_in: Callable[[memoryview], Ends], file: BinaryIO, buffer: bytearray, limit: int
) -> Iterator[Step]:
    """Walk a file through one buffer; each step keeps as much of the last as decides about an anchor.

    What a step is about must be looked at before the next is asked for.
    """
    view = memoryview(buffer)
    kept, base, own_low, done = 0, 0, 0, False
    line, line_start = 1, 0
    while not done:
        fresh = _fill(file, view[kept : kept + min(len(buffer) - kept, limit)])
        limit -= fresh
        length = kept + fresh
        done = length < len(buffer) or limit == 0
        # One byte less than the margin: no region ends where the buffer does and the file does not.
        own_high = length if done else length - MARGIN - 1
        ends = ends_in(view[:length]).within(own_low, own_high)
        yield Step(buffer, length, fresh, base, line, line_start, ends)
        if not done:
            drop = own_high - MARGIN
            line += buffer.count(b"\n", 0, drop)
            newline = buffer.rfind(b"\n", 0, drop)
            line_start = (newline + 1 if newline >= 0 else line_start) - drop
            kept, base, own_low = length - drop, base + drop, MARGIN
            view[:kept] = view[drop:length]


def _fill(file: BinaryIO, view: memoryview) -> int:
    """Read until `view` is full or the file ends; return the number of bytes."""
    filled = 0
    while filled < len(view):
        count = file.readinto(view[filled:])  # type: ignore[attr-defined]  # BinaryIO lacks it, every binary file has it
        if not count:
            break
        filled += count
    return filled
