r"""Patterns of texts: `*` stands for any text, `\*` for a star, `\\` for a backslash.

A pattern is the same as its pieces, the texts between its stars; a pattern of one piece has no star.
"""

import re
from collections.abc import Sequence

_PART = re.compile(r"\\([\\*])|(\*)|(.)", re.DOTALL)
_UPPER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def folded(text: str) -> str:
    """Return the text with the letters A to Z made small, and no other: every database can do that."""
    return text.translate(_UPPER)


def pieces(pattern: str) -> tuple[str, ...]:
    """Return the texts between the stars; a backslash before anything else stands for itself."""
    found: list[list[str]] = [[]]
    for escaped, star, plain in _PART.findall(pattern):
        if star:
            found.append([])
        else:
            found[-1].append(escaped or plain)
    return tuple("".join(piece) for piece in found)


def pattern_of(parts: Sequence[str]) -> str:
    """Return the pattern with these texts between its stars; stars that touch become one."""
    first, *rest = parts
    kept = [first, *(part for part in rest[:-1] if part), *rest[-1:]]
    return "*".join(part.replace("\\", "\\\\").replace("*", "\\*") for part in kept)


def fits(pattern: str, text: str) -> bool:
    """Say whether the pattern fits the whole text, in at most len(pattern) * len(text) steps.

    The first place for a piece is always as good as any later one, so no search is repeated.
    """
    first, *rest = pieces(pattern)
    if not rest:
        return text == first
    last = rest.pop()
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in rest:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
