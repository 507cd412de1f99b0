import pytest
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_principal, ago, key_id
from tests.workflows.keys.inventory import add_inventory

from akwarden.errors import UsageError
from akwarden.store.state import State
from akwarden.workflows.keys.principals import principal_page

__all__ = ["postgresql", "state"]


@pytest.fixture
def inventory(state: State) -> State:
    """Give a state with a small inventory."""
    with state.writing() as connection:
        add_inventory(connection)
    return state


@pytest.mark.parametrize("name", ["bob", "id-bob"])
def test_a_principal_is_told_with_its_keys_those_that_are_gone_too(inventory: State, name: str) -> None:
    with inventory.reading() as connection:
        page = principal_page(connection, name, None, NOW)

    assert page.principal.principal == "bob"
    assert {key.key_id for key in page.keys} == {key_id(3), key_id(4)}
    assert page.blind_spots == ()


def test_a_name_in_two_accounts_needs_the_account(inventory: State) -> None:
    with inventory.writing() as connection:
        add_principal(connection, 2, "alice")

    with inventory.reading() as connection:
        with pytest.raises(UsageError, match="several principals are called 'alice'") as refused:
            principal_page(connection, "alice", None, NOW)
        page = principal_page(connection, "alice", "dev", NOW)

    assert refused.value.why == "in the accounts dev (id-alice), prod (id-alice)"
    assert (page.principal.account_name, page.keys) == ("dev", ())


def test_one_that_is_there_is_meant_before_one_that_is_gone(inventory: State) -> None:
    with inventory.writing() as connection:
        add_principal(connection, 2, "alice", deleted_at=ago(3))

    with inventory.reading() as connection:
        assert principal_page(connection, "alice", None, NOW).principal.account_name == "prod"


def test_an_unknown_name_is_led_to_the_nearest(inventory: State) -> None:
    with inventory.reading() as connection, pytest.raises(UsageError) as refused:
        principal_page(connection, "alise", None, NOW)

    assert refused.value.mend is not None
    assert refused.value.mend.startswith("did you mean alice?")
