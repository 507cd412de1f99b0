"""`akwarden detect list` and `detect show`: the rules that calls are judged by."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from akwarden.frontends.cli.listing import Columns, ago, now, write
from akwarden.frontends.cli.opened import opened_state, server_needed
from akwarden.frontends.cli.output import note, open_output, output_options
from akwarden.model.detection_rule import DetectionRulePage, DetectionRuleRow, RuleFired
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import visible
from akwarden.reports.wording import counted

if TYPE_CHECKING:  # it takes longer to import than the help of a command may
    from akwarden.workflows.detection.ruleset import DetectionRules

_COLUMNS: Columns[DetectionRuleRow] = Columns(
    values={name: attrgetter(name) for name in DetectionRuleRow.__struct_fields__},
    in_text=("id", "severity", "story", "providers", "quiet", "title"),
    in_csv=DetectionRuleRow.__struct_fields__,
)
_OF_OTHERS = ("author", "licence", "file", "fault")
"""Columns that say something where rules of others are listed."""
_SUBJECTS = {
    "key": "a key, or whoever a temporary key was issued to",
    "principal": "a principal",
    "ip": "an address",
}
rules_option = click.option(
    "--rules",
    "places",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PLACE",
    help="A file or folder of Sigma rules beside ours, such as a copy of SigmaHQ. May be repeated.",
)


@click.command(
    "list",
    short_help="List the rules about calls.",
    epilog="\b\nExamples:\n  akwarden detect list"
    "\n  akwarden detect list --where 'level:critical -quiet:yes provider:aws'"
    "\n  akwarden detect list --rules sigma/rules/cloud/aws --where fault:any --format csv",
)
@click.option("--where", default="", metavar="QUERY", help="Only rules that fit: `level:critical quiet:no`.")
@click.option("--columns", metavar="NAME,NAME", help="Which columns, in this order. For text and csv.")
@rules_option
@output_options("text", "json", "jsonl", "csv")
def list_rules(
    *, where: str, columns: str | None, places: tuple[Path, ...], form: str, output: str | None
) -> None:
    """List the rules that calls are judged by: ours, then yours, then those that can't be used."""
    names = _COLUMNS.chosen(columns, form)
    if places and columns is None and form == "text":
        names = (*names, *_OF_OTHERS)
    rules = _loaded(places)
    from akwarden.workflows.detection import rule_pages  # noqa: PLC0415  slow

    found = rule_pages.list_rules(rules, where, now())
    with open_output(output) as stream:
        write(stream, found, form, (_COLUMNS, names), row=lambda row: row)
    note(counted(len(found), "rule") + (" that fit the query" if where and len(found) != 1 else ""))
    if rules.faults:
        note(f"{counted(len(rules.faults), 'rule')} can't be used: --where fault:any --columns id,file,fault")


@click.command(
    short_help="Show one rule about calls.",
    epilog="\b\nExamples:\n  akwarden detect show leaked-key-used"
    "\n  akwarden detect show my-rule --rules my-rules/ --format json",
)
@click.argument("rule", metavar="RULE")
@rules_option
@output_options("text", "json")
def show(rule: str, places: tuple[Path, ...], form: str, output: str | None) -> None:
    """Show RULE: what it looks for and at, its samples, techniques and references, and how often it fired."""
    rules = _loaded(places)
    from akwarden.workflows.detection import rule_pages  # noqa: PLC0415  slow

    found, at = rule_pages.find_rule(rules, rule), now()
    with opened_state() as state, state.reading() as connection:
        page = rule_pages.rule_page(connection, found, at)
    with open_output(output) as stream:
        stream.writelines(f"{line}\n" for line in ([encode(page)] if form == "json" else _page(page, at)))


def _loaded(places: tuple[Path, ...]) -> "DetectionRules":
    with server_needed():
        from akwarden.workflows.detection.ruleset import load_behavior  # noqa: PLC0415  slow

        return load_behavior(places)


def _page(page: DetectionRulePage, at: datetime) -> Iterator[str]:
    """Yield what a rule looks for and tells, then whose it is, then how often it fired."""
    rule = page.rule
    yield visible(f"{rule.title}  ({rule.id})")
    quiet = ", quiet: it makes no alarm by itself" if rule.quiet else ""
    yield visible(f"{rule.severity}, {rule.type}, story {rule.story}, for {_many(rule.providers)}{quiet}")
    if page.description:
        yield ""
        yield from map(visible, page.description.splitlines())
    yield ""
    yield from (f"{name + ':':<14}{visible(value)}" for name, value in _facts(page) if value)
    yield f"{'Fired:':<14}{_fired(page.fired, at)}"
    yield from _section("Looks for", page.detection.splitlines())
    yield from _section("Also fires for", page.false_positives)
    yield from _section("See", page.references)


def _facts(page: DetectionRulePage) -> Iterator[tuple[str, str]]:
    rule = page.rule
    yield "Says", page.reason
    yield "Next", page.next
    yield "About", _SUBJECTS[rule.subject] if rule.subject else ""
    yield "Looks at", _many(page.columns)
    yield "Looks back", f"{page.look_back_seconds:,} s" if page.look_back_seconds else ""
    yield "Weight", f"{page.weight:.1f}"
    yield "Samples", _samples(page)
    yield "ATT&CK", _many(rule.techniques)
    yield "Status", page.status
    yield "Author", rule.author
    yield "Licence", rule.licence
    yield "File", rule.file or ""
    yield "Written for", page.logsource


def _samples(page: DetectionRulePage) -> str:
    """Return how many its file carries, nothing for none."""
    if not page.matching_samples + page.near_misses:
        return ""
    near = "near miss" if page.near_misses == 1 else "near misses"
    return f"{counted(page.matching_samples, 'sample')} that it fires on, {page.near_misses} {near}"


def _fired(fired: RuleFired | None, at: datetime) -> str:
    if fired is None:
        return "not known, since no calls were judged yet: akwarden detect run"
    days = f"in {counted(fired.days, 'day')}"
    if fired.last_at is None:
        return f"in no alarm {days}"
    parts = {"open": fired.open, "handled": fired.handled, "ignored": fired.ignored}
    said = _many([f"{count:,} {name}" for name, count in parts.items() if count])
    return f"in {counted(fired.alarms, 'alarm')} {days} ({said}), the last {ago(fired.last_at, at)}"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number == 0:
            yield ""
            yield f"{title}:"
        yield f"  {visible(line)}"


def _many(names: Iterable[str]) -> str:
    return ", ".join(names)
