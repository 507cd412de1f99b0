"""The exact look: every value in a stretch of bytes that one of the rules knows, and what it is assigned to.

A value is a whole run of the characters that its form names, so it never depends on where a buffer begins.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from re import _parser  # type: ignore[attr-defined]  # nothing public tells the width of a pattern

import re2

from akwarden.detectors.secrets.assignment import name_before
from akwarden.detectors.secrets.shape import Shape, ShapeJudge
from akwarden.errors import RuleError
from akwarden.model.rule import Form, Part, PartName, Rule, RuleSet

SHORTEST_RUN = 12
LONGEST_RUN = 4352
"""Session tokens reach 4,096 bytes (Tencent Cloud STS, "GetFederationToken")."""

_ESCAPE_BEFORE = re.compile(rb"(?:\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[abefnrtv0])|%(?:25)?[0-9A-Fa-f]{2})")
_LONGEST_ESCAPE = 6
_ID_PREFIX = 4

Span = tuple[int, int]
"""Start and end offset."""


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


@dataclass(frozen=True, slots=True)
class _CompiledForm:
    rule: Rule
    part_name: PartName
    part: Part
    pattern: str
    value: re2._Regexp
    tail: str
    named: re2._Regexp | None
    names: re2._Regexp | None


class ValueFinder:
    """All forms of all rules, grouped by the characters that a value is a run of."""

    def __init__(self, ruleset: RuleSet) -> None:
        """Compile the patterns; raises RuleError naming the rule and pattern that can't be."""
        self._judge = ShapeJudge(ruleset.placeholders)
        self._forms: dict[str, list[_CompiledForm]] = {}
        for rule in ruleset.rules:
            for name in PartName:
                part = rule.part(name)
                for form in part.forms if part else ():
                    self._forms.setdefault(form.edge, []).append(_compile_form(rule, name, part, form))
        self._runs = {
            edge: compile_pattern(f"[{edge}]{{{min(_shortest(f.pattern) for f in forms)},}}")
            for edge, forms in self._forms.items()
        }
        # One look says for nearly every run that no form fits it; only then each form is asked.
        self._any = {
            edge: compile_pattern("|".join(f"(?:{form.pattern})" for form in forms))
            for edge, forms in self._forms.items()
        }

    def at(self, data: bytes, position: int) -> tuple[bool, int]:
        """Say whether a value that could be reported touches `position`, and up to where the same holds.

        By form and shape alone. Whoever has many positions to ask about need not ask twice about one run.
        """
        same_to = max(position, len(data) - SHORTEST_RUN)
        for edge, runs in self._runs.items():
            run = next((m.span() for m in runs.finditer(data) if m.end() >= position), None)
            if run is None or run[0] >= position:
                same_to = min(same_to, run[0] if run else same_to)
                continue
            for span, forms in self._fitting(data, edge, run):
                if self._shape(data[span[0] : span[1]].decode("ascii"), forms) is not Shape.ORDINARY:
                    return True, span[1]
            same_to = min(same_to, run[1])
        return False, same_to

    def find(self, data: bytes) -> list[Value]:
        """Return every value in `data` in order; of two that overlap only the longer stays."""
        found: dict[Span, list[_CompiledForm]] = {}
        for edge, runs in self._runs.items():
            for run in runs.finditer(data):
                for span, forms in self._fitting(data, edge, run.span()):
                    found.setdefault(span, []).extend(forms)
        values: list[Value] = []
        name_from = 0
        for span in _without_overlaps(found):
            value = self._value(data, span, found[span], name_from)
            if value:
                values.append(value)
            name_from = span[1]
        return values

    def _fitting(self, data: bytes, edge: str, run: Span) -> Iterator[tuple[Span, list[_CompiledForm]]]:
        """Yield the spans in one run that are whole values, each with the forms that it has."""
        if run[1] - run[0] > LONGEST_RUN:
            return
        start, end = _unescaped(data, *run)
        if not self._any[edge].fullmatch(data, start, end):
            return
        by_end: dict[int, list[_CompiledForm]] = {}
        for form in self._forms[edge]:
            whole = end + len(form.tail)
            if form.value.fullmatch(data, start, end) and _ends_well(data, end, start, form.tail):
                by_end.setdefault(whole, []).append(form)
        for whole, forms in by_end.items():
            yield (start, whole), forms

    def _value(self, data: bytes, span: Span, forms: Sequence[_CompiledForm], name_from: int) -> Value | None:
        start, end = span
        text = data[start:end].decode("ascii")
        shape = self._shape(text, forms)
        # A session token may look like anything, other parts are of use only if they could be reported.
        if shape is Shape.ORDINARY and not any(f.part_name is PartName.TOKEN for f in forms):
            return None
        name = name_before(data, start, name_from)
        readings: list[Reading] = []
        for form in forms:
            if form.named and not form.named.search(name.encode()):
                continue
            named = bool(form.names and name and form.names.search(name.encode()))
            reading = Reading(form.rule, form.part_name, named)
            # A form that asks for a name, and got it, says more than one that fits by its characters only.
            readings.insert(0 if form.named else len(readings), reading)
        if not readings:
            return None
        return Value(start, end, text, name, shape, tuple(readings))

    def _shape(self, text: str, forms: Sequence[_CompiledForm]) -> Shape:
        prefix = _ID_PREFIX if any(f.part_name is PartName.KEY_ID for f in forms) else 0
        shape = self._judge.judge(text, prefix)
        if shape is Shape.ORDINARY and not all(f.part.random for f in forms):
            return Shape.RANDOM
        return shape


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> re2._Regexp:
    """Compile an RE2 pattern for bytes; raises RuleError."""
    options = re2.Options()
    options.log_errors = False
    options.encoding = re2.Options.Encoding.LATIN1
    try:
        return re2.compile(pattern.encode(), options=options)
    except re2.error as error:
        raise RuleError(
            f"pattern {pattern!r} can't be compiled",
            why=str(error.args[0].decode() if isinstance(error.args[0], bytes) else error),
            mend="use RE2 syntax: no look-around, no back-references",
        ) from error


def _shortest(pattern: str) -> int:
    """Return how many bytes a match has at least: shorter runs, which text is full of, are not looked at."""
    try:
        return max(SHORTEST_RUN, int(_parser.parse(pattern).getwidth()[0]))
    except re.error:
        return SHORTEST_RUN


def _compile_form(rule: Rule, name: PartName, part: Part | None, form: Form) -> _CompiledForm:
    assert part is not None  # noqa: S101  the caller iterates over the forms of this part
    try:
        if part.alone and part.alone.context:
            compile_pattern(part.alone.context)
        return _CompiledForm(
            rule,
            name,
            part,
            form.value,
            compile_pattern(form.value),
            form.tail,
            compile_pattern(form.named) if form.named else None,
            compile_pattern(part.names) if part.names else None,
        )
    except RuleError as error:
        raise RuleError(f"rule {rule.id}, {name}: {error.what}", why=error.why, mend=error.mend) from error


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
