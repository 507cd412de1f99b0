"""Reads a row as Athena writes it into a column of text: `{type=IAMUser, sessioncontext={attributes=null}}`.

It has no quotes, so a comma ends a value only where a key follows it.
"""

import re
from typing import Final

Row = dict[str, "str | Row | None"]

_KEY: Final = re.compile(r"\s*(\w+)=").match
_VALUE: Final = re.compile(r"[^{}]*?(?=, *\w+=|\})").match
_DEEPEST: Final = 8


def read_row(text: str) -> Row | None:
    """Return the row that a text is; None for another text."""
    found = _Reading(text)
    row = found.row(0)
    return row if found.at == len(text) else None


class _Reading:
    """One pass over one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.at = 0

    def row(self, depth: int) -> Row | None:
        """Read a row from its bracket on, and move behind it."""
        found: Row = {}
        if self._text.startswith("{}", self.at):
            self.at += len("{}")
            return found
        while self._next() in ("{", ",") and depth < _DEEPEST:
            key = _KEY(self._text, self.at + 1)
            if key is None:
                return None
            self.at = key.end()
            found[key[1]] = self.row(depth + 1) if self._next() == "{" else self._value()
        if self._next() != "}":
            return None
        self.at += 1
        return found

    def _next(self) -> str:
        return self._text[self.at : self.at + 1]

    def _value(self) -> str | None:
        value = _VALUE(self._text, self.at)
        if value is None:
            return None
        self.at = value.end()
        return None if value[0] == "null" else value[0]
