"""Every way in which a secret that is known may still stand in a record, and its removal.

The last pass of the exact look: what reads the record's texts finds a secret where it can be read, this finds
it also where the record is broken, cut off, or encoded in a way that nothing there announces.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from akwarden.detectors.records.walking import MASK

_SHORTEST = 8
_BASE64 = "0-9A-Za-z+/_-"
_QUOTINGS = 3


def is_telling(value: str) -> bool:
    """Say whether a value is so long and so mixed that it means itself wherever it stands."""
    kinds = [any(map(test, value)) for test in (str.isupper, str.islower, str.isdigit)]
    kinds.append(any(not c.isalnum() for c in value))
    return len(value) >= _SHORTEST and (sum(kinds) > 1 or len(value) >= 3 * _SHORTEST)


def without(text: str, known: Mapping[str, str]) -> str:
    """Return a text in which no known secret stands in any form; `known` has the rule of each."""
    for value, rule in sorted(known.items(), key=lambda item: -len(item[0])):
        mask = MASK.format(rule)
        for form in dict.fromkeys(_forms(value)):
            if form in text:
                text = text.replace(form, mask)
        for core in dict.fromkeys(_cores(value)):
            if core in text:
                text = re.sub(f"[{_BASE64}]*{re.escape(core)}[{_BASE64}]*={{0,2}}", mask, text)
    return text


def _forms(value: str) -> Iterator[str]:
    yield value
    content = value.encode("utf-8", "surrogateescape")
    for text in (content, value.encode("utf-16-le", "surrogatepass")):
        yield text.hex()
        yield text.hex().upper()
    for safe in ("", "/", "/+=", "+"):
        once = quote(content, safe=safe)
        yield from (once, once.lower(), quote(once, safe=""))
    string = value
    for _ in range(_QUOTINGS):
        string = json.dumps(string, ensure_ascii=False)[1:-1]
        yield string
        yield string.replace("/", "\\/")
    yield "".join(f"\\u{ord(c):04x}" for c in value if ord(c) < 1 << 16)
    yield "".join(f"\\u{ord(c):04X}" for c in value if ord(c) < 1 << 16)
    yield "\0".join(value)
    yield "\\u0000".join(value)


def _cores(value: str) -> Iterator[str]:
    """Yield the characters of base64 that stand for a value alone, for each place it may have in a text."""
    for content in (value.encode("utf-8", "surrogateescape"), value.encode("utf-16-le", "surrogatepass")):
        for offset in range(3):
            text = base64.b64encode(bytes(offset) + content).decode().rstrip("=")
            first, last = -(-offset * 8 // 6), (offset + len(content)) * 8 // 6
            core = text[first:last]
            yield core
            yield core.translate({ord("+"): "-", ord("/"): "_"})
