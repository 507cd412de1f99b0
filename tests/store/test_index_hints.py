from contextlib import closing
from pathlib import Path

from sqlalchemy import Column, MetaData, Table, Text, select
from sqlalchemy.dialects import postgresql

from akwarden.store.migration import open_state

ONE = Table("one", MetaData(), Column("id", Text))
HINTED = select(ONE.c.id).with_hint(ONE, "INDEXED BY ix_one", "sqlite")


def test_sqlite_is_told_which_index_serves_a_statement(tmp_path: Path) -> None:
    with closing(open_state(tmp_path / "home", None)) as state:
        said = str(HINTED.compile(state.engine))

    assert said.endswith("FROM one INDEXED BY ix_one")


def test_another_database_is_not() -> None:
    assert "INDEXED" not in str(HINTED.compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
