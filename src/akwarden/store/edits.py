"""Edits: what people change of notes, each with what stood there before, as history that can be undone.

The rules that this module keeps:

- A note is changed with its edit and its record of the audit log in one transaction, or not at all.
- An edit that changes nothing is none.
- What was changed again since is not undone, and neither is the rest of its edit. To undo is an edit itself.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, func, insert, select, text, update

from akwarden.errors import EditError
from akwarden.model.note import Edit, EditLine, NoteField, NoteKind, Subject
from akwarden.store import notes
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Event
from akwarden.store.new_rows import shares
from akwarden.store.tables import edit_lines, edits

_SHARE = 5000
_NAMED = 5
"""Lines that a message names."""


class Wanted(msgspec.Struct, frozen=True):
    """What is to be said: None for nothing."""

    subject: Subject
    field: NoteField
    after: str | None


class Made(msgspec.Struct, frozen=True):
    """An edit that was made, with what it changed."""

    edit: Edit
    lines: tuple[EditLine, ...]


class PastLine(msgspec.Struct, frozen=True):
    """One line of an edit that was made."""

    edit: Edit
    line: EditLine


def planned(connection: Connection, wanted: Sequence[Wanted]) -> tuple[EditLine, ...]:
    """Return what would change, in order; what is so already is left out."""
    now_said = notes.said(connection, list({one.subject: None for one in wanted}))
    found = []
    for one in wanted:
        before = now_said.get(one.subject, {}).get(one.field)
        if before != one.after:
            found.append(EditLine(one.subject, one.field, before, one.after))
    return tuple(found)


def change(
    connection: Connection, wanted: Sequence[Wanted], *, title: str, actor: str, now: datetime
) -> Made | None:
    """Make the changes that are wanted and return their edit, or None where all is so already."""
    _wait_for_turn(connection)
    event = Event(at=now, actor=actor, action="note.change", object=title)
    return _made(connection, planned(connection, wanted), event)


def undo(connection: Connection, number: int, *, actor: str, now: datetime) -> Made:
    """Set back what an edit changed, as an edit of its own; raises EditError as `back` does."""
    _wait_for_turn(connection)
    lines = back(connection, number)
    event = Event(at=now, actor=actor, action="note.undo", object=f"undo of edit {number}")
    made = _made(connection, lines, event)
    assert made is not None  # noqa: S101  an edit has lines, and each of them changed something
    connection.execute(update(edits).where(edits.c.id == number).values(undone_at=now))
    return made


def _wait_for_turn(connection: Connection) -> None:
    """Let one edit be made at a time, so that what stood before is true; on SQLite only one writes anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE edits IN SHARE ROW EXCLUSIVE MODE"))


def back(connection: Connection, number: int) -> tuple[EditLine, ...]:
    """Return what undoing an edit would change.

    Raises EditError when there is no such edit, it was undone, or a line of it was changed again since.
    """
    edit = one(connection, number)
    if edit is None:
        raise EditError(f"there is no edit {number}", mend="akwarden edits list shows them")
    if edit.undone_at is not None:
        raise EditError(
            f"edit {number} was undone already",
            why=f"at {edit.undone_at:%Y-%m-%d %H:%M} UTC, by an edit of its own",
            mend="to have its change again, undo that edit: akwarden edits list",
        )
    done = lines_of(connection, number)
    _check_same(connection, number, done)
    return tuple(EditLine(line.subject, line.field, line.after, line.before) for line in done)


def _check_same(connection: Connection, number: int, done: Sequence[EditLine]) -> None:
    """Refuse to undo where something else is said by now."""
    now_said = notes.said(connection, list({line.subject: None for line in done}))
    others = [line for line in done if now_said.get(line.subject, {}).get(line.field) != line.after]
    if others:
        names = [f"the {line.field} of {line.subject.name}" for line in others[:_NAMED]]
        more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
        raise EditError(
            f"edit {number} can't be undone",
            why=f"changed again since: {', '.join(names)}{more}",
            mend="undo the later edit first (akwarden edits list), or set what is wanted by hand",
        )


def _made(connection: Connection, lines: Sequence[EditLine], event: Event) -> Made | None:
    """Write the lines, their edit and the record of the audit log."""
    if not lines:
        return None
    values = {"at": event.at, "actor": event.actor, "title": event.object, "undone_at": None}
    number = int(connection.execute(insert(edits).values(values).returning(edits.c.id)).scalar_one())
    # In shares, since a file may change a million things at once; each sees what those before it wrote.
    for share in shares(lines, _SHARE):
        connection.execute(insert(edit_lines), [_row(number, line) for line in share])
        notes.put(connection, _merged(connection, share), event.actor, event.at)
    details = {"edit": number, "lines": len(lines), "digest": _digest(lines)}
    log.append(connection, msgspec.structs.replace(event, details=details))
    edit = Edit(
        number=number, at=event.at, actor=event.actor, title=event.object, lines=len(lines), undone_at=None
    )
    return Made(edit, tuple(lines))


def _row(number: int, line: EditLine) -> dict[str, object]:
    return {
        "edit_id": number,
        "kind": line.subject.kind.value,
        "subject": line.subject.name,
        "field": line.field.value,
        "before": line.before,
        "after": line.after,
    }


def _merged(connection: Connection, lines: Sequence[EditLine]) -> Mapping[Subject, notes.Said]:
    """Return all that is to be said of the subjects that are changed."""
    merged = notes.said(connection, list({line.subject: None for line in lines}))
    for line in lines:
        merged.setdefault(line.subject, {})[line.field] = line.after
    return merged


def _digest(lines: Sequence[EditLine]) -> str:
    """Return the SHA-256 of the lines, by which the audit log vouches for them without repeating them."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(msgspec.json.encode(line) + b"\n")
    return digest.hexdigest()


# Read


def one(connection: Connection, number: int) -> Edit | None:
    """Return an edit, or None."""
    row = connection.execute(_edits().where(edits.c.id == number)).one_or_none()
    return None if row is None else _edit(row)


def listed(connection: Connection, most: int | None = None) -> Iterator[Edit]:
    """Yield the edits, the last one first."""
    for row in connection.execute(_edits().order_by(edits.c.id.desc()).limit(most)):
        yield _edit(row)


def lines_of(connection: Connection, number: int) -> tuple[EditLine, ...]:
    """Return what an edit changed, in the order in which it was said."""
    query = select(edit_lines).where(edit_lines.c.edit_id == number).order_by(edit_lines.c.id)
    return tuple(_line(row) for row in connection.execute(query))


def history(connection: Connection, subject: Subject) -> tuple[PastLine, ...]:
    """Return all that was ever changed of a subject, the last change first."""
    about = (edit_lines.c.kind == subject.kind.value) & (edit_lines.c.subject == subject.name)
    query = (
        _edits()
        .add_columns(edit_lines.c.kind, edit_lines.c.subject, edit_lines.c.field)
        .add_columns(edit_lines.c.before, edit_lines.c.after)
        .join(edit_lines, edit_lines.c.edit_id == edits.c.id)
        .where(about)
        .order_by(edit_lines.c.id.desc())
    )
    return tuple(PastLine(_edit(row), _line(row)) for row in connection.execute(query))


def _edits() -> Select[Any]:
    counted = edit_lines.alias("counted")
    lines = select(func.count()).select_from(counted).where(counted.c.edit_id == edits.c.id)
    return select(edits, lines.scalar_subquery().label("lines"))


def _edit(row: Row[Any]) -> Edit:
    return Edit(
        number=row.id, at=row.at, actor=row.actor, title=row.title, lines=row.lines, undone_at=row.undone_at
    )


def _line(row: Row[Any]) -> EditLine:
    return EditLine(Subject(NoteKind(row.kind), row.subject), NoteField(row.field), row.before, row.after)
