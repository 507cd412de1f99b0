import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from tests.store.databases import postgresql, state
from tests.store.rows import add_account

from akwarden.store.inventory.change import Change
from akwarden.store.inventory.sets import delete_rows, merge_set
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.store.tables import user_groups

__all__ = ["postgresql", "state"]

_Names = dict[str, str]


def _rows(names: _Names) -> list[dict[str, object]]:
    return [{"cloud_id": key, "name": name, "note": "", "created_at": None} for key, name in names.items()]


def test_rows_become_those_that_were_listed(state: State) -> None:
    with state.writing() as connection:
        account, other = add_account(connection), add_account(connection, "other")
        merge_set(connection, user_groups, other, _rows({"1": "theirs"}), by=("cloud_id",))
        merge_set(connection, user_groups, account, _rows({"1": "a", "2": "b"}), by=("cloud_id",))

        change = merge_set(connection, user_groups, account, _rows({"2": "B", "3": "c"}), by=("cloud_id",))

        query = select(user_groups.c.cloud_id, user_groups.c.name).where(user_groups.c.account_id == account)
        assert {row[0]: row[1] for row in connection.execute(query)} == {"2": "B", "3": "c"}
        assert len(connection.execute(select(user_groups)).all()) == 3
    assert change == Change(added=1, changed=1, gone=1)


def test_a_row_that_is_listed_twice_counts_once(state: State) -> None:
    with state.writing() as connection:
        rows = _rows({"1": "a"}) * 2

        change = merge_set(connection, user_groups, add_account(connection), rows, by=("cloud_id",))

    assert change == Change(added=1)


def test_more_rows_than_a_statement_holds_are_deleted(state: State) -> None:
    with state.writing() as connection:
        account = add_account(connection)
        merge_set(
            connection, user_groups, account, _rows({str(n): "x" for n in range(1234)}), by=("cloud_id",)
        )

        delete_rows(connection, user_groups, connection.execute(select(user_groups.c.id)).scalars().all())

        assert connection.execute(select(user_groups)).all() == []


_NAMES = st.dictionaries(st.text("abc", max_size=2), st.text("xy", max_size=1), max_size=6)


@given(first=_NAMES, second=_NAMES)
def test_a_change_tells_exactly_what_differs(
    tmp_path_factory: pytest.TempPathFactory, first: _Names, second: _Names
) -> None:
    opened = open_state(tmp_path_factory.getbasetemp() / "sets", None)
    with opened.writing() as connection:
        account = add_account(connection)
        merge_set(connection, user_groups, account, _rows(first), by=("cloud_id",))

        change = merge_set(connection, user_groups, account, _rows(second), by=("cloud_id",))
        again = merge_set(connection, user_groups, account, _rows(second), by=("cloud_id",))
        connection.rollback()
    opened.close()

    both = first.keys() & second.keys()
    assert change == Change(
        added=len(second.keys() - both),
        changed=sum(first[key] != second[key] for key in both),
        gone=len(first.keys() - both),
    )
    assert not again
