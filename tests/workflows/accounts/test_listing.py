import pytest
from sqlalchemy import Connection
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_account, add_blind_spot, ago

from akwarden.errors import AccountError
from akwarden.store import sync_runs
from akwarden.store.account_rows import by_name
from akwarden.store.state import State
from akwarden.store.sync_runs import Counts
from akwarden.workflows.accounts.listing import account_list, named

__all__ = ["postgresql", "state"]


def _ran(connection: Connection, account: int, error: str | None = None) -> None:
    run = sync_runs.begin(connection, account, NOW)
    sync_runs.end(connection, run, Counts(principals=3, keys=2), NOW, error)


def test_an_account_that_was_never_read_has_no_numbers(state: State) -> None:
    with state.writing() as connection:
        add_account(connection, "prod")

        (row,) = account_list(connection)

    assert (row.name, row.source, row.added_at) == ("prod", "env", ago(1))
    assert (row.synced_at, row.principals, row.keys, row.error) == (None, None, None, None)
    assert row.blind_spots == ()


def test_a_failed_run_shows_its_error_and_the_numbers_of_the_last_good_one(state: State) -> None:
    with state.writing() as connection:
        account = add_account(connection, "prod")
        _ran(connection, account)
        _ran(connection, account, "the key does not work")

        (row,) = account_list(connection)

    assert (row.principals, row.keys, row.synced_at) == (3, 2, NOW)
    assert row.error == "the key does not work"


def test_blind_spots_are_listed_with_their_account_alone(state: State) -> None:
    with state.writing() as connection:
        first, _ = add_account(connection, "a"), add_account(connection, "b")
        add_blind_spot(connection, first, "cam:ListUsers", "the users")

        rows = list(account_list(connection))

    assert [(row.name, [spot.right for spot in row.blind_spots]) for row in rows] == [
        ("a", ["cam:ListUsers"]),
        ("b", []),
    ]


def test_accounts_are_named_by_name_or_number_and_each_once(state: State) -> None:
    with state.writing() as connection:
        add_account(connection, "a")
        add_account(connection, "b", number="100000000777")

        assert [one.account.name for one in named(connection, ())] == ["a", "b"]
        assert [one.account.name for one in named(connection, ("b", "a", "b"))] == ["b", "a"]
        assert [one.account.name for one in named(connection, ("100000000777",))] == ["b"]


def test_a_name_goes_before_a_number_that_is_the_same(state: State) -> None:
    with state.writing() as connection:
        add_account(connection, "other", number="100000000777")
        add_account(connection, "100000000777")

        found = by_name(connection, "100000000777")

    assert found is not None
    assert found.account.name == "100000000777"


def test_an_unknown_account_is_named(state: State) -> None:
    with state.reading() as connection, pytest.raises(AccountError, match="'nobody'"):
        named(connection, ("nobody",))
