"""Where two rules could say the same of one thing, one of them does."""

from typing import Any

from tests.detectors.posture.short import account, allowing, rules, seen

from akwarden.model.facts import AccountFacts
from akwarden.model.severity import Severity

OF_RIGHTS = (
    "admin-user",
    "admin-key",
    "high-privilege-preset",
    "policy-star-action",
    "policy-star-service",
    "sensitive-actions-held",
    "no-boundary",
    "federation-token-long",
)


def spoken(facts: AccountFacts) -> list[str]:
    """Give the rules of rights that see something."""
    return [rule for rule in OF_RIGHTS if seen(rule, facts)]


def one(*policies: dict[str, Any] | str, **more: Any) -> AccountFacts:
    """Give an account of one user with these policies."""
    return account(principals=[{"name": "a", "policies": list(policies), **more}])


KEY = {"id": "K1", "age": 5, "used": 0}
EVERYTHING = {"name": "all", "document": allowing("*")}
LAKE = {"name": "lake", "document": allowing("cos:*")}


def test_a_program_that_is_an_administrator_is_seen_by_its_key_alone() -> None:
    assert spoken(one("AdministratorAccess", keys=[KEY])) == ["admin-key"]


def test_a_person_with_a_key_is_seen_as_a_person_and_by_the_key() -> None:
    assert spoken(one("AdministratorAccess", console=True, keys=[KEY])) == ["admin-user", "admin-key"]


def test_a_policy_of_ones_own_speaks_for_whom_it_makes_an_administrator() -> None:
    assert spoken(one(EVERYTHING, keys=[KEY])) == ["policy-star-action"]


def test_both_speak_where_either_alone_would_make_an_administrator() -> None:
    assert spoken(one(EVERYTHING, "AdministratorAccess", keys=[KEY])) == ["admin-key", "policy-star-action"]


def test_an_administrator_holds_no_sensitive_action_besides() -> None:
    assert spoken(one("AdministratorAccess", "QcloudCamFullAccess")) == ["admin-user"]


def test_a_policy_of_the_cloud_speaks_for_the_actions_that_it_allows() -> None:
    assert spoken(one("QcloudKMSFullAccess")) == ["high-privilege-preset"]


def test_all_of_a_service_speaks_for_its_sensitive_actions() -> None:
    assert spoken(one(LAKE)) == ["policy-star-service"]


def test_another_policy_of_the_same_person_is_still_looked_into() -> None:
    decrypt = {"name": "decrypt", "document": allowing("kms:Decrypt")}

    facts = one(LAKE, decrypt)

    assert spoken(facts) == ["policy-star-service", "sensitive-actions-held"]
    assert [found.subject for found in seen("sensitive-actions-held", facts)] == ["kms"]


def test_those_who_hold_the_same_are_told_the_same() -> None:
    people = [{"name": name, "policies": [LAKE, "QcloudSSMReadOnlyAccess"]} for name in ("a", "b", "c")]
    facts = account(principals=people)

    found = seen("sensitive-actions-held", facts)

    assert [one.subject for one in found] == ["ssm"] * len(people)
    assert len({(one.detail, one.evidence) for one in found}) == 1


def test_a_policy_that_one_holds_twice_is_told_apart_by_its_id() -> None:
    rewritten = {"name": "other", "document": allowing("*")}

    subjects = [found.subject for found in seen("policy-star-action", one(EVERYTHING, rewritten))]

    assert subjects == ["all", "other"]


def test_evidence_names_policy_statement_action_resource_and_condition() -> None:
    condition = {"ip_equal": {"qcs:ip": ["10.0.0.0/8"]}}
    document = allowing("kms:Decrypt", condition=condition)

    (found,) = seen("sensitive-actions-held", one({"name": "p", "document": document}))
    (evidence,) = found.evidence

    assert (evidence.policy, evidence.statement) == ("p", 1)
    assert (evidence.action, evidence.resource) == ("kms:Decrypt", "*")
    assert evidence.condition == "qcs:ip ip_equal 10.0.0.0/8"


def test_an_administrator_without_a_second_factor_is_worse() -> None:
    (found,) = seen("console-without-mfa", one("AdministratorAccess", console=True, mfa=False))

    assert found.severity is Severity.HIGH
    assert [piece.policy for piece in found.evidence] == [None, "AdministratorAccess"]


def test_medium_and_above_are_what_can_be_used_now() -> None:
    loud = {name for name, rule in rules().items() if rule.severity.at_least(Severity.MEDIUM)}

    assert loud.isdisjoint(
        {"key-without-owner", "key-without-remark", "policy-attached-directly", "idle-user"}
    )
