from datetime import timedelta

import pytest
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_account, add_key, add_risk, ago, key_id

from akwarden.errors import UsageError
from akwarden.model.risk import Risk, RiskStatus
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Record
from akwarden.store.state import State
from akwarden.workflows.posture.deciding import COUNTED, IGNORED, ignore_risk, unignore_risk

__all__ = ["postgresql", "state"]

ID = "3f9a02c1b7d4" + "0" * 52


@pytest.fixture
def judged(state: State) -> State:
    """Give a state with one open risk and one that is no more."""
    with state.writing() as connection:
        account = add_account(connection, "prod", number="100000000001")
        add_risk(connection, ID, account)
        add_risk(connection, "c0ffee" + "0" * 58, account, status="converged")
        key = add_key(connection, 1, account_id=account)
        add_risk(connection, "1eaf00" + "0" * 58, account, rule="leaked-key-active", key_id=key)
    return state


def ignored(
    state: State, name: str = ID, reason: str = "break-glass user, ticket 1", days: float = 30
) -> Risk:
    """Ignore a risk for some days."""
    until = NOW + timedelta(days=days)
    return ignore_risk(state, name, reason, until, actor="bob", now=NOW)


def records(state: State, action: str) -> list[Record]:
    """Give what the audit log has of an action."""
    with state.reading() as connection:
        return list(log.records_of(connection, action, of=ID))


def test_a_risk_is_ignored_with_a_reason_and_an_end_and_that_is_in_the_audit_log(judged: State) -> None:
    risk = ignored(judged)

    assert risk.status is RiskStatus.IGNORED
    assert risk.decision is not None
    assert (risk.decision.reason, risk.decision.until, risk.decision.decided_by) == (
        "break-glass user, ticket 1",
        ago(-30),
        "bob",
    )
    (record,) = records(judged, IGNORED)
    assert (record.actor, record.details["rule"], record.details["until"]) == (
        "bob",
        "key-old",
        "2026-07-01T12:00:00Z",
    )


def test_a_second_time_nothing_changes(judged: State) -> None:
    ignored(judged)
    ignored(judged, name=ID[:8])

    assert len(records(judged, IGNORED)) == 1


def test_another_reason_takes_the_place_of_the_first(judged: State) -> None:
    ignored(judged)

    risk = ignored(judged, reason="ticket 2", days=60)

    assert risk.decision is not None
    assert (risk.decision.reason, risk.decision.until) == ("ticket 2", ago(-60))
    assert len(records(judged, IGNORED)) == 2


def test_a_risk_can_be_ignored_for_good(judged: State) -> None:
    risk = ignore_risk(judged, ID, "ticket 1", None, actor="bob", now=NOW)

    assert risk.decision is not None
    assert risk.decision.until is None


def test_a_risk_that_is_ignored_can_count_again(judged: State) -> None:
    ignored(judged)

    risk = unignore_risk(judged, ID[:8].upper(), actor="ann", now=NOW)

    assert (risk.status, risk.decision) == (RiskStatus.OPEN, None)
    assert [one.actor for one in records(judged, COUNTED)] == ["ann"]
    unignore_risk(judged, ID, actor="ann", now=NOW)
    assert len(records(judged, COUNTED)) == 1


@pytest.mark.parametrize("reason", ["", "  ", "two\nlines", "x" * 201])
def test_a_reason_that_can_not_be_one_is_refused(judged: State, reason: str) -> None:
    with pytest.raises(UsageError, match="reason"):
        ignored(judged, reason=reason)

    assert records(judged, IGNORED) == []


def test_a_reason_never_keeps_a_secret(judged: State) -> None:
    secret = "aB3" * 12

    risk = ignored(judged, reason=f"the key is {secret}")

    assert risk.decision is not None
    assert secret not in risk.decision.reason


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("3f9a0", "there is no risk"),
        ("abcdef01", "there is no risk"),
        ("c0ffee", "is converged"),
        ("1eaf00", "by closing its leak"),
    ],
)
def test_what_can_not_be_ignored_is_refused_with_a_mend(judged: State, name: str, what: str) -> None:
    with pytest.raises(UsageError, match=what) as refused:
        ignored(judged, name=name)

    if name == "1eaf00":
        assert refused.value.mend == f"akwarden leaks close {key_id(1)} --as ignored --reason TEXT"


def test_a_time_that_has_passed_is_refused(judged: State) -> None:
    with pytest.raises(UsageError, match="has passed"):
        ignored(judged, days=-1)


def test_a_name_that_fits_several_says_which(judged: State) -> None:
    with judged.writing() as connection:
        add_risk(connection, ID[:10] + "f" * 54, 1)

    with pytest.raises(UsageError, match="fits 2 risks") as refused:
        ignored(judged, name=ID[:8])

    assert ID[:12] in (refused.value.why or "")
    assert ignored(judged, name=ID).id == ID
