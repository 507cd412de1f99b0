"""Reads a backup: the whole of it before anything is done with it, then once more, in bounded memory.

The rules that this module enforces:

- Every line, every row and the digest at the end are as `backup_form` says; nothing stands behind it.
- Rows are counted, tables are all there and in their order. A row fits its table.
- What is restored is what was verified: the second reading has to give the same digest as the first.
"""

import gzip
import hashlib
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeVar

import msgspec
from sqlalchemy import Table

from akwarden.errors import BackupError
from akwarden.store.backup_form import LONGEST_LINE, Cell, Codec, Header, Section, Trailer, Value, codecs
from akwarden.store.migration import HEAD

MAGIC = b"\x1f\x8b"
"""What a backup begins with."""

_Shape = TypeVar("_Shape")
_cells = msgspec.json.Decoder(list[Cell])


class Row(msgspec.Struct, frozen=True):
    """One row, and the table that it belongs to."""

    table: Table
    """The table."""
    values: dict[str, Value]
    """What the database takes."""


class Verified(msgspec.Struct, frozen=True):
    """A backup that is whole."""

    header: Header
    """What it says of itself."""
    sha256: str
    """The digest of its lines."""


class Backup:
    """An open backup file; what takes its name later is not looked at."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        """Take the file."""
        self._file = file
        self.path = path

    def is_gzip(self) -> bool:
        """Say whether it begins as a backup does."""
        self._file.seek(0, os.SEEK_SET)
        return self._file.read(len(MAGIC)) == MAGIC

    def verify(self) -> Verified:
        """Read all of it; raises BackupError when it is not whole, not ours, or of a newer akwarden."""
        reading = _Reading(self._file, self.path)
        for _ in reading.rows():
            pass
        return Verified(reading.header, reading.sha256)

    def rows(self, verified: Verified) -> Iterator[Row]:
        """Yield the rows again; raises BackupError at the end when they are not those that were verified."""
        reading = _Reading(self._file, self.path)
        yield from reading.rows()
        if reading.sha256 != verified.sha256:
            raise BackupError(f"{self.path} was changed while it was read")


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Give the backup at `path`; raises BackupError when it can't be read."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupError(
            f"{path} can't be read", why=error.strerror, mend="give the file of a backup"
        ) from error
    with file:
        yield Backup(file, path)


class _Reading:
    """One walk through the file."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._file = file
        self._path = path
        self._digest = hashlib.sha256()
        self.sha256 = ""
        self.header: Header

    def rows(self) -> Iterator[Row]:
        """Yield every row; the walk is whole only when it came to its end."""
        try:
            self._file.seek(0, os.SEEK_SET)
            with gzip.GzipFile(fileobj=self._file, mode="rb") as lines:
                yield from self._walk(lines)
        except (EOFError, zlib.error) as error:
            raise self._broken("it was cut short or changed") from error
        except OSError as error:
            why = "it is no backup" if isinstance(error, gzip.BadGzipFile) else error.strerror
            raise self._broken(why) from error

    def _walk(self, lines: gzip.GzipFile) -> Iterator[Row]:
        self.header = self._header(self._line(lines))
        for codec in codecs():
            section = self._parsed(self._line(lines), Section)
            if section != codec.section:
                raise self._broken(f"the rows of {codec.table.name} are not where they belong")
            for _ in range(self.header.counts.get(codec.table.name, 0)):
                yield Row(codec.table, self._row(codec, self._line(lines)))
        digest = self._digest.hexdigest()  # without the trailer, which is read next
        if self._parsed(self._line(lines), Trailer).sha256 != digest:
            raise self._broken("it was changed: its digest is another")
        if lines.read(1):
            raise self._broken("something stands behind its end")
        self.sha256 = digest

    def _line(self, lines: gzip.GzipFile) -> bytes:
        line = lines.readline(LONGEST_LINE + 1)
        if not line.endswith(b"\n"):
            raise self._broken("a line is too long" if len(line) > LONGEST_LINE else "it was cut short")
        self._digest.update(line)
        return line

    def _header(self, line: bytes) -> Header:
        header = self._parsed(line, Header)
        if header.step != HEAD:
            raise BackupError(
                f"{self._path} comes from another akwarden, {header.akwarden}",
                why=f"its tables are those of step {header.step}, and this one knows {HEAD}",
                mend="restore it with that version, then update",
            )
        if set(header.counts) != {codec.table.name for codec in codecs()} or min(header.counts.values()) < 0:
            raise self._broken("its tables are not those that its step has")
        return header

    def _row(self, codec: Codec, line: bytes) -> dict[str, Value]:
        try:
            return codec.values(_cells.decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise self._broken("a line is no row") from error

    def _parsed(self, line: bytes, shape: type[_Shape]) -> _Shape:
        try:
            return msgspec.json.decode(line, type=shape)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise self._broken("it is no backup, or was changed") from error

    def _broken(self, why: str | None) -> BackupError:
        return BackupError(
            f"{self._path} is not a whole backup of akwarden", why=why, mend="give another backup"
        )
