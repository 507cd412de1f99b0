"""The form of a backup: gzip over lines of JSON, each line of a bounded length.

    {"schema": "akwarden.backup/1", …}      the header: which step of the tables, how many rows of each
    {"table": "accounts", "columns": […]}   one for each table, in the order in which rows need each other
    [1, "tencent", …]                       a row; bytes as base64, times as milliseconds since 1970
    {"sha256": "…"}                         the trailer: the digest of every byte before it

A row says nothing that depends on the database that it came from.
"""

import base64
import binascii
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta
from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, Table, Text

from akwarden.errors import BackupError
from akwarden.store.moment import Moment
from akwarden.store.tables import METADATA

LONGEST_LINE: Final = 32 << 20
"""Bytes of the longest line that is written or read."""

Cell = str | int | bool | None
"""What a row of a backup holds."""
Value = str | int | bool | bytes | None
"""What a row of the database holds; times are milliseconds."""


class Header(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="schema",
    tag="akwarden.backup/1",
):
    """The first line."""

    akwarden: str
    """The version that wrote it."""
    step: str
    """Which step of the migrations the tables are those of."""
    made_at: Annotated[datetime, Meta(tz=True)]
    """When it was begun: all rows are those of one moment then."""
    counts: dict[str, int]
    """How many rows each table has."""


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The line before the rows of a table."""

    table: str
    """Its name."""
    columns: tuple[str, ...]
    """What each cell of a row is."""


class Trailer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last line."""

    sha256: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
    """SHA-256 of all lines before it, with their ends."""


class Codec:
    """Turns rows of one table into cells and back."""

    def __init__(self, table: Table) -> None:
        """Take the table."""
        self.table = table
        self.section = Section(str(table.name), tuple(str(column.name) for column in table.columns))
        self._columns = list(table.columns)
        self._kinds = [_kind(column) for column in self._columns]

    def cells(self, row: Iterable[Value]) -> list[Cell]:
        """Return a row of the database, its values in the order of the columns, as cells."""
        return [base64.b64encode(value).decode() if isinstance(value, bytes) else value for value in row]

    def values(self, cells: list[Cell]) -> dict[str, Value]:
        """Return the row that the database takes; raises BackupError for one that the table can't hold."""
        if len(cells) != len(self._columns):
            raise self._wrong()
        kept: dict[str, Value] = {}
        for column, take, cell in zip(self._columns, self._kinds, cells, strict=True):
            if cell is None and column.nullable:
                kept[column.name] = None
                continue
            try:
                kept[column.name] = take(cell)
            except (TypeError, ValueError):
                raise self._wrong() from None
        return kept

    def _wrong(self) -> BackupError:
        return BackupError(f"a row of {self.table.name} in the backup is not one that the table can hold")


def codecs() -> list[Codec]:
    """Return one for each table, in the order in which rows depend on each other."""
    return [Codec(table) for table in METADATA.sorted_tables]


def _kind(column: Column[object]) -> Callable[[Cell], Value]:
    """Return what takes a cell of `column`; it raises TypeError or ValueError for another type."""
    kinds: tuple[tuple[type, Callable[[Cell], Value]], ...] = (
        (LargeBinary, _bytes),
        (Boolean, _flag),
        (Moment, _number(63)),
        (BigInteger, _number(63)),
        (Integer, _number(31)),
        (Text, _text),
    )
    for kind, take in kinds:
        if isinstance(column.type, kind):
            return take
    message = f"{column} has a type that no backup holds yet"
    raise TypeError(message)


def _bytes(cell: Cell) -> bytes:
    try:
        return base64.b64decode(_text(cell), validate=True)
    except binascii.Error as error:
        raise ValueError from error


def _flag(cell: Cell) -> bool:
    if not isinstance(cell, bool):
        raise TypeError
    return cell


def _text(cell: Cell) -> str:
    if not isinstance(cell, str):
        raise TypeError
    return cell


def _number(bits: int) -> Callable[[Cell], int]:
    def take(cell: Cell) -> int:
        if isinstance(cell, bool) or not isinstance(cell, int):
            raise TypeError
        if not -(1 << bits) <= cell < 1 << bits:
            raise ValueError
        return cell

    return take
