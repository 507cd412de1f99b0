"""Chains of one hop: whoever can act as an administrator is named, with the way there and both proofs."""

import json
from typing import Any

import pytest
from tests.detectors.posture.accounts import (
    ACCOUNTS,
    NOW,
    account,
    policy,
    principal,
    seen_at,
    statement,
    trust,
)

from akwarden.detectors.posture.escalation_chain import escalation_chain
from akwarden.detectors.posture.protocol import Judging, NoSettings
from akwarden.model.facts import AccountFacts, FunctionFact, PrincipalFact
from akwarden.model.posture import Seen
from akwarden.model.principal import PrincipalType
from akwarden.model.severity import Severity

MAKE_KEY = {"aws": "iam:CreateAccessKey", "tencent": "cam:CreateAccessKey"}
USERS = {"aws": "arn:aws:iam::111122223333:user/", "tencent": "qcs::cam::uin/100000000001:uin/"}
ROLES = {"aws": "arn:aws:iam::111122223333:role/", "tencent": "qcs::cam::uin/100000000001:roleName/"}
both = pytest.mark.parametrize("provider", list(ACCOUNTS))


def chains(facts: AccountFacts) -> list[Seen]:
    """Return what the judge sees."""
    return list(escalation_chain(Judging(facts, NOW), NoSettings()))


def user(provider: str, name: str, *statements: dict[str, Any], **more: Any) -> PrincipalFact:
    """Return a user with one policy."""
    return principal(provider, name, policy(provider, f"{name}-policy", *statements), **more)


def role(provider: str, name: str, *statements: dict[str, Any], **more: Any) -> PrincipalFact:
    """Return a role with one policy."""
    return user(provider, name, *statements, kind=PrincipalType.ROLE, **more)


@both
def test_a_key_for_an_administrator_is_a_chain_and_names_it(provider: str) -> None:
    eve = user(provider, "eve", statement(provider, MAKE_KEY[provider]))
    root = user(provider, "adam", statement(provider, "*"))

    found = chains(account(provider, eve, root))

    assert [one.principal for one in found] == ["eve"]
    assert found[0].detail == "makes a key for another user, which gives adam, who is an administrator"
    policies = [proof.policy for proof in found[0].evidence if proof.policy]
    assert policies == ["eve-policy", "adam-policy"]


@both
def test_a_key_for_a_user_without_power_is_no_chain(provider: str) -> None:
    eve = user(provider, "eve", statement(provider, MAKE_KEY[provider], USERS[provider] + "bob"))
    bob = user(provider, "bob", statement(provider, "cos:GetObject"))
    adam = user(provider, "adam", statement(provider, "*"))

    found = chains(account(provider, eve, bob, adam))

    assert not found


@both
def test_one_who_can_become_an_administrator_is_worth_a_chain(provider: str) -> None:
    attach = {"aws": "iam:AttachUserPolicy", "tencent": "cam:AttachUserPolicy"}[provider]
    eve = user(provider, "eve", statement(provider, MAKE_KEY[provider], USERS[provider] + "bob"))
    bob = user(provider, "bob", statement(provider, attach))

    found = chains(account(provider, eve, bob))

    assert [one.principal for one in found] == ["eve"]
    assert "gives bob, who attaches a policy to itself" in found[0].detail


@both
def test_a_role_that_is_an_administrator_and_may_be_taken_is_a_chain(provider: str) -> None:
    eve = user(provider, "eve", statement(provider, "sts:AssumeRole", ROLES[provider] + "deploy"))
    deploy = role(provider, "deploy", statement(provider, "*"), trust=trust(provider))

    found = chains(account(provider, eve, deploy))

    assert [one.principal for one in found] == ["eve"]
    assert "takes a role, which gives deploy" in found[0].detail


@both
def test_a_role_that_trusts_somebody_else_is_no_chain(provider: str) -> None:
    eve = user(provider, "eve", statement(provider, "sts:AssumeRole"))
    bob = USERS[provider] + "bob"
    deploy = role(provider, "deploy", statement(provider, "*"), trust=trust(provider, whom=bob))

    found = chains(account(provider, eve, deploy))

    assert not found


@both
def test_a_role_that_trusts_the_account_needs_the_right_to_take_it(provider: str) -> None:
    eve = user(provider, "eve", statement(provider, "cos:*"))
    deploy = role(provider, "deploy", statement(provider, "*"), trust=trust(provider))

    found = chains(account(provider, eve, deploy))

    assert not found


@both
def test_a_role_that_names_a_user_needs_no_right_of_the_user_in_aws_alone(provider: str) -> None:
    eve = user(provider, "eve", statement(provider, "cos:*"))
    whom = USERS[provider] + "eve"
    deploy = role(provider, "deploy", statement(provider, "*"), trust=trust(provider, whom=whom))

    found = chains(account(provider, eve, deploy))

    assert [one.principal for one in found] == (["eve"] if provider == "aws" else [])
    assert all(one.evidence[0].policy == "trust policy of deploy" for one in found)


def test_a_denial_keeps_a_user_out_who_is_named_by_a_role() -> None:
    denial = statement("aws", "sts:*", effect="deny")
    eve = user("aws", "eve", denial)
    deploy = role("aws", "deploy", statement("aws", "*"), trust=trust("aws", whom=USERS["aws"] + "eve"))

    found = chains(account("aws", eve, deploy))

    assert not found


def test_a_trust_policy_with_a_denial_keeps_out_whom_it_denies() -> None:
    assume = statement("aws", "sts:AssumeRole")
    read = json.loads(trust("aws"))
    denial = {"Effect": "Deny", "Action": "sts:AssumeRole", "Principal": {"AWS": USERS["aws"] + "eve"}}
    document = json.dumps({**read, "Statement": [denial, *read["Statement"]]})
    deploy = role("aws", "deploy", statement("aws", "*"), trust=document)
    people = (user("aws", name, assume) for name in ("eve", "bob"))

    found = chains(account("aws", *people, deploy))

    assert [one.principal for one in found] == ["bob"]


def test_a_second_factor_in_the_trust_policy_makes_the_chain_count_less() -> None:
    document = trust("aws", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    eve = user("aws", "eve")
    deploy = role("aws", "deploy", statement("aws", "*"), trust=document)
    named = trust(
        "aws", whom=USERS["aws"] + "eve", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    )
    direct = role("aws", "direct", statement("aws", "*"), trust=named)

    found = chains(account("aws", eve, deploy, direct))

    assert [(one.principal, one.severity) for one in found] == [("eve", Severity.MEDIUM)]
    assert found[0].evidence[0].condition == "aws:MultiFactorAuthPresent Bool true"


@both
def test_the_code_of_a_function_that_runs_as_an_administrator_is_a_chain(provider: str) -> None:
    update = {"aws": "lambda:UpdateFunctionCode", "tencent": "scf:UpdateFunctionCode"}[provider]
    eve = user(provider, "eve", statement(provider, update))
    deploy = role(provider, "deploy", statement(provider, "*"), trust=trust(provider, whom="nobody:x"))
    orders = FunctionFact(
        id="ap-guangzhou/default/orders", name="orders", region="ap-guangzhou", role="deploy"
    )

    found = chains(account(provider, eve, deploy, functions=(orders,)))

    assert [one.principal for one in found] == ["eve"]
    assert "changes the code of a function that runs as a role, which gives deploy" in found[0].detail


@both
def test_a_role_that_takes_an_administrator_is_a_chain_too(provider: str) -> None:
    ci = role(provider, "ci", statement(provider, "sts:AssumeRole"), trust=trust(provider, whom="nobody:x"))
    deploy = role(provider, "deploy", statement(provider, "*"), trust=trust(provider))

    found = chains(account(provider, ci, deploy))

    assert [one.principal for one in found] == ["ci"]


@both
def test_whoever_gives_itself_any_rights_needs_no_chain(provider: str) -> None:
    service = "iam:*" if provider == "aws" else "cam:*"
    eve = user(provider, "eve", statement(provider, service))
    adam = user(provider, "adam", statement(provider, "*"))

    found = chains(account(provider, eve, adam))

    assert not found


@both
def test_administrators_and_roles_of_services_begin_no_chain(provider: str) -> None:
    adam = user(provider, "adam", statement(provider, "*"))
    deploy = role(provider, "deploy", statement(provider, "*"), trust=trust(provider))
    backup = user(provider, "backup", statement(provider, "sts:AssumeRole"), kind=PrincipalType.SERVICE)

    found = chains(account(provider, adam, deploy, backup))

    assert not found


@both
def test_what_somebody_holds_is_not_known_so_nothing_is_said(provider: str) -> None:
    eve = principal(provider, "eve", policies=None)
    adam = user(provider, "adam", statement(provider, "*"))

    found = chains(account(provider, eve, adam))

    assert not found


@both
def test_many_administrators_are_one_chain_that_names_some_of_them(provider: str) -> None:
    eve = user(provider, "eve", statement(provider, MAKE_KEY[provider]))
    admins = [user(provider, f"adam-{number}", statement(provider, "*")) for number in range(9)]

    found = chains(account(provider, eve, *admins))

    assert len(found) == 1
    assert found[0].detail.endswith("; it also reaches adam-1, adam-2, adam-3 and 5 more")
    assert len(found[0].evidence) <= 13


def test_a_second_factor_counts_too_where_the_role_trusts_the_account() -> None:
    document = trust("aws", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    eve = user("aws", "eve", statement("aws", "sts:AssumeRole"))
    deploy = role("aws", "deploy", statement("aws", "*"), trust=document)

    found = chains(account("aws", eve, deploy))

    assert [(one.principal, one.severity) for one in found] == [("eve", Severity.MEDIUM)]


@pytest.mark.parametrize("key", ["aws:PrincipalArn", "aws:username"])
def test_a_condition_on_who_asks_decides_whom_a_role_lets_in(key: str) -> None:
    value = USERS["aws"] + "bob" if key == "aws:PrincipalArn" else "bob"
    document = trust("aws", Condition={"StringEquals": {key: value}})
    people = (user("aws", name, statement("aws", "sts:AssumeRole")) for name in ("eve", "bob"))
    deploy = role("aws", "deploy", statement("aws", "*"), trust=document)

    found = chains(account("aws", *people, deploy))

    assert [one.principal for one in found] == ["bob"]


@both
def test_a_role_that_changes_the_function_that_it_runs_gains_nothing(provider: str) -> None:
    update = {"aws": "lambda:UpdateFunctionCode", "tencent": "scf:UpdateFunctionCode"}[provider]
    runner = role(provider, "runner", statement(provider, update), trust=trust(provider, whom="nobody:x"))
    orders = FunctionFact(
        id="ap-guangzhou/default/orders", name="orders", region="ap-guangzhou", role="runner"
    )

    found = seen_at(account(provider, runner, functions=(orders,)))

    assert not found


def test_everybody_may_take_a_role_that_is_open_to_all() -> None:
    eve = user("aws", "eve", statement("aws", "s3:*"))
    deploy = role("aws", "deploy", statement("aws", "*"), trust=trust("aws", whom="*"))

    found = chains(account("aws", eve, deploy))

    assert [one.principal for one in found] == ["eve"]
