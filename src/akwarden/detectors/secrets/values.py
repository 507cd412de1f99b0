"""The exact look: every value in a stretch of bytes that one of the rules knows, and what it is assigned to.

A value is a whole run of the characters that its form names, or what a form without an edge matches; either
way it never depends on where a buffer begins.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

import re2

from akwarden.detectors.secrets.assignment import name_before
from akwarden.detectors.secrets.forms import (
    LONGEST_FREE,
    SHORTEST_RUN,
    CompiledForm,
    Span,
    all_forms,
    compile_pattern,
    compile_set,
    shortest,
)
from akwarden.detectors.secrets.shape import Shape, ShapeJudge, entropy
from akwarden.model.rule import PartName, Rule, RuleSet

LONGEST_RUN = 4352
"""Session tokens reach 4,096 bytes (Tencent Cloud STS, "GetFederationToken")."""

_ESCAPE_BEFORE = re.compile(rb"(?:\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[abefnrtv0])|%(?:25)?[0-9A-Fa-f]{2})")
_LONGEST_ESCAPE = 6
_BEFORE = frozenset(rb"\%:")
"""What stands right before a run that may not begin where it seems to, or one byte further."""
_DASHES = re.compile(rb"-{3,}")
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
        self._runs = [_Runs(edge, forms) for edge, forms in by_edge.items()]

    def check(self) -> None:
        """Compile all patterns; raises RuleError naming the rule and the pattern that can't be compiled."""
        for form in (*self._free, *(form for runs in self._runs for form in runs.forms)):
            form.check()

    def at(self, data: bytes, position: int, anchors: AbstractSet[str] | None = None) -> tuple[bool, int]:
        """Say whether a value that could be reported touches `position`, and up to where the same holds.

        Of the forms without an edge those are meant whose `anchors` are given; all of them where it is None.

        By form, shape and, where every form asks for one, name. Whoever has many positions to ask about
        need not ask twice about one run.
        """
        same_to = max(position, len(data) - SHORTEST_RUN)
        own = [f for f in self._free if anchors is None or not anchors.isdisjoint(f.part.anchors)]
        for kind in self._kinds(own):
            fitting, until = kind.at(data, position)
            for span, fitting_forms in fitting:
                # Secrets that are never reported alone are found as the partners of others.
                own = [f for f in fitting_forms if f.part.alone or f.part_name is PartName.KEY_ID]
                _, forms = self._judged(_text(data, span), own)
                if forms and _may_be_named(data, span, forms):
                    return True, span[1]
            same_to = min(same_to, until)
        return False, max(same_to, position)

    def find(self, data: bytes, anchors: AbstractSet[str] | None = None) -> list[Value]:
        """Return every value in `data` in order; of two that overlap one stays.

        Of the forms without an edge those are meant whose `anchors` are given; all of them where it is None.
        """
        found: dict[Span, list[CompiledForm]] = {}
        for kind in self._kinds(self._meant(anchors)):
            for span, forms in kind.find(data):
                found.setdefault(span, []).extend(forms)
        judged = {span: self._judged(_text(data, span), forms) for span, forms in found.items()}
        # What could not be reported must not stand in the way of what could.
        could = [span for span, (_, forms) in judged.items() if forms and _may_be_named(data, span, forms)]
        values: list[Value] = []
        name_from = 0
        # A telling beginning, as that of a key id, says more than a greater length.
        telling = {s for s in could if any(_text(data, s).startswith(f.part.prefixes) for f in judged[s][1])}
        for span in _without_overlaps(could, telling):
            value = _value(data, span, judged[span], name_from)
            if value:
                values.append(value)
            name_from = span[1]
        return values

    def _kinds(self, free: Sequence[CompiledForm]) -> "Iterator[_Runs | _Free]":
        yield from self._runs
        if free:
            yield _Free(free)

    def _meant(self, anchors: AbstractSet[str] | None) -> Sequence[CompiledForm]:
        """Return the forms without an edge of the rules that have one of these anchors."""
        if anchors is None:
            return self._free
        return [form for form in self._free if not anchors.isdisjoint(form.anchors)] if anchors else ()

    def _judged(self, text: str, forms: Sequence[CompiledForm]) -> tuple[Shape, Sequence[CompiledForm]]:
        """Return the shape, and the forms that a value of this shape can have."""
        forms = [f for f in forms if not f.part.min_entropy or entropy(text) > f.part.min_entropy]
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


class _Runs:
    """The forms whose values are whole runs of the same characters."""

    def __init__(self, edge: str, forms: Sequence[CompiledForm]) -> None:
        self.forms = forms
        self._edge = edge
        self._has_dashes = "-" in edge.removeprefix("0-9A-Za-z")

    @cached_property
    def _runs(self) -> re2._Regexp:
        return compile_pattern(f"[{self._edge}]{{{min(shortest(f.form) for f in self.forms)},}}")

    @cached_property
    def _any(self) -> re2._Regexp:
        """Return what says, for nearly every run, that no form fits it; only then each form is asked."""
        return compile_pattern("|".join(f"(?:{f.form.value})" for f in self.forms))

    @cached_property
    def _which(self) -> re2.Set:
        return compile_set(f.form.value for f in self.forms)

    def at(self, data: bytes, position: int) -> tuple[Iterable[tuple[Span, Sequence[CompiledForm]]], int]:
        """Return the values that touch `position`, and up to where there are no others."""
        run = next((run for run in self._whole_runs(data) if run[1] >= position), None)
        if run is None:
            return (), len(data)
        if run[0] >= position:
            return (), run[0]
        return self._fitting(data, run), run[1]

    def find(self, data: bytes) -> Iterator[tuple[Span, Sequence[CompiledForm]]]:
        """Yield all values."""
        for run in self._whole_runs(data):
            yield from self._fitting(data, run)

    def _whole_runs(self, data: bytes) -> Iterator[Span]:
        """Yield every run; a row of dashes, as in `id----secret`, stands between two."""
        for match in self._runs.finditer(data):
            low, high = match.span()
            for dashes in _DASHES.finditer(data, low, high) if self._has_dashes else ():
                yield low, dashes.start()
                low = dashes.end()
            yield low, high

    def _fitting(self, data: bytes, run: Span) -> Iterator[tuple[Span, Sequence[CompiledForm]]]:
        """Yield the spans in one run that are whole values, each with the forms that it has."""
        if run[1] - run[0] > LONGEST_RUN:
            return
        start, end = _unescaped(data, *run)
        if not self._any.fullmatch(data, start, end):
            return
        by_end: dict[int, list[CompiledForm]] = {}
        # A set gives nothing when it runs out of memory; then each form is asked by itself.
        fitting = self._which.Match(data[start:end])
        for form in [self.forms[n] for n in sorted(fitting)] or self.forms:
            tail = form.form.tail
            is_sure = bool(fitting) or form.value.fullmatch(data, start, end)
            if is_sure and _ends_well(data, end, start, tail):
                by_end.setdefault(end + len(tail), []).append(form)
        for whole, forms in by_end.items():
            yield (start, whole), forms


class _Free:
    """The forms that say themselves where a value begins and ends."""

    def __init__(self, forms: Sequence[CompiledForm]) -> None:
        self.forms = forms

    def at(self, data: bytes, position: int) -> tuple[Iterable[tuple[Span, Sequence[CompiledForm]]], int]:
        """Return the values that touch `position`, and up to where there are no others."""
        around = [(span, forms) for span, forms in self.find(data) if span[1] >= position]
        touching = [(span, forms) for span, forms in around if span[0] < position]
        # A value that begins later may be cut off by the end of what is seen.
        unseen = max(position, len(data) - LONGEST_FREE)
        return touching, min([unseen, *(span[0] for span, _ in around)])

    def find(self, data: bytes) -> Iterator[tuple[Span, Sequence[CompiledForm]]]:
        """Yield all values."""
        for form in self.forms:
            for span in form.spans(data):
                yield span, [form]


def _value(
    data: bytes, span: Span, judged: tuple[Shape, Sequence[CompiledForm]], name_from: int
) -> Value | None:
    shape, forms = judged
    name = name_before(data, span[0], name_from)
    readings: list[Reading] = []
    for form in forms:
        if form.named and not form.named.search(name.encode()):
            continue
        named = bool(form.names and name and form.names.search(name.encode()))
        # What is called an id is no secret, whatever else is in its name: `secret_id`.
        named = named and not (form.part_name is PartName.SECRET and name.endswith("_id"))
        reading = Reading(form.rule, form.part_name, named)
        # A form that asks for a name, and got it, says more than one that fits by its characters only.
        readings.insert(0 if form.named else len(readings), reading)
    return Value(*span, _text(data, span), name, shape, tuple(readings)) if readings else None


def _may_be_named(data: bytes, span: Span, forms: Sequence[CompiledForm]) -> bool:
    """Say whether one of the forms asks for no name, or for one that the value has."""
    if any(form.named is None for form in forms):
        return True
    name = name_before(data, span[0]).encode()
    return any(form.named and form.named.search(name) for form in forms)


def _text(data: bytes, span: Span) -> str:
    return data[span[0] : span[1]].decode("latin-1")


def _unescaped(data: bytes, start: int, end: int) -> Span:
    r"""Return the run without the tail of an escape such as `\n` or `%3D` that leads it."""
    if not start or (data[start - 1] not in _BEFORE and data[max(0, start - 2)] not in _BEFORE):
        return start, end
    for back in (1, 2):
        escape = _ESCAPE_BEFORE.match(data, start - back, start + _LONGEST_ESCAPE) if start >= back else None
        if escape and start < escape.end() < end:
            return escape.end(), end
    # `${NAME:-value}` of a shell: the mark is a key-like character, the value begins behind it.
    return start + data.startswith(b":-", start - 1), end


def _ends_well(data: bytes, end: int, start: int, tail: str) -> bool:
    """Say whether the tail follows; without one, base64 padding that fits the length rules the value out."""
    if tail:
        return data.startswith(tail.encode(), end)
    padding = 2 if data.startswith(b"==", end) else int(data.startswith(b"=", end))
    return not padding or (end - start + padding) % 4 != 0


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
