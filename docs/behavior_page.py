"""The page that lists the rules about calls."""

# ruff: noqa: INP001  a script beside the documents, no package

from collections.abc import Iterator, Sequence
from itertools import groupby

from akwarden.model.severity import Severity
from akwarden.workflows.detection.ruleset import DetectionRule

_CLOUDS = {"tencent": "Tencent Cloud", "aws": "AWS"}


def lines(rules: Sequence[DetectionRule]) -> Iterator[str]:
    """Yield the lines of the page."""
    yield "# Rules about calls"
    yield ""
    yield (
        f"The {len(rules)} rules that `akwarden detect run` judges calls by "
        "([guide](../guides/detection.md)), by the story that they are a part of. A quiet rule makes no "
        "alarm by itself."
    )
    ordered = sorted(rules, key=lambda one: (one.rule.story, one.rule.id))
    for story, found in groupby(ordered, key=lambda one: one.rule.story):
        yield from ("", f"## {story}", "", "| Rule | Severity | What is abnormal | MITRE ATT&CK |")
        yield "| --- | --- | --- | --- |"
        for one in found:
            rule = one.rule
            quiet = ", quiet" if rule.quiet else ""
            clouds = "" if len(rule.providers) == len(_CLOUDS) else f" ({_CLOUDS[rule.providers[0]]} only)"
            level = Severity(rule.severity).value
            yield f"| `{rule.id}` | {level}{quiet} | {rule.title}{clouds} | {', '.join(rule.techniques)} |"
