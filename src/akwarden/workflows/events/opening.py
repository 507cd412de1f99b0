"""Opens the lake of a home, and its events as a table."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from akwarden.store.lake.lake import Lake
from akwarden.store.state import State

if TYPE_CHECKING:
    import ibis.expr.types as ir

LAKE_NAME = "AKWARDEN_LAKE"
"""Names a folder that several servers share; without it the lake lies in the home."""
FOLDER = "events"
_SPILL = ".spill"
"""Where answers go that are too large for the memory; gone when the command ends."""


def open_lake(state: State, home: Path, env: Mapping[str, str]) -> Lake:
    """Return the lake that belongs to a state; nothing is made before something is imported."""
    return Lake(state, Path(env[LAKE_NAME]) if env.get(LAKE_NAME) else home / FOLDER)


def events_of(lake: Lake) -> "ir.Table":
    """Return all events of this moment, by `LAKE_SCHEMA`."""
    # Half a second to load, and not needed to import or pull.
    from akwarden.store.lake.engine import duckdb_table  # noqa: PLC0415

    return duckdb_table([file.path for file in lake.files()], spill=lake.folder / _SPILL)
