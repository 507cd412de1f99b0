import pytest
from tests.store.databases import postgresql, state
from tests.store.rows import (
    NOW,
    add_account,
    add_group,
    add_key,
    add_principal,
    add_risk,
    add_run,
    ago,
    attach,
    ignore,
)

from akwarden.errors import UsageError
from akwarden.query.parse import parse
from akwarden.query.tree import Holder, Within
from akwarden.store import risk_identities, risk_items
from akwarden.store.risk_columns import RISK_VOCABULARY
from akwarden.store.risk_identities import Use
from akwarden.store.risk_items import Item
from akwarden.store.risk_listing import RiskQuestion
from akwarden.store.state import State

__all__ = ["postgresql", "state"]

PROD = (Holder("tencent", "100000000001"),)
OPEN = RiskQuestion(now=NOW)


@pytest.fixture
def people(state: State) -> list[int]:
    """Give the numbers of two principals with risks, in two accounts."""
    with state.writing() as connection:
        prod = add_account(connection, "prod", number="100000000001")
        lab = add_account(connection, "lab", number="200000000002")
        alice, bob = add_principal(connection, prod, "alice"), add_principal(connection, lab, "bob")
        key = add_key(connection, 1, account_id=prod, principal_id=alice, last_used_at=ago(3))
        add_key(connection, 2, account_id=prod, principal_id=alice, last_used_at=None)
        attach(connection, alice, "policy-1")
        add_group(connection, prod, alice, "admins", "policy-2")
        add_risk(connection, "1", prod, principal_id=alice, key_id=key, rule="admin-key", severity="high")
        add_risk(connection, "2", prod, principal_id=alice)
        add_risk(connection, "3", lab, principal_id=bob)
        add_risk(connection, "4", lab, principal_id=bob, rule="idle-user", severity="critical")
        add_risk(connection, "5", prod, status="converged", rule="gone")
        ignore(connection, "4")
        add_run(connection, prod, ago(1))
        add_run(connection, prod, ago(0.5), "failed")
    return [alice, bob]


def test_risks_are_counted_by_their_rules_the_worst_first(state: State, people: list[int]) -> None:
    with state.reading() as connection:
        found = risk_items.items(connection, OPEN)

    assert len(people) == 2
    assert [(one.rule, one.open, one.ignored) for one in found] == [
        ("admin-key", 1, 0),
        ("key-old", 2, 0),
        ("idle-user", 0, 1),
    ]
    assert found[1] == Item(
        rule="key-old", title="Old key", rank=1, open=2, ignored=0, accounts=2, identities=2, keys=0
    )
    assert (found[0].keys, found[2].accounts, found[2].rank) == (1, 0, -1)


def test_items_are_cut_to_accounts_and_to_what_is_asked(state: State, people: list[int]) -> None:
    with state.reading() as connection:
        held = risk_items.items(connection, RiskQuestion(now=NOW, query=Within(PROD)))
        asked = risk_items.items(
            connection, RiskQuestion(now=NOW, query=parse("level:high", RISK_VOCABULARY))
        )

    assert people
    assert [(one.rule, one.accounts) for one in held] == [("admin-key", 1), ("key-old", 1)]
    assert [one.rule for one in asked] == ["admin-key"]


def test_everything_was_read_when_the_last_account_was(state: State, people: list[int]) -> None:
    with state.reading() as connection:
        assert risk_items.last_read(connection, None) is None
        assert risk_items.last_read(connection, frozenset({("tencent", "100000000001")})) == ago(1)
        assert risk_items.last_read(connection, frozenset()) is None
    assert people


def test_identities_stand_in_the_order_of_their_risks(state: State, people: list[int]) -> None:
    with state.reading() as connection:
        first, second = risk_identities.listed(connection, OPEN)
        after = RiskQuestion(now=NOW, limit=1, after=first.cursor)
        (rest,) = risk_identities.listed(connection, after)
        turned = risk_identities.listed(connection, RiskQuestion(now=NOW, sort="-open"))

        assert risk_identities.count(connection, OPEN) == 2
        assert risk_identities.count(connection, RiskQuestion(now=NOW, query=Within(PROD))) == 1
    assert [(one.id, one.rank, one.open) for one in (first, second)] == [(people[0], 3, 2), (people[1], 1, 1)]
    assert (rest, [one.id for one in turned]) == (second, people[::-1])


def test_what_is_known_of_their_use_is_told(state: State, people: list[int]) -> None:
    with state.reading() as connection:
        found = risk_identities.use_of(connection, OPEN, people)

    assert found[people[0]] == Use(
        rules=("admin-key", "key-old"), policies=2, last_used_at=ago(3), never_used_keys=1
    )
    assert found[people[1]] == Use(rules=("key-old",))


def test_an_order_that_there_is_not_is_refused(state: State) -> None:
    with state.reading() as connection, pytest.raises(UsageError, match="can't be sorted by 'rule'"):
        risk_identities.listed(connection, RiskQuestion(now=NOW, sort="rule"))
