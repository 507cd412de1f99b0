"""`akwarden people`: who there is and who left, so that their keys are found."""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click

from akwarden.errors import EditError
from akwarden.frontends.cli.listing import now
from akwarden.frontends.cli.note_output import tell_faults
from akwarden.frontends.cli.opened import opened_state
from akwarden.frontends.cli.output import aligned, json_array, note, open_output, output_options
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import clipped, visible
from akwarden.reports.wording import counted
from akwarden.workflows.actor import actor
from akwarden.workflows.notes.saving import Saying
from akwarden.workflows.people.importing import PersonChange, import_people

_WIDEST = 60
_EXAMPLES = """\b
Examples:
  akwarden people import people.csv          (shows what would change)
  akwarden people import people.csv --yes
"""


@click.group(epilog=_EXAMPLES)
def people() -> None:
    """Say who there is and who left; the rules find the keys of people who left."""


@people.command("import", short_help="Take names, and when people left, from a CSV file.", epilog=_EXAMPLES)
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False))
@click.option("--yes", is_flag=True, help="Make the changes; without it, they are only shown.")
@output_options("text", "json", "jsonl")
def import_(file: str, form: str, output: str | None, *, yes: bool) -> None:
    """Show what FILE would change, or with --yes change it: all lines or none.

    Its first line names the columns: name, as owners and remarks have it, and left_at, a day such as
    2026-03-31, empty for who is there. Names that it does not have stay as they are.
    """
    with opened_state() as state:
        done = import_people(state, Path(file), Saying(actor=actor(os.environ), now=now(), dry_run=not yes))
    if done.faults:
        tell_faults(file, done.faults)
        raise EditError(
            f"{visible(file)} was not taken: {counted(len(done.faults), 'fault')} in its lines",
            why="a file is taken with all its lines or not at all",
            mend="mend what is named above, then run the command again",
        )
    with open_output(output) as stream:
        stream.writelines(_lines(done.changes, form))
    changes = f"{counted(done.lines, 'line')} read, {counted(len(done.changes), 'change')}"
    if not done.changes:
        note(f"{changes}: it is known already")
    elif yes:
        note(f"{changes} made; the next sync judges by them")
    else:
        note(f"{changes} that would be made: add --yes")


def _lines(changes: Sequence[PersonChange], form: str) -> Iterator[str]:
    match form:
        case "text":
            cells = [
                (clipped(one.name, _WIDEST), "new" if one.is_new else _day(one.before), _day(one.after))
                for one in changes
            ]
            rows = [("NAME", "BEFORE", "AFTER"), *cells] if cells else []
            yield from (f"{line}\n" for line in (aligned(rows) if rows else ()))
        case "json":
            yield from json_array(map(encode, changes))
        case _:
            yield from (f"{encode(one)}\n" for one in changes)


def _day(at: datetime | None) -> str:
    return "there" if at is None else f"left {at:%Y-%m-%d}"
