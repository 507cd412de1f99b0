"""zip, and all that is zip inside: jar, war, apk, ipa, office documents.

The directory is read by us, and not by `zipfile`, because that

- refuses the whole archive for one entry with a broken name, an odd version or a damaged extra field;
- loads the directory whole, millions of entries of it if need be;
- opens nothing when the end of the archive is missing.

So here each entry stands for itself, and an archive without its end is read by the headers before its
members. What an entry claims is never trusted: sizes only tell when a member is not what it should be, and an
entry that is the same as an earlier one but for its name is not read again.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from akwarden.model.artifact import Skipped
from akwarden.unpackers import inflate
from akwarden.unpackers.budget import Budget, in_words
from akwarden.unpackers.inflate import mismatch, truncated
from akwarden.unpackers.protocol import Member, MemberError, reason
from akwarden.unpackers.spool import spooled
from akwarden.unpackers.window import Stretch, windowed
from akwarden.unpackers.zip_directory import (
    LOCAL,
    Entry,
    central_entries,
    data_start,
    end_of,
    find_directory,
    find_local,
    local_entry,
)

_MAGICS: Final = (LOCAL, b"PK\x05\x06", b"PK\x07\x08PK", b"PK00PK")
_STORED: Final = 0
_METHODS: Final = {
    1: "shrink", 6: "implode", 9: "deflate64", 93: "zstandard", 94: "mp3", 95: "xz", 96: "jpeg",
    97: "wavpack", 98: "ppmd",
}  # fmt: skip
_NO_DIRECTORY: Final = "truncated or damaged: no directory at its end; members were looked for one by one"
_LZMA_VERSION_BYTES: Final = 2
_LZMA_PROPERTIES: Final = struct.Struct("<HBI")
_LARGEST_DICTIONARY: Final = 64 << 20
_ENDLESS: Final = 1 << 63


class ZipArchive:
    """Opens zip archives that begin with a member, or are empty."""

    name = "zip"
    stream = False

    def detect(self, head: bytes) -> bool:
        """Says whether this begins with a member's header, or as an empty or a split archive does."""
        return head.startswith(_MAGICS)

    def open(self, file: BinaryIO, budget: Budget) -> Iterator[Member | Skipped]:
        """Yields the files inside, in the order of the directory."""
        return _Reading(file, budget).members()


class _Reading:
    """One pass over one archive."""

    def __init__(self, file: BinaryIO, budget: Budget) -> None:
        self._file = file
        self._budget = budget
        self._end = end_of(file)
        self._seen: set[tuple[int, int, int | None]] = set()
        self._furthest = 0

    def members(self) -> Iterator[Member | Skipped]:
        directory = find_directory(self._file, self._end)
        if directory is None:
            yield Skipped("", _NO_DIRECTORY)
        else:
            try:
                for entry in central_entries(self._file, directory):
                    yield from self._member(entry)
            except MemberError as error:
                yield Skipped("", f"{reason(error)}; further members were looked for one by one")
            else:
                return
        yield from self._without_directory()

    def _without_directory(self) -> Iterator[Member | Skipped]:
        """Yields what stands behind any local header, from the end of the last known member on."""
        position = find_local(self._file, self._furthest, self._budget.check_time)
        while position is not None:
            self._furthest = position + len(LOCAL)
            entry = local_entry(self._file, position)
            if entry is not None:
                yield from self._member(entry)
            position = find_local(self._file, self._furthest, self._budget.check_time)

    def _member(self, entry: Entry) -> Iterator[Member | Skipped]:
        self._budget.count_member()
        identity = (entry.header, entry.method, entry.packed)
        if entry.holds_nothing or identity in self._seen:
            return
        self._seen.add(identity)
        try:
            start = data_start(self._file, entry)
            self._known(start, entry.packed or 0)
            yield from self._content(entry, start)
        except MemberError as error:
            yield Skipped(entry.label, reason(error))

    def _known(self, start: int, size: int) -> None:
        """Keep in mind where to look for further headers; a claim beyond the end of the file is ignored."""
        stop = start + size if start + size <= self._end else min(start, self._end)
        self._furthest = max(self._furthest, stop)

    def _content(self, entry: Entry, start: int) -> Iterator[Member | Skipped]:
        if entry.encrypted:
            raise MemberError("encrypted", why="it can't be read without its password")
        if entry.method == _STORED and entry.packed is not None:
            stretch = Stretch(start, entry.packed, self._end, entry.crc)
            yield from windowed(entry.label, self._file, stretch, self._budget)
            return
        stop = self._end if entry.packed is None else min(self._end, start + entry.packed)
        self._file.seek(min(start, self._end))
        blocks = _checked(_decoded(self._reader(stop), entry), entry)
        most = self._budget.limits.max_member_bytes
        yield from spooled(entry.label, blocks, self._budget, most=most)

    def _reader(self, stop: int) -> Callable[[int], bytes]:
        """Gives a `read` that ends at `stop`."""
        left = max(0, stop - self._file.tell())

        def read(size: int) -> bytes:
            nonlocal left
            self._budget.check_time()
            data = self._file.read(min(size, left))
            left -= len(data)
            return data

        return read


def _decoded(read: Callable[[int], bytes], entry: Entry) -> Iterator[bytes]:
    """Gives the bytes that come out of a member, or raises when there is no way to them."""
    match entry.method:
        case _ if entry.method == _STORED:
            raise MemberError("not read", why="its size is not known")
        case 8:
            return inflate.inflate(read, inflate.RAW)
        case 12:
            return _bzip2(read)
        case 14:
            return _lzma(read, entry.size if entry.size_ends_it else None)
        case method:
            words = f"method {method}, {_METHODS.get(method, 'unknown')}"
            raise MemberError("not read", why=f"its compression ({words}) is not supported")


def _checked(blocks: Iterator[bytes], entry: Entry) -> Iterator[bytes]:
    """Yields the blocks, then raises `MemberError` when together they are not what the entry says."""
    crc = size = 0
    for block in blocks:
        yield block
        crc = zlib.crc32(block, crc)
        size += len(block)
    if entry.size is not None and size < entry.size:
        raise truncated()
    if entry.crc is not None and crc != entry.crc:
        raise mismatch()


def _bzip2(read: Callable[[int], bytes]) -> Iterator[bytes]:
    # Lazy: a Python may be built without bz2, and few archives use it.
    import bz2  # noqa: PLC0415

    yield from inflate.decode(read, bz2.BZ2Decompressor())


def _lzma(read: Callable[[int], bytes], size: int | None) -> Iterator[bytes]:
    # Lazy: a Python may be built without lzma, and few archives use it.
    import lzma  # noqa: PLC0415

    read(_LZMA_VERSION_BYTES)
    properties = read(_LZMA_PROPERTIES.size)
    if len(properties) < _LZMA_PROPERTIES.size:
        raise truncated()
    _, code, dictionary = _LZMA_PROPERTIES.unpack(properties)
    if dictionary > _LARGEST_DICTIONARY:
        raise MemberError("not read", why=f"it needs a dictionary of {in_words(dictionary)} to open")
    model = {"id": lzma.FILTER_LZMA1, "lc": code % 9, "lp": code // 9 % 5, "pb": code // 45}
    decoder = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[{**model, "dict_size": dictionary}])
    left = _ENDLESS if size is None else size
    for block in inflate.decode(read, decoder):
        yield block[:left]
        left -= min(left, len(block))
