"""Brings the state database to the tables that this akwarden knows, step by step, when it is opened."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from akwarden.errors import StateError
from akwarden.store.state import State, open_engine

HEAD: Final = "0001"
"""The last step; the database says which it has taken."""

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x616B77
"""The number by which servers that start at once wait for each other on PostgreSQL."""


def open_state(home: Path, url: str | None) -> State:
    """Return the state at `url`, else that of the home folder, with all its tables.

    Raises StateError when it can't be opened or a newer akwarden wrote it, SettingsError for a wrong address.
    """
    state = open_engine(home, url)
    try:
        with state.reading() as connection:
            revision = revision_of(connection)
        if revision != HEAD:
            with state.writing() as connection:
                upgrade(connection, state.place)
    except BaseException:
        state.close()
        raise
    return state


def upgrade(connection: Connection, place: str) -> None:
    """Take the steps that are missing, in the transaction of `connection`.

    Raises StateError for a database of a newer akwarden.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
    # Slow to import, and needed once a version.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    revision = revision_of(connection)
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise StateError(
            f"{place} was written by a newer akwarden",
            why=f"its tables are those of step {revision}, and this one knows up to {HEAD}",
            mend="install the newer version",
        )
    command.upgrade(config, HEAD)


def revision_of(connection: Connection) -> str | None:
    """Return the step that the database has taken, or None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found
