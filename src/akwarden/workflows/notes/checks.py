"""What may be said: how long, of which characters, and nothing that looks like a secret.

Each function returns the value as it is kept, None for an empty one, or raises EditError.
"""

import re
from collections.abc import Iterable

from akwarden.errors import EditError
from akwarden.model.own_address import AddressKind
from akwarden.query.vocabulary import nearest
from akwarden.reports.visible import escaped, is_seen
from akwarden.store import notes
from akwarden.workflows.masking import masked

MOST_REMARK, MOST_OWNER = 200, 100
MOST_TAG, MOST_TAGS = 50, 20
FILE_KINDS = (AddressKind.OFFICE, AddressKind.VPN, AddressKind.PARTNER, AddressKind.OTHER)
"""What a network of a file may be."""
NO_KIND = "none"
"""What is written for a network that is not ours any more."""

_SECRET = re.compile(
    r"(?<![\w/+=-])(?=[\w/+]*[a-z])(?=[\w/+]*[A-Z])(?:[A-Za-z0-9/+]{40}|[A-Za-z0-9]{32})(?![\w/+=-])",
    re.ASCII,
)
_KEY_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._-]{7,127}")
_TAG = re.compile(r"[^\s,;\"'\\]+")
_BETWEEN_TAGS = re.compile(r"[\s,;]+")


def remark(text: str) -> str | None:
    """Return a remark."""
    return _line(text, "remark", MOST_REMARK)


def owner(text: str) -> str | None:
    """Return the person or team that answers for something."""
    return _line(text, "owner", MOST_OWNER)


def label(text: str) -> str | None:
    """Return what people call a network."""
    return _line(text, "label", MOST_OWNER)


def tags(words: Iterable[str]) -> str | None:
    """Return tags as they are kept, from words between which blanks, commas and semicolons separate too."""
    found = sorted({tag for word in words for tag in _BETWEEN_TAGS.split(word) if tag})
    if len(found) > MOST_TAGS:
        raise EditError(f"there are {len(found)} tags, and {MOST_TAGS} are the most", mend="leave some out")
    for tag in found:
        _line(tag, "tag", MOST_TAG)
        if not _TAG.fullmatch(tag):
            raise EditError(
                "a tag holds a quote or a backslash", mend="use letters, digits and . _ : / = @ + -"
            )
    return notes.tags_text(found)


def key_id(text: str) -> str:
    """Return the id of a key, which no account needs to list."""
    plain = text.strip()
    refuse_secret(plain, "id of a key")
    if not plain:
        raise EditError("the id of the key is missing", mend="write the whole id, such as AKIA…")
    if not _KEY_ID.fullmatch(plain):
        what = "what stands for the id of a key is none"
        raise EditError(what, mend="write the whole id: 8 to 128 letters, digits, and . _ : -")
    return plain


def shown_id(text: str) -> str:
    """Return what was given for an id as a message names it: in quotes, without what could be a secret."""
    return repr(_SECRET.sub(_masked, text[:80]))


def _masked(run: re.Match[str]) -> str:
    """Return stars for a run that could be a secret, and one that is words as it is."""
    return masked(run[0])


def network(text: str) -> str:
    """Return an address or a network as the subject of a note."""
    plain = text.strip()
    try:
        return notes.network_name(plain)
    except ValueError as error:
        host_bits = "host bits" in str(error)
        what = (
            f"{plain[:60]!r} has bits behind its prefix"
            if host_bits
            else f"{plain[:60]!r} is no address or network"
        )
        mend = (
            "write the first address of the network"
            if host_bits
            else "write 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32"
        )
        raise EditError(what, mend=mend) from None


def network_kind(text: str) -> str | None:
    """Return what stands behind a network of a file; None for one that is not ours any more."""
    plain = text.strip().lower()
    if plain == NO_KIND:
        return None
    if plain in FILE_KINDS:
        return plain
    known = (*FILE_KINDS, NO_KIND)
    near = nearest(plain, known)
    what = f"{plain[:60]!r} is no kind of network" if plain else "the kind of the network is missing"
    words = f"write one of {', '.join(known)}"
    raise EditError(what, mend=f"did you mean {near}? {words}" if near else words)


def _line(text: str, name: str, most: int) -> str | None:
    """Return one line of text that can be shown anywhere."""
    plain = text.strip()
    for character in plain:
        if not is_seen(character):
            raise EditError(
                f"the {name} holds a character that can't be seen: {escaped(character)}", mend="leave it out"
            )
    if len(plain) > most:
        raise EditError(f"the {name} has {len(plain)} characters, and {most} are the most", mend="shorten it")
    refuse_secret(plain, name)
    return plain or None


def refuse_secret(text: str, name: str) -> None:
    """Raise EditError for what looks like the secret of a key: it would stand in clear in every list."""
    if any(_masked(run) != run[0] for run in _SECRET.finditer(text)):
        raise EditError(
            f"the {name} holds what looks like the secret of a key",
            why="remarks are shown in lists and reports, and their history is kept",
            mend="leave it out; akwarden vault put keeps secrets",
        )
