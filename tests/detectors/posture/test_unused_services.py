"""Rights to services that nobody calls: what is granted, what was called, and what nobody can tell."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.posture.short import account, allowing, names, rules, seen

from akwarden.detectors.posture.glances import glances_of
from akwarden.detectors.posture.judging import judge
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.service_rights import EVERY, granted, rights_use
from akwarden.detectors.posture.short_facts import NOW
from akwarden.model.facts import AccountFacts, CallFacts, ServiceCalls
from akwarden.model.rights_use import RightsUse, UseState

RULE = "rights-unused-service"
KEY = {"id": "K1", "age": 600, "used": 1}
RECORDED = {"cvm": 200, "vpc": 200, "cam": 200}


def held(*actions: str, name: str = "work", **more: Any) -> dict[str, Any]:
    """Give a policy that allows some actions."""
    return {"name": name, "document": allowing(*actions, **more)}


def shop(*policies: dict[str, Any] | str, called: dict[str, int] | None = None, **more: Any) -> AccountFacts:
    """Give an account with one user whose key is in use, and records of 200 days."""
    calls = {"recorded": RECORDED, "by": {"api": {"cvm": 1} if called is None else called}}
    user = {"name": "api", "policies": list(policies), "keys": [KEY], **more}
    return account(principals=[user], calls=calls)


def services(facts: AccountFacts) -> set[str]:
    """Give the services that the first principal may change something in."""
    judging = Judging(facts, NOW)
    found = granted(judging, glances_of(judging), facts.principals[0])
    assert found is not None
    return set(found)


def use_of(facts: AccountFacts) -> RightsUse:
    """Give what the first principal uses."""
    judging = Judging(facts, NOW)
    found = rights_use(judging, glances_of(judging), facts.principals[0], 90)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        (("cvm:RunInstances", "name/vpc:CreateVpc"), {"cvm", "vpc"}),
        (("cvm:Describe*", "cam:GetUser"), set()),
        (("*:Describe*",), set()),
        (("CVM:RunInstances",), {"cvm"}),
        (("c*:*", "*"), {"c*", EVERY}),
    ],
)
def test_services_are_those_in_which_an_action_does_not_only_read(
    actions: tuple[str, ...], expected: set[str]
) -> None:
    assert services(shop(held(*actions))) == expected


def test_a_boundary_cuts_every_service_down_to_those_that_it_lets_in() -> None:
    limit = held("cvm:*", "vpc:Create*", "cam:Get*", name="limit")

    assert services(shop(held("*"), boundary=limit)) == {"cvm", "vpc"}
    assert services(shop(held("cam:*", "cvm:*"), boundary=limit)) == {"cvm"}


def test_behind_a_boundary_that_cannot_be_read_nothing_is_said() -> None:
    facts = shop(held("cvm:*", "vpc:*"), boundary={"name": "limit", "document": "{"})

    assert names(RULE, facts) == []


@pytest.mark.parametrize(
    ("denial", "expected"),
    [
        ({"action": ["vpc:*"], "resource": "*"}, {"cvm"}),
        ({"action": ["*"], "resource": "*"}, set()),
        ({"action": ["vpc:DeleteVpc"], "resource": "*"}, {"cvm", "vpc"}),
        ({"action": ["vpc:*"], "resource": ["qcs::vpc:::vpc/vpc-1"]}, {"cvm", "vpc"}),
        (
            {
                "action": ["vpc:*"],
                "resource": "*",
                "condition": {"ip_equal": {"qcs:ip": ["198.51.100.0/24"]}},
            },
            {"cvm", "vpc"},
        ),
    ],
)
def test_only_what_is_denied_as_a_whole_is_left_out(denial: dict[str, Any], expected: set[str]) -> None:
    document = {"version": "2.0", "statement": [{"effect": "deny", **denial}]}

    assert services(shop(held("cvm:*", "vpc:*"), {"name": "no", "document": document})) == expected


def test_every_policy_that_grants_a_service_is_named_with_its_group() -> None:
    facts = account(
        principals=[
            {
                "name": "api",
                "keys": [KEY],
                "policies": [
                    held("cvm:*", "vpc:CreateVpc", name="own"),
                    {**held("vpc:Describe*", "vpc:*", name="shared"), "group": "7"},
                ],
            }
        ],
        groups={"7": "ops"},
        calls={"recorded": RECORDED, "by": {"api": {"cvm": 1}}},
    )

    (found,) = seen(RULE, facts)

    assert [(one.policy, one.action, one.note) for one in found.evidence] == [
        ("own", "vpc:CreateVpc", "vpc: no call on record"),
        ("shared", "vpc:*", "vpc: no call on record; through the group ops"),
        (None, None, "called in 90 days, so name these: cvm"),
    ]
    assert found.detail == "may change something in vpc, and has called none of them in 90 days"


def test_what_is_not_recorded_is_told_and_not_called_unused() -> None:
    (found,) = seen(RULE, shop(held("cvm:*", "vpc:*", "cos:*")))

    assert "cos" not in found.detail
    assert found.evidence[-1].note == "not recorded, so ask before they go: cos"


def test_a_pattern_of_services_means_those_of_which_there_are_records() -> None:
    use = use_of(shop(held("c*:*"), called={"cvm": 1, "cdn": 2}))

    assert {one.service: one.state for one in use.services} == {
        "cam": UseState.NOT_CALLED,
        "cdn": UseState.CALLED,
        "cvm": UseState.CALLED,
    }


def test_the_service_that_a_key_was_used_for_last_is_in_use_whatever_records_say() -> None:
    facts = shop(held("cvm:*", "vpc:*"), keys=[{**KEY, "service": "VPC"}])

    assert names(RULE, facts) == []


def test_a_key_that_was_used_for_what_is_not_recorded_says_nothing_of_the_rest() -> None:
    facts = shop(held("cos:*", "vpc:*"), called={}, keys=[{**KEY, "service": "cos"}])

    assert names(RULE, facts) == ["api"]


def test_who_signs_in_only_is_judged_and_who_can_do_nothing_is_not() -> None:
    person: dict[str, Any] = {"keys": [], "console": True, "login": 2}

    assert names(RULE, shop(held("cvm:*", "vpc:*"), **person)) == ["api"]
    assert names(RULE, shop(held("cvm:*", "vpc:*"), keys=[])) == []


def test_calls_by_id_and_by_name_are_those_of_one_principal() -> None:
    calls = CallFacts(
        days=90,
        since=NOW - timedelta(days=100),
        until=NOW,
        recorded_since={},
        by_caller={
            "42": {"cvm": ServiceCalls(calls=2, last_at=NOW - timedelta(days=9))},
            "api": {
                "cvm": ServiceCalls(calls=1, last_at=NOW - timedelta(days=3)),
                "vpc": ServiceCalls(calls=5, last_at=NOW - timedelta(days=4)),
            },
        },
    )
    (by_both,) = account(principals=[{"name": "api", "id": "42"}]).principals
    (by_one,) = account(principals=[{"name": "api"}]).principals

    assert calls.of(by_both) == {
        "cvm": ServiceCalls(calls=3, last_at=NOW - timedelta(days=3)),
        "vpc": ServiceCalls(calls=5, last_at=NOW - timedelta(days=4)),
    }
    assert calls.of(by_one) == calls.by_caller["api"]


def test_the_words_of_a_risk_do_not_change_from_one_day_to_the_next() -> None:
    facts = shop(held("cvm:*", "vpc:*"), called={"cvm": 20, "vpc": 120})

    tomorrow = Judging(facts, NOW + timedelta(days=1))

    assert list(judge(rules()[RULE], tomorrow)) == seen(RULE, facts)


@pytest.mark.parametrize(
    ("used", "speaks"), [(1, RULE), (89, RULE), (91, "rights-unused"), (400, "rights-unused")]
)
def test_one_rule_speaks_of_who_is_idle_as_a_whole_and_the_other_of_the_rest(used: int, speaks: str) -> None:
    facts = shop(held("cvm:*", "vpc:*"), called={"cvm": used}, keys=[{**KEY, "used": used}])

    assert [rule for rule in (RULE, "rights-unused") if seen(rule, facts)] == [speaks]


_SERVICES = st.sampled_from(("cvm", "vpc", "cam", "cos", "scf"))
_AGES = st.dictionaries(_SERVICES, st.integers(0, 300))


@given(
    st.sets(_SERVICES),
    _AGES,
    _AGES,
    st.integers(0, 300),
)
def test_a_service_is_reported_if_it_is_granted_recorded_for_long_enough_and_not_called(
    may: set[str], recorded: dict[str, int], called: dict[str, int], since: int
) -> None:
    policy = held(*(f"{one}:*" for one in sorted(may))) if may else held("cvm:Describe*")
    # It signs in, so that it is at work whatever it calls.
    user = {"name": "api", "policies": [policy], "console": True, "login": 1}
    calls = {"since": since, "recorded": recorded, "by": {"api": called}}
    facts = account(principals=[user], calls=calls)

    found = seen(RULE, facts)

    unused = {one for one in may if recorded.get(one, 0) >= 90 and called.get(one, 300) > 90}
    named = {one.action.partition(":")[0] for seen in found for one in seen.evidence if one.action}
    assert named == (unused if since >= 90 else set())
    assert len(found) == bool(named)
