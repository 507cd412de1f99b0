"""Which key a person means: by its whole id, or by how it begins or ends."""

import difflib
import re

import msgspec
from sqlalchemy import Connection

from akwarden.errors import UsageError
from akwarden.model.access_key import AccessKeyId
from akwarden.store import key_rows
from akwarden.store.key_rows import LEAST_PIECE
from akwarden.workflows.notes import checks

_NAMED = 5
_LOOKED_AT = 500
_BEGINS, _ENDS = 10, 6
"""Characters of an id that is mistyped which are taken to be right at one of its ends."""
_WHOLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._-]{15,127}")


class Named(msgspec.Struct, frozen=True):
    """A key that something is said of."""

    id: str
    warnings: tuple[str, ...] = ()


def find_key(connection: Connection, text: str) -> AccessKeyId:
    """Return the id of the one key that is meant; raises UsageError with the nearest ones."""
    found = _found(connection, text)
    if found is None:
        raise _unknown(connection, text)
    return found


def key_to_note(connection: Connection, text: str) -> Named:
    """Return the key that is meant; a whole id that no key has is taken, and warned of."""
    found = _found(connection, text)
    if found is not None:
        return Named(found)
    if not _WHOLE.fullmatch(text):
        raise _unknown(connection, text)
    plain = checks.key_id(text)
    near = _nearest(connection, plain)
    words = f"{plain} is not in the inventory; what is said waits for it"
    return Named(plain, (f"{words} (did you mean {near[0]}?)" if near else words,))


def _found(connection: Connection, text: str) -> AccessKeyId | None:
    """Return the key with this id, or the only one that begins or ends so; raises UsageError for several."""
    if key_rows.known_ids(connection, [text]):
        return AccessKeyId(text)
    if len(text) < LEAST_PIECE:
        return None
    ids = key_rows.ids_with(connection, text, _NAMED + 1)
    same_case = [one for one in ids if one.startswith(text) or one.endswith(text)]
    ids = same_case or ids
    if len(ids) > 1:
        more = " and others" if len(ids) > _NAMED else ""
        raise UsageError(
            f"several keys begin or end with {text!r}",
            why=f"{', '.join(ids[:_NAMED])}{more}",
            mend="write more of the id",
        )
    return ids[0] if ids else None


def _unknown(connection: Connection, text: str) -> UsageError:
    """Return the error for a key that nobody knows."""
    near = _nearest(connection, text)
    shown = checks.shown_id(text)
    if near:
        return UsageError(f"no key {shown} is known", mend=f"did you mean {' or '.join(near)}?")
    why = f"a piece of an id needs {LEAST_PIECE} characters" if len(text) < LEAST_PIECE else None
    return UsageError(f"no key {shown} is known", why=why, mend="akwarden keys list shows all keys")


def _nearest(connection: Connection, text: str) -> list[AccessKeyId]:
    """Return ids that are nearly the same, among those that share a beginning or an end."""
    pieces = {piece for piece in (text[:_BEGINS], text[-_ENDS:]) if len(piece) >= LEAST_PIECE}
    ids = {one for piece in sorted(pieces) for one in key_rows.ids_with(connection, piece, _LOOKED_AT)}
    return [AccessKeyId(one) for one in difflib.get_close_matches(text, sorted(ids), n=3, cutoff=0.7)]
