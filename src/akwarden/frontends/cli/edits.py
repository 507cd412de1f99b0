"""`akwarden edits`: who changed which remarks and owners, and how to set them back."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import click
import msgspec

from akwarden.errors import EditError
from akwarden.frontends.cli.note_output import line_rows, saving, tell_saved
from akwarden.frontends.cli.opened import opened_state
from akwarden.frontends.cli.output import aligned, json_array, note, open_output, output_options
from akwarden.model.note import Edit
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import clipped, visible
from akwarden.reports.wording import counted
from akwarden.store import edits as store
from akwarden.workflows.notes.saving import undo

_SHOWN = 50


class EditRow(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.edit/1"):
    """One change that somebody made."""

    number: int
    """By which it can be undone."""
    at: datetime
    """When it was made."""
    actor: str
    """Who made it."""
    title: str
    """What was done, in words."""
    lines: int
    """How many things it changed."""
    undone_at: datetime | None
    """When it was undone; None for one that stands."""


@click.group(epilog="\b\nExamples:\n  akwarden edits list\n  akwarden edits undo 12")
def edits() -> None:
    """List the changes of remarks and owners, and undo them."""


@edits.command(
    "list", short_help="List changes.", epilog="\b\nExample:\n  akwarden edits list --format jsonl"
)
@click.option("--all", "everything", is_flag=True, help=f"All of them, not only the last {_SHOWN}.")
@output_options("text", "json", "jsonl")
def list_them(form: str, output: str | None, *, everything: bool) -> None:
    """List the changes that were made, the last one first."""
    with opened_state() as state, state.reading() as connection:
        found = [_row(edit) for edit in store.listed(connection, None if everything else _SHOWN)]
    with open_output(output) as stream:
        if form == "text":
            stream.writelines(_text(found))
        else:
            lines = map(encode, found)
            stream.writelines(json_array(lines) if form == "json" else (f"{line}\n" for line in lines))
    more = "" if everything or len(found) < _SHOWN else " shown; more: --all"
    note(f"{counted(len(found), 'change')}{more}" if found else "nobody changed anything yet")


@edits.command(short_help="Show what a change did.", epilog="\b\nExample:\n  akwarden edits show 12")
@click.argument("number", metavar="NUMBER", type=click.IntRange(1))
@output_options("text", "json", "jsonl")
def show(number: int, form: str, output: str | None) -> None:
    """Show what the change NUMBER did, line by line."""
    with opened_state() as state, state.reading() as connection:
        if store.one(connection, number) is None:
            raise EditError(f"there is no edit {number}", mend="akwarden edits list shows them")
        lines = store.lines_of(connection, number)
    with open_output(output) as stream:
        stream.writelines(line_rows(lines, form))


@edits.command(
    "undo", short_help="Set back what a change did.", epilog="\b\nExample:\n  akwarden edits undo 12"
)
@click.argument("number", metavar="NUMBER", type=click.IntRange(1))
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
def undo_it(number: int, *, dry_run: bool) -> None:
    """Set back what the change NUMBER did: all of it, or nothing where a part was changed again since."""
    with opened_state() as state:
        tell_saved(undo(state, number, saving(dry_run=dry_run)))


def _row(edit: Edit) -> EditRow:
    return EditRow(**msgspec.structs.asdict(edit))


def _text(rows: Sequence[EditRow]) -> Iterator[str]:
    cells = [
        (
            str(row.number),
            f"{row.at:%Y-%m-%d %H:%M}",
            visible(row.actor),
            f"{row.lines:,}",
            clipped(row.title, 80),
            f"undone {row.undone_at:%Y-%m-%d %H:%M}" if row.undone_at else "",
        )
        for row in rows
    ]
    if cells:
        heading = ("EDIT", "AT (UTC)", "BY", "LINES", "WHAT", "")
        yield from (f"{line}\n" for line in aligned([heading, *cells]))
