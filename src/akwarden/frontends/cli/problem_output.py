"""How commands tell what is wrong with rules."""

from collections.abc import Iterator, Sequence

import msgspec

from akwarden.frontends.cli.output import json_array
from akwarden.reports.json_encoding import encode
from akwarden.workflows.rule_check import RuleProblem


class ProblemRow(msgspec.Struct, frozen=True, tag_field="schema", tag="akwarden.rule_problem/1"):
    """One sample that its rule judges otherwise than it says, as `rules check` gives it."""

    rule: str
    problem: str


def problem_lines(problems: Sequence[RuleProblem], form: str) -> Iterator[str]:
    """Return the lines of a form: `text`, `json` or `jsonl`."""
    if form == "text":
        return (f"{one.rule}: {one.problem}\n" for one in problems)
    lines = (encode(ProblemRow(one.rule, one.problem)) for one in problems)
    return json_array(lines) if form == "json" else (f"{line}\n" for line in lines)
