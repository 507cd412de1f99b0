"""Scans buffers and streams for credentials; one scanner for each thread, over shared compiled rules."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import msgspec

from akwarden.detectors.secrets.anchors import Anchors, Ends
from akwarden.detectors.secrets.decoding import MOST_LAYERS, Decoded, Found, Stretches, traced, views
from akwarden.detectors.secrets.forms import Span
from akwarden.detectors.secrets.imported import ImportedRules
from akwarden.detectors.secrets.region import (
    Lines,
    placed_values,
)
from akwarden.detectors.secrets.seen import SeenValues
from akwarden.detectors.secrets.steps import steps
from akwarden.detectors.secrets.values import ValueFinder
from akwarden.model.artifact import Batch
from akwarden.model.rule import RuleSet
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
        values = SeenValues()
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
        values = SeenValues()
        decoded = Decoded()
        stretches = Stretches()
        for step in steps(self._ends, file, buffer, limit):
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
