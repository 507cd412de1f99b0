from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.posture.short import account, allowing

from akwarden.detectors.posture.glances import Glance, Glances, glances_of
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.rights import Rights
from akwarden.detectors.posture.short_facts import NOW

ACTIONS = ("s3:GetObject", "s3:PutObject", "iam:CreateUser", "kms:Decrypt")
PATTERNS = st.sampled_from(
    ["*", "s3:*", "S3:get*", "s?:*", "iam:Create?ser", "kms:Decrypt", "ec2:*", "*:*Object", "*Decrypt"]
)
STATEMENTS = st.builds(
    lambda effect, name, patterns: {"Effect": effect, name: patterns, "Resource": "*"},
    st.sampled_from(["Allow", "Deny"]),
    st.sampled_from(["Action", "NotAction"]),
    st.lists(PATTERNS, min_size=1, max_size=3),
)


@given(st.lists(STATEMENTS, min_size=1, max_size=4))
def test_what_is_allowed_is_always_among_what_may_be(statements: list[dict[str, Any]]) -> None:
    policy = {"name": "p", "document": {"Version": "2012-10-17", "Statement": statements}}
    facts = account(provider="aws", principals=[{"name": "a", "policies": [policy]}])
    rights = Rights.of(facts, NOW)
    (person,) = facts.principals
    holding = rights.held(person)

    maybe = Glances(rights).maybe(person.policies or (), ACTIONS)

    assert holding is not None
    assert {one for one in ACTIONS if holding.allows(one)} <= set(maybe)


def glance(document: Any, provider: str = "tencent") -> Glance:
    """Give what a document says at a glance."""
    policy = {"name": "p", "document": document}
    facts = account(provider=provider, principals=[{"name": "a", "policies": [policy]}])
    (held,) = facts.principals[0].policies or ()
    return glances_of(Judging(facts, NOW)).of(held)


def test_a_denial_and_a_text_that_can_not_be_read_say_nothing() -> None:
    denial = {"version": "2.0", "statement": [{"effect": "deny", "action": "*", "resource": "*"}]}

    assert glance(denial) == glance("{") == glance(None) == Glance((), frozenset(), None, {})


def test_all_of_a_service_is_seen_in_both_forms_of_its_name() -> None:
    found = glance(allowing("name/cos:*", "CVM:*", "kms:Decrypt"))

    assert (found.star, sorted(found.services)) == (None, ["cos", "cvm"])
    assert found.patterns == ("cos:*", "CVM:*", "kms:Decrypt")


def test_a_star_on_some_resources_is_none() -> None:
    assert glance(allowing("*", resource="qcs::cos:::a/*")).star is None
    assert glance(allowing("*")).star is not None


def test_only_the_actions_that_are_meant_are_looked_at() -> None:
    facts = account(provider="aws", principals=[{"name": "a", "policies": ["AmazonS3FullAccess"]}])
    policies = facts.principals[0].policies or ()

    assert glances_of(Judging(facts, NOW)).maybe(policies, ACTIONS) == ("s3:GetObject", "s3:PutObject")


def test_glances_are_worked_out_once_for_all_judges() -> None:
    judging = Judging(account(), NOW)

    assert glances_of(judging) is glances_of(judging)
