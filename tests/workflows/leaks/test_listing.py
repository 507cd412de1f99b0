import pytest
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_key, add_leak, key_id

from akwarden.errors import QueryError
from akwarden.model.leak import LeakStatus
from akwarden.store.state import State
from akwarden.workflows.keys.listing import Asked
from akwarden.workflows.leaks.closing import close_leak
from akwarden.workflows.leaks.listing import list_leaks, show_leak

__all__ = ["postgresql", "state"]


@pytest.fixture
def two(state: State) -> State:
    """Give a state with an open leak of key 1 and an ignored one of key 2."""
    with state.writing() as connection:
        for number in (1, 2):
            add_leak(connection, add_key(connection, number))
    close_leak(state, key_id(2), LeakStatus.IGNORED, "a test key", actor="bob", now=NOW)
    return state


@pytest.mark.parametrize(
    ("where", "closed", "found", "hidden"),
    [
        ("", False, {key_id(1)}, 1),
        ("", True, {key_id(1), key_id(2)}, 0),
        ("status:ignored", False, {key_id(2)}, 0),
        ("(status:ignored or shop) -severity:low", False, {key_id(1), key_id(2)}, 0),
        (f"key:{key_id(1)}", False, {key_id(1)}, 0),
        ("severity:low", False, set(), 0),
    ],
)
def test_closed_leaks_are_hidden_unless_they_are_asked_for(
    two: State, where: str, found: set[str], hidden: int, *, closed: bool
) -> None:
    with two.reading() as connection:
        listed = list_leaks(connection, Asked(where=where, now=NOW, with_deleted=closed))
        rows = list(listed)

    assert {row.leak.key_id for row in rows} == found
    assert listed.hidden == hidden


def test_a_wrong_query_lists_nothing(two: State) -> None:
    with two.reading() as connection, pytest.raises(QueryError):
        list_leaks(connection, Asked(where="sverity:high", now=NOW))


def test_the_page_of_a_leak_has_its_risk_and_why_it_was_closed(two: State) -> None:
    with two.reading() as connection:
        page = show_leak(connection, key_id(2))

    assert page.risk
    assert (page.risk.rule, page.risk.status) == ("leaked-key-active", "ignored")
    assert [closing.reason for closing in page.closings] == ["a test key"]


def test_what_is_no_key_of_the_inventory_has_no_risk(two: State) -> None:
    with two.writing() as connection:
        add_leak(connection, "token", key_id=None)

    with two.reading() as connection:
        assert show_leak(connection, "leak-token").risk is None
