from tests.store.databases import postgresql, state
from tests.store.rows import NOW, ago

from akwarden.store import people
from akwarden.store.state import State

__all__ = ["postgresql", "state"]


def test_who_left_is_kept_and_kept_otherwise(state: State) -> None:
    with state.writing() as connection:
        people.keep(connection, {"Li Wei": None, "钱峰": ago(3)}, NOW)
        people.keep(connection, {"Li Wei": ago(1)}, NOW)

    with state.reading() as connection:
        assert people.known(connection) == {"Li Wei": ago(1), "钱峰": ago(3)}


def test_more_people_than_a_statement_holds_are_kept(state: State) -> None:
    many = {f"person {number}": None for number in range(1200)}

    with state.writing() as connection:
        people.keep(connection, many, NOW)
        people.keep(connection, many, NOW)

    with state.reading() as connection:
        assert people.known(connection) == many
