"""Writes what people say of a key or an address, or only tells what would change."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from akwarden.model.note import Edit, EditLine, NoteField, NoteKind, Subject
from akwarden.store import edits
from akwarden.store.edits import Wanted
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.workflows.notes import checks
from akwarden.workflows.notes.finding import key_to_note


class Saved(msgspec.Struct, frozen=True):
    """What came of a change."""

    lines: tuple[EditLine, ...]
    """What changed, or would."""
    edit: Edit | None
    """None where nothing was written."""
    warnings: tuple[str, ...] = ()


class Saying(msgspec.Struct, frozen=True, kw_only=True):
    """Who says something, when, and whether it is meant."""

    actor: str
    now: datetime
    dry_run: bool


def say_of_key(state: State, key: str, field: NoteField, words: Sequence[str], saying: Saying) -> Saved:
    """Let the words be the remark, the owner or the tags of a key; an empty text clears.

    Raises UsageError where the key can't be told, EditError for what may not be said.
    """
    value = _checked(field, words)
    with state.reading() as connection:
        found = key_to_note(connection, key)
    wanted = Wanted(Subject(NoteKind.KEY, found.id), field, value)
    title = f"{field} of {found.id}"
    saved = save(state, (wanted,), title, saying)
    return msgspec.structs.replace(saved, warnings=found.warnings)


def say_of_network(
    state: State, network: str, field: NoteField, words: Sequence[str], saying: Saying
) -> Saved:
    """Let the words be the remark or the owner of an address or network; raises EditError."""
    subject = Subject(NoteKind.IP, checks.network(network))
    return save(
        state, (Wanted(subject, field, _checked(field, words)),), f"{field} of {subject.name}", saying
    )


def _checked(field: NoteField, words: Sequence[str]) -> str | None:
    """Return the value as it is kept."""
    if field is NoteField.TAGS:
        return checks.tags(words)
    check = checks.owner if field is NoteField.OWNER else checks.remark
    return check(" ".join(words))


def save(state: State, wanted: Sequence[Wanted], title: str, saying: Saying) -> Saved:
    """Make the changes that are wanted as one edit, all or none; none for a dry run."""
    if saying.dry_run:
        with state.reading() as connection:
            return Saved(edits.planned(connection, wanted), None)
    with state.writing() as connection:
        made = edits.change(connection, wanted, title=title, actor=saying.actor, now=rounded(saying.now))
        return Saved((), None) if made is None else Saved(made.lines, made.edit)


def undo(state: State, number: int, saying: Saying) -> Saved:
    """Set back what an edit changed; raises EditError."""
    if saying.dry_run:
        with state.reading() as connection:
            return Saved(edits.back(connection, number), None)
    with state.writing() as connection:
        made = edits.undo(connection, number, actor=saying.actor, now=rounded(saying.now))
        return Saved(made.lines, made.edit)
