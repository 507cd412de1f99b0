from datetime import timedelta

import pytest
from tests.risk.keys import facts
from tests.store.rows import NOW, ago

from akwarden.model.access_key import KeyStatus, UnlistedGuess
from akwarden.model.advice import UNUSED, AdviceLevel
from akwarden.model.key_row import KeyRow
from akwarden.model.principal import PrincipalType
from akwarden.model.risk import KeyRisk
from akwarden.model.severity import Severity
from akwarden.risk.advice import advice_of, advise


@pytest.mark.parametrize(
    ("severity", "level"),
    [
        (Severity.CRITICAL, AdviceLevel.ACT_NOW),
        (Severity.HIGH, AdviceLevel.HARDEN),
        (Severity.MEDIUM, AdviceLevel.HARDEN),
        (Severity.LOW, AdviceLevel.FINE),
        (Severity.INFO, AdviceLevel.FINE),
    ],
)
def test_what_is_to_be_done_about_a_risk_goes_by_how_bad_it_is_for_its_key_too(
    severity: Severity, level: AdviceLevel
) -> None:
    risk = KeyRisk(rule="admin-key", severity=severity, advice=advice_of(severity), detail="it may do all")

    advice = advise(facts(open_risks=(risk,)), NOW)

    assert (advice_of(severity), advice.level) == (level, level)
    assert advice.reasons == ("it may do all",)


def test_a_key_that_is_used_and_not_leaked_is_fine() -> None:
    advice = advise(facts(), NOW)

    assert (advice.level, advice.reasons) == (AdviceLevel.FINE, ())


def test_a_leaked_key_that_works_comes_before_everything_else() -> None:
    advice = advise(facts(leaks=1, principal_type=PrincipalType.ROOT), NOW)

    assert advice.level is AdviceLevel.ACT_NOW
    assert advice.reasons == (
        "leaked, and it still works",
        "a root key: it may do everything, and no policy limits it",
    )


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"principal_type": PrincipalType.ROOT}, "a root key"),
        ({"last_used_at": ago(91)}, "not used for 91 days"),
        ({"last_used_at": None, "created_at": ago(400)}, "never used since it was made 400 days ago"),
        (
            {"status": KeyStatus.UNLISTED, "guess": UnlistedGuess.ROOT, "leaks": 1},
            "leaked; no account lists it",
        ),
    ],
)
def test_a_key_with_more_power_or_less_use_than_it_should_is_to_be_hardened(
    values: dict[str, object], reason: str
) -> None:
    advice = advise(facts(**values), NOW)

    assert advice.level is AdviceLevel.HARDEN
    assert advice.reasons[0].startswith(reason)


@pytest.mark.parametrize(
    "values",
    [
        {"status": KeyStatus.INACTIVE, "principal_type": PrincipalType.ROOT},
        {"status": KeyStatus.INACTIVE, "revoked_leaks": 1},
        {"status": KeyStatus.DELETED, "last_used_at": ago(400)},
        {"last_used_at": None, "created_at": ago(10)},
        {"last_used_at": None, "created_at": None},
        {"last_used_at": None, "last_use_known": False, "created_at": ago(400)},
    ],
)
def test_what_does_not_work_or_is_not_known_to_be_unused_is_fine(values: dict[str, object]) -> None:
    assert advise(facts(**values), NOW).level is AdviceLevel.FINE


def test_an_unlisted_key_that_its_cloud_took_is_as_bad_as_one_that_is_active() -> None:
    advice = advise(facts(status=KeyStatus.UNLISTED, leaks=1, works=True), NOW)

    assert advice.level is AdviceLevel.ACT_NOW


def test_a_key_counts_as_unused_only_past_the_limit() -> None:
    at_limit, past = NOW - UNUSED, NOW - UNUSED - timedelta(milliseconds=1)

    levels = [advise(facts(last_used_at=moment), NOW).level for moment in (at_limit, past)]

    assert levels == [AdviceLevel.FINE, AdviceLevel.HARDEN]


def test_a_key_of_which_the_use_is_not_known_says_so() -> None:
    advice = advise(facts(last_used_at=None, last_use_known=False), NOW)

    assert advice.reasons == ("whether it is used is not known",)


@pytest.mark.parametrize(
    ("status", "level"), [(KeyStatus.ACTIVE, AdviceLevel.HARDEN), (KeyStatus.INACTIVE, AdviceLevel.FINE)]
)
def test_a_key_of_a_quarantined_user_is_to_be_hardened_while_it_works(
    status: KeyStatus, level: AdviceLevel
) -> None:
    advice = advise(facts(provider="aws", status=status, quarantine="AWSCompromisedKeyQuarantineV3"), NOW)

    assert advice.level is level
    assert advice.reasons[0].startswith("AWS attached AWSCompromisedKeyQuarantineV3 to its user")


def test_a_key_that_tencent_cloud_may_have_disabled_is_fine_and_says_so() -> None:
    advice = advise(facts(status=KeyStatus.INACTIVE, last_used_at=ago(95)), NOW)

    assert advice.level is AdviceLevel.FINE
    assert advice.reasons == (
        "disabled, and nobody used it for 95 days: Tencent Cloud disables such keys by itself",
    )


def test_what_only_audit_records_tell_is_null_in_the_row_and_not_0() -> None:
    row = KeyRow.of(facts(leaks=1), advise(facts(leaks=1), NOW))

    assert (row.alarms, row.source_ips, row.calls_24h) == (None, None, None)
    assert row.leaks == 1
