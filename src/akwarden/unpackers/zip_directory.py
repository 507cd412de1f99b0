"""Where a zip archive says its members are: in the directory at its end, and once more before each of them.

Both are read entry by entry, never whole, and every length in them is taken as a claim.
"""

import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from akwarden.unpackers.label import printable, readable
from akwarden.unpackers.protocol import MemberError

LOCAL: Final = b"PK\x03\x04"

_CENTRAL: Final = b"PK\x01\x02"
_END: Final = b"PK\x05\x06"
_END64: Final = b"PK\x06\x06"
_AFTER_CENTRAL: Final = (_END, _END64, b"PK\x05\x05")
_LOCATOR64: Final = b"PK\x06\x07"

_LOCAL_HEADER: Final = struct.Struct("<4s5H3I2H")
_CENTRAL_HEADER: Final = struct.Struct("<4s6H3I5H2I")
_END_RECORD: Final = struct.Struct("<4s4H2IH")
_END64_RECORD: Final = struct.Struct("<4sQ2H2I4Q")
_LOCATOR64_RECORD: Final = struct.Struct("<4sIQI")

_LONGEST_COMMENT: Final = 0xFFFF
_TRIES: Final = 64
_CHUNK: Final = 64 << 10
_FIRST_CHUNK: Final = 1 << 10
"""Small, since the next header mostly is near."""
_IN_ZIP64: Final = 0xFFFF_FFFF
_ZIP64_EXTRA: Final = 1

_NOTHING_DEFLATED: Final = 2

_ENCRYPTED: Final = 0x1
_END_MARK: Final = 0x2
_SIZES_FOLLOW: Final = 0x8
_STRONGLY_ENCRYPTED: Final = 0x40
_UTF8_NAME: Final = 0x800
_AES: Final = 99


@dataclass(slots=True)
class Entry:
    """What a header says of one member."""

    label: str
    flags: int
    method: int
    crc: int | None
    """Checksum of what comes out; None when it is not known."""
    packed: int | None
    """Bytes in the archive; None when only the data itself can tell."""
    size: int | None
    """Bytes that come out."""
    header: int
    """Where its local header begins."""

    @property
    def encrypted(self) -> bool:
        """True when a password is needed."""
        return bool(self.flags & (_ENCRYPTED | _STRONGLY_ENCRYPTED)) or self.method == _AES

    @property
    def holds_nothing(self) -> bool:
        """True for a folder; one that has bytes after all is not taken for one."""
        return self.label.endswith("/") and not self.size and (self.packed or 0) <= _NOTHING_DEFLATED

    @property
    def size_ends_it(self) -> bool:
        """True for LZMA data that has no end mark of its own."""
        return not self.flags & _END_MARK


@dataclass(frozen=True, slots=True)
class Directory:
    """The central directory of an archive."""

    start: int
    shift: int
    """What must be added to every offset in it, because something was put before the archive."""


def find_directory(file: BinaryIO, end: int) -> Directory | None:
    """Finds the directory by the record at the end; None when the archive is cut off or damaged there."""
    tail_at = max(0, end - _LONGEST_COMMENT - _END_RECORD.size)
    file.seek(tail_at)
    tail = file.read(end - tail_at)
    at = tail.rfind(_END)
    for _ in range(_TRIES):
        if at < 0:
            return None
        if len(tail) - at >= _END_RECORD.size:
            found = _from_end_record(file, tail_at + at, tail[at : at + _END_RECORD.size])
            if found is not None:
                return found
        at = tail.rfind(_END, 0, at)
    return None


def _from_end_record(file: BinaryIO, at: int, record: bytes) -> Directory | None:
    _, _, _, _, count, size, offset, _ = _END_RECORD.unpack(record)
    if at == 0 and not count:
        return Directory(at, 0)
    sizes = _zip64(file, at)
    if sizes is not None:
        at, size, offset = sizes
    # Most offsets are right as they are; else the directory lies just before its end record.
    for start in (offset, at - size):
        if 0 <= start < at and _read_at(file, start, len(_CENTRAL)) == _CENTRAL:
            return Directory(start, start - offset)
    return None


def _zip64(file: BinaryIO, at: int) -> tuple[int, int, int] | None:
    """Gives where the large end record is, and the directory's size and offset in it."""
    locator_at = at - _LOCATOR64_RECORD.size
    locator = _read_at(file, locator_at, _LOCATOR64_RECORD.size)
    if len(locator) < _LOCATOR64_RECORD.size or not locator.startswith(_LOCATOR64):
        return None
    for start in (_LOCATOR64_RECORD.unpack(locator)[2], locator_at - _END64_RECORD.size):
        record = _read_at(file, start, _END64_RECORD.size)
        if len(record) == _END64_RECORD.size and record.startswith(_END64):
            *_, size, offset = _END64_RECORD.unpack(record)
            return start, size, offset
    return None


def _read_at(file: BinaryIO, start: int, size: int) -> bytes:
    if not 0 <= start < 1 << 63:
        return b""
    file.seek(start)
    return file.read(size)


def central_entries(file: BinaryIO, directory: Directory) -> Iterator[Entry]:
    """Yields what the directory lists, whatever count or size it claims to have.

    Raises `MemberError` where it breaks off. The file may be moved between two entries.
    """
    position = directory.start
    while True:
        fixed = _read_at(file, position, _CENTRAL_HEADER.size)
        if fixed.startswith(_AFTER_CENTRAL):
            return
        if len(fixed) < _CENTRAL_HEADER.size or not fixed.startswith(_CENTRAL):
            raise MemberError("the directory at its end is damaged")
        fields = _CENTRAL_HEADER.unpack(fixed)
        flags, method, crc, packed, size = fields[3], fields[4], fields[7], fields[8], fields[9]
        name_size, extra_size, comment_size, header = fields[10], fields[11], fields[12], fields[16]
        rest = file.read(name_size + extra_size)
        packed, size, header = _large(rest[name_size:], packed, size, header)
        label = _label(rest[:name_size], flags)
        yield Entry(label, flags, method, crc, packed, size, header + directory.shift)
        position += _CENTRAL_HEADER.size + name_size + extra_size + comment_size


def _label(name: bytes, flags: int) -> str:
    return printable(name.decode("utf-8", "backslashreplace")) if flags & _UTF8_NAME else readable(name)


def _large(extra: bytes, packed: int, size: int, header: int = 0) -> tuple[int, int, int]:
    """Gives the three numbers with those that are too large for 32 bits taken from the zip64 extra field."""
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, position)
        if kind == _ZIP64_EXTRA:
            field = extra[position + 4 : position + 4 + length]
            numbers = iter(struct.unpack(f"<{len(field) // 8}Q", field[: len(field) // 8 * 8]))
            size = next(numbers, size) if size == _IN_ZIP64 else size
            packed = next(numbers, packed) if packed == _IN_ZIP64 else packed
            header = next(numbers, header) if header == _IN_ZIP64 else header
            break
        position += 4 + length
    return packed, size, header


def data_start(file: BinaryIO, entry: Entry) -> int:
    """Gives where a member's data begins; raises `MemberError` when no local header is where it should be."""
    fixed = _read_at(file, entry.header, _LOCAL_HEADER.size)
    if len(fixed) < _LOCAL_HEADER.size or not fixed.startswith(LOCAL):
        raise MemberError("its header is missing or damaged")
    fields = _LOCAL_HEADER.unpack(fixed)
    return entry.header + _LOCAL_HEADER.size + int(fields[9]) + int(fields[10])


def find_local(file: BinaryIO, position: int, tick: Callable[[], None]) -> int | None:
    """Finds the next local header at or after this position. `tick` is called now and then."""
    overlap = len(LOCAL) - 1
    file.seek(position)
    before, step = b"", _FIRST_CHUNK
    while chunk := file.read(step):
        tick()
        step = min(2 * step, _CHUNK)
        block = before + chunk
        at = block.find(LOCAL)
        if at >= 0:
            return file.tell() - len(block) + at
        before = block[-overlap:]
    return None


def local_entry(file: BinaryIO, position: int) -> Entry | None:
    """Gives what the local header at this position says, or None when it is cut off."""
    fixed = _read_at(file, position, _LOCAL_HEADER.size)
    if len(fixed) < _LOCAL_HEADER.size:
        return None
    _, _, flags, method, _, _, crc, packed, size, name_size, extra_size = _LOCAL_HEADER.unpack(fixed)
    rest = file.read(name_size + extra_size)
    if len(rest) < name_size + extra_size:
        return None
    label = _label(rest[:name_size], flags)
    if flags & _SIZES_FOLLOW and not packed:
        return Entry(label, flags, method, None, None, None, position)
    packed, size, _ = _large(rest[name_size:], packed, size)
    return Entry(label, flags, method, crc, packed, size, position)


def end_of(file: BinaryIO) -> int:
    """Gives the size of the file."""
    return file.seek(0, os.SEEK_END)
