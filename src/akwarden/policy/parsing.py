"""JSON text into plain values, within limits: a policy is small, so what is large is refused unread.

- Text over `MOST_READ_BYTES` is refused before anything looks into it, nesting over `MOST_DEPTH` before it is
  parsed.
- A name that stands twice in one object is refused: which of the two counts differs between readers. (AWS,
  "Grammar of the IAM JSON policy language": elements "must not contain multiple instances of the same key".)
- Numbers keep the characters that they were written with.
"""

import json
import re

from akwarden.errors import PolicyError

MOST_BYTES = 6144
"""How long a custom policy of CAM may be; AWS names the same number for a managed policy."""
MOST_READ_BYTES = 131_072
"""Longer text is refused before it is parsed."""
MOST_DEPTH = 16
"""How deep objects and lists may nest; a policy needs six."""

# Possessive, so that text without an end is walked once.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_NAMED = 60


class Digits(str):
    """A number of the document, as written."""

    __slots__ = ()


def wrong(path: str, why: str, *, mend: str | None = None) -> PolicyError:
    """Return the error for the element at `path`; values never become part of it."""
    return PolicyError(f"the policy is wrong at {path}", why=why, mend=mend)


def below(path: str, name: str) -> str:
    """Return the path of the member `name` of the object at `path`; a long or strange name is cut."""
    plain = name if len(name) <= _NAMED else f"{name[:_NAMED]}…"
    if not plain.isascii() or not plain.replace("_", "").isalnum():
        plain = json.dumps(plain)
        return f"{path}[{plain}]"
    return f"{path}.{plain}" if path != "$" else plain


def check_size(text: str | bytes) -> None:
    """Refuse text that is longer than a custom policy may be; raises PolicyError."""
    size = len(text if isinstance(text, bytes) else text.encode(errors="surrogatepass"))
    if size > MOST_BYTES:
        raise wrong("$", f"it has {size} bytes, and a policy has {MOST_BYTES} at most")


def parse(text: str | bytes) -> object:
    """Return the value of a JSON text; raises PolicyError."""
    if len(text) > MOST_READ_BYTES:
        raise wrong("$", f"it has more than {MOST_READ_BYTES} bytes")
    try:
        plain = text.decode() if isinstance(text, bytes) else text
    except UnicodeDecodeError:
        raise wrong("$", "it is not UTF-8") from None
    _check_depth(plain)
    try:
        return json.loads(
            plain,
            parse_int=Digits,
            parse_float=Digits,
            parse_constant=_no_constant,
            object_pairs_hook=_unique,
        )
    except json.JSONDecodeError as error:
        raise wrong("$", f"it is no JSON: line {error.lineno}, column {error.colno}") from None


def _check_depth(text: str) -> None:
    """Refuse text that nests too deep, in one pass that skips strings."""
    depth = 0
    for token in _TOKEN.finditer(text):
        first = token[0][0]
        if first in "[{":
            depth += 1
            if depth > MOST_DEPTH:
                raise wrong("$", f"it nests deeper than {MOST_DEPTH} levels")
        elif first in "]}":
            depth -= 1


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object, unless one of its names stands twice."""
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise wrong(below("$", name), "the name stands twice in one object")
        found[name] = value
    return found


def _no_constant(name: str) -> object:
    """Refuse NaN and Infinity, which JSON does not have."""
    raise wrong("$", f"{name} is no JSON value")
