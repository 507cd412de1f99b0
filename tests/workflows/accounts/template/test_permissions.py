import json
from itertools import chain, combinations

import pytest
from tests.workflows.accounts.template.templates import (
    EXTERNAL_ID,
    LANGUAGES,
    TRUSTED,
    allows,
    lets_in,
    made,
    role_of,
)

from akwarden.errors import PolicyError
from akwarden.model.account import AccountSite
from akwarden.policy.catalogue import load_catalogue
from akwarden.policy.grammar import read_policy
from akwarden.policy.lint import faults
from akwarden.providers.inventory import Purpose
from akwarden.providers.registry import PROVIDERS, load
from akwarden.workflows.accounts.template.wanted import ALWAYS, OPTIONAL, Kind

SUBSETS = [ALWAYS | set(one) for one in chain.from_iterable(combinations(OPTIONAL, n) for n in range(3))]
MANAGING = ALWAYS | {*OPTIONAL, Purpose.ORGANIZATION}


def role_in(provider: str, number: str, name: str = "akwarden-reader") -> str:
    """Give the name of a role of an account."""
    cloud = load(provider)
    return cloud.role_arn(number, name, cloud.sites[0])


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("purposes", SUBSETS, ids=lambda some: "+".join(sorted(some)))
def test_a_policy_allows_what_is_asked_for_and_nothing_else(
    provider: str, purposes: frozenset[Purpose]
) -> None:
    policy = made(provider, Kind.POLICY, purposes=purposes)

    # The catalogue has no list of the actions of COS.
    ours = {call.right for call in load(provider).calls if call.right}
    every = {*load_catalogue(LANGUAGES[provider]).expand("*"), *ours}
    allowed = {right for right in every if allows(provider, policy, right)}
    assert allowed == {call.right for call in load(provider).calls if call.right and call.purpose in purposes}


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("purposes", [ALWAYS, MANAGING])
def test_a_policy_has_no_fault_but_that_a_key_may_take_any_role(
    provider: str, purposes: frozenset[Purpose]
) -> None:
    members = (TRUSTED[provider],) if purposes == MANAGING else ()
    policy = read_policy(made(provider, Kind.POLICY, purposes=purposes, members=members), LANGUAGES[provider])

    found = faults(policy, load_catalogue(policy.language), identity=True)
    assert [one for one in found if one.message != "akwarden has no list of the actions of cos"] == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_members_are_entered_by_the_role_of_that_name_alone(provider: str) -> None:
    member, other = TRUSTED[provider], TRUSTED[provider][::-1]
    policy = made(provider, Kind.POLICY, members=(member,), purposes=MANAGING)

    enters = [
        allows(provider, policy, "sts:AssumeRole", role)
        for role in (
            role_in(provider, member),
            role_in(provider, other),
            role_in(provider, member, "admin"),
        )
    ]

    assert enters == [True, False, False]


def test_with_no_member_named_the_role_is_entered_in_every_account_of_aws() -> None:
    policy = made("aws", Kind.POLICY, purposes=MANAGING, role_name="audit")

    enters = [
        allows("aws", policy, "sts:AssumeRole", role_in("aws", TRUSTED["aws"], name))
        for name in ("audit", "admin")
    ]

    assert enters == [True, False]


def test_with_no_member_named_tencent_cloud_lets_every_role_be_taken() -> None:
    policy = json.loads(made("tencent", Kind.POLICY, purposes=MANAGING))

    assert policy["statement"][-1] == {"effect": "allow", "action": ["sts:AssumeRole"], "resource": ["*"]}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_one_member_can_be_entered_without_an_organisation(provider: str) -> None:
    policy = made(provider, Kind.POLICY, members=(TRUSTED[provider],))

    listing = [call.right for call in load(provider).calls if call.purpose is Purpose.ORGANIZATION]
    assert allows(provider, policy, "sts:AssumeRole", role_in(provider, TRUSTED[provider]))
    assert [right for right in listing if right and allows(provider, policy, right)] == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_policy_that_is_too_long_is_refused(provider: str) -> None:
    members = tuple(str(int(TRUSTED[provider]) + number) for number in range(200))

    with pytest.raises(PolicyError, match="the policy is wrong"):
        made(provider, Kind.POLICY, members=members)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_only_the_trusted_account_takes_the_role_and_only_with_the_external_id(provider: str) -> None:
    role = json.loads(role_of(provider, Kind.ROLE))
    trust, friend = json.dumps(role["trust_policy"]), TRUSTED[provider]

    assert lets_in(provider, trust, friend, EXTERNAL_ID)
    assert not lets_in(provider, trust, friend, None)
    assert not lets_in(provider, trust, friend, EXTERNAL_ID.upper())
    assert not lets_in(provider, trust, friend[::-1], EXTERNAL_ID)


def test_trust_policies_are_written_as_each_cloud_documents_them() -> None:
    policies = {
        provider: json.loads(role_of(provider, Kind.ROLE))["trust_policy"] for provider in ("tencent", "aws")
    }

    assert policies["tencent"] == {
        "version": "2.0",
        "statement": [
            {
                "effect": "allow",
                "principal": {"qcs": ["qcs::cam::uin/100000000009:root"]},
                "action": ["name/sts:AssumeRole"],
                "condition": {"string_equal": {"sts:external_id": EXTERNAL_ID}},
            }
        ],
    }
    assert policies["aws"] == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": ["arn:aws:iam::210987654321:root"]},
                "Action": ["sts:AssumeRole"],
                "Condition": {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}},
            }
        ],
    }


def test_a_role_in_china_trusts_an_account_of_china() -> None:
    role = json.loads(role_of("aws", Kind.ROLE, site=AccountSite.AWS_CN))

    (statement,) = role["trust_policy"]["Statement"]
    assert statement["Principal"] == {"AWS": [f"arn:aws-cn:iam::{TRUSTED['aws']}:root"]}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_role_may_do_what_the_policy_allows(provider: str) -> None:
    role = json.loads(role_of(provider, Kind.ROLE))

    assert role["permission_policy"] == json.loads(made(provider, Kind.POLICY))
    assert (role["role_name"], role["external_id"]) == ("akwarden-reader", EXTERNAL_ID)
