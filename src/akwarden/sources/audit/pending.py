"""Collects records until they make a block."""

from collections.abc import Iterator, Sequence
from typing import Final

from akwarden.model.audit_record import RecordBlock

MOST_RECORDS: Final = 2000
MOST_BYTES: Final = 4 << 20
"""A block ends before it holds more, unless it is one large record."""


class Pending:
    """The records of one file that are not handed on yet."""

    def __init__(self, vpath: str) -> None:
        """Take the place of the file."""
        self._vpath = vpath
        self._start()
        self.count = 0
        """How many records there were in all."""

    def _start(self) -> None:
        self._records: list[bytes] = []
        self._lines: list[int] = []
        self._offsets: list[int] = []
        self._size = 0

    def add(self, record: bytes, line: int, offset: int) -> Iterator[RecordBlock]:
        """Take one record; yield a block when it is full."""
        if self._size + len(record) > MOST_BYTES:
            yield from self.flush()
        self._records.append(record)
        self._lines.append(line)
        self._offsets.append(offset)
        self._size += len(record)
        self.count += 1
        if len(self._records) >= MOST_RECORDS:
            yield from self.flush()

    def extend(
        self, records: Sequence[bytes], lines: Sequence[int], offsets: Sequence[int], size: int
    ) -> Iterator[RecordBlock]:
        """Take several, which are `size` bytes and far less than a block of them."""
        if self._size + size > MOST_BYTES:
            yield from self.flush()
        room = MOST_RECORDS - len(self._records)
        self._take(records[:room], lines[:room], offsets[:room])
        self._size += size
        while len(self._records) >= MOST_RECORDS:
            yield from self.flush()
            rest = slice(room, room + MOST_RECORDS)
            self._take(records[rest], lines[rest], offsets[rest])
            room += MOST_RECORDS
        self.count += len(records)

    def _take(self, records: Sequence[bytes], lines: Sequence[int], offsets: Sequence[int]) -> None:
        self._records.extend(records)
        self._lines.extend(lines)
        self._offsets.extend(offsets)

    def flush(self) -> Iterator[RecordBlock]:
        """Yield what there is as a block, if anything."""
        if self._records:
            block = RecordBlock(self._vpath, self._records, self._lines, self._offsets)
            self._start()
            yield block
