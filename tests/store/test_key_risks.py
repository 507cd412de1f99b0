from typing import Any

import pytest
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_account, add_key, add_principal, add_risk, ignore, key_id

from akwarden.model.advice import AdviceLevel
from akwarden.model.key_row import KeyFacts
from akwarden.model.risk import KeyRisk
from akwarden.model.severity import Severity
from akwarden.query.parse import parse
from akwarden.store import key_risks, key_rows
from akwarden.store.key_columns import KEY_VOCABULARY
from akwarden.store.key_rows import KeyQuestion
from akwarden.store.state import State

__all__ = ["postgresql", "state"]


@pytest.fixture
def alice(state: State) -> State:
    """Give a state whose alice has a key that works and one that is disabled."""
    with state.writing() as connection:
        account = add_account(connection)
        principal = add_principal(connection, account)
        for number, status in ((1, "active"), (2, "inactive")):
            add_key(connection, number, account_id=account, principal_id=principal, status=status)
    return state


def put(state: State, id_: str, **values: Any) -> None:
    """Add a risk of alice."""
    with state.writing() as connection:
        add_risk(connection, id_, 1, principal_id=1, **values)


def key(state: State, number: int = 1) -> KeyFacts:
    """Give a key as lists have it."""
    with state.reading() as connection:
        found = key_rows.one(connection, key_id(number), NOW)
    assert found is not None
    return found


def test_a_key_has_its_own_risks_and_those_of_its_principal_the_worst_first(alice: State) -> None:
    put(alice, "own", key_id=key_id(1), detail="made 400 days ago")
    put(alice, "inherited", rule="admin-user", severity="high", detail="it may do everything")
    put(alice, "of another", key_id=key_id(2))

    assert key(alice).open_risks == (
        KeyRisk(
            rule="admin-user",
            severity=Severity.HIGH,
            advice=AdviceLevel.HARDEN,
            detail="it may do everything",
        ),
        KeyRisk(rule="key-old", severity=Severity.LOW, advice=AdviceLevel.FINE, detail="made 400 days ago"),
    )


def test_a_key_that_does_not_work_has_its_own_risks_alone(alice: State) -> None:
    put(alice, "own", key_id=key_id(2))
    put(alice, "inherited", rule="admin-user", severity="high")

    assert [risk.rule for risk in key(alice, 2).open_risks] == ["key-old"]


@pytest.mark.parametrize("rule", ["console-without-mfa", "dormant-console", "idle-user", "root-no-mfa"])
def test_how_a_principal_signs_in_is_no_risk_of_its_keys(alice: State, rule: str) -> None:
    put(alice, "sign-in", rule=rule, severity="critical")

    assert key(alice).open_risks == ()


def test_what_is_ignored_or_no_more_does_not_count(alice: State) -> None:
    put(alice, "gone", key_id=key_id(1), status="converged")
    put(alice, "ignored", key_id=key_id(1))
    with alice.writing() as connection:
        ignore(connection, "ignored")

    assert key(alice).open_risks == ()


def test_a_list_says_of_each_key_what_its_page_says(alice: State) -> None:
    put(alice, "own", key_id=key_id(1))
    put(alice, "inherited", rule="admin-user", severity="high")

    with alice.reading() as connection:
        question = KeyQuestion(query=parse("risks>0", KEY_VOCABULARY), now=NOW, sort="risks")
        (listed,) = key_rows.listed(connection, question)
        page = key_risks.of_key(connection, listed.facts, NOW)

    assert listed.facts == key(alice)
    assert [risk.id for risk in page] == ["inherited", "own"]
