"""Puts the rows of a backup into the state, in one transaction: all of them, or what was there stays."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from sqlalchemy import Connection, Table, delete, exists, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from akwarden.errors import BackupError
from akwarden.store.audit_log import log
from akwarden.store.backup_reading import Row
from akwarden.store.tables import METADATA, audit_records

_MOST_ROWS = 500
_MOST_BYTES = 4 << 20


def lock(connection: Connection) -> None:
    """Keep others from writing until the transaction ends; on SQLite its beginning did."""
    if connection.dialect.name != "postgresql":
        return
    # In the order in which others take them, the audit log last, so that nobody waits in a circle.
    _lock_tables(connection, [table for table in METADATA.sorted_tables if table is not audit_records])
    log.wait(connection)
    _lock_tables(connection, [audit_records])


def _lock_tables(connection: Connection, tables: list[Table]) -> None:
    names = ", ".join(f'"{table.name}"' for table in tables)
    connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


def is_empty(connection: Connection) -> bool:
    """Say whether no table has a row."""
    return not any(
        connection.execute(select(exists(select(1).select_from(table)))).scalar()
        for table in METADATA.sorted_tables
    )


def clear(connection: Connection) -> None:
    """Delete every row."""
    for table in reversed(METADATA.sorted_tables):
        connection.execute(delete(table))


def insert_rows(connection: Connection, rows: Iterable[Row]) -> None:
    """Insert `rows`, which come in the order in which they depend on each other.

    Raises BackupError when they do not fit together, as no backup of ours does.
    """
    try:
        for name, of_table in groupby(rows, key=lambda row: row.table.name):
            table = METADATA.tables[name]
            for batch in _batches(of_table):
                connection.execute(insert(table), [row.values for row in batch])
    except IntegrityError as error:
        raise BackupError(
            "the rows of the backup do not fit together",
            why="something in it contradicts itself, so it was not made by akwarden",
            mend="give another backup",
        ) from error
    _count_on(connection)


def _count_on(connection: Connection) -> None:
    """Let PostgreSQL number new rows behind those that were restored."""
    if connection.dialect.name != "postgresql":
        return
    for table in METADATA.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        greatest = connection.execute(select(func.max(column))).scalar()
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        connection.execute(select(func.setval(sequence, greatest or 1, greatest is not None)))


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Yield rows together, few enough that they take little memory also where each of them is large."""
    batch: list[Row] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += sum(len(value) for value in row.values.values() if isinstance(value, str | bytes))
        if len(batch) >= _MOST_ROWS or size >= _MOST_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
