"""`akwarden rules`: what is looked for, and whether the rules do what their samples say."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec

from akwarden.errors import ExitCode, RuleError
from akwarden.frontends.cli.output import aligned, json_array, note, open_output, output_options
from akwarden.model.rule import PartName, Rule
from akwarden.reports.json_encoding import encode
from akwarden.workflows.rule_check import check_rules
from akwarden.workflows.ruleset import load_ruleset


class RuleRow(msgspec.Struct, frozen=True, tag_field="schema", tag="akwarden.rule/1"):
    """One rule, as `rules list` gives it."""

    id: str
    title: str
    provider: str
    severity: str
    confidence: str
    key_type: str
    parts: tuple[str, ...]


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
    """List all rules."""
    ruleset = load_ruleset(folders).ruleset
    for words in ruleset.notes:
        note(words)
    found = [_row(rule) for rule in ruleset.rules]
    with open_output(output) as stream:
        if form == "text":
            rows = [(r.id, r.severity, r.provider, r.title) for r in found]
            stream.writelines(
                f"{line}\n" for line in aligned([("RULE", "SEVERITY", "PROVIDER", "TITLE"), *rows])
            )
        elif form == "json":
            stream.writelines(json_array(map(encode, found)))
        else:
            stream.writelines(f"{encode(row)}\n" for row in found)


@rules.command(
    "show", short_help="Show one rule.", epilog="\b\nExample:\n  akwarden rules show tencent-access-key"
)
@click.argument("rule_id", metavar="RULE")
@_folders
def show_rule(rule_id: str, folders: Sequence[Path]) -> None:
    """Show what RULE finds, why it matters and what to do."""
    known = {str(rule.id): rule for rule in load_ruleset(folders).ruleset.rules}
    if rule_id not in known:
        raise RuleError(f"there is no rule {rule_id!r}", mend="see `akwarden rules list`")
    click.echo("\n".join(_page(known[rule_id])))


@rules.command(
    "check", short_help="Try every rule on its samples.", epilog="\b\nExample:\n  akwarden rules check"
)
@_folders
def check(folders: Sequence[Path]) -> int:
    """Try every rule on the samples it carries; exit with 1 when one does not do what they say."""
    compiled = load_ruleset(folders)
    for words in compiled.ruleset.notes:
        note(words)
    problems = list(check_rules(compiled))
    for one in problems:
        click.echo(f"{one.rule}: {one.problem}")
    count = len(compiled.ruleset.rules)
    note(f"{count} rules, {len(problems)} problems" if problems else f"{count} rules: all samples hold")
    return ExitCode.FINDINGS if problems else ExitCode.OK


def _row(rule: Rule) -> RuleRow:
    parts = tuple(name for name in PartName if rule.part(name))
    return RuleRow(rule.id, rule.title, rule.provider, rule.severity, rule.confidence, rule.key_type, parts)


def _page(rule: Rule) -> Iterator[str]:
    row = _row(rule)
    yield f"{rule.title}  ({rule.id})"
    yield f"severity {rule.severity}, confidence {rule.confidence}, {rule.key_type}"
    yield f"parts: {', '.join(row.parts)}"
    yield ""
    yield rule.why
    yield ""
    yield f"What to do: {rule.remediation}"
    for name in PartName:
        part = rule.part(name)
        if part and part.alone:
            yield f"{name} alone: {part.alone.severity}, {part.alone.title}"
    for reference in rule.references:
        yield f"See: {reference.title}" + (f" <{reference.url}>" if reference.url else "")
