"""Backups for tests: states with rows in every table, their rows as they are, and lines to edit."""

import gzip
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from sqlalchemy import Boolean, Column, Connection, Integer, LargeBinary, insert, select

from akwarden.store import backup_restoring, backup_writing
from akwarden.store.backup_reading import opened
from akwarden.store.moment import Moment
from akwarden.store.state import State
from akwarden.store.tables import METADATA

NOW = datetime(2026, 11, 29, 12, 30, tzinfo=UTC)
ROWS = 3

Dump = dict[str, list[tuple[object, ...]]]


def fill(state: State) -> None:
    """Put some rows into every table, each column with what it can hold, NULLs too."""
    with state.writing() as connection:
        for table in METADATA.sorted_tables:
            rows = [{c.name: _value(c, number) for c in table.columns} for number in range(1, ROWS + 1)]
            connection.execute(insert(table), rows)


def _value(column: Column[object], number: int) -> object:
    """Give a value; a column that points at another one has the value of that."""
    for key in column.foreign_keys:
        return _value(key.column, number)
    if column.nullable and number == 2:
        return None
    match column.type:
        case LargeBinary():
            return bytes(range(256)) * number
        case Moment():
            return NOW + timedelta(days=number, milliseconds=number)
        case Boolean():
            return number % 2 == 0
        case Integer():
            return number
        case _:
            return f"{column.name} {number} é中\U0001f511\n\t\"'\\"


def dump(state: State) -> Dump:
    """Give every row of every table."""
    with state.reading() as connection:
        return {table.name: list(_rows(connection, table.name)) for table in METADATA.sorted_tables}


def _rows(connection: Connection, name: str) -> Iterator[tuple[object, ...]]:
    table = METADATA.tables[name]
    for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
        yield tuple(row)


def save(state: State, path: Path) -> Path:
    """Write a backup."""
    with state.reading() as connection:
        backup_writing.write(connection, path, NOW)
    return path


def put_back(state: State, path: Path) -> None:
    """Restore a backup into an empty state."""
    with opened(path) as backup:
        verified = backup.verify()
        with state.writing() as connection:
            backup_restoring.insert_rows(connection, backup.rows(verified))


def lines(path: Path) -> list[bytes]:
    """Give the lines of a backup without its trailer."""
    return gzip.decompress(path.read_bytes()).splitlines(keepends=True)[:-1]


def forge(path: Path, content: list[bytes]) -> Path:
    """Write these lines with the digest that fits them, as one would who knows the form."""
    whole = b"".join(content)
    trailer = msgspec.json.encode({"sha256": hashlib.sha256(whole).hexdigest()})
    path.write_bytes(gzip.compress(whole + trailer + b"\n"))
    return path
