from contextlib import closing
from pathlib import Path

from sqlalchemy import select, text
from tests.store import rows
from tests.store.databases import postgresql
from tests.store.postgresql import Server

from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.store.tables import accounts

__all__ = ["postgresql"]


def opened(url: str) -> "closing[State]":
    return closing(open_state(Path("/nonexistent"), url))


def test_what_a_test_leaves_is_not_there_for_the_next_one(postgresql: Server) -> None:
    numbers = []
    for _ in range(2):
        with postgresql.migrated() as url, opened(url) as state:
            with state.reading() as connection:
                assert connection.execute(select(accounts)).all() == []
            with state.writing() as connection:
                numbers.append((url, rows.add_account(connection)))

    assert numbers[0] == numbers[1]


def test_a_database_with_other_tables_is_nobodys_next_one(postgresql: Server) -> None:
    with postgresql.migrated() as first, opened(first) as state, state.writing() as connection:
        connection.execute(text("CREATE TABLE another (id INTEGER)"))

    with postgresql.migrated() as second:
        assert second != first


def test_a_database_that_somebody_still_uses_is_nobodys_next_one(postgresql: Server) -> None:
    with postgresql.migrated() as first:
        left = open_state(Path("/nonexistent"), first)
        with left.reading() as connection:
            connection.execute(select(accounts))

    with closing(left), postgresql.migrated() as second:
        assert second != first
