"""Cuts bytes into records and keeps all that came, held to what every cut promises."""

import io
from dataclasses import dataclass, field
from itertools import pairwise

from akwarden.model.artifact import Skipped
from akwarden.model.audit_record import DeadLetter, RecordBlock
from akwarden.sources.audit.cutting import blocks
from akwarden.sources.audit.held import Readable
from akwarden.sources.audit.ignored import Ignored
from akwarden.sources.audit.pending import MOST_RECORDS


@dataclass
class Cuts:
    """What came out of a file."""

    blocks: list[RecordBlock] = field(default_factory=list)
    dead: list[DeadLetter] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)

    @property
    def records(self) -> list[bytes]:
        """Give all records in their order."""
        return [record for block in self.blocks for record in block.records]

    @property
    def lines(self) -> list[int]:
        """Give the line of each."""
        return [line for block in self.blocks for line in block.lines]

    @property
    def offsets(self) -> list[int]:
        """Give the offset of each."""
        return [offset for block in self.blocks for offset in block.offsets]

    @property
    def reasons(self) -> list[str]:
        """Give why each dead letter is one."""
        return [letter.reason for letter in self.dead]


class Dribble:
    """Bytes that come a few at a time, and sometimes not yet."""

    def __init__(self, data: bytes, size: int) -> None:
        self._file = io.BytesIO(data)
        self._size = size
        self._late = False

    def read(self, size: int, /) -> bytes | None:
        """Give a few of them."""
        self._late = not self._late
        return None if self._late else self._file.read(min(size, self._size))


def cut(data: bytes) -> Cuts:
    """Cut a file in memory and check that records lie where they are said to."""
    found = cut_from(io.BytesIO(data))
    check(found, data)
    return found


def cut_from(file: Readable) -> Cuts:
    """Cut a stream."""
    found = Cuts()
    for one in blocks(file, "a.json"):
        match one:
            case RecordBlock():
                assert 0 < len(one.records) == len(one.lines) == len(one.offsets) <= MOST_RECORDS
                found.blocks.append(one)
            case DeadLetter():
                found.dead.append(one)
            case Skipped():
                found.skipped.append(one.reason)
            case Ignored():
                found.ignored.append(one)
    return found


def check(found: Cuts, data: bytes) -> None:
    """Check places: each record stands where it is said to, none twice, and no two things overlap."""
    taken = []
    for record, line, offset in zip(found.records, found.lines, found.offsets, strict=True):
        assert data[offset : offset + len(record)] == record
        assert line == data.count(b"\n", 0, offset) + 1
        taken.append((offset, len(record)))
    for letter in found.dead:
        assert letter.line == data.count(b"\n", 0, letter.offset) + 1
        assert 0 < letter.size <= len(data) - letter.offset
        assert letter.reason
        assert len(letter.text) <= 200
        taken.append((letter.offset, letter.size))
    taken.sort()
    for (start, size), (following, _) in pairwise(taken):
        assert start + size <= following


def rest_of(found: Cuts, data: bytes) -> bytes:
    """Give what is neither a record nor a dead letter."""
    parts, at = [], 0
    places = [(offset, len(record)) for offset, record in zip(found.offsets, found.records, strict=True)]
    for offset, size in sorted(places + [(letter.offset, letter.size) for letter in found.dead]):
        parts.append(data[at:offset])
        at = offset + size
    return b"".join([*parts, data[at:]])
