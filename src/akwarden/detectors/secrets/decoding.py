"""Which stretches of an artifact are decoded and looked at once more, and what becomes of what is seen there.

The rules that this module enforces:

- A stretch is decoded where an encoded beginning of a key was seen, or around a key id where escapes or
  joined literals stand, and nowhere else.
- Stretches are chosen from left to right by offsets alone, so a stream has the same as a buffer.
- What was found in the clear is not told again; a key id found in the clear takes the secret that was
  found for it by decoding.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from akwarden.detectors.secrets.forms import Span
from akwarden.detectors.secrets.region import MARGIN, PAIR_REACH, Lines, Placed
from akwarden.detectors.secrets.views import View, decoded, is_escaped
from akwarden.model.finding import FrameLine
from akwarden.model.match import Line, Match, Position
from akwarden.model.rule import PartName

MOST_LAYERS = 3
"""How often what was decoded is decoded again."""
_SAME_PLACE = 4
"""Bytes by which two looks at one encoded value may differ."""


class Stretches:
    """Chooses the stretches of one artifact, also over the steps of a stream."""

    def __init__(self) -> None:
        self._done_to = -1

    def around(
        self, data: bytearray, bounds: Span, encoded: Iterable[int], placed: Iterable[Placed], base: int = 0
    ) -> Iterator[Span]:
        """Yield the stretches around the anchors `encoded` and the ids among `placed`.

        All offsets are counted in `data`, whose first byte is the artifact's byte number `base`.
        """
        ids = {p.end for p in placed if p.anchored and p.value.reading(PartName.KEY_ID)}
        sure = set(encoded)
        for end in sorted(sure | ids):
            low, high = max(bounds[0], end - MARGIN), min(bounds[1], end + MARGIN)
            if base + end <= self._done_to or not (end in sure or is_escaped(bytes(data[low:high]))):
                continue
            self._done_to = base + end + PAIR_REACH
            yield low, high


def views(data: bytearray, stretches: Iterable[Span]) -> Iterator[tuple[int, View]]:
    """Yield each stretch in which something could be decoded: where it begins, and what it says."""
    for low, high in stretches:
        for view in decoded(bytes(data[low:high])):
            yield low, view


def traced(matches: Iterable[Match], view: View, lines: Lines, low: int, base: int) -> Iterator[Match]:
    """Yield the matches of a view at the places in the artifact that they come from.

    The stretch begins at `low` of the buffer in which `lines` counts, and that at `base` of the artifact.
    """
    starts = [0, *(n + 1 for n, byte in enumerate(view.data) if byte == ord("\n"))]
    for match in sorted(matches, key=lambda m: m.position.offset):
        numbers: dict[int, int] = {}
        at = low + view.origin(match.position.offset)
        for frame_line in match.frame:
            numbers[frame_line.number] = lines.at(low + view.origin(starts[frame_line.number - 1]))[0]
        number, start = lines.at(at)
        first = bisect_right(starts, match.position.offset)
        numbers[first] = number
        yield msgspec.structs.replace(
            match,
            position=Position(base + at, number, at - start + 1),
            frame=tuple(FrameLine(numbers[f.number], f.text) for f in match.frame),
            lines=tuple(Line(number, line.text) for line in match.lines),
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one artifact."""

    matches: Sequence[Match]
    complete: bool
    """False when it holds more key-like values than are looked at in one."""


class Decoded:
    """What was found by decoding parts of one artifact."""

    def __init__(self) -> None:
        self._matches: list[Match] = []
        self._runs: list[Span] = []

    def add(self, matches: Iterable[Match], view: View, base: int) -> None:
        """Take in what a view gave, which begins at `base` of the artifact."""
        before = len(self._matches)
        self._matches += matches
        if len(self._matches) > before:
            self._runs += [(base + low, base + high) for low, high in view.runs]

    def added_to(self, found: Found) -> Found:
        """Return all matches in order, each key once at each place.

        What looked like a secret in the clear and is a run that was decoded is none.
        """
        kept = [one for one in found.matches if one.key_id or not self._has_run_at(one)]
        for match in self._matches:
            same = next((n for n, one in enumerate(kept) if _is_same(one, match)), None)
            if same is None:
                kept.append(match)
            elif _knows_more(match, kept[same]):
                kept[same] = match
        return Found(sorted(kept, key=lambda m: m.position.offset), found.complete)

    def _has_run_at(self, match: Match) -> bool:
        """Say whether what looks like a secret is a run, or ends where the next literal goes on."""
        offset = match.position.offset
        end = offset + len(match.secret.reveal()) if match.secret else offset
        return any(low <= offset < high or low in {end, end + 1} for low, high in self._runs)


def _is_same(one: Match, other: Match) -> bool:
    if other.key_id is None and one.secret == other.secret:
        # Decoding may take the id away from its secret.
        return True
    if abs(one.position.offset - other.position.offset) > _SAME_PLACE:
        return False
    if one.key_id is not None and other.key_id is not None:
        # The first of two literals may look like a whole key id.
        return other.key_id.startswith(one.key_id)
    return one.secret == other.secret or (one.key_id is None and other.key_id is not None)


def _knows_more(match: Match, than: Match) -> bool:
    # An encoded key id may look like a secret in the clear.
    return len(match.parts) > len(than.parts) or (than.key_id is None and match.key_id is not None)
