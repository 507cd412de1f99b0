"""The stretches of an artifact that are worth an exact look, and the values in them with their places.

A region reaches so far around every anchor that all parts of a credential, their names and the lines
they stand on lie inside it. What is found depends on the artifact only: a run that a region cuts is
further from the anchor than any partner may be.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from akwarden.detectors.secrets.assignment import LOOK_BACK
from akwarden.detectors.secrets.values import LONGEST_RUN, Span, Value, ValueFinder

PAIR_REACH = 4096
"""Bytes that may lie between the parts of one credential."""
MARGIN = PAIR_REACH + LONGEST_RUN + LOOK_BACK
"""Bytes on either side of an anchor that decide about it."""
LINE_REACH = 400
"""Bytes of a line that are kept on either side of a value."""

_ANCHOR_TO_START = 512
_ALLOW = re.compile(rb"akwarden:allow[ \t]+([a-z0-9-]+)[ \t]+([^\r\n]*\w[^\r\n]*)")


@dataclass(frozen=True, slots=True)
class Placed:
    """A value and where it stands."""

    value: Value
    offset: int
    """In the artifact."""
    line: int
    column: int
    anchored: bool
    """Whether an anchor ended inside it."""
    before: bytes
    """Its line up to the value, at most `LINE_REACH` bytes."""
    after: bytes
    allows: tuple[tuple[str, str], ...]
    """Rule ids and reasons of `akwarden:allow` on its line or on the line above."""
    context: bytes
    """What stands around it, for the context patterns; empty unless anchored."""

    @property
    def end(self) -> int:
        """Return the offset behind the value."""
        return self.offset + len(self.value.text)


class Lines:
    """Counts lines in a buffer from left to right, each byte once."""

    def __init__(self, data: bytearray, at: int, *, number: int = 1, start: int | None = None) -> None:
        """Begin at offset `at`; its line has this `number` and begins at `start`, maybe before the buffer."""
        self._data = data
        self._at = at
        self.number = number
        self.start = at if start is None else start

    def advance(self, to: int) -> None:
        """Move on to offset `to`; `number` and `start` then describe the line that it lies in."""
        self.number += self._data.count(b"\n", self._at, to)
        newline = self._data.rfind(b"\n", self._at, to)
        self.start = newline + 1 if newline >= 0 else self.start
        self._at = to


def placed_values(
    finder: ValueFinder, data: bytearray, bounds: Span, ends: Sequence[int], lines: Lines
) -> Iterator[Placed]:
    """Yield the values around the anchors at `ends`, all offsets counted in `data`.

    `bounds` are where the artifact, or the part of it in the buffer, begins and stops; `lines` stands at
    its beginning.
    """
    low, high = bounds
    confirmed = [end for end in ends if _is_confirmed(finder, data, bounds, end)]
    for region_low, region_high, anchors in _regions(confirmed, low, high):
        region = bytes(data[region_low:region_high])
        anchors_left = iter([*anchors, region_high + 1])
        anchor = next(anchors_left)
        for value in finder.find(region):
            start, end = region_low + value.start, region_low + value.end
            while anchor <= start:
                anchor = next(anchors_left)
            lines.advance(start)
            yield _place(value, region, region_low, lines, anchored=anchor <= end)


def _is_confirmed(finder: ValueFinder, data: bytearray, bounds: tuple[int, int], end: int) -> bool:
    low = max(bounds[0], end - _ANCHOR_TO_START)
    window = bytes(data[low : min(bounds[1], end + LONGEST_RUN)])
    return finder.at(window, end - low)


def _regions(ends: Sequence[int], low: int, high: int) -> Iterator[tuple[int, int, list[int]]]:
    """Yield regions that do not touch, with the anchors in them."""
    start = stop = -1
    inside: list[int] = []
    for end in ends:
        if inside and end - MARGIN > stop:
            yield start, stop, inside
            inside = []
        if not inside:
            start = max(low, end - MARGIN)
        stop = min(high, end + MARGIN)
        inside.append(end)
    if inside:
        yield start, stop, inside


def _place(value: Value, region: bytes, base: int, lines: Lines, *, anchored: bool) -> Placed:
    line_start = max(0, lines.start - base)
    line_end = region.find(b"\n", value.end)
    line_end = len(region) if line_end < 0 else line_end
    return Placed(
        value=value,
        offset=base + value.start,
        line=lines.number,
        column=base + value.start - lines.start + 1,
        anchored=anchored,
        before=region[max(line_start, value.start - LINE_REACH) : value.start],
        after=region[value.end : min(line_end, value.end + LINE_REACH)],
        allows=_allows(region, line_start, line_end),
        context=_context(region, value) if anchored else b"",
    )


def _allows(region: bytes, line_start: int, line_end: int) -> tuple[tuple[str, str], ...]:
    above = region.rfind(b"\n", 0, max(0, line_start - 1)) + 1
    low, high = max(above, line_start - LINE_REACH), min(line_end, line_start + 2 * LINE_REACH)
    found = _ALLOW.findall(region, low, high)
    return tuple((rule.decode(), reason.decode("utf-8", "replace").strip()) for rule, reason in found)


def _context(region: bytes, value: Value) -> bytes:
    return region[max(0, value.start - PAIR_REACH // 2) : value.end + PAIR_REACH // 2]
