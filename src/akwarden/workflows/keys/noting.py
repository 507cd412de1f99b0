"""What is said of many at once: those that are named, or all that fit a query; nothing outside of a scope."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from akwarden.errors import EditError
from akwarden.model.note import NoteField, NoteKind, Subject
from akwarden.store import key_rows
from akwarden.store.edits import Wanted
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.keys.listing import Asked, list_keys
from akwarden.workflows.notes import checks

MOST: Final = 100_000
"""Things that one change can be about."""


def said_of(subjects: Sequence[Subject], field: NoteField, words: Sequence[str]) -> tuple[Wanted, ...]:
    """Return what is wanted of each; raises EditError for words that can't be kept."""
    match field:
        case NoteField.TAGS:
            value = checks.tags(words)
        case NoteField.REMARK:
            value = checks.remark(" ".join(words))
        case NoteField.OWNER:
            value = checks.owner(" ".join(words))
        case _:
            raise EditError(f"{field} is said of networks in a file", mend="akwarden ips import FILE")
    return tuple(Wanted(subject, field, value) for subject in subjects)


def subjects_of(
    connection: Connection, kind: NoteKind, names: Sequence[str], *, asked: Asked | None, scope: Scope
) -> Sequence[Subject]:
    """Return what is meant, by names or by a query over keys; raises EditError, QueryError.

    A key outside of the scope is not told apart from one that there is not.
    """
    if asked is not None:
        if kind is not NoteKind.KEY:
            raise EditError("only keys are meant by a query", mend="name the addresses")
        found = [Subject(kind, one.row.key_id) for one in list_keys(connection, asked)]
    elif kind is NoteKind.KEY:
        found = [Subject(kind, name) for name in dict.fromkeys(map(checks.key_id, names))]
    elif kind is NoteKind.IP:
        found = [Subject(kind, name) for name in dict.fromkeys(map(checks.network, names))]
    else:
        raise EditError("nothing can be said of principals here", mend="say it of their keys")
    if not found or len(found) > MOST:
        what = "nothing is meant" if not found else f"{len(found):,} are meant, and {MOST:,} are the most"
        raise EditError(what, mend="ask for others" if not found else "ask for fewer at once")
    if not are_within(connection, found, scope):
        raise EditError("some of these are not there, or not for you", mend="look at the list again")
    return found


def are_within(connection: Connection, subjects: Sequence[Subject], scope: Scope) -> bool:
    """Say whether all of them may be seen: addresses belong to no account, so they take the whole."""
    if scope.everywhere:
        return True
    if any(one.kind is not NoteKind.KEY for one in subjects):
        return False
    held = key_rows.holders(connection, [one.name for one in subjects])
    return len(held) == len(subjects) and all(scope.has(*holder) for holder in held.values())
