"""The lines that a person is shown around a match, with everything that could be a secret masked.

The rules that this module enforces:

- A secret shows four characters at either end, any other long run of key-like characters none,
  whether or not a rule knows it, nor does a run that was cut off with the rest of its line.
- A key id shows its first six and last eleven characters.
- Control characters, also those that steer a terminal or turn the writing direction, are made visible.
"""

import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from itertools import pairwise

from akwarden.detectors.secrets.region import LINE_REACH, Placed
from akwarden.model.finding import FrameLine
from akwarden.model.rule import PartName
from akwarden.model.secret import Secret

WIDTH = 120
# With the marks of `%2F` and `\/`: a secret is cut by neither when it is written into an address or a string.
_LONG_RUN = re.compile(rb"[0-9A-Za-z+/_%\\-]{20,}")
# A run at the end of what was kept of a line may be a piece of one, of any length.
_CUT_HEAD = re.compile(rb"\A[0-9A-Za-z+/_%\\-]+")
_CUT_TAIL = re.compile(rb"(?<![0-9A-Za-z+/_%\\-])[0-9A-Za-z+/_%\\-]++\Z")
# The separators are taken possessively: otherwise a rule of 40 dashes is split in 2**39 ways before it fails.
_WORD = rb"(?:(?:[a-z]{1,15}|[A-Z]{1,15}|[A-Z][a-z]{1,14})(?:[A-Z][a-z]{2,14}){0,3}[0-9]{0,3})"
_WORDS_ONLY = re.compile(_WORD + rb"?(?:[_/\\-]++" + _WORD + rb"?)*")
# The byte order mark of a file in UTF-8 or UTF-16; what of the latter is text was decoded before.
_MARK = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff\0?)")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_ID_HEAD, _ID_TAIL = 6, 11


def short_id(key_id: str) -> str:
    """Return a key id as people are shown it: its first six and last eleven characters."""
    if len(key_id) <= _ID_HEAD + _ID_TAIL:
        return key_id
    return f"{key_id[:_ID_HEAD]}…{key_id[-_ID_TAIL:]}"


def frame(parts: Iterable[Placed]) -> tuple[FrameLine, ...]:
    """Return the lines on which the parts stand, in order."""
    lines: dict[int, list[Placed]] = {}
    for placed in sorted(parts, key=lambda p: p.offset):
        lines.setdefault(placed.line, []).append(placed)
    return tuple(FrameLine(number, _line(on_line)) for number, on_line in lines.items())


def _line(on_line: list[Placed]) -> str:
    """Render one line: masked text before, between and after the values, cut around the first."""
    first = on_line[0]
    before = _MARK.sub(b"", first.before)
    before = _CUT_HEAD.sub(b"****", before) if len(first.before) >= LINE_REACH else before
    text, shown = _masked(before), _shown(first)
    start = max(0, len(text) - WIDTH // 3)
    rendered = ("…" if start else "") + text[start:] + shown
    for previous, placed in pairwise(on_line):
        gap = placed.offset - previous.end
        between = placed.before[-gap:] if 0 < gap <= len(placed.before) else b" ... "
        rendered += _masked(between) + _shown(placed)
    after = on_line[-1].after
    rendered += _masked(_CUT_TAIL.sub(b"****", after) if len(after) >= LINE_REACH else after)
    return rendered if len(rendered) <= WIDTH else rendered[: WIDTH - 1] + "…"


def _shown(placed: Placed) -> str:
    if any(r.part is PartName.KEY_ID for r in placed.value.readings):
        return short_id(placed.value.text)
    return Secret(placed.value.text.encode()).mask


def _masked(text: bytes) -> str:
    masked = _LONG_RUN.sub(lambda m: m[0] if _WORDS_ONLY.fullmatch(m[0]) else b"****", _in_utf8(text))
    return "".join(map(_visible, masked.decode("utf-8", "replace").rstrip("\r\n")))


def _in_utf8(text: bytes) -> bytes:
    """Return text in UTF-8 where it is so already, or is GB18030 in which Chinese is written."""
    try:
        text.decode()
    except UnicodeDecodeError:
        with suppress(UnicodeDecodeError):
            told = text.decode("gb18030")
            return told.encode() if _CHINESE.search(told) else text
    return text


def _visible(character: str) -> str:
    if character == "\t":
        return "    "
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return "·"
    return character
