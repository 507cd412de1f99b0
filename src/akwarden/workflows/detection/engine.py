"""DuckDB for questions that are asked of every batch: each is compiled once, and asked of tables by name.

Making SQL of an Ibis expression as large as the enriched table takes more than a second; asking it of a small
batch takes a fraction of that.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from akwarden.store.lake.engine import MEMORY, THREADS, quoted


class Engine:
    """One connection; for one thread."""

    def __init__(self, memory: str = MEMORY, threads: int = THREADS) -> None:
        """Take how much it may have; it is opened when it is first asked."""
        self._memory, self._threads = memory, threads

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        """Open it. It loads no extension from anywhere and writes nothing to the disk."""
        connection = duckdb.connect(
            config={
                "memory_limit": self._memory,
                "threads": self._threads,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "temp_directory": "",
            }
        )
        connection.execute("SET TimeZone = 'UTC'")
        return connection

    def put(self, name: str, table: pa.Table) -> None:
        """Let a name stand for a table, in the place of what it stood for."""
        self._connection.register(name, table)

    @contextmanager
    def events(self, name: str, files: Sequence[Path], start: datetime, end: datetime) -> Iterator[None]:
        """Let a name stand for the events of these files from a time to before another."""
        relation = self._connection.read_parquet([quoted(path) for path in files])
        kept = relation.filter(f"time >= '{start.isoformat()}' AND time < '{end.isoformat()}'")
        kept.create_view(name, replace=True)
        try:
            yield
        finally:
            self._connection.execute(f'DROP VIEW "{name}"')

    def ask(self, question: str, schema: pa.Schema) -> pa.Table:
        """Return the answer to SQL with the columns and types of a schema."""
        answer: pa.Table = self._connection.sql(question).to_arrow_table()
        return answer.select(schema.names).cast(schema)


def question(expression: ir.Table) -> str:
    """Return an expression over named tables as SQL of DuckDB."""
    return str(ibis.to_sql(expression, dialect="duckdb"))
