r"""Makes hostile text safe to show: whatever is invisible or steers a terminal becomes an escape.

File names, authors and code lines are written by whoever made the scanned files. Shown raw they
could move the cursor, hide a line, turn the reading direction or break an encoder. So

- control, format, direction and unassigned characters become `\n`, `\x1b`, `\u202e` and the like;
- bytes of a file name that are not UTF-8 (kept by Python as lone surrogates) become `\xNN`;
- spaces that are not the plain one stay, since they only take room.
"""

import re
import unicodedata

_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_LOWEST_ESCAPED_BYTE, _HIGHEST_ESCAPED_BYTE = 0xDC80, 0xDCFF
_BYTE, _BASIC_PLANE = 0xFF, 0xFFFF
_SURROGATES = re.compile("[\ud800-\udfff]")


def visible(text: str) -> str:
    """Return `text` on one line, with every character that could not be seen as an escape."""
    if text.isprintable():
        return text
    return "".join(c if is_seen(c) else escaped(c) for c in text)


def is_seen(character: str) -> bool:
    """Say whether a character shows itself, or is a space."""
    return character.isprintable() or unicodedata.category(character) == "Zs"


def escaped(character: str) -> str:
    r"""Return the escape for one character: `\n`, `\xNN`, `\uNNNN` or `\UNNNNNNNN`."""
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if _LOWEST_ESCAPED_BYTE <= code <= _HIGHEST_ESCAPED_BYTE:
        return f"\\x{code & _BYTE:02x}"
    if code <= _BYTE:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= _BASIC_PLANE else f"\\U{code:08x}"


def encodable(text: str) -> str:
    """Return `text` with its lone surrogates, and nothing else, as escapes: what UTF-8 can hold."""
    return _SURROGATES.sub(lambda match: escaped(match.group()), text)


def clipped(text: str, limit: int = 400) -> str:
    """Return `visible(text)`, its middle cut out when it is longer than `limit`."""
    shown = visible(text)
    if len(shown) <= limit:
        return shown
    half = (limit - 1) // 2
    return f"{shown[:half]}…{shown[-half:]}"
