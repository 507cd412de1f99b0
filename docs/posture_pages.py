"""The page of each posture rule: what it sees, why that matters, how it is mended, and its samples."""

# ruff: noqa: INP001  a script beside the documents, no package

import inspect
from collections.abc import Iterator, Mapping, Sequence

from akwarden.detectors.posture.data import high_privilege, sensitive_actions
from akwarden.detectors.posture.registry import load, settings_of
from akwarden.model.posture import PostureRule, PostureSample, Remediation, RemedyCase
from akwarden.model.rule import Reference

CLOUDS: Mapping[str, str] = {"tencent": "Tencent Cloud", "aws": "AWS"}
_CASES: Mapping[RemedyCase, str] = {
    RemedyCase.ROLE: "For a role",
    RemedyCase.GROUP: "For a policy that comes through a group",
    RemedyCase.INLINE: "For a policy that lives inside the user",
    RemedyCase.ROLE_INLINE: "For a policy that lives inside a role",
    RemedyCase.GROUP_INLINE: "For a policy that lives inside a group",
    RemedyCase.PRESET: "For a policy of the cloud that is attached to the user",
    RemedyCase.ROLE_PRESET: "For a policy of the cloud that is attached to a role",
    RemedyCase.GROUP_PRESET: "For a policy of the cloud that comes through a group",
}


def pages(rules: Sequence[PostureRule]) -> Iterator[tuple[str, str]]:
    """Yield the file name and the text of every page, the list first."""
    yield "README.md", "\n".join(_list(rules)) + "\n"
    for rule in rules:
        yield f"{rule.id}.md", "\n".join(_page(rule)) + "\n"
    yield "sensitive-actions.md", "\n".join(_sensitive()) + "\n"
    yield "high-privilege-policies.md", "\n".join(_high()) + "\n"


def table(rules: Sequence[PostureRule], folder: str = "") -> Iterator[str]:
    """Yield the lines of a table with a row a rule, the worst first; `folder` is where the pages lie."""
    yield "| Rule | What | Severity | Clouds |"
    yield "| --- | --- | --- | --- |"
    for rule in sorted(rules, key=lambda one: (-one.severity.rank, one.id)):
        yield f"| [`{rule.id}`]({folder}{rule.id}.md) | {rule.title} | {rule.severity} | {_clouds(rule)} |"


def _clouds(rule: PostureRule) -> str:
    return ", ".join(CLOUDS[one] for one in rule.providers)


def _list(rules: Sequence[PostureRule]) -> Iterator[str]:
    yield "# Posture rules"
    yield ""
    yield (
        f"{len(rules)} rules over what was read of accounts. A case can be worse or less bad than its rule; "
        "the page of the rule says when. What is not known, such as the last use of a key that may not be "
        "asked for, is never reported as a risk."
    )
    yield ""
    yield from table(rules)
    yield ""
    yield (
        "Two lists that rules look things up in: [sensitive actions](sensitive-actions.md) and "
        "[policies of the clouds that give much](high-privilege-policies.md)."
    )


def _page(rule: PostureRule) -> Iterator[str]:
    yield f"# {rule.title}"
    yield ""
    yield "| Rule | Clouds | Severity |"
    yield "| --- | --- | --- |"
    yield f"| `{rule.id}` | {_clouds(rule)} | {rule.severity} |"
    yield ""
    yield "## What it sees"
    yield ""
    yield _what(rule)
    yield ""
    yield from _settings(rule)
    yield "## Why it matters"
    yield ""
    yield rule.why
    yield ""
    yield "## Remediation"
    yield ""
    yield f"{rule.fix}."
    yield ""
    for provider, mend in rule.remediation.items():
        yield from _remediation(provider, mend)
    yield from _samples(rule)
    yield "## References"
    yield ""
    yield from map(_reference, rule.references)


def _what(rule: PostureRule) -> str:
    """Return what the judge says of itself."""
    words = " ".join((inspect.getdoc(load(rule.judge)) or "").split())
    return words.removeprefix("Yield ")[:1].upper() + words.removeprefix("Yield ")[1:]


def _settings(rule: PostureRule) -> Iterator[str]:
    """Yield what the rule sets; nothing where there is nothing to set."""
    if not rule.settings:
        return
    yield "| Setting | Value |"
    yield "| --- | --- |"
    for name in settings_of(rule.judge).__struct_fields__:
        if name in rule.settings:
            yield f"| `{name}` | {_value(rule.settings[name])} |"
    yield ""


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_value(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    return f"`{value}`"


def _remediation(provider: str, mend: Remediation) -> Iterator[str]:
    yield f"### {CLOUDS[provider]}"
    yield ""
    yield from (f"{number}. {step}" for number, step in enumerate(mend.console, 1))
    yield ""
    yield from _commands(mend.cli)
    for case, commands in mend.instead.items():
        yield f"{_CASES[case]}:"
        yield ""
        yield from _commands(commands)


def _commands(commands: Sequence[str]) -> Iterator[str]:
    if commands:
        yield "```sh"
        yield from commands
        yield "```"
        yield ""


def _samples(rule: PostureRule) -> Iterator[str]:
    yield "## Samples"
    yield ""
    for title, wanted in (("Reported", True), ("Not reported", False)):
        yield f"{title}:"
        yield ""
        yield from (f"- {_sample(one)}" for one in rule.samples if bool(one.seen) is wanted)
        yield ""


def _sample(sample: PostureSample) -> str:
    return f"{sample.title} ({sample.severity})" if sample.severity else sample.title


def _reference(reference: Reference) -> str:
    return f"- [{reference.title}]({reference.url})" if reference.url else f"- {reference.title}"


def _sensitive() -> Iterator[str]:
    yield "# Sensitive actions"
    yield ""
    yield "What the rule [`sensitive-actions-held`](sensitive-actions-held.md) looks for, service by service."
    for provider, known in sensitive_actions().items():
        count = sum(len(service.actions) for service in known.services.values())
        yield ""
        yield f"## {CLOUDS[provider]}"
        yield ""
        yield f"{count} actions of {len(known.services)} services."
        yield ""
        yield "| Action | What it does |"
        yield "| --- | --- |"
        for name, service in known.services.items():
            yield from (f"| `{name}:{action}` | {does} |" for action, does in service.actions.items())
        yield ""
        yield from map(_reference, known.references)


def _high() -> Iterator[str]:
    yield "# Policies of the clouds that give much"
    yield ""
    yield "What the rule [`high-privilege-preset`](high-privilege-preset.md) looks for."
    for provider, known in high_privilege().items():
        yield ""
        yield f"## {CLOUDS[provider]}"
        yield ""
        yield "| Policy | Severity | It lets its holder |"
        yield "| --- | --- | --- |"
        yield from (f"| `{one.policy}` | {one.level} | {one.gives} |" for one in known.policies)
        yield ""
        yield from map(_reference, known.references)
