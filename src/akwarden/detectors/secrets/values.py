"""The exact look: every value in a stretch of bytes that one of the rules knows, and what it is assigned to.

A value is a whole run of the characters that its form names, or what a form without an edge matches; either
way it never depends on where a buffer begins.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from akwarden.detectors.secrets.assignment import name_before
from akwarden.detectors.secrets.forms import (
    FORM_REACH,
    SHORTEST_RUN,
    CompiledForm,
    Span,
    all_forms,
)
from akwarden.detectors.secrets.runs import Free, Runs
from akwarden.detectors.secrets.shape import Shape, ShapeJudge, changes, entropy
from akwarden.model.checksum import is_right
from akwarden.model.rule import PartName, Rule, RuleSet

_ID_PREFIX = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a value: as this part of what this rule describes."""

    rule: Rule
    part: PartName
    named: bool
    """Whether the name the value is assigned to is one of the part's names."""


@dataclass(frozen=True, slots=True)
class Value:
    """A run of bytes that could be a part of a credential."""

    start: int
    """Offset in the region."""
    end: int
    reach: int
    """Where what says that it is a value ends: behind it, where a form without an edge reaches further."""
    text: str
    name: str
    """Snake-case name that it is assigned to, or empty."""
    shape: Shape
    readings: tuple[Reading, ...]

    def reading(self, part: PartName) -> Reading | None:
        """Return how it reads as `part`: the rule that fits best, or None."""
        fitting = [r for r in self.readings if r.part is part]
        return fitting[0] if fitting else None


class ValueFinder:
    """All forms of all rules, grouped by the characters that a value is a run of."""

    def __init__(self, ruleset: RuleSet) -> None:
        """Take the rules; patterns are compiled when they are first needed, which most scans never do."""
        self._judge = ShapeJudge(ruleset.placeholders)
        by_edge: defaultdict[str, list[CompiledForm]] = defaultdict(list)
        for form in all_forms(ruleset):
            by_edge[form.form.edge].append(form)
        self._free = by_edge.pop("", [])
        self._runs = [Runs(edge, forms) for edge, forms in by_edge.items()]

    def check(self) -> None:
        """Compile all patterns; raises RuleError naming the rule and the pattern that can't be compiled."""
        for form in (*self._free, *(form for runs in self._runs for form in runs.forms)):
            form.check()

    def at(
        self, data: bytes, position: int, anchors: AbstractSet[str] | None = None, before: bytes = b""
    ) -> tuple[bool, int]:
        """Say whether a value that could be reported touches `position`, and up to where the same holds.

        Of the forms without an edge those are meant whose `anchors` are given; all of them where it is None.

        By form, shape, name and, as far as it is in sight, by what stands around; `before` is what stands
        before `data`. Whoever has many positions to ask about need not ask twice about one run.
        """
        same_to = max(position, len(data) - SHORTEST_RUN)
        own = [f for f in self._free if anchors is None or not anchors.isdisjoint(f.part.anchors)]
        for kind in self._kinds(own):
            fitting, until = kind.at(data, position)
            for span, fitting_forms in fitting:
                # Secrets that are never reported alone are found as the partners of others.
                own = [f for f in fitting_forms if f.part.alone or f.part_name is PartName.KEY_ID]
                _, forms = self._judged(_text(data, span), own)
                if _may_fit(before, data, span, forms):
                    return True, span[1]
            same_to = min(same_to, until)
        return False, max(same_to, position)

    def find(self, data: bytes, anchors: AbstractSet[str] | None = None) -> list[Value]:
        """Return every value in `data` in order; of two that overlap one stays.

        Of the forms without an edge those are meant whose `anchors` are given; all of them where it is None.
        """
        found: dict[Span, list[CompiledForm]] = {}
        reach: dict[Span, int] = {}
        for kind in self._kinds(self._meant(anchors)):
            for span, forms, end in kind.find(data):
                found.setdefault(span, []).extend(forms)
                reach[span] = max(end, reach.get(span, 0))
        judged = {span: self._judged(_text(data, span), forms) for span, forms in found.items()}
        # What could not be reported must not stand in the way of what could.
        could = [span for span, (_, forms) in judged.items() if _any_fits(data, span, forms)]
        values: list[Value] = []
        name_from = 0
        # A telling beginning, as that of a key id, says more than a greater length.
        telling = {s for s in could if any(_text(data, s).startswith(f.part.prefixes) for f in judged[s][1])}
        for span in _without_overlaps(could, telling):
            value = _value(data, span, reach[span], judged[span], name_from)
            if value:
                values.append(value)
            name_from = span[1]
        return values

    def _kinds(self, free: Sequence[CompiledForm]) -> "Iterator[Runs | Free]":
        yield from self._runs
        if free:
            yield Free(free)

    def _meant(self, anchors: AbstractSet[str] | None) -> Sequence[CompiledForm]:
        """Return the forms without an edge of the rules that have one of these anchors."""
        if anchors is None:
            return self._free
        return [form for form in self._free if not anchors.isdisjoint(form.anchors)] if anchors else ()

    def _judged(self, text: str, forms: Sequence[CompiledForm]) -> tuple[Shape, Sequence[CompiledForm]]:
        """Return the shape, and the forms that a value of this shape can have."""
        forms = [f for f in forms if _is_varied(text, f) and _is_whole(text, f)]
        prefix = _ID_PREFIX if any(f.part_name is PartName.KEY_ID for f in forms) else 0
        shape = Shape.ORDINARY
        if any(f.part.random for f in forms):
            shape = self._judge.judge(text, prefix)
            if shape is Shape.RANDOM:
                return shape, forms
        patterned = [f for f in forms if not f.part.random]
        known = self._judge.judge_patterned(text) if patterned else shape
        if known is Shape.PLACEHOLDER and (shape is known or len(patterned) == len(forms)):
            return known, forms
        return known, patterned


def _value(
    data: bytes, span: Span, reach: int, judged: tuple[Shape, Sequence[CompiledForm]], name_from: int
) -> Value | None:
    shape, forms = judged
    name = name_before(data, span[0], name_from)
    readings: list[Reading] = []
    for form in forms:
        if not form.fits(data, span, name.encode()):
            continue
        named = bool(form.names and name and form.names.search(name.encode()))
        # What is called an id is no secret, whatever else is in its name: `secret_id`.
        named = named and not (form.part_name is PartName.SECRET and name.endswith("_id"))
        reading = Reading(form.rule, form.part_name, named)
        # A form that asks for a name, and got it, says more than one that fits by its characters only.
        readings.insert(0 if form.named else len(readings), reading)
    return Value(*span, reach, _text(data, span), name, shape, tuple(readings)) if readings else None


def _may_fit(before: bytes, data: bytes, span: Span, forms: Sequence[CompiledForm]) -> bool:
    """Say whether one of the forms fits, as far as that is in sight; `before` stands before `data`."""
    if not forms:
        return False
    name = name_before(data, span[0]).encode()
    named = [form for form in forms if form.fits_name(name)]
    if span[1] + FORM_REACH > len(data) or any(form.context is None for form in named):
        return bool(named)
    text, by = before + data, len(before)
    return any(form.fits_context(text, (span[0] + by, span[1] + by)) for form in named)


def _any_fits(data: bytes, span: Span, forms: Sequence[CompiledForm]) -> bool:
    """Say whether one of the forms asks for no name and no surroundings, or for those that the value has."""
    if any(form.named is None and form.context is None for form in forms):
        return True
    name = name_before(data, span[0]).encode() if forms else b""
    return any(form.fits(data, span, name) for form in forms)


def _is_varied(text: str, form: CompiledForm) -> bool:
    """Say whether a value is as mixed as its part and its form ask for."""
    is_uneven = not form.part.min_entropy or entropy(text) > form.part.min_entropy
    return is_uneven and (not form.form.min_changes or changes(text) >= form.form.min_changes)


def _is_whole(text: str, form: CompiledForm) -> bool:
    """Say whether a value ends in the checksum that its form asks for, if it asks for one."""
    return form.form.checksum is None or is_right(text, form.form.checksum)


def _text(data: bytes, span: Span) -> str:
    return data[span[0] : span[1]].decode("latin-1")


def _without_overlaps(spans: Iterable[Span], first: AbstractSet[Span]) -> list[Span]:
    """Return spans that do not overlap, in order: those in `first` before others, then the longer ones."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s not in first, s[0] - s[1], s[0])):
        at = bisect_left(kept, span)
        clear_before = at == 0 or kept[at - 1][1] <= span[0]
        clear_after = at == len(kept) or span[1] <= kept[at][0]
        if clear_before and clear_after:
            kept.insert(at, span)
    return kept
