r"""A record with its escapes undone, for another fast look: `\u0041`, `%41`, `\x41`, `\/`, `&#65;`.

Only for looking: quotes and newlines come out as they are, so a view is no JSON any more.
"""

import html
import re

_ESCAPE = re.compile(
    rb"(?<!\\)\\++(?:u00([2-7][0-9A-Fa-f])|x([2-7][0-9A-Fa-f])|(/)|u0000)"
    rb"|%([2-7][0-9A-Fa-f])|(\0)"
    rb"|(&(?:#x?[0-9A-Fa-f]{2,4}|quot|amp|lt|gt|apos);)"
)
_MOST_LAYERS = 5


def readable(record: bytes) -> bytes:
    """Return what a record says once its escapes are undone, five times over at most."""
    for _ in range(_MOST_LAYERS):
        view = _ESCAPE.sub(_character, record)
        if view == record:
            break
        record = view
    return record


def _character(match: re.Match[bytes]) -> bytes:
    code = match[1] or match[2] or match[4]
    if code:
        return bytes([int(code, 16)])
    if match[3]:
        return b"/"
    return html.unescape(match[6].decode()).encode() if match[6] else b""
