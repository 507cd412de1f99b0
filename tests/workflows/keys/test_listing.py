import pytest
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_principal, ago
from tests.workflows.keys.inventory import add_inventory

from akwarden.errors import QueryError
from akwarden.store.state import State
from akwarden.workflows.keys.listing import Asked, list_addresses, list_keys, list_principals

__all__ = ["postgresql", "state"]


@pytest.fixture
def inventory(state: State) -> State:
    """Give a state with a small inventory."""
    with state.writing() as connection:
        add_inventory(connection)
    return state


def test_a_page_tells_how_many_there_are_and_where_the_next_one_begins(inventory: State) -> None:
    with inventory.reading() as connection:
        first = list_keys(connection, Asked(limit=3, now=NOW))
        shown = [one.row.key_id for one in first]
        second = list_keys(connection, Asked(limit=3, after=first.next, now=NOW))
        rest = [one.row.key_id for one in second]

    assert (len(shown), first.total, first.hidden) == (3, 4, 1)
    assert (len(rest), second.next, second.total) == (1, None, 4)
    assert set(shown) & set(rest) == set()


@pytest.mark.parametrize(("where", "hidden"), [("", 1), ("status:deleted", 0), ("-status:active", 0)])
def test_a_query_about_the_status_hides_nothing(inventory: State, where: str, hidden: int) -> None:
    with inventory.reading() as connection:
        listing = list_keys(connection, Asked(where=where, now=NOW))

    assert listing.hidden == hidden


def test_a_wrong_query_is_refused(inventory: State) -> None:
    with inventory.reading() as connection, pytest.raises(QueryError):
        list_keys(connection, Asked(where="ownr:x", now=NOW))


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("", ["bob", "alice", "root"]),
        ("mfa:no", ["alice"]),
        ("mfa:none", ["bob", "root"]),
        ("keys>0 type:user", ["bob", "alice"]),
        ("account:prod", ["alice", "root"]),
        ("alice", ["alice"]),
        ("arn:qcs::cam::uin/1:uin/2", ["alice"]),
    ],
)
def test_principals_are_filtered_and_stand_by_account_and_name(
    inventory: State, where: str, names: list[str]
) -> None:
    with inventory.reading() as connection:
        found = [row.principal for row in list_principals(connection, Asked(where=where, now=NOW))]

    assert found == names


def test_keys_that_can_not_be_seen_are_not_counted_as_none(inventory: State) -> None:
    with inventory.writing() as connection:
        add_principal(connection, 1, "carol")
        add_principal(connection, 2, "dan")
        add_principal(connection, 1, "robot", type="role")

    with inventory.reading() as connection:
        counts = {row.principal: row.active_keys for row in list_principals(connection, Asked(now=NOW))}

    assert counts == {"alice": 1, "root": 1, "bob": 1, "carol": None, "dan": 0, "robot": 0}


def test_who_is_gone_is_left_out_and_counted(inventory: State) -> None:
    with inventory.writing() as connection:
        add_principal(connection, 1, "eve", deleted_at=ago(3))

    with inventory.reading() as connection:
        listing = list_principals(connection, Asked(where="account:prod", now=NOW))
        everybody = list_principals(connection, Asked(where="account:prod", with_deleted=True, now=NOW))
        names = [row.principal for row in everybody]

    assert (listing.total, listing.hidden, names) == (2, 1, ["alice", "eve", "root"])


@pytest.mark.parametrize("sort", ["account", "-account", "keys", "type", "login"])
def test_pages_of_principals_make_the_whole_list(inventory: State, sort: str) -> None:
    found: list[str] = []
    cursor = None
    with inventory.reading() as connection:
        whole = [row.principal for row in list_principals(connection, Asked(sort=sort, now=NOW))]
        for _ in whole:
            page = list_principals(connection, Asked(sort=sort, limit=1, after=cursor, now=NOW))
            found += [row.principal for row in page]
            cursor = page.next

    assert found == whole


@pytest.mark.parametrize(
    ("where", "networks"),
    [
        ("", ["203.0.113.0/24", "203.0.113.9/32"]),
        ("type:own", ["203.0.113.9/32"]),
        ("type:office", ["203.0.113.0/24"]),
        ("kind:eip account:prod", ["203.0.113.9/32"]),
        ("ip:203.0.113.8/29", ["203.0.113.9/32"]),
        ("ip:10.0.0.0/8", []),
        ("berlin", ["203.0.113.0/24"]),
        ("account:none", ["203.0.113.0/24"]),
    ],
)
def test_addresses_are_filtered(inventory: State, where: str, networks: list[str]) -> None:
    with inventory.reading() as connection:
        found = [row.network for row in list_addresses(connection, Asked(where=where, now=NOW))]

    assert found == networks


def test_a_label_is_only_suggested_as_a_remark(inventory: State) -> None:
    with inventory.reading() as connection:
        (row,) = list_addresses(connection, Asked(where="kind:eip", now=NOW))

    assert (row.remark, row.suggested_remark) == ("", "web-1")
