import pytest

from akwarden.errors import QueryError
from akwarden.workflows.access.scope import EVERYWHERE, NOWHERE, Scope
from akwarden.workflows.detection.allow_within import is_within, narrowed

ONE = Scope(everywhere=False, accounts=frozenset({("tencent", "100000000001")}))
TWO = Scope(everywhere=False, accounts=frozenset({("tencent", "100000000001"), ("aws", "300000000003")}))


def test_a_query_is_narrowed_to_what_somebody_may_see() -> None:
    assert narrowed("key:a", EVERYWHERE) == "key:a"
    assert narrowed("key:a or key:b", ONE) == "(key:a or key:b) provider:tencent account:100000000001"
    assert narrowed("key:a", NOWHERE) is None
    two = narrowed("key:a", TWO)
    assert two == ("key:a (provider:aws account:300000000003 or provider:tencent account:100000000001)")
    with pytest.raises(QueryError):
        narrowed("keyy:a", ONE)


@pytest.mark.parametrize("scope", [ONE, TWO])
@pytest.mark.parametrize("where", ["key:a", "key:a or key:b", "-account:100000000001", "ip:10.0.0.0/8 key:c"])
def test_who_made_an_entry_sees_it(scope: Scope, where: str) -> None:
    made = narrowed(where, scope)

    assert made
    assert is_within(made, scope)
    assert is_within(made, EVERYWHERE)
    assert not is_within(made, NOWHERE)


@pytest.mark.parametrize(
    "where",
    [
        "key:a",
        "-account:100000000001",
        "account:100000000001,200000000002",
        "account:10000000000*",
        "account:prod",
        "account:any",
        "key:a or account:100000000001",
        "(account:100000000001 or account:200000000002) key:a",
        "provider:aws account:100000000001",
        "provider:tencent,aws account:100000000001",
        "account:300000000003",
        "not a query:",
    ],
)
def test_an_entry_that_may_be_about_others_is_not_seen(where: str) -> None:
    assert not is_within(where, ONE)


@pytest.mark.parametrize(
    "where",
    ["account:100000000001 key:a", "provider:tencent account:100000000001", "key:a account:100000000001"],
)
def test_an_entry_about_ones_own_account_is_seen(where: str) -> None:
    assert is_within(where, ONE)
