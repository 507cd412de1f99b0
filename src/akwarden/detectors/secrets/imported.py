"""Rules that were written for another scanner, looked at apart from ours.

The rules that this module enforces:

- What our own rules find is the same with imported rules as without: where both see a value, ours counts.
- A value is what the expression of its rule says, whatever its characters; the rule's entropy decides.
- Of two imported rules that see overlapping values, the longer value counts.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from akwarden.detectors.secrets.anchors import imported_anchors
from akwarden.detectors.secrets.forms import LONGEST_FREE, CompiledForm, Span, all_forms, compile_pattern
from akwarden.detectors.secrets.pair import Pair
from akwarden.detectors.secrets.region import (
    ANCHOR_TO_START,
    LINE_REACH,
    MOST_VALUES,
    SIGHT,
    Lines,
    Placed,
    TooManyValuesError,
    place,
)
from akwarden.detectors.secrets.shape import Shape, ShapeJudge, entropy
from akwarden.detectors.secrets.values import Reading, Value
from akwarden.model.rule import Part, RuleSet

Hit = tuple[int, int]
"""Where an anchor ends, and its number among the anchors of imported rules."""


class ImportedRules:
    """The expressions of imported rules, each of them looked for only where one of its anchors ends."""

    def __init__(self, ruleset: RuleSet) -> None:
        """Take the expressions; each is compiled when it is first looked for."""
        forms: defaultdict[str, list[CompiledForm]] = defaultdict(list)
        imported = tuple(rule for rule in ruleset.rules if rule.imported)
        for form in all_forms(msgspec.structs.replace(ruleset, rules=imported)):
            forms[form.rule.id].append(form)
        self._judge = ShapeJudge(ruleset.placeholders)
        self._forms = [forms[rule.id] for rule, _ in imported_anchors(ruleset)]

    def find(self, data: bytearray, bounds: Span, hits: Iterable[Hit], lines: Lines) -> Iterator[Placed]:
        """Yield the values around the anchors in `hits`, in order; `lines` stands at the start of `bounds`.

        Raises TooManyValuesError behind the values that there is room for.
        """
        spans = self._spans(data, bounds, hits)
        for count, (start, end) in enumerate(_without_overlaps(spans), 1):
            if count > MOST_VALUES:
                raise TooManyValuesError
            low, high = max(bounds[0], start - SIGHT - LINE_REACH), min(bounds[1], end + SIGHT + LINE_REACH)
            region = bytes(data[low:high])
            text = region[start - low : end - low].decode("latin-1")
            form = spans[start, end]
            value = Value(
                start - low,
                end - low,
                end - low,
                text,
                "",
                self._judge.judge_patterned(text),
                (Reading(form.rule, form.part_name, named=False),),
            )
            lines.advance(start)
            placed = place(value, region, low, lines, anchored=True)
            if _is_believed(form.part, placed):
                yield placed

    def _spans(self, data: bytearray, bounds: Span, hits: Iterable[Hit]) -> dict[Span, CompiledForm]:
        """Return every value that an anchor ends in, with the first form that has it."""
        found: dict[Span, CompiledForm] = {}
        last: dict[int, Span] = {}
        for end, number in hits:
            # Several anchors of one rule may end in one value.
            if number in last and last[number][0] < end <= last[number][1]:
                continue
            low = max(bounds[0], end - ANCHOR_TO_START)
            window = bytes(data[low : min(bounds[1], end + LONGEST_FREE)])
            for form in self._forms[number]:
                for start, stop in _touching(form, window, end - low):
                    if _has_entropy(form.part, window[start:stop]):
                        last[number] = (low + start, low + stop)
                        found.setdefault(last[number], form)
        return found


def _touching(form: CompiledForm, window: bytes, position: int) -> Iterator[Span]:
    """Yield the values in a window that begin before `position` and do not end before it."""
    for span, _ in form.spans(window):
        if span[0] >= position:
            return
        if span[1] >= position:
            yield span


def _has_entropy(part: Part, value: bytes) -> bool:
    return not part.min_entropy or entropy(value.decode("latin-1")) > part.min_entropy


def _is_believed(part: Part, placed: Placed) -> bool:
    """Say whether a word of the rule stands near, where it asks for one."""
    context = part.alone.context if part.alone else None
    return context is None or compile_pattern(context).search(placed.context) is not None


def _without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order; of two that overlap only the longer stays."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if not overlaps(span, kept):
            kept.insert(bisect_left(kept, span), span)
    return kept


def overlaps(span: Span, others: Sequence[Span]) -> bool:
    """Say whether a span has a byte in common with one of `others`, which are in order and apart."""
    at = bisect_left(others, span)
    return (at > 0 and others[at - 1][1] > span[0]) or (at < len(others) and others[at][0] < span[1])


def imported_pairs(values: Iterable[Placed], taken: Sequence[Span]) -> Iterator[Pair]:
    """Yield a finding for each value that no finding of ours, whose values are at `taken`, has already."""
    for placed in values:
        if placed.value.shape is not Shape.ORDINARY and not overlaps((placed.offset, placed.end), taken):
            yield Pair(placed.value.readings[0].rule, None, placed, None, named=False)
