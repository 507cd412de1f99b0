"""Reads a whole stretch of records at once, where they lie in a way that is seen quickly.

These are guesses: each one is checked by a parser, and a wrong one costs time and nothing else.
"""

import re
from collections.abc import Sequence
from itertools import accumulate
from operator import add
from typing import Final, NamedTuple

from akwarden.sources.audit.held import Held
from akwarden.sources.audit.layout import FIRST_KEY, LOG_LINE, are_records, elements_of
from akwarden.sources.audit.pace import Pace

_BLANKS: Final = b" \t\r\x00"
_OPENING: Final = {b"{"}
_CLOSING: Final = {b"}"}
_TRIES: Final = 4
_REACH: Final = 200
"""How far before the key of a record the end of the one before is looked for."""
_BETWEEN: Final = re.compile(rb"[}\]]\s*,\s*[{\[]\s*(?:\{\s*)?\Z").search
"""From the end of a record to the first key of the next."""


class Stretch(NamedTuple):
    """Records that follow each other."""

    records: Sequence[bytes]
    lines: Sequence[int]
    offsets: Sequence[int]
    size: int
    """Bytes of the stream that they took, with what is between them."""


def lines_of(held: Held, pace: Pace) -> Stretch | None:
    """Return the next lines, each of which is one record, and move on behind them; None if they are not."""
    while pace.may_guess(held.offset):
        held.fill(pace.window)
        stop = min(held.at + pace.window, len(held.data))
        is_last = held.ended and stop == len(held.data)
        end = stop if is_last else held.data.rfind(b"\n", held.at, stop) + 1
        found = _as_lines(held, held.data[held.at : end]) if end > held.at else None
        if found is not None:
            held.at = end
            pace.was_right()
            return found
        if not pace.was_wrong(held.offset_of(stop)):
            break
    return None


def _as_lines(held: Held, text: bytes) -> Stretch | None:
    lines = text.split(b"\n")
    if not lines[-1]:
        lines.pop()
    count = len(lines)
    if {line[:1] for line in lines} != _OPENING or {line[-1:] for line in lines} != _CLOSING:
        return _as_untidy_lines(held, text, lines)
    if not are_records(text, count):
        return None
    first = held.line_of(held.at)
    held.know_line(held.at + len(text), first + count - (not text.endswith(b"\n")))
    # Each line but for its end is a byte longer than it is written here.
    begins = accumulate(map(len, lines), initial=held.offset)
    return Stretch(lines, range(first, first + count), list(map(add, begins, range(count))), len(text))


def _as_untidy_lines(held: Held, text: bytes, lines: Sequence[bytes]) -> Stretch | None:
    """Read lines with blanks around them, empty ones, and those of a log."""
    records: list[bytes] = []
    numbers: list[int] = []
    offsets: list[int] = []
    number, offset, objects = held.line_of(held.at), held.offset, 0
    for line in lines:
        record = line.strip(_BLANKS)
        if record:
            # What goes on over several lines does not end each of them with a bracket.
            if record.startswith(b"{") and record.endswith(b"}"):
                objects += 1
            elif LOG_LINE(record) is None:
                return None
            records.append(record)
            numbers.append(number)
            offsets.append(offset + len(line) - len(line.lstrip(_BLANKS)))
        number += 1
        offset += len(line) + 1
    if objects not in (0, len(records)) or (objects and not are_records(b"\n".join(records), objects)):
        return None
    return Stretch(records, numbers, offsets, len(text))


def elements(held: Held, pace: Pace, *, of_holder: bool) -> Stretch | None:
    """Return the next elements of a list, but for the last one in sight; None where they can't be seen so.

    Moves on behind them. `of_holder` says that the list is known to hold records alone.
    """
    while pace.may_guess(held.offset):
        held.fill(pace.window)
        stop = min(held.at + pace.window, len(held.data))
        end = _last_end(held.data, held.at, stop)
        found = _as_elements(held, end, of_holder=of_holder) if end > held.at else None
        if found is not None:
            held.at = end
            pace.was_right()
            return found
        if not pace.was_wrong(held.offset_of(stop)):
            break
    return None


def _last_end(data: bytes, start: int, stop: int) -> int:
    """Return where the last but one record ends, if all of them begin with the same key; `start` if none."""
    begins = FIRST_KEY(data, start, stop)
    if begins is None:
        return start
    at = stop
    for _ in range(_TRIES):
        at = data.rfind(begins[1], begins.end(), at)
        if at < 0:
            break
        reach = max(start, at - _REACH)
        found = _BETWEEN(data[reach:at])
        if found is not None:
            return reach + found.start() + 1
    return start


def _as_elements(held: Held, end: int, *, of_holder: bool) -> Stretch | None:
    inside = held.data[held.at : end]
    records = elements_of(inside, of_holder=of_holder)
    if not records or any(record[0] not in b"{[" for record in records):
        return None
    number, base = held.line_of(held.at), held.offset
    on_one_line = b"\n" not in inside
    if on_one_line:
        held.know_line(end, number)
    numbers, offsets = [], []
    at = seen = 0
    for record in records:
        # Only blanks and a comma lie before it.
        at = inside.index(record[:1], at)
        offsets.append(base + at)
        if not on_one_line:
            number += inside.count(b"\n", seen, at)
            seen = at
        numbers.append(number)
        at += len(record)
    return Stretch(records, numbers, offsets, len(inside))
