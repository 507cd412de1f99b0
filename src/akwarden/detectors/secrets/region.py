"""The stretches of an artifact that are worth an exact look, and the values in them with their places.

A region reaches so far around every anchor that all parts of a credential, their names and the lines
they stand on lie inside it. What is found depends on the artifact only: a run that a region cuts is
further from the anchor than any partner may be.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from akwarden.detectors.secrets.assignment import LOOK_BACK
from akwarden.detectors.secrets.forms import FORM_REACH, Span
from akwarden.detectors.secrets.runs import LONGEST_RUN
from akwarden.detectors.secrets.values import Value, ValueFinder
from akwarden.errors import SourceError

PAIR_REACH = 4096
"""Bytes that may lie between the parts of one credential."""
MARGIN = PAIR_REACH + LONGEST_RUN + LOOK_BACK
"""Bytes on either side of an anchor that decide about it."""
SIGHT = PAIR_REACH // 2
"""Bytes on either side of a value that decide how it is read: its name, its line, what stands around it."""
LINE_REACH = 400
"""Bytes of a line that are kept on either side of a value."""

MOST_VALUES = 20_000
"""Values that are looked at in one artifact; one with more is left there, which is reported."""

ANCHOR_TO_START = 512
"""Bytes between the start of a match and the end of an anchor in it."""
COMMENT_END = rb"\*+/|--!?>|\"\"\"|'{3}|#\}|[%?#]>|\*\)|-\}|\|#|\]\]"
_LONGEST_REASON = 800
# A reason goes to where its comment ends, or the line: behind that stands code.
_ALLOW = re.compile(
    rb"akwarden:allow[ \t]+([a-z0-9-]+)[ \t]+((?:(?!%b)[^\r\n]){1,%d})" % (COMMENT_END, _LONGEST_REASON)
)
_LETTER = re.compile(rb"[\w\x80-\xff]")
_PRINTED = bytes(range(ord("!"), ord("~") + 1))
_GITLEAKS_ALLOW = b"gitleaks:allow"
ANY_RULE = "*"
"""Stands for every rule: what gitleaks allows on a line, it allows to all of them."""


class TooManyValuesError(SourceError):
    """An artifact holds more key-like values than are looked at in one."""

    def __init__(self) -> None:
        """Say how many that are."""
        super().__init__(f"more than {MOST_VALUES:,} key-like values in one artifact: not looked at further")


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
    """Rule ids and reasons of `akwarden:allow` on its line or the line above, of `gitleaks:allow` on it."""
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

    def at(self, offset: int) -> tuple[int, int]:
        """Return the number and the start of the line that holds `offset`, which lies ahead, and stay."""
        newline = self._data.rfind(b"\n", self._at, offset)
        number = self.number + self._data.count(b"\n", self._at, offset)
        return number, newline + 1 if newline >= 0 else self.start

    def advance(self, to: int) -> None:
        """Move on to offset `to`; `number` and `start` then describe the line that it lies in."""
        self.number += self._data.count(b"\n", self._at, to)
        newline = self._data.rfind(b"\n", self._at, to)
        self.start = newline + 1 if newline >= 0 else self.start
        self._at = to


def placed_values(  # noqa: PLR0917  a place needs them all
    finder: ValueFinder,
    data: bytearray,
    bounds: Span,
    ends: Sequence[int],
    lines: Lines,
    free: Mapping[int, frozenset[str]] | None = None,
) -> Iterator[Placed]:
    """Yield the values around the anchors at `ends`, all offsets counted in `data`.

    `free` has the anchors that may end in a value whose form has no edge; where it is None, any may.
    `bounds` are where the artifact, or the part of it in the buffer, begins and stops; `lines` stands at
    its beginning. A value near the end of a region, where not all that decides about it can be seen, is left
    out: it is further from every anchor than a partner may be, and a region that begins elsewhere, as those
    of a stream do, would see another value there. Raises TooManyValuesError, but only behind the values that
    there is room for.
    """
    low, high = bounds
    confirmed, complete = _confirmed(finder, data, bounds, ends, free)
    for region_low, region_high, anchors in _regions(confirmed, low, high):
        region = bytes(data[region_low:region_high])
        anchors_left = iter([*anchors, region_high + 1])
        anchor = next(anchors_left)
        anchors_here = None if free is None else _anchors_in(free, region_low, region_high)
        for value in finder.find(region, anchors_here):
            start = region_low + value.start
            seen_low = region_low == low or value.start >= SIGHT
            seen_high = region_high == high or value.end + SIGHT <= len(region)
            if not (seen_low and seen_high):
                continue
            while anchor <= start:
                anchor = next(anchors_left)
            lines.advance(start)
            yield place(value, region, region_low, lines, anchored=anchor <= region_low + value.reach)
    if not complete:
        raise TooManyValuesError


def _confirmed(
    finder: ValueFinder,
    data: bytearray,
    bounds: Span,
    ends: Iterable[int],
    free: Mapping[int, frozenset[str]] | None,
) -> tuple[list[int], bool]:
    """Return the anchors that end in a value, and whether those are all of them."""
    confirmed: list[int] = []
    holds, same_to, values = False, -1, 0
    asked: frozenset[str] = frozenset()
    for end in ends:
        own = None if free is None else free.get(end, frozenset())
        # What was said up to here holds for the anchors that were asked about.
        if end > same_to or (own and not holds and not own <= asked):
            asked = own or frozenset()
            low = max(bounds[0], end - ANCHOR_TO_START)
            window = bytes(data[low : min(bounds[1], end + LONGEST_RUN)])
            before = bytes(data[max(bounds[0], low - FORM_REACH) : low])
            holds, same_to = finder.at(window, end - low, own, before)
            same_to += low
            values += holds
        if values > MOST_VALUES:
            return confirmed, False
        if holds:
            confirmed.append(end)
    return confirmed, True


def _anchors_in(free: Mapping[int, frozenset[str]], low: int, high: int) -> set[str]:
    return {anchor for end, anchors in free.items() if low <= end <= high for anchor in anchors}


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


def place(value: Value, region: bytes, base: int, lines: Lines, *, anchored: bool) -> Placed:
    """Return a value of a region, which begins at `base`, with what is around it; `lines` is at its line."""
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
        allows=_allows(region, (value.start, value.end), line_start, line_end),
        context=_context(region, value) if anchored else b"",
    )


def _allows(region: bytes, value: Span, line_start: int, line_end: int) -> tuple[tuple[str, str], ...]:
    """Return what is allowed on the value's line and, where that begins in sight, on the line above."""
    in_sight = max(0, value[0] - SIGHT)
    low = line_start
    if line_start >= in_sight:
        low = max(region.rfind(b"\n", 0, max(0, line_start - 1)) + 1, line_start - LINE_REACH)
    high = min(line_end, value[1] + SIGHT)
    hits = _ALLOW.finditer(region, max(low, in_sight), high)
    reasons = ((hit[1].decode(), _reason(hit[2], is_cut=hit.end() == value[1] + SIGHT)) for hit in hits)
    own = tuple((rule, reason) for rule, reason in reasons if reason)
    is_any = region.find(_GITLEAKS_ALLOW, max(line_start, in_sight), high) >= 0
    return (*own, (ANY_RULE, _GITLEAKS_ALLOW.decode())) if is_any else own


def _reason(text: bytes, *, is_cut: bool) -> str:
    """Return the reason, or nothing where there is no word in it."""
    if is_cut or len(text) == _LONGEST_REASON:
        # A run that is cut off could be the beginning of a secret, which nobody would know for one.
        text = text.rstrip(_PRINTED)
    return text.decode("utf-8", "replace").strip() if _LETTER.search(text) else ""


def _context(region: bytes, value: Value) -> bytes:
    return region[max(0, value.start - SIGHT) : value.end + SIGHT]
