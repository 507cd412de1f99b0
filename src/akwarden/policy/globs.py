r"""Patterns with wildcards, matched without backtracking.

A pattern is cut at its stars. The first piece must begin the text, the last must end it, and each piece
between is looked for from where the one before ended: taking the first place is always as good as any later
one. So there is one search a piece and none is repeated, and all of them together cost at most len(pattern) *
len(text) steps, however the pattern is made.

`*` stands for any text, in IAM `?` for any one character (AWS, "IAM JSON policy elements: Resource"). CAM
documents the star alone, and `?` is a character like others there. No character of a pattern is an escape.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

STAR = 0
"""Any text."""
ONE = 1
"""Any one character."""

Token = str | int
"""A piece of a pattern: literal text, `STAR` or `ONE`."""
Matcher = Callable[[str], bool]
"""Says whether a text matches."""


@lru_cache(maxsize=8192)
def compiled(pattern: str, *, single: bool) -> Matcher:
    """Return the matcher of a pattern; `single` says whether `?` is a wildcard."""
    return matcher(tokens(pattern, single=single))


def tokens(pattern: str, *, single: bool) -> tuple[Token, ...]:
    """Return the pieces of a pattern."""
    wildcards: dict[str, Token] = {"*": STAR, "?": ONE} if single else {"*": STAR}
    cut = re.split(r"([*?])" if single else r"([*])", pattern)
    return tuple(wildcards.get(piece, piece) for piece in cut if piece)


def matcher(pieces: Sequence[Token]) -> Matcher:
    """Return the matcher of a pattern that is in pieces already; common forms are the quickest."""
    if ONE not in pieces:
        literal = "".join(str(piece) for piece in pieces if piece != STAR)
        if STAR not in pieces:
            return literal.__eq__
        if all(piece == STAR for piece in pieces):
            return _anything
        if pieces[-1] == STAR and STAR not in pieces[:-1]:
            return Beginning(literal)
    return Glob(pieces)


def _anything(_: str) -> bool:
    """Match every text."""
    return True


class Beginning:
    """Matches text that begins with a prefix."""

    __slots__ = ("prefix",)

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def __call__(self, text: str) -> bool:
        """Say whether the text begins so."""
        return text.startswith(self.prefix)


class Glob:
    """Matches text against any pattern."""

    __slots__ = ("first", "last", "middle", "shortest")

    def __init__(self, pieces: Sequence[Token]) -> None:
        parts = _parts(pieces)
        self.first = Part(parts[0])
        self.middle = tuple(Part(part) for part in parts[1:-1] if part)
        self.last = Part(parts[-1]) if len(parts) > 1 else None
        self.shortest = self.first.size + sum(part.size for part in self.middle)
        if self.last:
            self.shortest += self.last.size

    def __call__(self, text: str) -> bool:
        """Say whether the whole text matches."""
        if len(text) < self.shortest or not self.first.stands_at(text, 0):
            return False
        if self.last is None:
            return len(text) == self.shortest
        end = len(text) - self.last.size
        if not self.last.stands_at(text, end):
            return False
        at = self.first.size
        for part in self.middle:
            found = part.find(text, at, end)
            if found < 0:
                return False
            at = found + part.size
        return True


class Part:
    """What stands between two stars: text in which single characters may be open."""

    __slots__ = ("_anchor", "_literals", "size")

    def __init__(self, part: Sequence[Token]) -> None:
        self.size = 0
        self._literals: list[tuple[int, str]] = []
        for token in part:
            if isinstance(token, str):
                self._literals.append((self.size, token))
                self.size += len(token)
            else:
                self.size += 1
        self._anchor = max(self._literals, key=lambda literal: len(literal[1]), default=None)

    def stands_at(self, text: str, at: int) -> bool:
        """Say whether the part stands at a place of the text that is long enough."""
        for offset, literal in self._literals:  # noqa: SIM110  twice as quick, and asked for every call
            if not text.startswith(literal, at + offset):
                return False
        return True

    def find(self, text: str, start: int, end: int) -> int:
        """Return the first place between `start` and `end` where the part stands, or -1."""
        if self._anchor is None:
            return start if start + self.size <= end else -1
        offset, literal = self._anchor
        rest = self.size - offset
        at = text.find(literal, start + offset, end - rest + len(literal))
        while at >= 0 and not self.stands_at(text, at - offset):
            at = text.find(literal, at + 1, end - rest + len(literal))
        return at - offset if at >= 0 else -1


def _parts(pieces: Sequence[Token]) -> list[list[Token]]:
    """Return what stands between the stars, with empty parts where stars touch or end the pattern."""
    parts: list[list[Token]] = [[]]
    for piece in pieces:
        if piece == STAR:
            parts.append([])
        else:
            parts[-1].append(piece)
    return parts


def includes(wide: str, narrow: str, *, single: bool) -> bool:
    """Say whether every text that `narrow` matches is matched by `wide`.

    True is certain. False may mean that it was not seen, as for `*?` and `?*`; it costs len(wide) *
    len(narrow).
    """
    own, other = (_atoms(tokens(pattern, single=single)) for pattern in (wide, narrow))
    reach = _past_stars({0}, own)
    for atom in other:
        reach = _past_stars({place for at in reach for place in _step(own, at, atom)}, own)
    return len(own) in reach


def _atoms(pieces: Sequence[Token]) -> list[Token]:
    """Return the pieces with every character of a literal on its own."""
    return [atom for piece in pieces for atom in (piece if isinstance(piece, str) else (piece,))]


def _step(own: Sequence[Token], at: int, atom: Token) -> tuple[int, ...]:
    """Return the places in `own` after it took one atom of the other pattern at the place `at`."""
    if at == len(own):
        return ()
    if own[at] == STAR:
        return (at,)
    taken = own[at] == atom or (own[at] == ONE and atom != STAR)
    return (at + 1,) if taken else ()


def _past_stars(places: set[int], own: Sequence[Token]) -> set[int]:
    """Return the places with those behind the stars that stand at them, since a star may take nothing."""
    found = set(places)
    for place in places:
        at = place
        while at < len(own) and own[at] == STAR:
            at += 1
            found.add(at)
    return found
