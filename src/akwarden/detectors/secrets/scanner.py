"""Scans buffers and streams for credentials; one scanner for each thread, over shared compiled rules."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import msgspec

from akwarden.detectors.secrets.anchors import Anchors, Ends
from akwarden.detectors.secrets.decoding import MOST_LAYERS, Decoded, Found, Stretches, traced, views
from akwarden.detectors.secrets.forms import Span
from akwarden.detectors.secrets.frame import frame
from akwarden.detectors.secrets.imported import ImportedRules, imported_pairs
from akwarden.detectors.secrets.pairing import Pair, pairs
from akwarden.detectors.secrets.region import (
    ANY_RULE,
    MARGIN,
    MOST_VALUES,
    Lines,
    Placed,
    TooManyValuesError,
    placed_values,
)
from akwarden.detectors.secrets.shape import Shape
from akwarden.detectors.secrets.values import ValueFinder
from akwarden.model.artifact import Batch
from akwarden.model.finding import KeyType
from akwarden.model.match import Line, Match, Position
from akwarden.model.rule import Alone, PartName, RuleSet
from akwarden.model.secret import Secret
from akwarden.model.severity import Confidence, Severity
from akwarden.turns import turn


class CompiledRules:
    """Rules ready for use: the fast pass and the exact look."""

    def __init__(self, ruleset: RuleSet, anchors: Anchors) -> None:
        """Take compiled anchors; the exact patterns are compiled when they are first needed."""
        self.ruleset = ruleset
        self.anchors = anchors
        own = tuple(rule for rule in ruleset.rules if not rule.imported)
        self.finder = ValueFinder(msgspec.structs.replace(ruleset, rules=own))
        self.imported = ImportedRules(ruleset)


class Scanner:
    """Finds credentials in bytes."""

    def __init__(self, rules: CompiledRules) -> None:
        """Prepare working memory for one thread."""
        self._rules = rules
        self._scratch = rules.anchors.scratch()

    def batch(self, batch: Batch) -> Iterator[tuple[int, Found]]:
        """Yield, for each artifact with an anchor in it, its index in the batch and what was found."""
        if not batch.starts:
            return
        ends = self._ends(memoryview(batch.data)[: batch.ends[-1]])
        anchors = (*ends.plain, *ends.encoded, *(end for end, _ in ends.imported))
        with_anchor = {bisect_right(batch.starts, end - 1) - 1 for end in anchors}
        for index in sorted(with_anchor - {-1}):
            bounds = batch.starts[index], batch.ends[index]
            own = ends.within(*bounds)
            if own.plain or own.encoded or own.imported:
                with turn():
                    found = self._artifact(batch.data, bounds, own)
                yield index, found

    def _artifact(self, data: bytearray, bounds: Span, ends: Ends, layer: int = 0) -> Found:
        """Look at an artifact that lies whole in a buffer, or at what was decoded in one."""
        low, _ = bounds
        values = _Values()
        placed = values.add(
            placed_values(self._rules.finder, data, bounds, ends.plain, Lines(data, low), ends.free)
        )
        values.add_imported(self._rules.imported.find(data, bounds, ends.imported, Lines(data, low)))
        found = values.found(base=-low)
        if layer == MOST_LAYERS:
            return found
        stretches = Stretches().around(data, bounds, ends.encoded, placed)
        decoded = Decoded()
        self._decode(decoded, data, stretches, Lines(data, low), base=-low, layer=layer)
        return decoded.added_to(found)

    def _decode(
        self,
        decoded: Decoded,
        data: bytearray,
        stretches: Iterable[Span],
        lines: Lines,
        *,
        base: int,
        layer: int = 0,
    ) -> None:
        """Add what is found where `stretches` are decoded; `data` begins at `base` of the artifact."""
        for low, view in views(data, stretches):
            text = bytearray(view.data)
            found = self._artifact(text, (0, len(text)), self._ends(memoryview(text)), layer + 1)
            lines.advance(low)
            decoded.add(traced(found.matches, view, lines, low, base), view, low + base)

    def _ends(self, data: memoryview) -> Ends:
        return self._rules.anchors.ends(data, self._scratch)

    def stream(self, file: BinaryIO, buffer: bytearray, limit: int) -> Iterator[int | Found]:
        """Scan at most `limit` bytes of `file` through `buffer`.

        Yields the number of bytes after each step, for progress, and last what was found.
        """
        values = _Values()
        decoded = Decoded()
        stretches = Stretches()
        for step in _steps(self._ends, file, buffer, limit):
            whole, ends = (0, step.length), step.ends
            found = placed_values(self._rules.finder, buffer, whole, ends.plain, step.lines(), ends.free)
            placed = values.add(found, step.base)
            hits = step.ends.imported
            more = self._rules.imported.find(buffer, (0, step.length), hits, step.lines())
            values.add_imported(more, step.base)
            near = stretches.around(buffer, (0, step.length), step.ends.encoded, placed, step.base)
            self._decode(decoded, buffer, near, step.lines(), base=step.base)
            yield step.fresh
            if not values.complete:
                break
        yield decoded.added_to(values.found())


class _Values:
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
        own = [(pair, m) for pair in pairs(values) if (m := _match(pair, base))]
        matches = [match for _, match in own]
        if self._imported:
            taken = sorted((p.offset, p.end) for pair, _ in own for p in pair.placed)
            more = (self._imported[offset] for offset in sorted(self._imported))
            matches += [m for pair in imported_pairs(more, taken) if (m := _match(pair, base))]
        return Found(matches, self.complete)


@dataclass(frozen=True, slots=True)
class _Step:
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


def _steps(
    ends_in: Callable[[memoryview], Ends], file: BinaryIO, buffer: bytearray, limit: int
) -> Iterator[_Step]:
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
        yield _Step(buffer, length, fresh, base, line, line_start, ends)
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


def _match(pair: Pair, base: int) -> Match | None:
    if pair.key_id and (pair.key_id.value.shape is Shape.ORDINARY or not _is_told(pair)):
        return None
    example = any(p.value.shape is Shape.PLACEHOLDER for p in pair.placed)
    first = pair.placed[0]
    secret = pair.secret or (pair.token if pair.key_id is None else None)
    severity, confidence, title = _judged(pair)
    return Match(
        rule=pair.rule.id,
        severity=Severity.INFO if example else severity,
        confidence=confidence,
        title=title,
        key_id=pair.key_id.value.text if pair.key_id else None,
        key_type=KeyType.TEMPORARY if pair.token else pair.rule.key_type,
        secret=Secret(_bytes(secret)) if secret else None,
        parts=_part_names(pair),
        position=Position(first.offset + base, first.line, first.column),
        frame=frame(pair.placed),
        example=example,
        allowed=next(
            (why for p in pair.placed for rule, why in p.allows if rule in {pair.rule.id, ANY_RULE}), None
        ),
        token=Secret(_bytes(pair.token)) if pair.token and pair.secret else None,
        lines=tuple(Line(p.line, Secret(p.before + _bytes(p) + p.after)) for p in pair.placed),
    )


def _bytes(placed: Placed) -> bytes:
    """Return a value as it stands in the artifact."""
    return placed.value.text.encode("latin-1")


def _part_names(pair: Pair) -> tuple[PartName, ...]:
    named = zip(PartName, (pair.key_id, pair.secret, pair.token), strict=True)
    return tuple(name for name, placed in named if placed is not None)


def _judged(pair: Pair) -> tuple[Severity, Confidence, str]:
    rule = pair.rule
    if pair.key_id and pair.secret:
        return rule.severity, rule.confidence if pair.named else Confidence.MEDIUM, rule.title
    alone = _alone(pair)
    if alone is None:
        return Severity.LOW, Confidence.MEDIUM, rule.title
    return alone.severity, alone.confidence, alone.title


def _is_told(pair: Pair) -> bool:
    """Say whether an id without a secret is reported at all."""
    return bool(pair.secret or (pair.rule.key_id and pair.rule.key_id.alone))


def _alone(pair: Pair) -> Alone | None:
    name = _part_names(pair)[0]
    part = pair.rule.part(name)
    return part.alone if part else None
