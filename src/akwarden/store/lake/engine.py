"""The lake as a table of DuckDB, for Ibis expressions on this machine."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import ibis

from akwarden.store.lake.schema import LAKE_SCHEMA

MEMORY: Final = "1GB"
THREADS: Final = 2
_NAME: Final = "events"
_PATTERN: Final = re.compile(r"[\[*?]")


def duckdb_table(
    files: Sequence[Path], *, memory: str = MEMORY, threads: int = THREADS, spill: Path | None = None
) -> ibis.Table:
    """Return the events of these files, by `LAKE_SCHEMA`; without files a table without rows.

    Nothing is read before an expression over it is executed, and then only the columns that it needs. The
    files are those of `Lake.files`, and stay for an hour when they are replaced. What does not fit into the
    memory goes to the folder `spill`, and without one is an error. DuckDB loads no extension from anywhere.
    """
    connection = ibis.duckdb.connect(
        memory_limit=memory,
        threads=threads,
        autoinstall_known_extensions=False,
        autoload_known_extensions=False,
        # Never the working folder, which is its default: what is spilled holds key ids and addresses.
        temp_directory=str(spill) if spill else "",
    )
    if not files:
        connection.con.register(_NAME, LAKE_SCHEMA.empty_table())
        return connection.table(_NAME)
    return connection.read_parquet([quoted(path) for path in files], table_name=_NAME)


def quoted(path: Path) -> str:
    """Return a path as DuckDB takes it, which reads patterns."""
    return _PATTERN.sub(lambda matched: f"[{matched[0]}]", str(path))
