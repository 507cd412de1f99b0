"""The variables of IAM policies: `${aws:username}`, `${aws:username, 'default'}`, `${*}`, `${?}` and `${$}`.

AWS, IAM User Guide, "IAM policy elements: Variables and tags":

- A value that is filled in is plain text: a star in a user's name is no wildcard. The three special variables
  are the way to write a wildcard or a dollar that means itself.
- They are known from version 2012-10-17 on; before, they are text like any other. CAM has none.
- In a resource they may stand only behind the fifth colon. A resource with one before that matches nothing
  here.
- One that the request has no single value for, and that has no default, resolves to nothing, and then what it
  stands in matches nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from akwarden.policy import globs

VERSION = "2012-10-17"
"""The first version of the language that has variables."""

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_SPECIAL = ("*", "?", "$")
_COLONS = 5

Lookup = Callable[[str], tuple[str, ...]]
"""Gives the values that a request has for a key."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A place to fill in."""

    key: str
    default: str | None

    def value(self, lookup: Lookup) -> str | None:
        """Return what the request says, else the default; a key with several values has none."""
        found = lookup(self.key)
        if not found:
            return self.default
        return found[0] if len(found) == 1 else None


Piece = str | Variable


@dataclass(frozen=True, slots=True)
class Template:
    """A text with variables."""

    pieces: tuple[Piece, ...]
    """Text, in which wildcards may be, and variables; special characters are variables without a key."""

    def fill(self, lookup: Lookup) -> "Filled | None":
        """Return the text for a request, or None when a variable resolves to nothing."""
        values = []
        for piece in self.pieces:
            if isinstance(piece, Variable):
                value = piece.value(lookup) if piece.key else piece.default
                if value is None:
                    return None
                values.append(value)
        return Filled(self, tuple(values))


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with the values of its variables."""

    template: Template
    values: tuple[str, ...]

    def text(self) -> str:
        """Return it as plain text, in which nothing is a wildcard."""
        values = iter(self.values)
        return "".join(
            next(values) if isinstance(piece, Variable) else piece for piece in self.template.pieces
        )

    def matcher(self) -> globs.Matcher:
        """Return it as a pattern, in which the filled in values are plain."""
        return _matcher(self)

    def segments(self, count: int) -> list[globs.Matcher]:
        """Return one pattern for each of `count` parts between colons, or fewer when it has fewer colons."""
        return [globs.matcher(part) for part in _segments(self.tokens(), count)]

    def tokens(self) -> tuple[globs.Token, ...]:
        """Return the pieces of the pattern."""
        values = iter(self.values)
        found: list[globs.Token] = []
        for piece in self.template.pieces:
            if isinstance(piece, Variable):
                found.extend(filter(None, (next(values),)))
            else:
                found.extend(globs.tokens(piece, single=True))
        return tuple(found)


@lru_cache(maxsize=4096)
def _matcher(filled: Filled) -> globs.Matcher:
    """Return the pattern of a filled text; the same values come again and again."""
    return globs.matcher(filled.tokens())


def template(text: str) -> Template | None:
    """Return the text with its variables, or None when it has none."""
    cut = _VARIABLE.split(text)
    if len(cut) == 1:
        return None
    pieces: list[Piece] = []
    for number, piece in enumerate(cut):
        if number % 2:
            pieces.append(_variable(piece))
        elif piece:
            pieces.append(piece)
    return Template(tuple(pieces))


def misplaced(text: str) -> bool:
    """Say whether a resource has a variable before its fifth colon, where none may be."""
    found = _VARIABLE.search(text)
    return found is not None and text.count(":", 0, found.start()) < _COLONS


def _variable(inside: str) -> Piece:
    """Return what stands for the text between the braces; what is no variable stays as it was written."""
    if inside in _SPECIAL:
        return Variable("", inside)
    key, comma, default = (part.strip() for part in inside.partition(","))
    quoted = len(default) > 1 and default[0] == default[-1] == "'"
    if not key or bool(comma) is not quoted:
        return f"${{{inside}}}"
    return Variable(key.lower(), default[1:-1] if quoted else None)


def _segments(tokens: tuple[globs.Token, ...], count: int) -> list[list[globs.Token]]:
    """Return the tokens cut at the first `count` - 1 colons."""
    parts: list[list[globs.Token]] = [[]]
    for token in tokens:
        if not isinstance(token, str):
            parts[-1].append(token)
            continue
        head, *tail = token.split(":", count - len(parts))
        parts[-1].append(head)
        parts.extend([piece] for piece in tail)
    return parts
