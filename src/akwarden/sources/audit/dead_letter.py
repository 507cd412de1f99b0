r"""Makes a dead letter of a record that can't be read, with a beginning that is fit to be kept.

Nobody can tell what such bytes are, so nothing in them that could be a key is shown: every run of 12 or more
characters that keys are made of becomes stars, but for the names of fields and for a name of a call that is
words alone, such as `"eventName":"ConsoleLogin"`. A backslash and a percent sign count as such, since they
stand inside a key that was written as JSON (`\/`) or for an address (`%2F`).
"""

import re
from typing import Final

from akwarden.model.audit_record import DeadLetter
from akwarden.model.secret import Secret

SHOWN: Final = 200
"""Characters of a record that are shown at most."""
KEPT: Final = 2048
"""Bytes of its beginning that are enough for that, however a run of key-like characters lies in them."""

_RUN: Final = re.compile(rb"[A-Za-z0-9+/=_\-\\%]{12,}")
_MASK: Final = b"****"
_FIELDS: Final = frozenset(
    {
        *(b"additionalEventData", b"eventVersion", b"requestParameters"),
        *(b"responseElements", b"sessionContext", b"sharedEventID", b"sourceIPAddress", b"userIdentity"),
    }
)
"""Names of records of both clouds that are long enough to be taken for keys."""
_NAMING: Final = re.compile(rb'"event(?:Name|Source|Type)"\s{0,4}:\s{0,4}"\Z')
"""What stands before a value that says what happened."""
_LOOKED_BACK: Final = 40
_WORDS: Final = re.compile(rb"[a-z]*(?:[A-Z][a-z]{2,})*")


class Buried(DeadLetter, frozen=True, kw_only=True):
    """A dead letter with what could not be read, which can't be written anywhere: a secret may be in it."""

    beginning: Secret
    """Its first bytes, at most `KEPT` of them; all of it where it `may_be_read`."""
    may_be_read: bool
    """Whether it begins and ends as a record does: a reader may know how it is broken."""


def buried(beginning: bytes, *, vpath: str, line: int, offset: int, size: int, reason: str) -> Buried:
    """Return the dead letter of what was not scrubbed yet; its `beginning` may be cut after `KEPT` bytes.

    Only where all of it is given can it be one that may be read.
    """
    may_be_read = len(beginning) == size and beginning.startswith(b"{") and beginning.endswith(b"}")
    return Buried(
        vpath=vpath,
        line=line,
        offset=offset,
        size=size,
        reason=reason,
        text=masked(beginning[:KEPT]),
        beginning=Secret(beginning if may_be_read else beginning[:KEPT]),
        may_be_read=may_be_read,
    )


def dead_letter(
    beginning: bytes, *, vpath: str, line: int, offset: int, size: int, reason: str
) -> DeadLetter:
    """Return the dead letter of a record of `size` bytes; its `beginning` may be cut after `KEPT` bytes."""
    return DeadLetter(
        vpath=vpath, line=line, offset=offset, size=size, reason=reason, text=masked(beginning[:KEPT])
    )


def masked(text: bytes) -> str:
    """Return the first 200 characters, key-like runs masked and whatever is not printable escaped."""
    # Masked before it is cut: of a key that lies across the cut, no part is shown.
    words = _RUN.sub(_shown, text).decode("utf-8", "backslashreplace")
    return "".join(map(_visible, words[:SHOWN]))[:SHOWN]


def _shown(run: re.Match[bytes]) -> bytes:
    """Return the mask of a run, or the run where it names a field, or a call in words alone."""
    if run[0] in _FIELDS:
        return run[0]
    before = run.string[max(run.start() - _LOOKED_BACK, 0) : run.start()]
    return run[0] if _NAMING.search(before) and _WORDS.fullmatch(run[0]) else _MASK


def _visible(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
