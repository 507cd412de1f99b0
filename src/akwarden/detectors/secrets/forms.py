"""The forms of all rules, compiled: what a value looks like, and by which names it is known."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

import re2

from akwarden.errors import RuleError
from akwarden.model.rule import Form, Part, PartName, Rule, RuleSet

# Nothing public tells the width of a pattern.
_parser: Final[Any] = vars(re)["_parser"]

SHORTEST_RUN = 12
LONGEST_FREE = 4096
"""Bytes that a form without an edge may match; what scans streams relies on it."""
FORM_REACH = 1024
"""Bytes on either side of a value in which the context of its form is looked for."""

Span = tuple[int, int]
"""Start and end offset."""


@dataclass(frozen=True)
class CompiledForm:
    """One form of one part of one rule; its patterns are compiled when they are first needed."""

    rule: Rule
    part_name: PartName
    part: Part
    form: Form

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Return the anchors of all parts of the rule."""
        parts = [part for name in PartName if (part := self.rule.part(name))]
        return frozenset(anchor for part in parts for anchor in part.anchors)

    @cached_property
    def value(self) -> re2._Regexp:
        """Return the pattern of the value."""
        return compile_pattern(self.form.value)

    @cached_property
    def named(self) -> re2._Regexp | None:
        """Return the pattern of the names under which alone the form counts."""
        return compile_pattern(self.form.named) if self.form.named else None

    @cached_property
    def context(self) -> re2._Regexp | None:
        """Return the pattern of the surroundings in which alone the form counts."""
        return compile_pattern(self.form.context) if self.form.context else None

    @cached_property
    def names(self) -> re2._Regexp | None:
        """Return the pattern of the part's usual names."""
        return compile_pattern(self.part.names) if self.part.names else None

    def check(self) -> None:
        """Compile all of it; raises RuleError naming the rule and the pattern that can't be compiled."""
        try:
            _ = self.value, self.named, self.context, self.names
            if self.part.alone and self.part.alone.context:
                compile_pattern(self.part.alone.context)
        except RuleError as error:
            what = f"rule {self.rule.id}, {self.part_name}: {error.what}"
            raise RuleError(what, why=error.why, mend=error.mend) from error

    def fits(self, data: bytes, span: Span, name: bytes) -> bool:
        """Say whether a value counts, by the name that it has and by what stands around it."""
        return self.fits_name(name) and (not self.context or self.fits_context(data, span))

    def fits_name(self, name: bytes) -> bool:
        """Say whether a value of this name counts."""
        if self.named is None:
            return True
        # `secret_access_key` ends like the name of an id.
        is_of_secret = self.part_name is PartName.KEY_ID and b"secret" in name and not name.endswith(b"id")
        return not is_of_secret and bool(self.named.search(name))

    def fits_context(self, data: bytes, span: Span) -> bool:
        """Say whether what stands around a value is what the form asks for, if it asks for anything."""
        around = data[max(0, span[0] - FORM_REACH) : span[1] + FORM_REACH] if self.context else b""
        return not self.context or bool(self.context.search(around))

    def spans(self, data: bytes) -> Iterator[tuple[Span, int]]:
        """Yield where a form without an edge matches, its first group where it has one, and up to where."""
        for match in self.value.finditer(data):
            span = match.span(1) if self.value.groups else match.span()
            # A group that took no part has no place.
            if 0 <= span[0] < span[1] <= span[0] + LONGEST_FREE:
                yield span, match.end()


def all_forms(ruleset: RuleSet) -> Iterator[CompiledForm]:
    """Yield every form of every rule."""
    for rule in ruleset.rules:
        for name in PartName:
            part = rule.part(name)
            for form in part.forms if part else ():
                assert part is not None  # noqa: S101  it has a form
                yield CompiledForm(rule, name, part, form)


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> re2._Regexp:
    """Compile an RE2 pattern for bytes; raises RuleError."""
    try:
        return re2.compile(pattern.encode(), options=_options())
    except re2.error as error:
        raise RuleError(
            f"pattern {pattern!r} can't be compiled",
            why=str(error.args[0].decode() if isinstance(error.args[0], bytes) else error),
            mend="use RE2 syntax: no look-around, no back-references",
        ) from error


def compile_set(patterns: Iterable[str]) -> re2.Set:
    """Return what says of a text which of the patterns match the whole of it, in one look."""
    patterns_set = re2.Set.FullMatchSet(_options())
    for pattern in patterns:
        patterns_set.Add(pattern.encode())
    patterns_set.Compile()
    return patterns_set


def _options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.encoding = re2.Options.Encoding.LATIN1
    return options


def shortest(form: Form) -> int:
    """Return how many bytes a match has at least: shorter runs, which text is full of, are not looked at."""
    try:
        return max(SHORTEST_RUN, int(_parser.parse(form.value).getwidth()[0]))
    except re.error:
        return SHORTEST_RUN
