import pytest
from tests.store.databases import postgresql, state
from tests.store.rows import (
    NOW,
    add_account,
    add_blind_spot,
    add_key,
    add_leak,
    add_policy,
    add_principal,
    attach,
)

from akwarden.errors import UsageError
from akwarden.store.state import State
from akwarden.workflows.keys.listing import Asked
from akwarden.workflows.posture.first import MOST_FIXES, Fixes, first_fixes
from akwarden.workflows.posture.judging import judge_stored
from akwarden.workflows.posture.leaked import judge_leaked_of
from akwarden.workflows.posture.listing import list_risks
from akwarden.workflows.posture.page import RiskPage, risk_page
from akwarden.workflows.posture.ruleset import load_posture

__all__ = ["postgresql", "state"]

RULES = load_posture()
EVERYTHING = '{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*"}]}'


@pytest.fixture
def judged(state: State) -> State:
    """Give a state with an account in which three users hold a policy that allows everything."""
    with state.writing() as connection:
        prod = add_account(connection, "prod", number="100000000001")
        add_policy(connection, prod, "9", name="shop-default", document=EVERYTHING)
        for number, name in enumerate(("alice", "bob", "carol"), 1):
            row = add_principal(connection, prod, name, cloud_id=f"20000000000{number}")
            attach(connection, row, "9")
            add_key(connection, number, account_id=prod, principal_id=row)
        add_leak(connection, add_key(connection, 7, account_id=prod, principal_id=1))
        add_blind_spot(connection, prod, "root identity", "the keys of the account itself (root)")
    judge_stored(state, 1, RULES, NOW)
    judge_leaked_of(state, 1, NOW)
    return state


def page(state: State, where: str) -> RiskPage:
    """Give the page of the first risk that fits."""
    with state.reading() as connection:
        risk = next(iter(list_risks(connection, Asked(where=where, now=NOW))))
        return risk_page(connection, risk.id[:12], RULES, NOW)


def first(state: State, where: str = "") -> Fixes:
    """Give what to do first."""
    with state.reading() as connection:
        return first_fixes(connection, Asked(where=where, now=NOW))


def test_a_page_says_why_it_matters_and_how_it_is_mended(judged: State) -> None:
    found = page(judged, "rule:policy-star-action principal:alice")

    rule = next(rule for rule in RULES if rule.id == "policy-star-action")
    assert found.why == rule.why
    assert found.references == rule.references
    assert found.console
    assert [spot.right for spot in found.blind_spots] == ["root identity"]


def test_the_page_of_a_leaked_key_says_what_its_leak_says(judged: State) -> None:
    found = page(judged, "rule:leaked-key-active")

    assert "Disable the key of alice" in found.risk.remediation
    assert found.risk.detail == "it stands in shop config/app.ini:3"
    assert found.why


def test_a_name_that_fits_nothing_is_refused(judged: State) -> None:
    with judged.reading() as connection, pytest.raises(UsageError, match="there is no risk"):
        risk_page(connection, "0000000000", RULES, NOW)


def test_one_fix_of_a_policy_closes_the_risks_of_all_who_hold_it(judged: State) -> None:
    found = first(judged, "rule:policy-star-action").fixes

    assert [(one.target_kind, one.target, one.closes) for one in found] == [("policy", "shop-default", 3)]
    assert set(found[0].principals) == {"alice", "bob", "carol"}


def test_what_is_worst_comes_first_and_no_more_than_can_be_taken_in(judged: State) -> None:
    found = first(judged)

    ranks = [one.severity.rank for one in found.fixes]
    assert ranks == sorted(ranks, reverse=True)
    assert found.fixes[0].rules == ("leaked-key-active",)
    assert len(found.fixes) <= MOST_FIXES <= found.total
    with judged.reading() as connection:
        assert sum(one.closes for one in found.fixes) <= list_risks(connection, Asked(now=NOW)).total


def test_what_is_ignored_or_no_more_is_hidden_unless_asked_for(judged: State) -> None:
    with judged.writing() as connection:
        connection.exec_driver_sql("UPDATE risks SET status = 'converged' WHERE rule = 'policy-star-action'")

    with judged.reading() as connection:
        listing = list_risks(connection, Asked(now=NOW))
        asked = list_risks(connection, Asked(where="status:converged", now=NOW))

    assert listing.hidden == 3
    assert (asked.total, asked.hidden) == (3, 0)
