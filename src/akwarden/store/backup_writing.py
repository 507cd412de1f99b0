"""Writes a backup: all rows of one moment, in bounded memory, into a file that appears once it is whole."""

import gzip
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec
from sqlalchemy import BigInteger, Connection, func, select, type_coerce

from akwarden import __version__
from akwarden.errors import BackupError
from akwarden.store.backup_form import LONGEST_LINE, Codec, Header, Trailer, codecs
from akwarden.store.migration import HEAD
from akwarden.store.moment import Moment

_BATCH = 50
"""Rows in memory at a time: a sealed secret may have a mebibyte."""
_LEVEL = 6


def write(connection: Connection, path: Path, now: datetime) -> Header:
    """Write what `connection`, which sees one moment of the database, holds; return what was written.

    Raises BackupError when something is at `path` or it can't be written.
    """
    tables = codecs()
    header = Header(akwarden=__version__, step=HEAD, made_at=now, counts=_counts(connection, tables))
    with (
        _new_file(path) as file,
        gzip.GzipFile(fileobj=file, mode="wb", mtime=0, compresslevel=_LEVEL) as out,
    ):
        digest = hashlib.sha256()
        for line in _lines(connection, header, tables):
            digest.update(line)
            out.write(line)
        out.write(_line(Trailer(digest.hexdigest())))
    return header


def _counts(connection: Connection, tables: list[Codec]) -> dict[str, int]:
    return {
        codec.section.table: connection.execute(select(func.count()).select_from(codec.table)).scalar_one()
        for codec in tables
    }


def _lines(connection: Connection, header: Header, tables: list[Codec]) -> Iterator[bytes]:
    """Yield every line but the trailer."""
    yield _line(header)
    for codec in tables:
        yield _line(codec.section)
        # Times as the numbers that they are: one that no calendar knows is kept too.
        columns = [
            type_coerce(column, BigInteger).label(column.name) if isinstance(column.type, Moment) else column
            for column in codec.table.columns
        ]
        query = select(*columns).order_by(*codec.table.primary_key.columns)
        with connection.execute(query, execution_options={"yield_per": _BATCH}) as rows:
            for row in rows:
                yield _line(codec.cells(row))


def _line(value: object) -> bytes:
    line = msgspec.json.encode(value) + b"\n"
    if len(line) > LONGEST_LINE:
        raise BackupError(f"a row has more than {LONGEST_LINE >> 20} MiB and fits into no backup")
    return line


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    """Give a file of its owner alone that takes the name `path` and is on the disk when the block ends."""
    if os.path.lexists(path):
        raise BackupError(f"{path} is there already", mend="give another name; no backup is overwritten")
    part = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    try:
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise BackupError(
            f"{path} can't be written",
            why=error.strerror,
            mend="give a file in a folder that you may write to",
        ) from error
