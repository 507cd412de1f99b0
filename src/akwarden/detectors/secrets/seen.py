"""The values of one artifact, taken in step by step, and the matches that they make."""

from collections.abc import Iterable, Iterator

from akwarden.detectors.secrets.decoding import Found
from akwarden.detectors.secrets.imported import imported_pairs
from akwarden.detectors.secrets.making import match_of
from akwarden.detectors.secrets.pairing import pairs
from akwarden.detectors.secrets.region import MOST_VALUES, Placed, TooManyValuesError


class SeenValues:
    """The values of one artifact, as long as there is room for them."""

    def __init__(self) -> None:
        self._by_offset: dict[int, Placed] = {}
        self._imported: dict[int, Placed] = {}
        self.complete = True

    def add(self, values: Iterator[Placed], base: int = 0) -> list[Placed]:
        """Take in, and return, what one step gives over a buffer that begins at `base` of the artifact."""
        seen: list[Placed] = []
        try:
            for placed in values:
                seen.append(placed)
                self._add(_moved(placed, base))
        except TooManyValuesError:
            self.complete = False
        return seen

    def _add(self, placed: Placed) -> None:
        # Two steps may see one value; the step that has its anchor knows most of it.
        if placed.anchored or placed.offset not in self._by_offset:
            if len(self._by_offset) >= MOST_VALUES and placed.offset not in self._by_offset:
                raise TooManyValuesError
            self._by_offset[placed.offset] = placed

    def add_imported(self, values: Iterable[Placed], base: int = 0) -> None:
        """Take in what imported rules see in one step."""
        try:
            self._imported |= {placed.offset + base: _moved(placed, base) for placed in values}
        except TooManyValuesError:
            self.complete = False

    def found(self, base: int = 0) -> Found:
        """Return the matches, placed in an artifact that begins at -`base`."""
        values = [self._by_offset[offset] for offset in sorted(self._by_offset)]
        own = [(pair, m) for pair in pairs(values) if (m := match_of(pair, base))]
        matches = [match for _, match in own]
        if self._imported:
            taken = sorted((p.offset, p.end) for pair, _ in own for p in pair.placed)
            more = (self._imported[offset] for offset in sorted(self._imported))
            matches += [m for pair in imported_pairs(more, taken) if (m := match_of(pair, base))]
        return Found(matches, self.complete)


def _moved(placed: Placed, by: int) -> Placed:
    if not by:
        return placed
    return Placed(
        value=placed.value,
        offset=placed.offset + by,
        line=placed.line,
        column=placed.column,
        anchored=placed.anchored,
        before=placed.before,
        after=placed.after,
        allows=placed.allows,
        context=placed.context,
    )
