import pytest
from tests.store.databases import postgresql, state
from tests.store.rows import NOW
from tests.workflows.keys.inventory import add_inventory

from akwarden.errors import EditError
from akwarden.model.note import NoteField
from akwarden.store.state import State
from akwarden.workflows.keys.addresses import address_page
from akwarden.workflows.notes.saving import Saying, say_of_network

__all__ = ["postgresql", "state"]


@pytest.fixture
def inventory(state: State) -> State:
    """Give a state with a small inventory."""
    with state.writing() as connection:
        add_inventory(connection)
    return state


def test_an_address_is_told_with_all_networks_of_ours_around_it_the_narrowest_first(inventory: State) -> None:
    with inventory.reading() as connection:
        page = address_page(
            connection,
            "203.0.113.9",
        )

    assert page.type == "own"
    assert [(row.network, row.kind) for row in page.own] == [
        ("203.0.113.9/32", "eip"),
        ("203.0.113.0/24", "office"),
    ]


@pytest.mark.parametrize(
    ("address", "type_"),
    [
        ("203.0.113.200", "office"),
        ("::ffff:203.0.113.200", "office"),
        ("10.1.2.3", "private"),
        ("10.1.0.0/16", "private"),
        ("100.64.0.1", "private"),
        ("fd00::1", "private"),
        ("127.0.0.1", "loopback"),
        ("::1", "loopback"),
        ("169.254.169.254", "reserved"),
        ("224.0.0.1", "reserved"),
        ("240.0.0.1", "reserved"),
        ("192.0.2.1", "reserved"),
        ("203.0.112.0/23", "unknown"),
        ("8.8.8.8", "unknown"),
        ("2606:4700::1111", "unknown"),
    ],
)
def test_whose_an_address_is(inventory: State, address: str, type_: str) -> None:
    with inventory.reading() as connection:
        assert address_page(connection, address).type == type_


def test_what_people_say_of_an_address_that_is_not_ours_is_told(inventory: State) -> None:
    say_of_network(
        inventory, "8.8.8.8", NoteField.REMARK, ["resolver"], Saying(actor="ann", now=NOW, dry_run=False)
    )

    with inventory.reading() as connection:
        page = address_page(connection, "8.8.8.8")

    assert (page.address, page.remark, page.own) == ("8.8.8.8/32", "resolver", ())


def test_what_is_no_address_is_refused(inventory: State) -> None:
    with inventory.reading() as connection, pytest.raises(EditError, match="no address or network"):
        address_page(connection, "web-1")
