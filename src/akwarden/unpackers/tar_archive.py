"""tar: members one after the other, each behind a header block of 512 bytes.

The header's grammar is read by `tarfile`; the walk over the headers is ours, because that of `tarfile`

- ends without a word at the first damaged header, and loses what follows;
- reads extended headers whole, however large, and keeps every member it saw;
- fills the holes of sparse files with zeros, up to any size a header claims.

So here a damaged header is reported and the next good one is looked for, an oversized extended header is
passed over, and a sparse file is handed on without its holes. Links, devices and folders hold no bytes.
"""

import os
import tarfile
from collections.abc import Iterator
from typing import BinaryIO, Final

from akwarden.model.artifact import Skipped
from akwarden.unpackers.budget import Budget, in_words
from akwarden.unpackers.inflate import truncated
from akwarden.unpackers.label import readable
from akwarden.unpackers.protocol import Member, reason
from akwarden.unpackers.tar_header import BLOCK, Extension, next_header, padded, sparse_blocks
from akwarden.unpackers.window import Stretch, windowed

_MAGIC_AT: Final = 257
_MAGICS: Final = (b"ustar\0", b"ustar  \0")
_LARGEST_EXTENSION: Final = 1 << 20
_EXTENSIONS: Final = (
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)
_NO_BYTES: Final = (
    tarfile.LNKTYPE,
    tarfile.SYMTYPE,
    tarfile.CHRTYPE,
    tarfile.BLKTYPE,
    tarfile.DIRTYPE,
    tarfile.FIFOTYPE,
)


class TarArchive:
    """Opens tar archives of the POSIX and GNU kinds; the older kind has no magic and is never detected."""

    name = "tar"
    stream = False

    def detect(self, head: bytes) -> bool:
        """Says whether the first header carries one of the two magics."""
        return head.startswith(_MAGICS, _MAGIC_AT)

    def open(self, file: BinaryIO, budget: Budget) -> Iterator[Member | Skipped]:
        """Yields the files inside, as windows on the archive."""
        return _Reading(file, budget).members()


class _Reading:
    """One pass over one archive."""

    def __init__(self, file: BinaryIO, budget: Budget) -> None:
        self._file = file
        self._budget = budget
        self._end = file.seek(0, os.SEEK_END)
        self._position = 0
        self._extension = Extension()
        self._end_known = False

    def members(self) -> Iterator[Member | Skipped]:
        while self._position < self._end:
            self._budget.check_time()
            header = self._header()
            if header is None:
                yield from self._look_further()
            elif header.type in _EXTENSIONS:
                yield from self._extend(header)
            else:
                yield from self._member(header)
        if not self._end_known:
            yield Skipped("", "truncated, it seems: the mark of its end is missing")

    def _header(self) -> tarfile.TarInfo | None:
        self._file.seek(self._position)
        try:
            header = tarfile.TarInfo.frombuf(self._file.read(BLOCK), "utf-8", "surrogateescape")
        except (tarfile.TarError, ValueError):
            return None
        return header if header.size >= 0 else None

    def _look_further(self) -> Iterator[Skipped]:
        """Goes on at the next good header; only zeros may lie between, as they do at an archive's end."""
        start, lost = self._position, False
        while self._position < self._end:
            found = next_header(self._file, self._position, self._budget.check_time)
            lost = lost or not found.zeros
            # A file that grew shorter since, or whose disk failed, gives no bytes: there is nothing further.
            self._position = self._end if found.position == self._position else found.position
            if self._header() is not None:
                break
        self._extension = Extension()
        self._end_known = True
        if lost:
            size = in_words(self._position - start)
            yield Skipped("", f"damaged or not tar: {size} from byte {start:,} on were not read")

    def _extend(self, header: tarfile.TarInfo) -> Iterator[Skipped]:
        start = self._position + BLOCK
        self._position = start + padded(header.size)
        if start + header.size > self._end:
            self._end_known = True
            yield Skipped("", f"{reason(truncated())}; an extended header is cut off")
        elif header.size > _LARGEST_EXTENSION:
            yield Skipped("", f"an extended header of {in_words(header.size)} was passed over")
        elif header.type == tarfile.GNUTYPE_LONGNAME:
            self._extension.read_gnu_name(self._file.read(header.size))
        elif header.type in (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE):
            self._extension.read_pax(self._file.read(header.size))

    def _member(self, header: tarfile.TarInfo) -> Iterator[Member | Skipped]:
        self._budget.count_member()
        self._end_known = False
        extension, self._extension = self._extension, Extension()
        start = self._position + BLOCK
        if header.type == tarfile.GNUTYPE_SPARSE:
            start += BLOCK * sparse_blocks(self._file, self._position, self._budget.check_time)
        if header.type in _NO_BYTES:
            self._position = start
            return
        claimed = header.size if extension.size is None else extension.size
        self._position = start + padded(claimed)
        self._end_known = start + claimed > self._end
        stretch = Stretch(start, claimed, self._end)
        yield from windowed(_label(header, extension), self._file, stretch, self._budget)


def _label(header: tarfile.TarInfo, extension: Extension) -> str:
    if extension.name is not None:
        return readable(extension.name)
    return readable(header.name.encode("utf-8", "surrogateescape"))
