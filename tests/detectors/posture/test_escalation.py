"""What is reported of ways to more rights: one risk for each kind of gain, with proofs, and how bad it is."""

from typing import Any

import msgspec
import pytest
from tests.detectors.posture.accounts import (
    ACCOUNTS,
    NOW,
    Statement,
    account,
    policy,
    principal,
    seen_at,
    statement,
    trust,
    ways_of,
)

from akwarden.detectors.posture.escalations import Gain
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.standing import standing_of
from akwarden.model.account import AccountSite
from akwarden.model.facts import AccountFacts, PrincipalFact
from akwarden.model.policy import GroupId
from akwarden.model.principal import PrincipalType
from akwarden.model.severity import Severity

both = pytest.mark.parametrize("provider", list(ACCOUNTS))
MAKE_KEY = {"aws": "iam:CreateAccessKey", "tencent": "cam:CreateAccessKey"}
ALL_RIGHTS = {"aws": "iam:*", "tencent": "cam:*"}
PLACE = "arn:aws:iam::111122223333:"


def user(provider: str, name: str, *statements: Statement, **more: Any) -> PrincipalFact:
    """Return a user with one policy."""
    return principal(provider, name, policy(provider, f"{name}-policy", *statements), **more)


def with_adam(provider: str, *principals: PrincipalFact) -> AccountFacts:
    """Return an account that has an administrator and a role for machines as well."""
    adam = user(provider, "adam", statement(provider, "*"))
    worker = principal(
        provider,
        "worker",
        kind=PrincipalType.ROLE,
        trust=trust(provider, "ec2.amazonaws.com", whom="nobody:x"),
    )
    return account(provider, *principals, adam, worker)


@both
def test_ways_to_one_kind_of_gain_are_one_risk(provider: str) -> None:
    eve = user(provider, "eve", statement(provider, ALL_RIGHTS[provider]))

    seen = seen_at(with_adam(provider, eve))

    subjects = [one.subject for one in seen]
    assert subjects[:2] == ["own-rights", "any-user"]
    assert len(subjects) == len(set(subjects))
    assert {one.principal for one in seen} == {"eve"}


@both
def test_the_sentence_names_ways_and_administrators(provider: str) -> None:
    eve = user(provider, "eve", statement(provider, MAKE_KEY[provider]))

    seen = seen_at(with_adam(provider, eve))

    assert [one.detail for one in seen] == [
        "can act as another user: makes a key for another user; administrators it leads to: adam"
    ]
    assert seen[0].severity is Severity.HIGH


@both
def test_the_evidence_is_the_statement_and_how_it_is_closed(provider: str) -> None:
    eve = user(provider, "eve", statement(provider, "x:Y"), statement(provider, MAKE_KEY[provider]))

    (seen,) = seen_at(with_adam(provider, eve))

    first, *others = seen.evidence
    assert (first.policy, first.statement, first.action) == ("eve-policy", 2, MAKE_KEY[provider])
    notes = [one.note or "" for one in others]
    assert notes[0].startswith("Makes a key for another user: Whoever makes a key")
    assert notes[-1].startswith("to close it: Limit it to the own user")


@both
def test_a_way_to_nobody_of_power_counts_less(provider: str) -> None:
    eve = user(provider, "eve", statement(provider, MAKE_KEY[provider]))
    bob = user(provider, "bob", statement(provider, "cos:GetObject"))

    seen = seen_at(account(provider, eve, bob))

    assert [one.severity for one in seen] == [Severity.MEDIUM]


@both
def test_somebody_whose_rights_are_not_known_may_have_power(provider: str) -> None:
    eve = user(provider, "eve", statement(provider, MAKE_KEY[provider]))
    bob = principal(provider, "bob", policies=None)

    seen = seen_at(account(provider, eve, bob))

    assert [one.severity for one in seen] == [Severity.HIGH]


@both
def test_only_the_gains_that_are_wanted_are_reported(provider: str) -> None:
    eve = user(provider, "eve", statement(provider, ALL_RIGHTS[provider]))

    seen = seen_at(with_adam(provider, eve), gains=(Gain.USER,), without=("create-access-key",))

    assert [one.subject for one in seen] == ["any-user"]
    assert "makes a key" not in seen[0].detail


@both
def test_administrators_the_root_and_roles_of_services_are_not_judged(provider: str) -> None:
    root = principal(provider, "root", policies=None, kind=PrincipalType.ROOT)
    backup = user(provider, "backup", statement(provider, ALL_RIGHTS[provider]), kind=PrincipalType.SERVICE)

    seen = seen_at(with_adam(provider, root, backup))

    assert not seen


@both
def test_rights_through_a_group_are_told_as_such(provider: str) -> None:
    shared = policy(provider, "helpers", statement(provider, MAKE_KEY[provider]), group="ops")
    eve = principal(provider, "eve", shared, groups=(GroupId("ops"),))

    (seen,) = seen_at(with_adam(provider, eve))

    assert seen.evidence[0].note == "through the group ops"


@both
def test_all_actions_may_come_from_different_policies(provider: str) -> None:
    service = "iam" if provider == "aws" else "cam"
    names = (
        ("CreateUser", "CreateAccessKey", "AttachUserPolicy")
        if provider == "aws"
        else ("AddUser", "AttachUserPolicy")
    )
    parts = [policy(provider, name, statement(provider, f"{service}:{name}")) for name in names]

    found = ways_of(with_adam(provider, principal(provider, "eve", *parts)))

    assert "create-user-with-policy" in found


@both
def test_nothing_is_said_of_a_principal_whose_policies_are_not_known(provider: str) -> None:
    facts = with_adam(provider, principal(provider, "eve", policies=None))

    assert not seen_at(facts)


def aws_ways(*statements: Statement, **more: Any) -> set[str]:
    """Return the ways of Eve, a user of AWS with some statements."""
    return ways_of(with_adam("aws", user("aws", "eve", *statements, **more)))


def when(operator: str, key: str, value: str) -> dict[str, Any]:
    """Return a condition."""
    return {"condition": {operator: {key: value}}}


@pytest.mark.parametrize(
    ("more", "is_open"),
    [
        ({}, True),
        (when("StringEquals", "iam:PassedToService", "ec2.amazonaws.com"), True),
        (when("StringLike", "iam:PassedToService", "*.amazonaws.com"), True),
        (when("StringEquals", "iam:PassedToService", "lambda.amazonaws.com"), False),
        (when("StringNotEquals", "iam:PassedToService", "ec2.amazonaws.com"), False),
        (when("StringEquals", "aws:RequestedRegion", "eu-west-1"), True),
        (when("StringEquals", "aws:username", "eve"), True),
        (when("StringEquals", "aws:username", "bob"), False),
        (when("DateLessThan", "aws:CurrentTime", "2020-01-01T00:00:00Z"), False),
        (when("Bool", "aws:MultiFactorAuthPresent", "true"), True),
        (when("Bool", "aws:ViaAWSService", "true"), False),
    ],
)
def test_conditions_on_handing_over_a_role_are_respected(more: dict[str, Any], *, is_open: bool) -> None:
    found = aws_ways(statement("aws", "iam:PassRole", **more), statement("aws", "ec2:RunInstances"))

    assert ("pass-role-ec2" in found) is is_open


@pytest.mark.parametrize(
    ("more", "is_open"),
    [
        (when("ArnLike", "iam:PolicyARN", "arn:aws:iam::aws:policy/*"), True),
        (when("ArnEquals", "iam:PolicyARN", "arn:aws:iam::aws:policy/AdministratorAccess"), True),
        (when("ArnEquals", "iam:PolicyARN", "arn:aws:iam::aws:policy/ReadOnlyAccess"), False),
        (when("ArnNotEquals", "iam:PolicyARN", "arn:aws:iam::aws:policy/AdministratorAccess"), False),
        (when("StringEquals", "iam:PermissionsBoundary", PLACE + "policy/limit"), False),
    ],
)
def test_conditions_on_attaching_a_policy_are_respected(more: dict[str, Any], *, is_open: bool) -> None:
    found = aws_ways(statement("aws", "iam:AttachUserPolicy", **more))

    assert ("attach-user-policy" in found) is is_open


def test_whoever_has_the_boundary_that_is_asked_for_gains_no_more_than_it_allows() -> None:
    limit = policy("aws", "limit", statement("aws", ["iam:AttachUserPolicy", "s3:*"]))
    more = when("StringEquals", "iam:PermissionsBoundary", PLACE + "policy/limit")

    found = aws_ways(statement("aws", "iam:AttachUserPolicy", **more), boundary=limit)

    assert found == {"attach-user-policy"}


def test_the_own_user_under_a_path_is_found_by_its_name() -> None:
    own = statement("aws", ["iam:CreateAccessKey", "iam:PutUserPolicy"], PLACE + "user/ops/${aws:username}")
    eve = user("aws", "eve", own, arn=PLACE + "user/ops/eve")

    found = ways_of(with_adam("aws", eve))

    assert found == {"put-user-policy"}


@pytest.mark.parametrize(
    ("resource", "is_open"),
    [
        (PLACE + "user/*", True),
        (PLACE + "user/ad??", True),
        ("arn:aws:iam::*:user/adam", True),
        (PLACE + "user/${aws:username}", False),
        (PLACE + "user/Adam", False),
        (PLACE + "user/adam/*", False),
        (PLACE + "role/*", False),
        (["arn:aws:iam::999999999999:user/*", PLACE + "user/eve"], False),
    ],
)
def test_the_resource_decides_for_whom_a_key_is_made(resource: str | list[str], *, is_open: bool) -> None:
    found = aws_ways(statement("aws", "iam:CreateAccessKey", resource))

    assert ("create-access-key" in found) is is_open


@pytest.mark.parametrize(
    ("resource", "is_open"),
    [
        ("qcs::cam::uin/100000000001:uin/*", True),
        ("qcs::cam:::uin/adam", True),
        ("qcs::cam::uin/100000000001:*", True),
        ("qcs::cam::uin/100000000001:uin/${uin}", False),
        ("qcs::cam::uin/100000000001:uin/eve", False),
        ("qcs::cam::uin/200000000002:uin/*", False),
        ("qcs::cvm::uin/100000000001:uin/*", False),
    ],
)
def test_the_resource_decides_for_whom_a_key_is_made_in_cam(resource: str, *, is_open: bool) -> None:
    eve = user("tencent", "eve", statement("tencent", "cam:CreateAccessKey", resource))

    found = ways_of(with_adam("tencent", eve))

    assert ("create-access-key" in found) is is_open


def test_the_only_role_that_a_service_trusts_is_nothing_to_hand_over_to_itself() -> None:
    made = [statement("aws", "iam:PassRole"), statement("aws", "ec2:RunInstances")]
    machine = principal(
        "aws",
        "machine",
        policy("aws", "machine-policy", *made),
        kind=PrincipalType.ROLE,
        trust=trust("aws", "ec2.amazonaws.com", whom="nobody:x"),
    )

    found = ways_of(account("aws", machine), "machine")

    assert not found


def test_a_role_known_by_its_number_is_the_same_role() -> None:
    eve = user(
        "tencent",
        "eve",
        statement("tencent", "cam:PassRole", "qcs::cam::uin/100000000001:role/4611686018427397919"),
        statement("tencent", ["scf:CreateFunction", "scf:InvokeFunction"]),
    )
    runner = principal(
        "tencent",
        "runner",
        kind=PrincipalType.ROLE,
        id="4611686018427397919",
        trust=trust("tencent", "scf.qcloud.com"),
    )

    found = ways_of(account("tencent", eve, runner))

    assert "pass-role-scf" in found


def test_china_has_names_of_its_own() -> None:
    place = "arn:aws-cn:iam::111122223333:user/"
    held = policy(
        "aws",
        "held",
        statement(
            "aws",
            "iam:AttachUserPolicy",
            place + "eve",
            **when("ArnEquals", "iam:PolicyARN", "arn:aws-cn:iam::aws:policy/AdministratorAccess"),
        ),
    )
    eve = principal("aws", "eve", held, arn=None)
    facts = msgspec.structs.replace(account("aws", eve), site=AccountSite.AWS_CN)

    found = ways_of(facts)

    assert found == {"attach-user-policy"}


@pytest.mark.parametrize("first", ["eve", "mallory"])
def test_one_policy_that_means_one_of_its_holders_is_a_way_for_that_one_alone(first: str) -> None:
    terms = {"StringEquals": {"aws:username": "eve"}}
    held = policy("aws", "shared", statement("aws", "iam:CreateAccessKey", condition=terms))
    names = sorted(("eve", "mallory"), key=lambda name: name != first)
    facts = with_adam("aws", *(principal("aws", name, held) for name in names))

    assert {one.principal for one in seen_at(facts)} == {"eve"}


@both
def test_nobody_is_a_target_of_its_own_among_those_who_hold_the_same(provider: str) -> None:
    held = policy(provider, "shared", statement(provider, MAKE_KEY[provider]))
    facts = with_adam(provider, principal(provider, "eve", held), principal(provider, "mallory", held))

    ways = standing_of(Judging(facts, NOW)).ways

    targets = {name: set().union(*(way.targets for way in found)) for name, found in ways.items()}
    assert targets == {"eve": {"mallory", "adam"}, "mallory": {"eve", "adam"}}
