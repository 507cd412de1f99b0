"""`akwarden rules`: what is looked for in files and accounts, and whether rules do what their samples say."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click
import msgspec

from akwarden.errors import ExitCode, UsageError
from akwarden.frontends.cli import posture_rules
from akwarden.frontends.cli.output import aligned, json_array, note, open_output, output_options
from akwarden.frontends.cli.problem_output import problem_lines
from akwarden.model.posture import PostureRule
from akwarden.model.rule import PartName, Reference, Rule
from akwarden.reports.json_encoding import encode
from akwarden.reports.wording import counted
from akwarden.workflows.posture.ruleset import check_posture, load_posture, posture_names
from akwarden.workflows.rule_check import check_rules
from akwarden.workflows.ruleset import load_ruleset, rule_names


class RuleRow(msgspec.Struct, frozen=True, tag_field="schema", tag="akwarden.rule/1"):
    """One rule, as `rules list` gives it."""

    id: str
    title: str
    provider: str
    severity: str
    confidence: str
    key_type: str
    parts: tuple[str, ...]


class AloneRow(msgspec.Struct, frozen=True):
    """How one part is reported where its partners were not found."""

    part: str
    severity: str
    confidence: str
    title: str


class RulePage(RuleRow, frozen=True, tag_field="schema", tag="akwarden.rule_page/1"):
    """One rule, as `rules show` gives it."""

    why: str
    remediation: str
    alone: tuple[AloneRow, ...]
    references: tuple[Reference, ...]


_folders = click.option(
    "--rules",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PLACE",
    help="Rules of your own, too: a folder, or a gitleaks configuration. May be repeated.",
)


@click.group(epilog="\b\nExamples:\n  akwarden rules list\n  akwarden rules check --rules ./my-rules")
def rules() -> None:
    """List, show and check the rules."""


@rules.command(
    "list", short_help="List all rules.", epilog="\b\nExample:\n  akwarden rules list --format jsonl"
)
@_folders
@output_options("text", "json", "jsonl")
def list_rules(folders: Sequence[Path], form: str, output: str | None) -> None:
    """List all rules, those that find keys first, then those that judge accounts."""
    ruleset = load_ruleset(folders).ruleset
    for words in ruleset.notes:
        note(words)
    found: list[RuleRow | posture_rules.PostureRow] = [_row(rule) for rule in ruleset.rules]
    found += map(posture_rules.row, load_posture())
    with open_output(output) as stream:
        if form == "text":
            rows = [(r.id, r.severity, _provider(r), r.title) for r in found]
            stream.writelines(
                f"{line}\n" for line in aligned([("RULE", "SEVERITY", "PROVIDER", "TITLE"), *rows])
            )
        elif form == "json":
            stream.writelines(json_array(map(encode, found)))
        else:
            stream.writelines(f"{encode(row)}\n" for row in found)


def _provider(row: RuleRow | posture_rules.PostureRow) -> str:
    return row.provider if isinstance(row, RuleRow) else ", ".join(row.providers)


def _suggested(ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """Return the ids of rules that begin so, for a shell that completes them."""
    names = (*rule_names(ctx.params.get("folders") or ()), *posture_names())
    return sorted(name for name in names if name.startswith(begun))


@rules.command(
    "show", short_help="Show one rule.", epilog="\b\nExample:\n  akwarden rules show tencent-access-key"
)
@click.argument("rule_id", metavar="RULE", shell_complete=_suggested)
@_folders
@output_options("text", "json")
def show_rule(rule_id: str, folders: Sequence[Path], form: str, output: str | None) -> None:
    """Show what RULE finds, why it matters and what to do."""
    known: dict[str, Rule | PostureRule] = {rule.id: rule for rule in load_posture()}
    known |= {rule.id: rule for rule in load_ruleset(folders).ruleset.rules}
    with open_output(output) as stream:
        stream.writelines(f"{line}\n" for line in _lines(_find(rule_id, known), form))


def _lines(rule: Rule | PostureRule, form: str) -> Iterator[str]:
    """Return all that is said of a rule, for people or as JSON."""
    if isinstance(rule, PostureRule):
        return posture_rules.text(rule) if form == "text" else iter([encode(posture_rules.page(rule))])
    return _text(rule) if form == "text" else iter([encode(_page(rule))])


def _find(rule_id: str, known: Mapping[str, Rule | PostureRule]) -> Rule | PostureRule:
    """Return the rule with an id; raises UsageError with the nearest one."""
    if rule_id in known:
        return known[rule_id]
    near = difflib.get_close_matches(rule_id, known, n=1)
    mend = f"did you mean {near[0]}? " if near else ""
    raise UsageError(f"there is no rule {rule_id!r}", mend=f"{mend}akwarden rules list lists them all")


@rules.command(
    "check",
    short_help="Try every rule on its samples.",
    epilog="\b\nExamples:\n  akwarden rules check\n  akwarden rules check --rules ./my-rules --format json",
)
@_folders
@output_options("text", "json", "jsonl")
def check(folders: Sequence[Path], form: str, output: str | None) -> int:
    """Try every rule on the samples it carries; exit with 1 when one does not do what they say."""
    compiled = load_ruleset(folders)
    for words in compiled.ruleset.notes:
        note(words)
    posture = load_posture()
    problems = [*check_rules(compiled), *check_posture(posture)]
    with open_output(output) as stream:
        stream.writelines(problem_lines(problems, form))
    count = counted(len(compiled.ruleset.rules) + len(posture), "rule")
    note(f"{count}, {counted(len(problems), 'problem')}" if problems else f"{count}: all samples hold")
    return ExitCode.FINDINGS if problems else ExitCode.OK


def _row(rule: Rule) -> RuleRow:
    parts = tuple(name for name in PartName if rule.part(name))
    return RuleRow(rule.id, rule.title, rule.provider, rule.severity, rule.confidence, rule.key_type, parts)


def _page(rule: Rule) -> RulePage:
    alone = {name: part.alone for name in PartName if (part := rule.part(name))}
    return RulePage(
        **msgspec.structs.asdict(_row(rule)),
        why=rule.why,
        remediation=rule.remediation,
        alone=tuple(
            AloneRow(name, one.severity, one.confidence, one.title) for name, one in alone.items() if one
        ),
        references=tuple(rule.references),
    )


def _text(rule: Rule) -> Iterator[str]:
    row = _page(rule)
    yield f"{rule.title}  ({rule.id})"
    yield f"severity {rule.severity}, confidence {rule.confidence}, {rule.key_type}"
    yield f"parts: {', '.join(row.parts)}"
    yield ""
    yield rule.why
    yield ""
    yield f"What to do: {rule.remediation}"
    for one in row.alone:
        yield f"{one.part} alone: {one.severity}, {one.title}"
    for reference in rule.references:
        yield f"See: {reference.title}" + (f" <{reference.url}>" if reference.url else "")
