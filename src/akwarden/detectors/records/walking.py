"""The exact look at one record: every text in it, at any depth of quoting, rewritten where it holds a secret.

A text is JSON, and then its strings are looked at each by itself and written back as they were quoted; or it
is plain, and then what is assigned in it is looked at, and what is encoded in it is decoded and looked at as
well. All that is said anywhere in the record is also written down in one plain text, decoded, one value a
line: there the rules of the catalogue look for what no name gives away.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from akwarden.detectors.records.encoded import (
    DELIMITERS,
    HAS_PERCENT,
    PERCENT,
    RUN,
    from_percent,
    has_escapes,
    readings,
    to_percent,
    without_escapes,
)
from akwarden.detectors.records.names import RULE, Kind, is_secret, secret_kind
from akwarden.detectors.records.structure import Leaf, escaped, is_json, leaves, unescaped
from akwarden.detectors.records.texts import Spot, secrets_in

MASK = "[scrubbed:{}]"
MASK_OF_FIELDS = MASK.format(RULE)
_TOO_DEEP = MASK.format("audit-too-deep")
_MOST_LAYERS = 12
"""How often what was quoted or encoded is quoted or encoded again; what lies deeper is taken out whole."""
_LEAST_VOLUME, _MOST_COPIES = 1 << 20, 10
"""How much text is looked at, in characters and in lengths of the record: what asks for more is hostile."""
_MASKED = re.compile(r"\[scrubbed:[a-z0-9.-]{1,80}\]")
_SUSPICIOUS = re.compile(r"(?i)secret|token|passw|pwd|key|[0-9A-Za-z+/_-]{16}")
_INTERESTING = re.compile(
    r"(?i)secret|token|pass|pwd|private|key|sig|cookie|authoriz|assertion|jwt|plaintext|seed|sk\b|bearer|basic"
    r"|mysql|curl|identified|://|[%\\&\0]|[0-9a-z+/_-]{18}"
)
"""Without any of this, a text holds no secret that the walk could see."""
_PIN = re.compile(r"[0-9]{4,}")
_SIGNED = re.compile(r"(?i)signature(?:=|%3d)")


class Sighting(NamedTuple):
    """A secret that the name of its field gave away."""

    path: str
    name: str
    kind: Kind
    value: str
    at: int
    """How many lines the record had said by then."""


class Walk:
    """One way through one record."""

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        """Take secrets that are to be taken out wherever they stand, each with the rule that knows it."""
        self.sightings: list[Sighting] = []
        self.lines: list[str] = []
        """All that the record says, decoded: lines of `name = "value"`."""
        self.paths: list[str] = []
        """Where each of the lines stands."""
        self._volume = 0
        self._most = 0
        self._known = known or {}
        longest_first = sorted(self._known, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def rewritten(self, text: str, path: str = "", name: str = "", depth: int = 0) -> str:
        """Return a text without its secrets; the very same where there is none."""
        self._most = self._most or _LEAST_VOLUME + _MOST_COPIES * len(text)
        self._volume += len(text)
        if depth > _MOST_LAYERS or self._volume > self._most:
            return _TOO_DEEP if _SUSPICIOUS.search(text) else text
        if is_json(text):
            # As it is too: some rules go by the braces and names around a value.
            self._say("", text, path)
            return self._document(text, path, depth)
        self._say(name, text, path)
        if not self._pattern and not _INTERESTING.search(text):
            return text
        return self._plain(text, path, name, depth)

    def _say(self, name: str, text: str, path: str) -> None:
        self.lines.append(f'{name} = "{text}"\n')
        self.paths.append(path)

    def _document(self, text: str, path: str, depth: int) -> str:
        edits = [
            (leaf.start, leaf.end, new)
            for leaf in leaves(text, path)
            if (new := self._leaf(text[leaf.start : leaf.end], leaf, depth))
        ]
        return _edited(text, sorted(edits))

    def _leaf(self, token: str, leaf: Leaf, depth: int) -> str | None:
        """Return what is to stand for a string or a number, or None where it may stay."""
        if token[0] != '"':
            is_pin = secret_kind(leaf.name) is Kind.PASSWORD and _PIN.fullmatch(token)
            self._say(leaf.name, token, leaf.path)
            return escaped(self._seen(token, leaf.path, leaf.name, Kind.PASSWORD)) if is_pin else None
        text = unescaped(token)
        if leaf.is_key:
            new = self._cleared(text, leaf.path, "", depth)
        else:
            new = self._named(text, leaf) or self.rewritten(text, leaf.path, leaf.name, depth + 1)
        return None if new == text else escaped(new)

    def _named(self, text: str, leaf: Leaf) -> str | None:
        """Return the mask of a value that its name gives away."""
        kind = secret_kind(leaf.name) if leaf.name else None
        if kind is None or not is_secret(kind, leaf.name, text):
            return None
        if kind in {Kind.HEADER, Kind.SIGNATURE} and _SIGNED.search(text):
            return None
        self._say(leaf.name, text, leaf.path)
        return self._seen(text, leaf.path, leaf.name, kind)

    def _seen(self, value: str, path: str, name: str, kind: Kind) -> str:
        """Take note of a secret; return its mask."""
        self.sightings.append(Sighting(path, name, kind, value, len(self.lines)))
        return MASK.format(self._known.get(value, RULE))

    def _plain(self, text: str, path: str, name: str, depth: int) -> str:
        new = self._cleared(text, path, name, depth)
        if new == text and has_escapes(text):
            # Names and values of what is no JSON may be escaped: only where that shows a secret is it undone.
            readable = without_escapes(text)
            self._say(name, readable, path)
            cleared = self._cleared(readable, path, name, depth)
            return text if cleared == readable else cleared
        return new

    def _cleared(self, text: str, path: str, name: str, depth: int) -> str:
        edits = [(s.start, s.end, self._spotted(s, text, path)) for s in secrets_in(text)]
        new = _edited(text, edits)
        if HAS_PERCENT.search(new):
            new = PERCENT.sub(lambda m: self._percent(m[0], path, name, depth), new)
        new = RUN.sub(lambda m: self._run(m[0], path, name, depth), new)
        if self._pattern:
            new = self._pattern.sub(lambda m: MASK.format(self._known[m[0]]), new)
        return new

    def _spotted(self, spot: Spot, text: str, path: str) -> str:
        where = f"{path}#{spot.name}" if spot.name else path
        return self._seen(text[spot.start : spot.end], where, spot.name, spot.kind)

    def _percent(self, text: str, path: str, name: str, depth: int) -> str:
        """Return a text with percent signs whose parts are clean, each encoded as it was."""
        if not HAS_PERCENT.search(text):
            return text
        parts = DELIMITERS.split(text)
        new: list[str] = []
        called = name
        for n, part in enumerate(parts):
            new.append(self._part(part, path, called, depth))
            called = from_percent(parts[n - 1]) if part == "=" and n else called if part == "=" else name
        joined = "".join(new)
        if joined == text and len(parts) > 1:
            return self._decoded(text, path, name, depth)
        return joined

    def _part(self, part: str, path: str, called: str, depth: int) -> str:
        kind = secret_kind(called) if called else None
        value = from_percent(part) if "%" in part else part
        is_open = not (kind in {Kind.HEADER, Kind.SIGNATURE} and _SIGNED.search(value))
        if kind and is_open and is_secret(kind, called, value) and not _MASKED.fullmatch(part):
            return self._seen(value, f"{path}#{called}", called, kind)
        return self._decoded(part, path, called, depth)

    def _decoded(self, part: str, path: str, name: str, depth: int) -> str:
        if not HAS_PERCENT.search(part):
            return part
        said = from_percent(part)
        new = self.rewritten(said, path, name, depth + 1)
        return part if new == said else to_percent(new)

    def _run(self, run: str, path: str, name: str, depth: int) -> str:
        """Return a run, or what masks the whole of it where it says a secret."""
        for said in readings(run):
            new = self.rewritten(said, path, name, depth + 1)
            if new != said:
                mask = _MASKED.search(new)
                return mask[0] if mask else MASK_OF_FIELDS
        return run


def _edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, new in edits:
        parts += [text[done:start], new]
        done = end
    return "".join([*parts, text[done:]]) if edits else text
