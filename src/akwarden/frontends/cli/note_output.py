"""How changes of remarks and owners are told: what was changed or would be, and what is wrong with a file."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec

from akwarden.errors import EditError
from akwarden.frontends.cli.listing import now
from akwarden.frontends.cli.output import aligned, json_array, note, open_output
from akwarden.model.note import EditLine, NoteField, NoteKind
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import clipped, visible
from akwarden.reports.wording import counted
from akwarden.store.notes import read_tags
from akwarden.store.state import State
from akwarden.workflows.actor import actor
from akwarden.workflows.notes.importing import FileKind, import_file
from akwarden.workflows.notes.saving import Saved, Saying
from akwarden.workflows.notes.sheet import Fault

_NOTHING = "(none)"
_WIDEST = 60
_LINES_SHOWN = 50
_FAULTS_SHOWN = 1000


class EditLineRow(msgspec.Struct, frozen=True, tag_field="schema", tag="akwarden.edit-line/1"):
    """One thing that is said otherwise than before."""

    kind: NoteKind
    """What it is said of: a key, an address, a principal."""
    subject: str
    """Which one."""
    field: NoteField
    """What is said of it."""
    before: str | None
    """What was said before; None for nothing."""
    after: str | None
    """What is said now; None for nothing."""


def saving(*, dry_run: bool) -> Saying:
    """Return who makes a change, and when."""
    return Saying(actor=actor(os.environ), now=now(), dry_run=dry_run)


def tell_saved(saved: Saved) -> None:
    """Tell what became of a change that was made by hand."""
    for words in saved.warnings:
        note(visible(words))
    for line in saved.lines[:_LINES_SHOWN]:
        change = f"{_shown(line.field, line.before)} -> {_shown(line.field, line.after)}"
        note(visible(f"{line.subject.name} {line.field}: {change}"))
    if len(saved.lines) > _LINES_SHOWN:
        note(f"and {len(saved.lines) - _LINES_SHOWN:,} more")
    note(_outcome(saved))


def _outcome(saved: Saved) -> str:
    """Return what was done, in words."""
    if saved.edit is not None:
        return f"saved as edit {saved.edit.number}; undo: akwarden edits undo {saved.edit.number}"
    return (
        "nothing was changed: this is what would be" if saved.lines else "nothing to change: it is so already"
    )


def line_rows(lines: Sequence[EditLine], form: str) -> Iterator[str]:
    """Yield changes in one of their formats."""
    rows = [
        EditLineRow(one.subject.kind, one.subject.name, one.field, one.before, one.after) for one in lines
    ]
    match form:
        case "text":
            cells = [(visible(r.subject), r.field.value, "{} -> {}".format(*_both(r))) for r in rows]
            yield from (
                f"{line}\n" for line in (aligned([("SUBJECT", "FIELD", "CHANGE"), *cells]) if rows else ())
            )
        case "json":
            yield from json_array(map(encode, rows))
        case _:
            yield from (f"{encode(row)}\n" for row in rows)


def _both(row: EditLineRow) -> tuple[str, str]:
    return _shown(row.field, row.before), _shown(row.field, row.after)


def _shown(field: NoteField, value: str | None) -> str:
    if value is None:
        return _NOTHING
    return clipped(", ".join(read_tags(value)) if field is NoteField.TAGS else value, _WIDEST)


def write_import(
    state: State, file: str, what: FileKind, *, yes: bool, form: str, output: str | None
) -> None:
    """Import a file, and write what it changes; raises EditError when a line is wrong, after naming each."""
    saying = saving(dry_run=not yes)
    done = import_file(state, Path(file), what, saying)
    if done.faults:
        tell_faults(file, done.faults)
        raise EditError(
            f"{visible(file)} was not taken: {counted(len(done.faults), 'fault')} in its lines",
            why="a file is taken with all its lines or not at all",
            mend="mend what is named above, then run the command again",
        )
    with open_output(output) as stream:
        stream.writelines(line_rows(done.saved.lines, form))
    for words in done.saved.warnings:
        note(visible(words))
    changes = f"{counted(done.lines, 'line')} read, {counted(len(done.saved.lines), 'change')}"
    outcome = _outcome(done.saved)
    note(f"{changes}; {outcome}" + (": add --yes" if saying.dry_run and done.saved.lines else ""))


def tell_faults(file: str, faults: Sequence[Fault]) -> None:
    """Name what is wrong, line by line; these are errors, so that --quiet does not hide them."""
    for fault in faults[:_FAULTS_SHOWN]:
        mend = f" ({fault.mend})" if fault.mend else ""
        click.echo(visible(f"{file}:{fault.line}: {fault.what}{mend}"), err=True)
    if len(faults) > _FAULTS_SHOWN:
        click.echo(f"and {len(faults) - _FAULTS_SHOWN:,} more", err=True)
