"""Finds where a JSON value ends, over any number of pieces of it, without keeping them.

It looks at strings and brackets alone, and at what a bracket may stand behind: that is what tells a value
that was cut off from one that holds others. Whether the rest is JSON is for a parser to say.

While it is told to, it stops where a list of records opens: under one of the names by which clouds and their
tools call it (`LIST_NAMES`), in the outermost object or in the `Response` in that.
"""

import re
from typing import Final

LIST_NAMES: Final = tuple(
    first + name[1:]
    for name in ("Records", "Events", "EventList", "QueryResultRows", "Results")
    for first in (name[0], name[0].lower())
)
"""Keys that hold the records of a document."""
ENVELOPE: Final = "Response"
"""The key of what is around all that an API of Tencent Cloud answers."""

_SKIP: Final = re.compile(
    rb'(?:[^"{}\[\]]++|"[^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+)*+")*+', re.DOTALL
).match
"""Up to the next bracket, or a string that is not closed."""
_STRING: Final = re.compile(rb"[^\"\\\x00-\x1f]*+(?:\\.[^\"\\\x00-\x1f]*+)*+", re.DOTALL).match
"""The rest of a string, up to its quote or to what may not stand in it."""
_LIST_KEY: Final = re.compile(rb'(?<!\\)"(?:' + "|".join(LIST_NAMES).encode() + rb')"\s*:\s*\Z').search
_ENVELOPE_KEY: Final = re.compile(rb'(?<!\\)"' + ENVELOPE.encode() + rb'"\s*:\s*\Z').search
_KEY_REACH: Final = 100
"""How far before a bracket its key is looked for."""

_QUOTE, _BACKSLASH, _COMMA = b'"\\,'
_OBJECT, _LIST, _OBJECT_END, _LIST_END = b"{[}]"
_OPENS_OF: Final = {_OBJECT_END: _OBJECT, _LIST_END: _LIST}
_OPENING: Final = b"{["
_BEFORE: Final = {_OBJECT: b":", _LIST: b",["}
"""What a bracket may stand behind, by the one that it stands in."""
_SPACE: Final = 0x20


class BrokenError(ValueError):
    """The value is no JSON, whatever follows; its text says why."""

    def __init__(self, reason: str, at: int) -> None:
        """Take the index of the byte where it shows."""
        super().__init__(reason)
        self.at = at


class Brackets:
    """The state of one value between two pieces of it."""

    __slots__ = ("_escaped", "_in_string", "_last", "_lists_at", "found", "open")

    def __init__(self, opened: bytes = b"", *, lists: bool) -> None:
        """Begin before a value, or inside one in which these brackets were opened.

        `lists` says whether to stop where a list of records opens.
        """
        self.open = bytearray(opened)
        """The brackets that are not closed yet."""
        self.found = False
        """Whether the last stop was one at a list of records."""
        self._lists_at = max(1, len(opened)) if lists else 0
        self._last = _COMMA
        self._in_string = False
        self._escaped = False

    def end(self, data: bytes, at: int) -> int | None:
        """Return the index behind the value's end, or behind the bracket of a list of records (`found`).

        None when `data` was used up: go on with what follows it, from the start of that. Raises BrokenError.
        """
        self.found = False
        if self._in_string:
            behind = self._string(data, at)
            if behind is None:
                return None
            at = behind
        while True:
            start = at
            # Always matches, if need be nothing.
            at = _SKIP(data, start).end()  # type: ignore[union-attr]
            if at > start:
                self._note_last(data, start, at)
            if at >= len(data):
                return None
            stop = self._step(data, at, data[at])
            if stop is None or not self.open or self.found:
                return stop
            at = stop

    def _step(self, data: bytes, at: int, byte: int) -> int | None:
        """Return the index behind a bracket or a string; None where the string does not end in `data`."""
        if byte == _QUOTE:
            self._in_string = True
            return self._string(data, at + 1)
        if byte in _OPENING:
            opened = self.open
            if opened and self._last not in _BEFORE[opened[-1]]:
                raise BrokenError("a bracket where none may open: something before it was not closed", at)
            if len(opened) == self._lists_at:
                self._look_for_list(data[max(0, at - _KEY_REACH) : at], byte)
            opened.append(byte)
        else:
            self._close(at, byte)
        self._last = byte
        return at + 1

    def _string(self, data: bytes, at: int) -> int | None:
        """Return the index behind the string that `at` is in; None where it does not end in `data`."""
        if self._escaped and at < len(data):
            at, self._escaped = at + 1, False
        at = _STRING(data, at).end()  # type: ignore[union-attr]  # always matches, if need be nothing
        if at >= len(data):
            return None
        if data[at] == _BACKSLASH:
            self._escaped = True
            return None
        if data[at] != _QUOTE:
            raise BrokenError("a text that is not closed", at)
        self._in_string = False
        self._last = _QUOTE
        return at + 1

    def _note_last(self, data: bytes, start: int, end: int) -> None:
        """Keep the last byte that is no blank."""
        last = data[end - 1]
        if last > _SPACE:
            self._last = last
        elif rest := data[start:end].rstrip():
            self._last = rest[-1]

    def _look_for_list(self, before: bytes, byte: int) -> None:
        if byte == _LIST and _LIST_KEY(before) is not None:
            self.found = True
        elif byte == _OBJECT and self._lists_at == 1 and _ENVELOPE_KEY(before) is not None:
            self._lists_at = 2

    def _close(self, at: int, byte: int) -> None:
        if not self.open or self.open[-1] != _OPENS_OF[byte]:
            raise BrokenError("a bracket that closes what was not opened", at)
        self.open.pop()
        if self._lists_at > 1 and len(self.open) < self._lists_at:
            self._lists_at = 1
