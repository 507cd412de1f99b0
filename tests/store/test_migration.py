from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from tests.store.databases import postgresql, state

from akwarden.errors import SettingsError, StateError
from akwarden.store.migration import HEAD, open_state
from akwarden.store.state import State
from akwarden.store.tables import METADATA

__all__ = ["postgresql", "state"]


def test_the_steps_lead_to_the_tables_that_the_code_has(state: State) -> None:
    with state.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), METADATA)

    assert differences == []


def test_a_database_that_is_current_is_left_alone(tmp_path: Path) -> None:
    open_state(tmp_path, None).close()
    before = (tmp_path / "state.db").read_bytes()

    open_state(tmp_path, None).close()

    assert (tmp_path / "state.db").read_bytes() == before


def test_a_database_of_a_newer_akwarden_is_refused(state: State, tmp_path: Path) -> None:
    with state.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    url = (
        None
        if state.is_sqlite
        else state.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    )

    with pytest.raises(StateError, match="newer akwarden") as refused:
        open_state(tmp_path / "home", url)

    assert HEAD in str(refused.value.why)


def test_another_kind_of_database_is_refused_and_its_password_not_shown() -> None:
    with pytest.raises(SettingsError) as refused:
        open_state(Path("/nonexistent"), "mysql://someone:" + "hush" * 3 + "@host/db")

    assert "mysql" in refused.value.what
    assert "hush" not in f"{refused.value.what} {refused.value.why} {refused.value.mend}"
