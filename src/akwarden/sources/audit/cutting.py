"""Cuts a file into records by its content, whatever its name and however the records lie in it.

- JSON, one object a line, or objects one after the other, pretty-printed or not;
- a JSON list of objects, or an object with such a list under a name that clouds use (`Records`, `Events`,
  `EventList`, `QueryResultRows`, `Results`), also inside `Response`;
- lines of a COS access log.

Of a file of any size only a few megabytes are in memory. A record that is broken or larger than 8 MiB becomes
a dead letter, kept whole where it ends as a record does, and reading goes on behind it: no byte is lost
without a word but for the commas, brackets and blanks around records, and what stands beside the list in the
object that holds it.

The same bytes give the same blocks, however they arrive.
"""

import codecs
import re
from collections.abc import Generator, Iterator
from types import MappingProxyType
from typing import Final, NamedTuple

from akwarden.model.artifact import Skipped
from akwarden.model.audit_record import RecordBlock
from akwarden.sources.audit.brackets import ENVELOPE, LIST_NAMES, Brackets, BrokenError
from akwarden.sources.audit.dead_letter import KEPT, Buried, buried
from akwarden.sources.audit.encoding import HEAD, Utf16, refusal_of, utf16_of
from akwarden.sources.audit.held import Held, Readable
from akwarden.sources.audit.ignored import Ignored
from akwarden.sources.audit.landmark import NEXT_LINE, REACH, landmark
from akwarden.sources.audit.layout import LOG_LINE, Document, document_of, end_of
from akwarden.sources.audit.pace import LEAST, Pace
from akwarden.sources.audit.pending import Pending
from akwarden.sources.audit.stream import Replayed
from akwarden.sources.audit.stretch import Stretch, elements, lines_of

Cut = RecordBlock | Buried | Skipped | Ignored
"""What comes out of a file."""

MOST_RECORD: Final = 8 << 20
"""Bytes of the largest record that is read."""

DIGEST: Final = "digests of CloudTrail: they hold no events"
_TOO_LARGE: Final = "larger than 8 MiB, or not closed"
_ODD_LINE: Final = "neither JSON nor a line of a COS access log"
_ODD_LINES: Final = "lines that are neither JSON nor of a COS access log"
_CUT_OFF: Final = "it ends in the middle of a record"
_MOST_RETRIES: Final = 3
"""How often what was read already is searched for a record again, before it is given up as a whole."""
_MOST_ODD_LINES: Final = 100
"""From so many lines in a row that are no records on, the further ones are one dead letter together."""

_BETWEEN: Final = re.compile(rb"[\s,\x00\]}]*").match
"""Between two documents. Brackets that close nothing are left over from a document that was broken."""
_IN_LIST: Final = re.compile(rb"[\s,\x00]*").match
_BLANK: Final = re.compile(rb"\s*").match
_SCALAR: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[^\s,\[\]{}"]+', re.DOTALL).match
_HOLDER: Final = re.compile(rb'\{\s*"(?:' + "|".join((*LIST_NAMES, ENVELOPE)).encode() + rb')"\s*:').match
_CLOSERS: Final = MappingProxyType({ord("["): rb"\]", ord("{"): rb"\}"})
_AROUND_CLOSERS: Final = rb"[\s,\x00]*"
_KEPT_BEFORE: Final = 200
_BLANKS: Final = b" \t\r\n\x00"
_AROUND: Final = b" \t\r\n,\x00"


def blocks(file: Readable, vpath: str) -> Iterator[Cut]:
    """Yield the records of a file in blocks of about 2,000, and what can't be read of it as it is met.

    `file` is read once, from where it is. Never raises for what it holds; a read that fails ends the file,
    with what came before it delivered. For UTF-16, offsets are those of the same text as UTF-8.
    """
    held = Held(file)
    held.fill(HEAD)
    encoding = utf16_of(held.data[:HEAD])
    if encoding is not None:
        held = Held(Utf16(Replayed(held.data, file), encoding))
        held.fill(HEAD)
    refusal = refusal_of(held.data[:HEAD])
    if refusal is not None:
        yield Skipped(vpath, refusal)
        return
    yield from _Cutting(held, vpath).cuts()


class _Start(NamedTuple):
    """Where something begins that may become a dead letter."""

    offset: int
    line: int
    beginning: bytes


class _Cutting:
    """One pass over one file."""

    def __init__(self, held: Held, vpath: str) -> None:
        self._held = held
        self._vpath = vpath
        self._pending = Pending(vpath)
        self._frame = b""
        """The brackets that are open around the next record; the last one, if any, is that of a list."""
        self._before = b"\n"
        """The end of what stands between the last record and the next."""
        self._lines = Pace()
        self._elements = Pace()
        self._furthest = 0
        """The offset up to which anything was looked at."""
        self._retries = 0
        self._odd_lines = 0
        self._digests = 0
        self._told = 0
        """How much was said of what is no record."""

    def cuts(self) -> Iterator[Cut]:
        held = self._held
        while self._skip_between():
            byte = held.data[held.at]
            if self._frame:
                yield from self._in_list(byte)
            elif byte == ord("["):
                yield from self._top_list()
            elif byte == ord("{"):
                yield from self._top_object()
            else:
                yield from self._text()
        yield from self._pending.flush()
        yield from self._ending()

    def _ending(self) -> Iterator[Skipped | Ignored]:
        if self._digests:
            yield Ignored(self._vpath, DIGEST, self._digests)
        if self._held.fault:
            yield Skipped(self._vpath, self._held.fault)
        elif self._frame:
            yield Skipped(self._vpath, "truncated, it seems: the list of records is not closed")
        elif not (self._pending.count or self._told or self._digests):
            yield Ignored(self._vpath, "no records" if self._held.offset else "empty")

    def _skip_between(self) -> bool:
        """Move to the next byte that is of something; say whether there is one."""
        held = self._held
        while True:
            between = (_IN_LIST if self._frame else _BETWEEN)(held.data, held.at)
            end = between.end()  # type: ignore[union-attr]  # always matches, if need be nothing
            if held.data.startswith(codecs.BOM_UTF8, end):
                end += len(codecs.BOM_UTF8)
            elif end == held.at and end < len(held.data):
                return True
            self._before = (self._before + held.data[held.at : end])[-_KEPT_BEFORE:]
            held.at = end
            if end >= len(held.data) and not held.more():
                return False

    # What stands at the outermost level.

    def _top_list(self) -> Iterator[Cut]:
        if self._opens_records(self._held.offset + 1):
            self._enter(b"[", self._held.offset + 1)
        else:
            yield from self._value(lists=False)

    def _top_object(self) -> Iterator[Cut]:
        held = self._held
        found = lines_of(held, self._lines) if _HOLDER(held.data, held.at) is None else None
        if found is None:
            yield from self._value(lists=True)
        else:
            yield from self._take(found, before=b"\n")

    def _text(self) -> Iterator[Cut]:
        found = lines_of(self._held, self._lines)
        if found is None:
            yield from self._line()
        else:
            yield from self._take(found, before=b"\n")

    def _line(self) -> Iterator[Cut]:
        """Read one line that is no JSON."""
        held = self._held
        end = held.data.find(b"\n", held.at)
        while end < 0 and len(held.data) - held.at < MOST_RECORD and held.more():
            end = held.data.find(b"\n", held.at)
        line = held.data[held.at : end if end >= 0 else len(held.data)].rstrip(_BLANKS)
        start = self._start()
        if len(line) < MOST_RECORD and LOG_LINE(line) is not None:
            held.at += len(line)
            yield from self._keep(line, start)
        elif (end < 0 and not held.ended) or self._odd_lines >= _MOST_ODD_LINES:
            yield from self._give_up(start, _ODD_LINES, NEXT_LINE, start.offset + 1)
        else:
            self._odd_lines += 1
            held.at += len(line)
            yield self._bury(start, held.offset, _ODD_LINE)

    # What stands in a list of records.

    def _opens_records(self, offset: int) -> bool:
        """Say whether a list is one of records, or empty; its elements begin at this offset."""
        held = self._held
        if held.end - offset < REACH:
            held.more()
        at = _BLANK(held.data, held.index_of(offset)).end()  # type: ignore[union-attr]  # as above
        return held.data[at : at + 1] in (b"{", b"[", b"]")

    def _enter(self, brackets: bytes, offset: int) -> None:
        self._frame += brackets
        self._held.go_to(offset)
        self._before = b""

    def _in_list(self, byte: int) -> Iterator[Cut]:
        held = self._held
        if byte == ord("]"):
            held.at += 1
            self._frame = self._frame[:-1]
            if self._frame:
                self._leave_holder()
        elif byte == ord("}"):
            self._frame = b""
        elif byte in b"{[":
            of_holder = b"{" in self._frame
            found = elements(held, self._elements, of_holder=of_holder)
            if found is None:
                yield from self._value(lists=not of_holder)
            else:
                yield from self._take(found, before=b"")
        else:
            yield from self._odd_element()

    def _leave_holder(self) -> None:
        """Pass over what stands behind a list in the object that holds it, up to another list or the end."""
        held = self._held
        outer = self._frame.rstrip(b"{")
        brackets = Brackets(self._frame[len(outer) :], lists=True)
        while True:
            try:
                end = brackets.end(held.data, held.at)
            except BrokenError as error:
                held.at, self._frame = error.at, b""
                return
            if end is None:
                # A key stands right before its bracket, so its end is kept.
                offset = held.end
                held.at = max(held.at, len(held.data) - REACH)
                if not held.more():
                    held.at = len(held.data)
                    return
                held.go_to(offset)
            else:
                held.at = end
            if end is not None and not brackets.open:
                self._frame = outer
                return
            if brackets.found and self._opens_records(held.offset):
                self._frame = outer
                self._enter(bytes(brackets.open), held.offset)
                return

    def _odd_element(self) -> Iterator[Cut]:
        self._held.fill(REACH)
        scalar = _SCALAR(self._held.data, self._held.at)
        start = self._start()
        if scalar is None:
            mark = landmark(start.beginning, self._before)
            yield from self._give_up(start, "no JSON", mark, start.offset + 1)
        else:
            self._held.at = scalar.end()
            yield self._bury(start, self._held.offset, "no object")

    # One value.

    def _value(self, *, lists: bool) -> Iterator[Cut]:
        """Read the object or list that begins here, or enter it where it holds the records."""
        held = self._held
        held.fill(LEAST)
        end = end_of(held.data, held.at)
        if end is not None and (yield from self._whole(held.offset_of(end), lists=lists)):
            return
        yield from self._by_brackets(lists=lists)

    def _by_brackets(self, *, lists: bool) -> Iterator[Cut]:
        held = self._held
        brackets = Brackets(lists=lists)
        offset = held.offset
        while True:
            try:
                end = brackets.end(held.data, held.index_of(offset))
            except BrokenError as error:
                yield from self._broken(str(error), held.offset_of(error.at))
                return
            offset = held.end if end is None else held.offset_of(end)
            if end is None and held.end - held.offset > MOST_RECORD:
                yield from self._oversized(brackets)
                return
            if end is None and not held.more():
                yield from self._broken(_CUT_OFF, held.end)
                return
            if brackets.found and self._opens_records(offset):
                self._enter(bytes(brackets.open), offset)
                return
            if not brackets.open:
                yield from self._whole(offset, lists=False)
                return

    def _whole(self, end: int, *, lists: bool) -> Generator[Cut, None, bool]:
        """Judge a value that ends at this offset; return False, and stay there, where it may hold records."""
        held = self._held
        start = self._start()
        value = held.data[held.at : held.index_of(end)]
        kind = document_of(value)
        if kind is Document.HOLDER and lists:
            return False
        if kind is Document.BROKEN:
            yield self._no_json(start, end)
            return True
        held.go_to(end)
        if kind is Document.DIGEST:
            self._digests += 1
            self._before = b""
        elif not self._frame and value.startswith(b"["):
            yield self._bury(start, end, "a list of what is no record")
        else:
            yield from self._keep(value, start)
        return True

    def _keep(self, record: bytes, start: "_Start") -> Iterator[Cut]:
        self._before = b""
        self._odd_lines = 0
        yield from self._pending.add(record, start.line, start.offset)

    def _take(self, found: Stretch, *, before: bytes) -> Iterator[Cut]:
        self._before = before
        self._odd_lines = 0
        yield from self._pending.extend(found.records, found.lines, found.offsets, found.size)

    # What can't be read.

    def _broken(self, reason: str, fault: int) -> Iterator[Cut]:
        """Give up the value that begins here, and go on at the next record, which may lie before the fault.

        A value that was cut off seems to hold what follows it. But where that happens again and again, all
        that was looked at is given up, since else each byte could be read once for each byte before it.
        """
        start = self._start()
        # The next record may be what the fault was seen by, and a landmark begins before a record.
        on_from = 0 if self._may_look_back(start, fault) else self._furthest - REACH
        mark = landmark(start.beginning, self._before)
        yield from self._give_up(start, reason, mark, max(on_from, start.offset + 1))

    def _no_json(self, start: "_Start", end: int) -> Buried:
        """Give up what begins here and seems to end at this offset, or what of it precedes another record."""
        held = self._held
        index = held.index_of(end)
        found = None
        if self._may_look_back(start, end):
            mark = landmark(start.beginning, self._before)
            # With the first bytes behind it, by which a record that begins there is seen.
            found = mark.search(held.data, held.at + 1, min(index + REACH, len(held.data)))
        if found is not None and found.end() < index:
            return self._bury_up_to(found, start, "no JSON, though its brackets are")
        held.at = index
        return self._bury(start, end, "no JSON, though its brackets are")

    def _may_look_back(self, start: "_Start", end: int) -> bool:
        """Say whether to look for a record in what was read from here to this offset."""
        self._retries = self._retries + 1 if start.offset < self._furthest else 0
        self._furthest = max(self._furthest, end)
        return self._retries < _MOST_RETRIES

    def _oversized(self, brackets: Brackets) -> Iterator[Cut]:
        """Pass over the rest of a value that is too large, without keeping it."""
        held = self._held
        start = self._start()
        mark = landmark(start.beginning, self._before)
        while True:
            read = held.end
            held.at = len(held.data) - REACH
            if not held.more():
                held.at = len(held.data)
                yield self._bury(start, held.end, _TOO_LARGE)
                return
            try:
                end = self._end_of_value(brackets, held.index_of(read))
            except BrokenError as error:
                on_from = held.offset_of(max(0, error.at - REACH))
                yield from self._give_up(start, _TOO_LARGE, mark, on_from)
                return
            if end is not None:
                held.at = end
                yield self._bury(start, held.offset, _TOO_LARGE)
                return

    def _end_of_value(self, brackets: Brackets, at: int) -> int | None:
        end = brackets.end(self._held.data, at)
        while end is not None and brackets.open:
            end = brackets.end(self._held.data, end)
        return end

    def _give_up(self, start: "_Start", reason: str, mark: re.Pattern[bytes], offset: int) -> Iterator[Cut]:
        """Go on at the next landmark from this offset on; what comes before it is one dead letter."""
        held = self._held
        found = mark.search(held.data, held.index_of(offset))
        while found is None:
            offset = max(offset, held.end - REACH)
            if held.end - start.offset > MOST_RECORD:
                held.go_to(offset)
            if not held.more():
                break
            found = mark.search(held.data, held.index_of(offset))
        if found is not None:
            yield self._bury_up_to(found, start, reason)
            return
        end = held.offset_of(self._end_of_list())
        yield self._bury(start, max(start.offset + 1, end), reason)
        held.go_to(max(start.offset + 1, end))

    def _end_of_list(self) -> int:
        """Return the index behind what is left, or before the brackets that close the list it stands in."""
        held = self._held
        closing = _AROUND_CLOSERS.join(_CLOSERS[bracket] for bracket in reversed(self._frame))
        rest = held.data[held.at :].rstrip(_AROUND)
        closed = re.search(rb"\}" + _AROUND_CLOSERS + closing + rb"\Z", rest[-REACH:]) if closing else None
        return held.at + len(rest) - (len(closed[0]) - 1 if closed is not None else 0)

    def _bury_up_to(self, found: re.Match[bytes], start: "_Start", reason: str) -> Buried:
        held = self._held
        given_up = len(held.data[held.at : found.end()].rstrip(_AROUND))
        letter = self._bury(start, max(start.offset + 1, held.offset + given_up), reason)
        held.at = found.end()
        self._before = found[0]
        return letter

    def _start(self) -> "_Start":
        held = self._held
        return _Start(held.offset, held.line_of(held.at), held.data[held.at : held.at + KEPT])

    def _bury(self, start: "_Start", end: int, reason: str) -> Buried:
        self._before = b""
        self._told += 1
        index = self._held.index_of(start.offset)
        is_held = index >= 0 and end - start.offset <= MOST_RECORD
        whole = self._held.data[index : self._held.index_of(end)] if is_held else b""
        return buried(
            whole or start.beginning[: end - start.offset],
            vpath=self._vpath,
            line=start.line,
            offset=start.offset,
            size=end - start.offset,
            reason=reason,
        )
