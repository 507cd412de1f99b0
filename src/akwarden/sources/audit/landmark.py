"""Where to go on behind what could not be read: at the next place that looks like a record's beginning."""

import re
from functools import lru_cache
from typing import Final

from akwarden.sources.audit.layout import FIRST_KEY

REACH: Final = 256
"""No landmark is longer, blanks included, so that the end of a piece is kept for that long."""

_LINE: Final = rb"\n%b(?=[{\[])"
_KEYED: Final = rb"[,}\]\[]\s*(?=[{\[]\s*(?:\{\s*)?%b\s*:)"
_ANY: Final = rb"[},\]]\s*(?=\{\s*\")"
_LOG: Final = rb"\n(?=[{\[]|[^\s\"{}\[\]]+ \S+ \S+ \[?\d{4}-\d\d-\d\dT)"
_LONGEST_INDENT: Final = 64


def landmark(beginning: bytes, before: bytes) -> re.Pattern[bytes]:
    """Return what the next record is found by, after one with this beginning: it begins where the match ends.

    `before` is what stands before it, up to the record before. The next one begins a line, where this one did
    with the same indent, or it begins with the same key; where neither is known, any object will do.
    """
    _, newline, indent = before.rpartition(b"\n")
    begins_line = newline and not indent.strip(b" \t") and len(indent) <= _LONGEST_INDENT
    key = FIRST_KEY(beginning)
    return _compiled(indent if begins_line else None, key[1] if key is not None else None)


@lru_cache(maxsize=64)
def _compiled(indent: bytes | None, key: bytes | None) -> re.Pattern[bytes]:
    # A text never goes on over lines, so a bracket that begins a line is no part of one that was cut off.
    line = _LINE % re.escape(indent or b"")
    if key is not None:
        return re.compile(line + b"|" + _KEYED % re.escape(key))
    return re.compile(line if indent is not None else line + b"|" + _ANY)


NEXT_LINE: Final = re.compile(_LOG)
"""The next line that is JSON or of a log."""
