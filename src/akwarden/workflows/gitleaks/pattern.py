"""Reads a regular expression, in the syntax that Go and RE2 share, into a small tree of bytes.

The tree knows what an anchor is made from: which bytes may stand where, how often, and which group is which.
Whether the expression is valid at all is for RE2 to say; what is read here has passed it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from akwarden.detectors.secrets.forms import Span, compile_pattern

_DEEPEST = 60
_GROUP = re.compile(r"\((?:\?(?:P?<\w+>|(?P<flags>[imsU]*(?:-[imsU]+)?)(?P<end>[:)])))?")
_TIMES = re.compile(r"[*+?]|\{(\d+)(,(\d*))?\}")
_CLASS = re.compile(r"\[\^?\]?(?:\[:\^?\w+:\]|\\[pP]\{\^?\w+\}|\\x\{\w+\}|\\.|[^\]\\])*\]", re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:x\{[0-9A-Fa-f]+\}|x[0-9A-Fa-f]{2}|[0-7]{1,3}|[pP]\{\^?\w+\}|[pP]\w|Q.*?(?:\\E|$)|.)", re.DOTALL
)
_EDGES = frozenset({"^", "$", r"\b", r"\B", r"\A", r"\z"})
_LOW_HIGH = {"*": (0, None), "+": (1, None), "?": (0, 1)}


class PatternError(Exception):
    """Why an expression can't be made use of, in a few words."""


@dataclass(frozen=True, slots=True)
class Byte:
    """One byte out of a set."""

    values: frozenset[int]


@dataclass(frozen=True, slots=True)
class Series:
    """One behind the other; empty for what has no width, such as the edge of a word."""

    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    branches: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Several times the same."""

    node: "Node"
    low: int
    high: int | None
    """None for any number of times."""


@dataclass(frozen=True, slots=True)
class Group:
    """What a capturing group holds."""

    node: "Node"
    number: int


Node = Byte | Series | Choice | Repeat | Group


@dataclass(frozen=True, slots=True)
class Pattern:
    """An expression and its tree."""

    text: str
    tree: Node
    openings: tuple[Span, ...]
    """Where the beginning of each capturing group stands in the text, in the order of their numbers."""

    def capturing(self, number: int | None) -> str:
        """Return the expression with this group, or none, as the only one that captures."""
        text = self.text
        for group, (start, end) in reversed([*enumerate(self.openings, 1)]):
            text = text[:start] + ("(" if group == number else "(?:") + text[end:]
        return text


def read_pattern(text: str) -> Pattern:
    """Return the tree of an expression that RE2 takes; raises PatternError for what has no tree here."""
    return _Reader(text).read()


class _Reader:
    """Walks over the text of one expression."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._openings: list[Span] = []

    def read(self) -> Pattern:
        tree = self._choice("", 0)
        if self._at < len(self._text):
            raise PatternError("its brackets do not match")
        return Pattern(self._text, tree, tuple(self._openings))

    def _choice(self, flags: str, depth: int) -> Node:
        """Read up to the end of the group that has begun."""
        if depth > _DEEPEST:
            raise PatternError("its groups are nested too deep")
        branches: list[Node] = []
        items: list[Node] = []
        while self._at < len(self._text) and self._text[self._at] != ")":
            if self._text[self._at] == "|":
                self._at += 1
                branches.append(Series(tuple(items)))
                items = []
                continue
            found = self._group_or_flags(flags, depth)
            if isinstance(found, str):
                flags = found
            else:
                items.append(self._times(found))
        branches.append(Series(tuple(items)))
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _group_or_flags(self, flags: str, depth: int) -> Node | str:
        """Read one thing; a string is the flags from here on, to the end of the group around."""
        if self._text[self._at] != "(":
            return self._single(flags)
        found = _GROUP.match(self._text, self._at)
        if found is None or (found[0] == "(" and self._text.startswith("?", found.end())):
            raise PatternError("it has a kind of group that is not known here")
        start, self._at = found.span()
        if found["end"] == ")":
            return _changed(flags, found["flags"])
        captures = found["end"] is None
        if captures:
            self._openings.append((start, self._at))
        number = len(self._openings)
        inner = self._choice(flags if captures else _changed(flags, found["flags"]), depth + 1)
        if not self._text.startswith(")", self._at):
            raise PatternError("its brackets do not match")
        self._at += 1
        return Group(inner, number) if captures else inner

    def _single(self, flags: str) -> Node:
        """Read a character, a class, an escape or an edge."""
        form = {"[": _CLASS, "\\": _ESCAPE}.get(self._text[self._at])
        found = form.match(self._text, self._at) if form else None
        piece = found[0] if found else self._text[self._at]
        self._at += len(piece)
        if piece in _EDGES:
            return Series(())
        if piece.startswith(r"\Q"):
            return _literal(piece[2:].removesuffix(r"\E"), flags)
        if found or piece == ".":
            return _of_piece(piece, flags)
        return _literal(piece, flags)

    def _times(self, node: Node) -> Node:
        """Read how often what was just read stands there."""
        while found := _TIMES.match(self._text, self._at):
            self._at = found.end()
            if found[1] is None:
                low, high = _LOW_HIGH[found[0]]
            else:
                low = int(found[1])
                high = low if found[2] is None else int(found[3]) if found[3] else None
            node = Repeat(node, low, high)
            self._at += self._text.startswith("?", self._at)
        return node


def _changed(flags: str, change: str) -> str:
    """Return flags after a change such as `i`, `s-i`."""
    on, _, off = change.partition("-")
    return "".join(sorted((set(flags) | set(on)) - set(off)))


def _literal(text: str, flags: str) -> Node:
    """Return the bytes of a text; one that several bytes stand for stays one thing to repeat."""
    both = "i" in flags
    cases = (({c, c.lower(), c.upper()} if both and c.isascii() else {c}) for c in text)
    each = [_bytes_of_character(some) for some in cases]
    nodes = [node for several in each for node in several]
    return nodes[0] if len(nodes) == 1 else Series(tuple(nodes))


def _bytes_of_character(cases: set[str]) -> Iterator[Node]:
    if len(cases) == 1:
        yield from (Byte(frozenset({byte})) for byte in next(iter(cases)).encode())
    else:
        yield Byte(frozenset(map(ord, cases)))


@lru_cache(maxsize=4096)
def _of_piece(piece: str, flags: str) -> Node:
    """Return the bytes that RE2 takes for a class or an escape."""
    if not piece.isascii():
        raise PatternError("it has characters beyond ASCII in a class")
    pattern = compile_pattern(f"(?{flags}:{piece})" if flags else piece)
    return Byte(frozenset(byte for byte in range(256) if pattern.fullmatch(bytes([byte]))))
