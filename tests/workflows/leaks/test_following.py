import pytest
from sqlalchemy import select
from tests.store.databases import postgresql, state
from tests.store.rows import add_account, add_blind_spot, add_key, add_leak, add_principal, key_id

from akwarden.model.access_key import UnlistedGuess
from akwarden.store.state import State
from akwarden.store.tables import leaks
from akwarden.store.unlisted_keys import guesses
from akwarden.workflows.leaks.following import Followed, follow_inventory

__all__ = ["postgresql", "state"]


@pytest.mark.parametrize(
    ("kept", "listed", "then"),
    [
        ("fixed", "active", "open"),
        ("fixed", "inactive", "fixed"),
        ("fixed", "unlisted", "fixed"),
        ("ignored", "active", "ignored"),
        ("open", "active", "open"),
    ],
)
def test_a_fixed_leak_is_open_again_when_its_key_works(
    state: State, kept: str, listed: str, then: str
) -> None:
    with state.writing() as connection:
        add_leak(connection, add_key(connection, status=listed), status=kept)
        add_leak(connection, "token", key_id=None, status="fixed")

        follow_inventory(connection)

    with state.reading() as connection:
        rows = connection.execute(select(leaks.c.key_id, leaks.c.status)).all()
    assert {row.key_id: row.status for row in rows} == {key_id(): then, None: "fixed"}


def test_what_was_followed_once_is_not_written_again(state: State) -> None:
    with state.writing() as connection:
        account = add_account(connection)
        add_principal(connection, account)
        add_blind_spot(connection, account, "root identity", "the root keys")
        add_leak(connection, add_key(connection, 1, status="unlisted"))
        add_leak(connection, add_key(connection, 2), status="fixed")

        first, second = follow_inventory(connection), follow_inventory(connection)

        assert (first, second) == (Followed(guesses=1, reopened=1), Followed(guesses=0, reopened=0))
        assert guesses(connection, [key_id(1)]) == {key_id(1): UnlistedGuess.ROOT}
