from typing import Any

import pytest
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_account, add_key, add_principal, key_id

from akwarden.store.state import State
from akwarden.workflows.posture.gathering import gathered

__all__ = ["postgresql", "state"]

UNLISTED: dict[str, Any] = {
    "status": "unlisted",
    "created_at": None,
    "last_used_at": None,
    "last_use_known": False,
}


def unlisted_of(state: State, account: int = 1) -> list[str]:
    """Give the keys that no account lists and that are said to be of an account."""
    with state.reading() as connection:
        return [key.id for key in gathered(connection, account, NOW).unlisted]


@pytest.mark.parametrize(
    ("guess", "is_ours"),
    [("root", True), ("project", True), ("gateway", True), ("other_account", False), (None, False)],
)
def test_a_key_that_no_account_lists_is_of_the_only_account_if_it_may_be(
    state: State, guess: str | None, *, is_ours: bool
) -> None:
    with state.writing() as connection:
        add_principal(connection, add_account(connection, "prod"))
        add_key(connection, 5, guess=guess, **UNLISTED)

    assert unlisted_of(state) == ([key_id(5)] if is_ours else [])


def test_with_several_accounts_nobody_can_tell_whose_it_is(state: State) -> None:
    with state.writing() as connection:
        add_account(connection, "prod")
        add_account(connection, "dev")
        add_key(connection, 5, guess="root", **UNLISTED)

    assert unlisted_of(state, 1) == unlisted_of(state, 2) == []


def test_an_id_of_aws_tells_its_account(state: State) -> None:
    key = "AKIA" + "Y" + "A" * 15
    with state.writing() as connection:
        for name, number in (("one", "549755813888"), ("other", "111111111111")):
            add_account(connection, name, provider="aws", site="aws", number=number)
        add_key(connection, 5, provider="aws", guess="root", **UNLISTED)
        connection.exec_driver_sql(f"UPDATE access_keys SET key_id = '{key}'")  # noqa: S608  made up here

    assert (unlisted_of(state, 1), unlisted_of(state, 2)) == ([key], [])
