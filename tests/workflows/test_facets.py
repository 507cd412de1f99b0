import pytest
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_account, add_key, add_principal

from akwarden.errors import QueryError, UsageError
from akwarden.model.facet import ListName
from akwarden.store.state import State
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.facets import Narrowed, facets_of, why_empty

__all__ = ["postgresql", "state"]

ONLY_TEST = Scope(everywhere=False, accounts=frozenset({("tencent", "100000000002")}))


@pytest.fixture
def filled(state: State) -> State:
    """Give a state with two accounts: a key of a user in one, a root key that is off in the other."""
    with state.writing() as connection:
        prod = add_account(connection, "prod", number="100000000001")
        test = add_account(connection, "test", number="100000000002")
        root = add_principal(connection, test, "root", type="root")
        add_key(connection, 1, account_id=prod, principal_id=add_principal(connection, prod, "alice"))
        add_key(connection, 2, account_id=test, principal_id=root, status="inactive")
        add_key(connection, 3, account_id=test, principal_id=root, status="deleted")
    return state


def keys(where: str = "", **asked: object) -> Narrowed:
    """Give the list of keys, narrowed down."""
    return Narrowed(list=ListName.KEYS, where=where, now=NOW, **asked)  # type: ignore[arg-type]


def test_an_alias_of_a_field_is_taken_and_the_field_told(filled: State) -> None:
    with filled.reading() as connection:
        found = facets_of(connection, keys(), ["tags", "Type"])

    assert [one.field for one in found.facets] == ["tag", "type"]
    assert found.as_of == NOW


def test_without_fields_all_are_counted(filled: State) -> None:
    with filled.reading() as connection:
        found = facets_of(connection, keys())

    assert {"status", "account", "owner"} <= {one.field for one in found.facets}


def test_a_field_that_nothing_is_counted_by_is_led_to_the_nearest(filled: State) -> None:
    with filled.reading() as connection, pytest.raises(UsageError) as refused:
        facets_of(connection, keys(), ["acount"])

    assert refused.value.mend == "did you mean account?"


def test_a_wrong_query_is_refused_as_the_list_refuses_it(filled: State) -> None:
    with filled.reading() as connection, pytest.raises(QueryError):
        facets_of(connection, keys("nope:1"), ["type"])


def test_the_part_that_leaves_out_most_is_told_first(filled: State) -> None:
    with filled.reading() as connection:
        found = why_empty(connection, keys("type:root owner:nobody -account:prod"))

    assert found.total == 0
    assert [(one.part, one.without, one.total) for one in found.parts] == [
        ("owner:nobody", "type:root -account:prod", 1),
        ("", "type:root owner:nobody -account:prod", 0),
        ("type:root", "owner:nobody -account:prod", 0),
        ("-account:prod", "type:root owner:nobody", 0),
    ]


def test_what_is_hidden_is_told_as_a_part_without_words(filled: State) -> None:
    with filled.reading() as connection:
        hidden = why_empty(connection, keys("type:root"))
        asked = why_empty(connection, keys("type:root status:deleted"))
        shown = why_empty(connection, keys("type:root", with_hidden=True))

    assert [(one.part, one.total) for one in hidden.parts] == [("", 2), ("type:root", 2)]
    assert [(one.part, one.total) for one in asked.parts] == [("type:root", 1), ("status:deleted", 1)]
    assert [one.part for one in shown.parts] == ["type:root"]


def test_nothing_is_told_of_other_accounts(filled: State) -> None:
    with filled.reading() as connection:
        found = why_empty(connection, keys("account:prod", scope=ONLY_TEST))
        (facet,) = facets_of(connection, keys(scope=ONLY_TEST), ["account"]).facets

    assert (found.total, [one.total for one in found.parts]) == (0, [1, 0])
    assert [(one.value, one.count) for one in facet.values] == [("test", 1)]
