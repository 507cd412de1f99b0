import msgspec
import pytest

from akwarden.model.access_key import KeyStatus, UnlistedGuess
from akwarden.model.advice import AdviceLevel
from akwarden.model.leak import LeakPlace, LeakStatus
from akwarden.model.risk import LeakedKey, RiskStatus
from akwarden.model.severity import Severity
from akwarden.risk.leaked import risk_of

KEY = LeakedKey(
    key_id="AKID" + "a1" * 16,
    provider="tencent",
    status=KeyStatus.ACTIVE,
    guess=None,
    account="100001234567",
    account_name="prod",
    principal="alice",
    owner="payments",
    leaks=("leak-1",),
    statuses=(LeakStatus.OPEN,),
    works=False,
    places=(LeakPlace("/src/shop", "app.ini", 3), LeakPlace("/src/pay", "a.zip!/b.env", 1, "c0ffee")),
)


def key(**changes: object) -> LeakedKey:
    return msgspec.structs.replace(KEY, **changes)


@pytest.mark.parametrize(
    ("status", "rule", "severity", "advice"),
    [
        (KeyStatus.ACTIVE, "leaked-key-active", Severity.CRITICAL, AdviceLevel.ACT_NOW),
        (KeyStatus.UNLISTED, "leaked-key-unlisted", Severity.HIGH, AdviceLevel.HARDEN),
        (KeyStatus.INACTIVE, "leaked-key-disabled", Severity.LOW, AdviceLevel.FINE),
        (KeyStatus.DELETED, "leaked-key-disabled", Severity.LOW, AdviceLevel.FINE),
    ],
)
def test_how_bad_it_is_and_what_is_advised_goes_by_what_the_inventory_says(
    status: KeyStatus, rule: str, severity: Severity, advice: AdviceLevel
) -> None:
    risk = risk_of(key(status=status))

    assert (risk.rule, risk.severity, risk.advice) == (rule, severity, advice)


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (KeyStatus.UNLISTED, AdviceLevel.ACT_NOW),
        # What an account says of its key is younger than what was asked once.
        (KeyStatus.INACTIVE, AdviceLevel.FINE),
    ],
)
def test_an_unlisted_key_that_its_cloud_took_calls_for_action_now(
    status: KeyStatus, advice: AdviceLevel
) -> None:
    assert risk_of(key(status=status, works=True)).advice is advice


def test_a_risk_says_whose_key_it_is_and_where_it_stands() -> None:
    risk = risk_of(KEY)

    assert (risk.account, risk.principal, risk.owner) == ("100001234567", "alice", "payments")
    assert [(one.source, one.vpath, one.line, one.commit) for one in risk.evidence] == [
        ("/src/shop", "app.ini", 3, None),
        ("/src/pay", "a.zip!/b.env", 1, "c0ffee"),
    ]
    assert risk.title == "A leaked key is active in account prod (100001234567)"
    assert "of alice in account prod" in risk.remediation


def test_evidence_holds_nothing_but_what_it_is_about() -> None:
    (first, _) = msgspec.to_builtins(risk_of(KEY))["evidence"]

    assert first == {"source": "/src/shop", "vpath": "app.ini", "line": 3}


def test_the_title_of_an_unlisted_key_says_what_it_may_be() -> None:
    risk = risk_of(key(status=KeyStatus.UNLISTED, guess=UnlistedGuess.GATEWAY, account_name=None))

    assert risk.title == "A leaked key that no account lists: a key of an API gateway"


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        ((LeakStatus.OPEN,), RiskStatus.OPEN),
        ((LeakStatus.REVOKED,), RiskStatus.OPEN),
        ((LeakStatus.IGNORED,), RiskStatus.IGNORED),
        ((LeakStatus.FIXED,), RiskStatus.CONVERGED),
        ((LeakStatus.IGNORED, LeakStatus.OPEN), RiskStatus.OPEN),
    ],
)
def test_a_risk_is_dealt_with_as_far_as_its_leaks_are(
    statuses: tuple[LeakStatus, ...], status: RiskStatus
) -> None:
    assert risk_of(key(statuses=statuses)).status is status


def test_the_id_stays_when_places_come_and_changes_with_the_rule() -> None:
    same = risk_of(key(places=(), owner=None))
    other = risk_of(key(status=KeyStatus.DELETED))

    assert same.id == risk_of(KEY).id
    assert other.id != same.id
