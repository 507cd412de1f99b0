"""`/api/v1/notes` and `/edits`: what people say of keys and addresses, and how it is taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta
from sqlalchemy import Connection

from akwarden.access.roles import Right
from akwarden.errors import EditError
from akwarden.frontends.api.given import GivenCaller, GivenServer, Now, Within
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.problems import missing
from akwarden.model.note import Edit, NoteField, NoteKind, Subject
from akwarden.model.person import Caller
from akwarden.model.said import Said as SaidText
from akwarden.store import edits as edit_rows
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.keys.listing import Asked
from akwarden.workflows.keys.noting import MOST, are_within, said_of, subjects_of
from akwarden.workflows.notes.saving import Saved, Saying, save, undo

_SHOWN = 200
_Name = Annotated[str, Meta(min_length=1, max_length=200)]
_Word = Annotated[str, Meta(max_length=400)]


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be said of keys or addresses: of those that are named, or of all that fit a query."""

    kind: NoteKind
    """What it is said of."""
    names: Annotated[tuple[_Name, ...], Meta(max_length=MOST)] = ()
    """Which ones: key ids, or addresses in CIDR notation."""
    q: Annotated[str, Meta(max_length=4096)] | None = None
    """Else, all keys that fit this query."""
    field: NoteField
    """What is said."""
    value: tuple[_Word, ...]
    """A remark or an owner is one text, tags are any number; an empty text, or none, clears."""
    dry_run: bool = False
    """Whether only to tell what would change."""


class SaidLine(msgspec.Struct, frozen=True):
    """One thing that is said otherwise than before."""

    kind: NoteKind
    """What it is said of."""
    subject: str
    """Which one."""
    field: NoteField
    """What is said of it."""
    before: str | None
    """What was said before; null for nothing."""
    after: str | None
    """What is said now; null for nothing."""


class SaidAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    edit: int | None
    """The number by which it can be undone; null where nothing was changed."""
    changed: int
    """How many things are said otherwise now, or would be."""
    lines: tuple[SaidLine, ...]
    """The first 200 of them."""
    warnings: tuple[SaidText, ...]
    """What to know about it."""


class EditList(msgspec.Struct, frozen=True):
    """The last changes, the newest first."""

    rows: tuple[Edit, ...]
    """At most 200."""


@post("/notes", opt=needs(Right.NOTE), sync_to_thread=True, status_code=200)
def say(
    server: GivenServer, caller: GivenCaller, within: Within, now: Now, data: JSONBody[Said]
) -> SaidAnswer:
    """Say what keys or addresses are for, and whose they are: all of them as one change, or none."""
    with server.state.reading() as connection:
        subjects = _subjects(connection, data, within, now)
    wanted = said_of(subjects, data.field, data.value)
    title = (
        f"{data.field} of {subjects[0].name}" if len(subjects) == 1 else f"{data.field} of {len(subjects)}"
    )
    return _answer(save(server.state, wanted, title, _saying(caller, now, dry_run=data.dry_run)))


def _subjects(connection: Connection, data: Said, within: Scope, now: datetime) -> Sequence[Subject]:
    if bool(data.names) == (data.q is not None):
        raise EditError(
            "say of which ones: by names, or by a query", mend="give `names` or `q`, and not both"
        )
    asked = None if data.q is None else Asked(where=data.q, now=now, scope=within)
    return subjects_of(connection, data.kind, data.names, asked=asked, scope=within)


@get("/edits", opt=needs(Right.NOTE), sync_to_thread=True)
def edits(server: GivenServer, within: Within) -> EditList:
    """List the changes of remarks, owners and tags, the last one first."""
    with server.state.reading() as connection:
        found = tuple(edit_rows.listed(connection, _SHOWN))
        return EditList(tuple(one for one in found if _is_within(connection, one.number, within)))


@post("/edits/{number:int}/undo", opt=needs(Right.NOTE), sync_to_thread=True, status_code=200)
def undo_edit(
    server: GivenServer, caller: GivenCaller, within: Within, now: Now, number: FromPath[int]
) -> SaidAnswer:
    """Set back what a change did: all of it, or nothing where a part was changed again since."""
    with server.state.reading() as connection:
        if edit_rows.one(connection, number) is None or not _is_within(connection, number, within):
            raise missing("change")
    return _answer(undo(server.state, number, _saying(caller, now, dry_run=False)))


def _is_within(connection: Connection, number: int, within: Scope) -> bool:
    """Say whether all that a change touched may be seen by the caller."""
    if within.everywhere:
        return True
    return are_within(connection, [line.subject for line in edit_rows.lines_of(connection, number)], within)


def _saying(caller: Caller, now: datetime, *, dry_run: bool) -> Saying:
    return Saying(actor=caller.login, now=now, dry_run=dry_run)


def _answer(saved: Saved) -> SaidAnswer:
    lines = tuple(
        SaidLine(line.subject.kind, line.subject.name, line.field, line.before, line.after)
        for line in saved.lines[:_SHOWN]
    )
    number = None if saved.edit is None else saved.edit.number
    return SaidAnswer(edit=number, changed=len(saved.lines), lines=lines, warnings=saved.warnings)


ROUTES = Router("/", route_handlers=[say, edits, undo_edit], tags=["notes"])
