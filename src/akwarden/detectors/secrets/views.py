"""A stretch of text with everything in it decoded that can be, and where each piece of it came from.

Base64, hexadecimal and UTF-16 runs are replaced by what they say, escapes by their characters, and literals
that a program puts together by one. Names and lines around them stay, so what is found is paired as usual.
"""

import base64
import binascii
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from akwarden.detectors.secrets.encodings import escapes
from akwarden.detectors.secrets.forms import compile_pattern

_SHORTEST = 10
"""Bytes that a decoded run has at least: what is shorter is no part of a key."""
_READABLE = bytes([9, 10, 13, *range(32, 127)])
_CUT, _LONG = 6, 64
"""How many bytes at the ends of a text need not make sense, and how long it must be for each of them."""
_PHASES = 4

_LITERAL = rb"(?:\"[^\"\n]{1,100}\"|'[^'\n]{1,100}')"
_LITERALS = rb"\s{0,24}" + _LITERAL + rb"(?:\s{0,4},\s{0,24}" + _LITERAL + rb"){1,16},?\s{0,24}"
_EMPTY = rb"(?:\"\"|''|``)"
_KINDS = {
    "utf16": rb"(?:[\t\n\r -~]\0){6,}",
    "called": rb"(?i:concat!?|implode|join)\(\s{0,8}(?:"
    + (_EMPTY + rb"\s{0,4},)?\s{0,8}[\[({]?" + _LITERALS + rb"[\])}]{1,2}"),
    "adjacent": rb"(?<=[=,(])\s{0,24}\"[0-9A-Za-z+/=_-]{4,100}\""
    rb"(?:[ \t]{1,8}\"[0-9A-Za-z+/=_-]{1,100}\"){1,16}",
    "listed": rb"\[" + _LITERALS + rb"\]\s{0,24}\.join\(\s{0,4}" + _EMPTY + rb"\s{0,4}\)",
    "joined": rb"(?P<quote>[\"'])[ \t]*(?:\r?\n[ \t]*)?(?:[+.&|~\\]{1,2}[ \t\r\n]*|(?<=\n)[ \t]*)(?P=quote)",
    "escape": rb"\\/|\\u00[2-7][0-9A-Fa-f]|\\x[2-7][0-9A-Fa-f]|%[2-7][0-9A-Fa-f]"
    rb"|&#(?:x[2-7][0-9A-Fa-f]|[0-9]{2,3});|&amp;",
    "run": rb"[0-9A-Za-z+/_-]{12,}(?:\r?\n[ \t]*[0-9A-Za-z+/_-]{16,})*"
    rb"(?:\r?\n[ \t]*[0-9A-Za-z+/_-]{1,15})?={0,2}",
}
"""What is decoded, by how it is called below: literals in a call or a list, or with an operator between."""
_RUN = "run"
_WRITTEN, _ENCODED = (
    re.compile(b"|".join(b"(?P<%b>%b)" % (name.encode(), _KINDS[name]) for name in names))
    for names in ([name for name in _KINDS if name != _RUN], [_RUN])
)
"""How a language writes characters and literals, and runs of characters that say something else."""
_IN_LITERAL = re.compile(rb"\"([^\"\n]{0,100})\"|'([^'\n]{0,100})'")
_EVIDENCE = compile_pattern(
    r"[0-9A-Za-z+/]{4}(?:\\/|" + escapes("+/=%") + r")(?:[0-9A-Za-z+/=%&\"'\s]|$)"
    r"|[0-9A-Za-z+/]{3}[\"'][ \t]{0,8}(?:(?:\r?\n[ \t]{0,40})?[+.&|~\\]{1,2}\s{0,40}|\r?\n[ \t]{0,40}"
    r"|[ \t]{1,8})"
    r"[\"'][0-9A-Za-z+/]{3}"
    r"|(?i:concat!?|implode|join)\(\s{0,8}(?:[\"']{2}\s{0,4},)?\s{0,8}[\[({]?\s{0,24}[\"'][0-9A-Za-z+/]{4}"
    r"|[0-9A-Za-z+/]{3}[\"'],?\s{0,24}\]\s{0,24}\.join\("
)

_WRITTEN_SIGN = compile_pattern(
    r"\x00|\\/|(?:(?:\\u00|\\x|%)[2-7][0-9A-Fa-f]){2}|&#|&amp;"
    r"|[0-9A-Za-z+/](?:\\u00|\\x|%)[2-7][0-9A-Fa-f]"
    r"|[0-9A-Za-z+/][\"'][ \t]{0,8}(?:(?:\r?\n[ \t]{0,40})?[+.&|~\\]{1,2}\s{0,40}|\r?\n[ \t]{0,40}"
    r"|[ \t]{1,8})[\"'][0-9A-Za-z+/]|(?i:concat!?|implode|join)\("
)
"""What stands somewhere in a text in which anything of the first kind can be: cheap to look for."""


@dataclass(frozen=True, slots=True)
class View:
    """A decoded text."""

    data: bytes
    _pieces: tuple[tuple[int, int, int, int], ...]
    """Of each piece, where it begins here and in the original, and how long it is in each."""
    _of: "View | None" = None
    """The view that this one was made of, if it was not the original."""

    @property
    def runs(self) -> Iterator[tuple[int, int]]:
        """Yield where in the original what was decoded stands: runs, and marks between two literals."""
        for _, origin, length, original in self._pieces:
            if length != original and (original >= _SHORTEST or not length):
                yield self._further(origin), self._further(origin + original)
        if self._of:
            yield from self._of.runs

    def origin(self, offset: int) -> int:
        """Return where in the original the byte at `offset` came from."""
        return self._further(self._own(offset))

    def _further(self, offset: int) -> int:
        return self._of.origin(offset) if self._of else offset

    def _own(self, offset: int) -> int:
        at = bisect_right(self._pieces, offset, key=lambda piece: piece[0]) - 1
        begin, origin, length, original = self._pieces[at]
        inside = offset - begin
        return origin + (inside if length == original else inside * original // length)


def is_escaped(data: bytes) -> bool:
    """Say whether characters of something key-like seem to be escaped, or literals put together."""
    return bool(_EVIDENCE.search(data))


def decoded(data: bytes) -> list[View]:
    """Return `data` with escapes and literals resolved, then with runs decoded as well, where there are any.

    Both, since a secret may be base64 itself: it is no more to be seen where that was decoded.
    """
    written = _replaced(_WRITTEN, data) if _WRITTEN_SIGN.search(data) else None
    encoded = _replaced(_ENCODED, written.data if written else data, written)
    return [view for view in (written, encoded) if view]


def _replaced(kinds: re.Pattern[bytes], data: bytes, of: View | None = None) -> View | None:
    parts: list[bytes] = []
    pieces: list[tuple[int, int, int, int]] = []
    size = done = 0
    for match in kinds.finditer(data):
        content = _DECODERS[match.lastgroup or ""](match[0])
        if content is None:
            continue
        start, end = match.span()
        for part, original, whole in (
            (data[done:start], done, start - done),
            (content, start, end - start),
        ):
            if whole:
                pieces.append((size, original, len(part), whole))
                parts.append(part)
                size += len(part)
        done = end
    if not done:
        return None
    pieces.append((size, done, len(data) - done, len(data) - done))
    return View(b"".join([*parts, data[done:]]), tuple(pieces), of)


def _utf16(text: bytes) -> bytes:
    return text[::2]


def _listed(text: bytes) -> bytes:
    return b'"' + b"".join(a or b for a, b in _IN_LITERAL.findall(text)) + b'"'


def _joined(_text: bytes) -> bytes:
    return b""


def _escape(text: bytes) -> bytes:
    match text[:1], text[1:2]:
        case b"\\", b"/":
            return b"/"
        case b"&", b"a":
            return b"&"
        case b"&", _:
            number = text[2:-1]
            code = int(number[1:], 16) if number[:1] == b"x" else int(number)
            return bytes([code]) if code in _READABLE else text
        case _:
            return bytes([int(text[-2:], 16)])


def _run(text: bytes) -> bytes | None:
    """Return what a run says: all of it, all but its last line, or the lines that are texts of their own."""
    whole = _from_run(b"".join(text.split()))
    if whole is not None or b"\n" not in text:
        return whole
    body, _, last = text.rpartition(b"\n")
    wrapped = _from_run(b"".join(body.split()))
    if wrapped is not None:
        return wrapped + b"\n" + last
    lines = [(line, _from_run(line.strip())) for line in text.split(b"\n")]
    if not any(content for _, content in lines):
        return None
    return b"\n".join(line if content is None else content for line, content in lines)


def _from_run(run: bytes) -> bytes | None:
    return next((content for content in _readings(run) if _is_readable(content)), None)


def _readings(run: bytes) -> Iterator[bytes]:
    """Yield what a run could say; its beginning may be cut off, so each phase of base64 is tried."""
    with suppress(ValueError):
        yield bytes.fromhex(run.decode())
    run = run.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    for phase in range(_PHASES):
        whole = run[phase : len(run) - (len(run) - phase) % 4 * ((len(run) - phase) % 4 == 1)]
        try:
            yield base64.b64decode(whole + b"=" * (-len(whole) % 4))
        except binascii.Error:
            continue


def _is_readable(content: bytes) -> bool:
    if len(content) < _SHORTEST:
        return False
    plain = content.replace(b"\0", b"") if b"\0" in content[:4] else content
    unreadable = len(plain.translate(None, _READABLE))
    if not unreadable:
        return bool(plain)
    # Text in other languages is readable too; of a long one characters may be cut off at either end.
    text = plain.decode("utf-8", "ignore")
    cut = len(plain) - len(text.encode())
    return cut <= min(_CUT, len(plain) // _LONG) and not any(c < " " and c not in "\t\n\r" for c in text)


_DECODERS: dict[str, Callable[[bytes], bytes | None]] = {
    "utf16": _utf16,
    "called": _listed,
    "adjacent": _listed,
    "listed": _listed,
    "joined": _joined,
    "escape": _escape,
    "run": _run,
}
