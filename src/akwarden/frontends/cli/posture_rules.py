"""How `akwarden rules` shows the rules that judge accounts."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from akwarden.model.posture import PostureRule, Remediation
from akwarden.model.rule import Reference


class PostureRow(msgspec.Struct, frozen=True, tag_field="schema", tag="akwarden.posture_rule/1"):
    """One posture rule, as `rules list` gives it."""

    id: str
    title: str
    providers: tuple[str, ...]
    severity: str


class PosturePage(PostureRow, frozen=True, tag_field="schema", tag="akwarden.posture_rule_page/1"):
    """One posture rule, as `rules show` gives it."""

    why: str
    fix: str
    remediation: Mapping[str, Remediation]
    references: tuple[Reference, ...]


def row(rule: PostureRule) -> PostureRow:
    """Return a rule for a list."""
    return PostureRow(rule.id, rule.title, rule.providers, rule.severity)


def page(rule: PostureRule) -> PosturePage:
    """Return all that is said of a rule."""
    return PosturePage(
        **msgspec.structs.asdict(row(rule)),
        why=rule.why,
        fix=rule.fix,
        remediation=rule.remediation,
        references=rule.references,
    )


def text(rule: PostureRule) -> Iterator[str]:
    """Yield all that is said of a rule, for people."""
    yield f"{rule.title}  ({rule.id})"
    yield f"severity {rule.severity}, for accounts of {', '.join(rule.providers)}"
    yield ""
    yield rule.why
    yield ""
    yield f"What to do: {rule.fix}."
    for provider, mend in rule.remediation.items():
        yield ""
        yield f"{provider}:"
        yield from _numbered(mend.console)
        yield from (f"  $ {command}" for command in mend.cli)
    yield ""
    for reference in rule.references:
        yield f"See: {reference.title}" + (f" <{reference.url}>" if reference.url else "")


def _numbered(steps: Sequence[str]) -> Iterator[str]:
    return (f"  {number}. {step}" for number, step in enumerate(steps, 1))
