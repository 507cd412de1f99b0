from typing import Any

import pytest
from tests.detectors.posture.short import account, seen

from akwarden.model.facts import AccountFacts
from akwarden.model.severity import Severity

OURS, FOREIGN = "111122223333", "999988887777"


def role(principal: Any, condition: Any = None, **more: Any) -> AccountFacts:
    """Give an account with one role that a principal may take."""
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
    if condition:
        statement["Condition"] = condition
    trust = {"Version": "2012-10-17", "Statement": [statement]}
    return account(provider="aws", principals=[{"name": "R", "type": "role", "trust": trust}], **more)


def tencent(value: str) -> AccountFacts:
    """Give an account of Tencent Cloud with one role that `value` may take."""
    statement = {"effect": "allow", "action": "name/sts:AssumeRole", "principal": {"qcs": [value]}}
    trust = {"version": "2.0", "statement": [statement]}
    return account(principals=[{"name": "R", "type": "role", "trust": trust}])


@pytest.mark.parametrize(
    "value", ["qcs::cam::anyone:anyone", "qcs::cam::anonymous:anonymous", "*", "qcs::cam::uin/*:root"]
)
def test_everybody_has_many_names(value: str) -> None:
    assert seen("role-trust-open", tencent(value))


@pytest.mark.parametrize(
    "key", ["aws:PrincipalOrgID", "AWS:principalorgid", "aws:SourceAccount", "aws:PrincipalArn"]
)
def test_a_condition_on_who_it_is_closes_the_role(key: str) -> None:
    facts = role({"AWS": "*"}, {"StringEquals": {key: "o-1"}})

    assert seen("role-trust-open", facts) == []


def test_a_condition_on_anything_else_does_not() -> None:
    (found,) = seen("role-trust-open", role("*", {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}))

    assert found.severity is None
    assert found.evidence[0].condition == "aws:SourceIp IpAddress 0.0.0.0/0"


@pytest.mark.parametrize(
    "value",
    [
        FOREIGN,
        f"arn:aws:iam::{FOREIGN}:root",
        f"arn:aws-cn:iam::{FOREIGN}:user/x",
        f"arn:aws:sts::{FOREIGN}:assumed-role/a/b",
    ],
)
def test_an_account_is_told_in_each_form_of_its_name(value: str) -> None:
    (found,) = seen("role-trust-foreign", role({"AWS": value}))

    assert found.subject == FOREIGN


def test_each_foreign_account_is_a_risk_of_its_own() -> None:
    others = ["222233334444", f"arn:aws:iam::{FOREIGN}:root", f"arn:aws:iam::{FOREIGN}:user/x", OURS]

    found = seen("role-trust-foreign", role({"AWS": others}))

    assert [one.subject for one in found] == ["222233334444", FOREIGN]


def test_an_external_id_makes_it_less_bad() -> None:
    (found,) = seen("role-trust-foreign", role({"AWS": FOREIGN}, {"StringEquals": {"sts:ExternalId": "7"}}))

    assert found.severity is Severity.LOW


def test_an_account_that_was_added_is_ours() -> None:
    assert seen("role-trust-foreign", role({"AWS": FOREIGN}, own_accounts=[FOREIGN])) == []


def test_all_but_some_is_everybody() -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "NotPrincipal": {"AWS": FOREIGN}}
    trust = {"Version": "2012-10-17", "Statement": [statement]}
    facts = account(provider="aws", principals=[{"name": "R", "type": "role", "trust": trust}])

    assert seen("role-trust-open", facts)
