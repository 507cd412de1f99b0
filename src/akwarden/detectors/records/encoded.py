r"""Text inside text: base64, hexadecimal, percent signs, escapes and entities, each told apart and decoded.

Nothing is believed: whatever could be read is handed back, and whoever asks looks whether a secret is in it.
"""

import base64
import binascii
import html
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import quote, unquote_to_bytes

RUN = re.compile(
    r"(?:[0-9A-Za-z+/_-]{60,100}(?:\r?\n[ \t]{0,8}))+[0-9A-Za-z+/_-]{1,100}={0,2}|[0-9A-Za-z+/_-]{18,}={0,2}"
)
"""What may be base64 or hexadecimal, on one line or on several."""
PERCENT = re.compile(r"[^\s\"'<>\\]+")
"""What may hold percent signs: a text without blanks and quotes."""
HAS_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
DELIMITERS = re.compile(r"([&=?;,])")

_PLAIN = re.compile(rb"[\t\n\r -~]{8,}")
_GZIP = b"\x1f\x8b"
_MOST_UNPACKED = 1 << 22
_PHASES = 4
_HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_ESCAPED = re.compile(
    r"(?<!\\)\\++(?:u00([2-7][0-9A-Fa-f])|x([2-7][0-9A-Fa-f])|(/))|(&(?:#x?[0-9A-Fa-f]{2,4}|quot|amp|lt|gt|apos);)"
)
_NOT_UNESCAPED = frozenset('"\\')


def without_escapes(text: str) -> str:
    r"""Return a text in which `\u0041`, `\x41`, `\/` and `&#65;` are the characters they stand for.

    Quotes and backslashes stay escaped: they say where a text ends.
    """
    return _ESCAPED.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    if match[4]:
        return html.unescape(match[4])
    character = "/" if match[3] else chr(int(match[1] or match[2], 16))
    return match[0] if character in _NOT_UNESCAPED else character


def has_escapes(text: str) -> bool:
    """Say whether there is anything for `without_escapes` to do."""
    return bool(_ESCAPED.search(text))


def from_percent(text: str) -> str:
    """Return what a text with percent signs says."""
    return unquote_to_bytes(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")


def to_percent(text: str) -> str:
    """Return a text with everything but letters, digits and `_.-~` as percent signs."""
    return quote(text.encode("utf-8", "surrogateescape"), safe="")


def readings(run: str) -> Iterator[str]:
    """Yield the texts that a run may say, in base64 of any phase, compressed or not, and in hexadecimal."""
    run = "".join(run.split())
    if _HEX.fullmatch(run):
        yield from _texts(bytes.fromhex(run[: len(run) // 2 * 2]))
    if run.islower() or run.isupper():
        # Base64 of a text has letters of both cases; most identifiers have not.
        return
    run = run.rstrip("=").translate({ord("-"): "+", ord("_"): "/"})
    for phase in range(_PHASES):
        piece = run[phase:]
        if len(piece) % 4 == 1:
            piece = piece[:-1]
        with suppress(binascii.Error):
            yield from _texts(base64.b64decode(piece + "=" * (-len(piece) % 4)))


def _texts(content: bytes) -> Iterator[str]:
    if content.startswith(_GZIP):
        with suppress(zlib.error):
            content = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content, _MOST_UNPACKED)
    if content.count(0) * 5 > len(content) * 2:
        content = content.replace(b"\0", b"")
    for stretch in _PLAIN.findall(content):
        yield stretch.decode("ascii")
    with suppress(UnicodeDecodeError):
        # Text in other languages: all of it, or it is none.
        if not content.isascii():
            yield content.decode()
