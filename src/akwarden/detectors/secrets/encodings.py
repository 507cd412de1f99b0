"""What a key's first characters look like when the text around them is encoded.

Nothing is decoded on suspicion: these patterns run with the anchors in the fast pass, at next to no cost, and
only where one hits is the text around it decoded (`views.py`).
"""

import base64
import re
from collections.abc import Iterable, Iterator

from akwarden.model.rule import PartName, RuleSet

_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_ENVELOPES = [r"kind[\"']?: {0,4}[\"']?Secret\b"]
"""Texts that by their kind hold values in base64: a Secret of Kubernetes."""
_BETWEEN = r"[\"'][\s+.&|\\,]{1,24}[\"']"
"""Between two literals that are put together: `"AKID" + "…"`, `'…' . '…'`, in a list, or on two lines."""


def encoded_patterns(ruleset: RuleSet) -> list[str]:
    """Return a pattern for each way in which a prefix of the rules may be encoded, each once."""
    prefixes = dict.fromkeys(
        prefix
        for rule in ruleset.rules
        for name in PartName
        if (part := rule.part(name))
        for prefix in part.prefixes
    )
    patterns = (pattern for prefix in prefixes for pattern in _patterns(prefix))
    return list(dict.fromkeys([*_ENVELOPES, *patterns]))


def _patterns(prefix: str) -> Iterator[str]:
    content = prefix.encode()
    # Base64 of UTF-16 is what PowerShell takes as `-EncodedCommand`.
    for text in (content, b"\0".join(bytes([byte]) for byte in content)):
        yield from (_base64(text, offset) for offset in range(3))
    yield "".join(_hex(byte) for byte in content)
    # The bytes of both orders of UTF-16 but for the very first or last.
    yield r"\x00".join(map(re.escape, prefix))
    yield "".join(f"%{_hex(byte)}" for byte in content)
    if "/" in prefix:
        yield re.escape(prefix).replace("/", r"\\/")
    yield "".join(rf"\\u00{_hex(byte)}" for byte in content)
    splits = (f"{re.escape(prefix[:n])}{_BETWEEN}{re.escape(prefix[n:])}" for n in range(1, len(prefix)))
    yield f"(?:{'|'.join(splits)})"
    yield rf"{re.escape(prefix)}[0-9A-Za-z]{{0,40}}{_BETWEEN}[0-9A-Za-z]"


def _base64(content: bytes, offset: int) -> str:
    """Return the base64 of `content` that begins `offset` bytes behind a group of three."""
    low, high = (_codes(bytes([edge]) * offset + content + bytes([edge]) * 3) for edge in (0, 255))
    first, last = offset * 8 // 6, (offset + len(content)) * 8 // 6
    return "".join(map(_between, low[first : last + 1], high[first : last + 1]))


def _codes(content: bytes) -> list[int]:
    return [_BASE64.index(character) for character in base64.b64encode(content).decode().rstrip("=")]


def _between(low: int, high: int) -> str:
    """Return the characters whose fixed bits are those that `low` and `high` have in common."""
    differing = low ^ high
    if not differing:
        return re.escape(_BASE64[low])
    fitting = "".join(c for n, c in enumerate(_BASE64) if (n ^ low) & ~differing == 0)
    return f"[{re.escape(fitting)}]"


def _hex(byte: int) -> str:
    return "".join(_either_case(digit) for digit in f"{byte:02x}")


def _either_case(digit: str) -> str:
    return f"[{digit}{digit.upper()}]" if digit.isalpha() else digit


def escapes(characters: Iterable[str]) -> str:
    """Return a pattern for these characters written as JSON, C, URL and HTML escapes."""
    codes = [(ord(character), _hex(ord(character))) for character in characters]
    return "|".join(rf"\\u00{digits}|\\x{digits}|%{digits}|&#(?:x{digits}|{code});" for code, digits in codes)
