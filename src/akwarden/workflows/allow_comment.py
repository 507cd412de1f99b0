"""Comments that were meant to allow a finding and do not, such as one without a reason.

What a comment allows is decided where values are read; here is only what a person may have got wrong, so
that it can be told.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from akwarden.detectors.secrets.region import COMMENT_END

REACH = 2048
"""Bytes on either side of a finding in which its comments are looked for."""

_COMMENT = re.compile(rb"akwarden:allow(?:[ \t]+([0-9A-Za-z_-]{1,60})(?=\s|\Z)([^\r\n]*))?")
_COMMENT_END = re.compile(COMMENT_END)
_WORD = re.compile(rb"[\w\x80-\xff]")


@dataclass(frozen=True, slots=True)
class AllowComment:
    """An `akwarden:allow` beside a finding that no comment allows."""

    line: int
    rule: str
    """As it is written; empty where none stands behind it."""
    has_reason: bool


def comments_near(before: bytes, after: bytes, line: int, lines: Collection[int]) -> tuple[AllowComment, ...]:
    """Return the comments that stand on one of `lines`, or on the line above one.

    `before` and `after` are what stands on either side of an offset in `line`.
    """
    text = before + after
    first = line - before.count(b"\n")
    placed = ((first + text.count(b"\n", 0, found.start()), found) for found in _COMMENT.finditer(text))
    return tuple(_comment(number, found) for number, found in placed if {number, number + 1} & {*lines})


def _comment(line: int, found: re.Match[bytes]) -> AllowComment:
    reason = _COMMENT_END.split(found[2] or b"", maxsplit=1)[0]
    return AllowComment(line, (found[1] or b"").decode(), has_reason=bool(_WORD.search(reason)))
