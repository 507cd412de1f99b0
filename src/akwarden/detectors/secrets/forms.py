"""The forms of all rules, compiled: what a value looks like, and by which names it is known."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from re import _parser  # type: ignore[attr-defined]  # nothing public tells the width of a pattern

import re2

from akwarden.errors import RuleError
from akwarden.model.rule import Form, Part, PartName, Rule, RuleSet

SHORTEST_RUN = 12
LONGEST_FREE = 4096
"""Bytes that a form without an edge may match; what scans streams relies on it."""

Span = tuple[int, int]
"""Start and end offset."""


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """One form of one part of one rule."""

    rule: Rule
    part_name: PartName
    part: Part
    form: Form
    value: re2._Regexp
    named: re2._Regexp | None
    names: re2._Regexp | None

    def spans(self, data: bytes) -> Iterator[Span]:
        """Yield where a form without an edge matches: its first group, where it has one."""
        for match in self.value.finditer(data):
            span = match.span(1) if self.value.groups else match.span()
            if span[1] - span[0] <= LONGEST_FREE:
                yield span


def compile_forms(ruleset: RuleSet) -> Iterator[CompiledForm]:
    """Yield every form of every rule; raises RuleError naming the rule and pattern that can't be compiled."""
    for rule in ruleset.rules:
        for name in PartName:
            part = rule.part(name)
            for form in part.forms if part else ():
                assert part is not None  # noqa: S101  it has a form
                yield _compile_form(rule, name, part, form)


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


def shortest(form: Form) -> int:
    """Return how many bytes a match has at least: shorter runs, which text is full of, are not looked at."""
    try:
        return max(SHORTEST_RUN, int(_parser.parse(form.value).getwidth()[0]))
    except re.error:
        return SHORTEST_RUN


def _compile_form(rule: Rule, name: PartName, part: Part, form: Form) -> CompiledForm:
    try:
        if part.alone and part.alone.context:
            compile_pattern(part.alone.context)
        return CompiledForm(
            rule,
            name,
            part,
            form,
            compile_pattern(form.value),
            compile_pattern(form.named) if form.named else None,
            compile_pattern(part.names) if part.names else None,
        )
    except RuleError as error:
        raise RuleError(f"rule {rule.id}, {name}: {error.what}", why=error.why, mend=error.mend) from error
