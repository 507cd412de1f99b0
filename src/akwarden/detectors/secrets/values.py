"""The exact look: every value in a stretch of bytes that one of the rules knows, and what it is assigned to.

A value is a whole run of the characters that its form names, or what a form without an edge matches; either
way it never depends on where a buffer begins.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from akwarden.detectors.secrets.assignment import name_before
from akwarden.detectors.secrets.forms import (
    LONGEST_FREE,
    SHORTEST_RUN,
    CompiledForm,
    Span,
    compile_forms,
    compile_pattern,
    shortest,
)
from akwarden.detectors.secrets.shape import Shape, ShapeJudge
from akwarden.model.rule import PartName, Rule, RuleSet

LONGEST_RUN = 4352
"""Session tokens reach 4,096 bytes (Tencent Cloud STS, "GetFederationToken")."""

_ESCAPE_BEFORE = re.compile(rb"(?:\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[abefnrtv0])|%(?:25)?[0-9A-Fa-f]{2})")
_LONGEST_ESCAPE = 6
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
        """Compile the patterns; raises RuleError naming the rule and pattern that can't be."""
        self._judge = ShapeJudge(ruleset.placeholders)
        by_edge: defaultdict[str, list[CompiledForm]] = defaultdict(list)
        for form in compile_forms(ruleset):
            by_edge[form.form.edge].append(form)
        free = by_edge.pop("", [])
        self._free = _Free(free) if free else None
        self._runs = [_Runs(edge, forms) for edge, forms in by_edge.items()]

    def at(self, data: bytes, position: int) -> tuple[bool, int]:
        """Say whether a value that could be reported touches `position`, and up to where the same holds.

        By form and shape alone. Whoever has many positions to ask about need not ask twice about one run.
        """
        same_to = max(position, len(data) - SHORTEST_RUN)
        for kind in (*self._runs, *([self._free] if self._free else ())):
            fitting, until = kind.at(data, position)
            for span, forms in fitting:
                if self._judged(_text(data, span), forms)[1]:
                    return True, span[1]
            same_to = min(same_to, until)
        return False, max(same_to, position)

    def find(self, data: bytes) -> list[Value]:
        """Return every value in `data` in order; of two that overlap only the longer stays."""
        found: dict[Span, list[CompiledForm]] = {}
        for kind in (*self._runs, *([self._free] if self._free else ())):
            for span, forms in kind.find(data):
                found.setdefault(span, []).extend(forms)
        values: list[Value] = []
        name_from = 0
        for span in _without_overlaps(found):
            value = self._value(data, span, found[span], name_from)
            if value:
                values.append(value)
            name_from = span[1]
        return values

    def _value(self, data: bytes, span: Span, forms: Sequence[CompiledForm], name_from: int) -> Value | None:
        text = _text(data, span)
        shape, forms = self._judged(text, forms)
        if not forms:
            return None
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
        return Value(*span, text, name, shape, tuple(readings)) if readings else None

    def _judged(self, text: str, forms: Sequence[CompiledForm]) -> tuple[Shape, Sequence[CompiledForm]]:
        """Return the shape, and the forms that a value of this shape can have."""
        prefix = _ID_PREFIX if any(f.part_name is PartName.KEY_ID for f in forms) else 0
        shape = Shape.ORDINARY
        if any(f.part.random for f in forms):
            shape = self._judge.judge(text, prefix)
            if shape is Shape.RANDOM:
                return shape, forms
        patterned = [f for f in forms if not f.part.random]
        if patterned:
            return self._judge.judge_patterned(text, prefix), patterned
        return shape, forms if shape is Shape.PLACEHOLDER else ()


class _Runs:
    """The forms whose values are whole runs of the same characters."""

    def __init__(self, edge: str, forms: Sequence[CompiledForm]) -> None:
        self._forms = forms
        self._runs = compile_pattern(f"[{edge}]{{{min(shortest(f.form) for f in forms)},}}")
        # One look says for nearly every run that no form fits it; only then each form is asked.
        self._any = compile_pattern("|".join(f"(?:{f.form.value})" for f in forms))

    def at(self, data: bytes, position: int) -> tuple[Iterable[tuple[Span, Sequence[CompiledForm]]], int]:
        """Return the values that touch `position`, and up to where there are no others."""
        run = next((m.span() for m in self._runs.finditer(data) if m.end() >= position), None)
        if run is None:
            return (), len(data)
        if run[0] >= position:
            return (), run[0]
        return self._fitting(data, run), run[1]

    def find(self, data: bytes) -> Iterator[tuple[Span, Sequence[CompiledForm]]]:
        """Yield all values."""
        for run in self._runs.finditer(data):
            yield from self._fitting(data, run.span())

    def _fitting(self, data: bytes, run: Span) -> Iterator[tuple[Span, Sequence[CompiledForm]]]:
        """Yield the spans in one run that are whole values, each with the forms that it has."""
        if run[1] - run[0] > LONGEST_RUN:
            return
        start, end = _unescaped(data, *run)
        if not self._any.fullmatch(data, start, end):
            return
        by_end: dict[int, list[CompiledForm]] = {}
        for form in self._forms:
            tail = form.form.tail
            if form.value.fullmatch(data, start, end) and _ends_well(data, end, start, tail):
                by_end.setdefault(end + len(tail), []).append(form)
        for whole, forms in by_end.items():
            yield (start, whole), forms


class _Free:
    """The forms that say themselves where a value begins and ends."""

    def __init__(self, forms: Sequence[CompiledForm]) -> None:
        self._forms = forms
        self._any = compile_pattern("|".join(f"(?:{f.form.value})" for f in forms))

    def at(self, data: bytes, position: int) -> tuple[Iterable[tuple[Span, Sequence[CompiledForm]]], int]:
        """Return the values that touch `position`, and up to where there are no others."""
        around = [(span, forms) for span, forms in self.find(data) if span[1] >= position]
        touching = [(span, forms) for span, forms in around if span[0] < position]
        # A value that begins later may be cut off by the end of what is seen.
        unseen = max(position, len(data) - LONGEST_FREE)
        return touching, min([unseen, *(span[0] for span, _ in around)])

    def find(self, data: bytes) -> Iterator[tuple[Span, Sequence[CompiledForm]]]:
        """Yield all values."""
        if self._any.search(data):
            for form in self._forms:
                for span in form.spans(data):
                    yield span, [form]


def _text(data: bytes, span: Span) -> str:
    return data[span[0] : span[1]].decode("latin-1")


def _unescaped(data: bytes, start: int, end: int) -> Span:
    r"""Return the run without the tail of an escape such as `\n` or `%3D` that leads it."""
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


def _without_overlaps(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        at = bisect_left(kept, span)
        clear_before = at == 0 or kept[at - 1][1] <= span[0]
        clear_after = at == len(kept) or span[1] <= kept[at][0]
        if clear_before and clear_after:
            kept.insert(at, span)
    return kept
