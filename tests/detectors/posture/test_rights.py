"""What principals may do: as the policy core decides it, and marked where it depends on the request."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.detectors.posture.accounts import (
    ACCOUNTS,
    NOW,
    Statement,
    account,
    document,
    policy,
    principal,
    statement,
)

from akwarden.detectors.posture.rights import Holding, Rights
from akwarden.model.facts import HeldPolicy, PrincipalFact
from akwarden.model.policy import GroupId
from akwarden.model.principal import PrincipalType
from akwarden.policy.evaluate import Attached, Grants, Request, evaluate
from akwarden.policy.grammar import Language, read_policy

both = pytest.mark.parametrize("provider", list(ACCOUNTS))
LANGUAGES = {"aws": Language.IAM, "tencent": Language.CAM}
ACTIONS = {"aws": ("s3:GetObject", "s3:PutObject"), "tencent": ("cos:GetObject", "cos:PutObject")}
THINGS = {
    "aws": ("arn:aws:s3:::team/eve/x", "arn:aws:s3:::team/bob/x", "*"),
    "tencent": ("qcs::cos:gz:uin/100000000001:team/eve", "qcs::cos:sh:uin/100000000001:team/bob", "*"),
}
PATTERNS = {
    "aws": (
        *THINGS["aws"],
        "arn:aws:s3:::team/*",
        "arn:*:s3:::*/x",
        "arn:aws:s3:::team/${aws:username}/*",
        "arn:aws:s3:::team/?ob/x",
    ),
    "tencent": (*THINGS["tencent"], "qcs::cos:gz::*", "qcs::cos:*:uin/100000000001:team/*", "qcs:::::*"),
}
ADDRESSES = ("192.0.2.1", "203.0.113.9")
CONDITIONS: dict[str, tuple[Mapping[str, Any], ...]] = {
    "aws": (
        {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
        {"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
        {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
        {"StringEquals": {"aws:username": "eve"}},
        {"StringNotEquals": {"aws:username": "eve"}},
        {"DateGreaterThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}},
    ),
    "tencent": (
        {"ip_equal": {"qcs:ip": "192.0.2.0/24"}},
        {"ip_not_equal": {"qcs:ip": "192.0.2.0/24"}},
        {"bool_equal_if_exist": {"cam:mfa": "false"}},
        {"date_greater_than": {"qcs:current_time": "2027-01-01T00:00:00Z"}},
    ),
}


def held(provider: str, *policies: HeldPolicy, **more: Any) -> Holding:
    """Return what Eve may do who holds some policies."""
    eve = principal(provider, "eve", *policies, **more)
    found = Rights.of(account(provider, eve), NOW).held(eve)
    assert found
    return found


def holding(provider: str, *statements: Statement, **more: Any) -> Holding:
    """Return what Eve may do who holds one policy."""
    return held(provider, policy(provider, "held", *statements), **more)


@st.composite
def statements(draw: st.DrawFn, provider: str) -> Statement:
    """A statement out of few actions, resources and conditions."""
    service = ACTIONS[provider][0].partition(":")[0]
    actions = st.sampled_from([*ACTIONS[provider], f"{service}:*", "*", f"{service}:Get*", "ec2:*"])
    more = {"condition": draw(st.sampled_from(CONDITIONS[provider]))} if draw(st.booleans()) else {}
    made = statement(
        provider,
        draw(actions),
        draw(st.lists(st.sampled_from(PATTERNS[provider]), min_size=1, max_size=2, unique=True)),
        effect=draw(st.sampled_from(["allow", "allow", "deny"])),
        **more,
    )
    if provider == "aws" and draw(st.integers(0, 5)) == 0:
        made["NotResource"] = made.pop("Resource")
    if provider == "aws" and draw(st.integers(0, 5)) == 0:
        made["NotAction"] = made.pop("Action")
    return made


@st.composite
def cases(draw: st.DrawFn, provider: str) -> tuple[list[list[Statement]], list[Statement] | None]:
    """Some policies, and a boundary or none."""
    policies = draw(st.lists(st.lists(statements(provider), min_size=1, max_size=3), min_size=1, max_size=2))
    limit = draw(st.none() | st.lists(statements(provider), min_size=1, max_size=2))
    return policies, limit


def decided(provider: str, case: Any, action: str, resource: str, context: Mapping[str, Any]) -> bool:
    """Return what the policy core decides about one request of Eve's."""
    policies, limit = case
    read = [read_policy(document(provider, *one), LANGUAGES[provider]) for one in policies]
    bounds = (
        (Attached(read_policy(document(provider, *limit), LANGUAGES[provider]), "l", "b"),) if limit else None
    )
    service, _, name = action.partition(":")
    request = Request(service, name, (resource,), context, account=ACCOUNTS[provider])
    return evaluate(request, Grants(tuple(Attached(one, "p", "u") for one in read), boundary=bounds)).allowed


def contexts(provider: str) -> list[dict[str, tuple[str, ...]]]:
    """Return every request that Eve can make, as far as conditions look at it."""
    now = (NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),)
    address, mfa, when = ("qcs:ip", "cam:mfa", "qcs:current_time")
    own: dict[str, tuple[str, ...]] = {}
    if provider == "aws":
        address, mfa, when = ("aws:SourceIp", "aws:MultiFactorAuthPresent", "aws:CurrentTime")
        own = {"aws:username": ("eve",)}
    factors: list[tuple[str, ...]] = [("true",), ("false",), ()]
    return [
        {**own, when: now, address: (place,), **({mfa: factor} if factor else {})}
        for place in ADDRESSES
        for factor in factors
    ]


@both
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_rights_agree_with_the_policy_core_on_every_request(provider: str, data: st.DataObject) -> None:
    case = data.draw(cases(provider))
    action = data.draw(st.sampled_from(ACTIONS[provider]))
    resource = data.draw(st.sampled_from(THINGS[provider]))
    policies, limit = case
    kept = [policy(provider, f"p{number}", *one) for number, one in enumerate(policies)]
    bounds = policy(provider, "limit", *limit) if limit else None

    found = held(provider, *kept, boundary=bounds).allows(action, resource)

    answers = [decided(provider, case, action, resource, context) for context in contexts(provider)]
    if found is None:
        assert not any(answers)
    elif not found.conditional:
        assert all(answers)
    if all(answers):
        assert found


@both
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_without_conditions_rights_are_just_what_the_policy_core_decides(
    provider: str, data: st.DataObject
) -> None:
    policies, limit = data.draw(cases(provider))
    plain = [[_plain(one) for one in many] for many in policies]
    limits = [_plain(one) for one in limit] if limit else None
    action = data.draw(st.sampled_from(ACTIONS[provider]))
    resource = data.draw(st.sampled_from(THINGS[provider]))
    kept = [policy(provider, f"p{number}", *one) for number, one in enumerate(plain)]
    bounds = policy(provider, "limit", *limits) if limits else None

    found = held(provider, *kept, boundary=bounds).allows(action, resource)

    wanted = decided(provider, (plain, limits), action, resource, contexts(provider)[0])
    assert (found is not None) is wanted
    assert found is None or not found.conditional


def _plain(one: Statement) -> Statement:
    return {key: value for key, value in one.items() if key.lower() != "condition"}


@both
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_right_on_some_thing_is_one_on_something(provider: str, data: st.DataObject) -> None:
    policies, _ = data.draw(cases(provider))
    action = data.draw(st.sampled_from(ACTIONS[provider]))
    found = held(provider, *(policy(provider, f"p{number}", *one) for number, one in enumerate(policies)))

    on_all, on_some, is_mentioned = found.allows(action), found.allows_some(action), found.mentions(action)

    assert on_some or not on_all
    assert is_mentioned or not on_some


@both
def test_evidence_names_policy_statement_resource_and_condition(provider: str) -> None:
    action, resource = ACTIONS[provider][0], THINGS[provider][0]
    other = statement(provider, "ec2:Describe*")
    found = holding(provider, other, statement(provider, action, resource, condition=CONDITIONS[provider][0]))

    proof = found.allows(action, resource)

    assert proof
    assert (proof.policy, proof.statement, proof.action, proof.resource) == ("held", 2, action, resource)
    assert proof.conditional
    assert proof.condition in ("aws:SourceIp IpAddress 192.0.2.0/24", "qcs:ip ip_equal 192.0.2.0/24")


@both
def test_a_right_through_a_group_says_so(provider: str) -> None:
    found = held(provider, policy(provider, "shared", statement(provider, "cos:*"), group="own"))

    proof = found.allows("cos:GetObject")

    assert proof
    assert proof.note == "through the group own; written as cos:*"


@both
def test_a_denial_that_may_hold_makes_a_right_conditional(provider: str) -> None:
    denial = statement(provider, "*", effect="deny", condition=CONDITIONS[provider][2])
    found = holding(provider, statement(provider, "cos:GetObject"), denial)

    proof = found.allows("cos:GetObject")

    assert proof
    assert proof.conditional
    assert proof.note


@both
def test_a_document_that_cannot_be_read_is_passed_over(provider: str) -> None:
    broken = HeldPolicy(id="b", name="b", kind="custom", document='{"Version": []}')  # type: ignore[arg-type]
    unread = HeldPolicy(id="u", name="u", kind="custom", document=None)  # type: ignore[arg-type]
    found = held(provider, broken, unread, policy(provider, "held", statement(provider, "cos:*")))

    proof = found.allows("cos:GetObject")

    assert proof
    assert proof.policy == "held"


@both
def test_behind_a_boundary_that_cannot_be_read_nothing_is_known(provider: str) -> None:
    limit = HeldPolicy(id="l", name="l", kind="custom", document=None)  # type: ignore[arg-type]
    eve = principal(provider, "eve", policy(provider, "held", statement(provider, "*")), boundary=limit)

    assert Rights.of(account(provider, eve), NOW).held(eve) is None


@both
def test_what_cannot_be_seen_is_not_known(provider: str) -> None:
    eve = principal(provider, "eve", policies=None)

    assert Rights.of(account(provider, eve), NOW).held(eve) is None


@both
def test_the_root_may_do_everything(provider: str) -> None:
    root = principal(provider, "root", policies=None, kind=PrincipalType.ROOT)

    found = Rights.of(account(provider, root), NOW).held(root)

    assert found
    assert found.is_admin
    assert found.allows("cos:GetObject")


ADMINISTRATORS: dict[str, tuple[bool, list[Statement], list[Statement] | None]] = {
    "all of all": (True, [statement("aws", "*")], None),
    "all of all in two words": (True, [statement("aws", "*:*")], None),
    "all but billing": (
        True,
        [{"Effect": "Allow", "NotAction": "aws-portal:*", "Resource": "*"}],
        None,
    ),
    "all, and a denial of something small": (
        True,
        [statement("aws", "*"), statement("aws", "cloudtrail:StopLogging", effect="deny")],
        None,
    ),
    "all behind a boundary of all": (True, [statement("aws", "*")], [statement("aws", "*")]),
    "power user": (False, [{"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "*"}], None),
    "all of one service": (False, [statement("aws", "iam:*")], None),
    "all of what is named so": (False, [statement("aws", "*", "arn:aws:s3:::*")], None),
    "all, and all of rights denied": (
        False,
        [statement("aws", "*"), statement("aws", "iam:*", effect="deny")],
        None,
    ),
    "all behind a boundary": (False, [statement("aws", "*")], [statement("aws", "s3:*")]),
    "nothing": (False, [statement("aws", "*", effect="deny")], None),
}


@pytest.mark.parametrize("case", ADMINISTRATORS)
def test_who_is_an_administrator(case: str) -> None:
    wanted, allowed, limit = ADMINISTRATORS[case]
    found = holding("aws", *allowed, boundary=policy("aws", "limit", *limit) if limit else None)

    assert (found.is_admin is not None) is wanted


def test_an_administrator_with_a_second_factor_is_a_conditional_one() -> None:
    term = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    found = holding("aws", statement("aws", "*", condition=term))

    assert found.is_admin
    assert found.is_admin.conditional


def test_the_time_decides_where_it_is_known() -> None:
    until = {"DateLessThan": {"aws:CurrentTime": "2026-06-01T00:00:00Z"}}
    eve = principal("aws", "eve", policy("aws", "held", statement("aws", "s3:*", condition=until)))

    answers = []
    for now in (NOW, NOW + timedelta(days=365), None):
        found = Rights("aws", ACCOUNTS["aws"], now=now).held(eve)
        answers.append(found and found.allows("s3:GetObject"))

    before, after, unknown = answers
    assert before
    assert not before.conditional
    assert after is None
    assert unknown
    assert unknown.conditional


def test_the_own_name_is_filled_in_for_each_who_holds_the_policy() -> None:
    shared = policy("aws", "own", statement("aws", "iam:*", "arn:aws:iam::*:user/${aws:username}"))
    people = [principal("aws", name, shared) for name in ("eve", "bob")]
    rights = Rights.of(account("aws", *people), NOW)
    place = "arn:aws:iam::111122223333:user/"

    holdings = [rights.held(one) for one in people]
    found = [
        [bool(one and one.allows("iam:CreateAccessKey", place + name)) for name in ("eve", "bob")]
        for one in holdings
    ]

    assert found == [[True, False], [False, True]]


def test_a_variable_that_is_not_known_may_be_anything() -> None:
    found = holding("aws", statement("aws", "s3:*", "arn:aws:s3:::${aws:PrincipalTag/team}/*"))

    proof = found.allows("s3:GetObject", "arn:aws:s3:::blue/x")

    assert proof
    assert proof.conditional


def test_what_the_caller_chooses_decides_a_condition() -> None:
    term = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    found = holding("aws", statement("aws", "iam:PassRole", condition=term))

    answers = [
        found.allows("iam:PassRole", "*", {"iam:passedtoservice": chosen})
        for chosen in (("lambda.amazonaws.com",), ("ec2.amazonaws.com",), ())
    ]

    assert answers[0]
    assert not answers[0].conditional
    assert answers[1:] == [None, None]


def test_cam_grants_an_action_of_a_whole_service_for_all_or_not_at_all() -> None:
    narrow = holding("tencent", statement("tencent", "cam:AttachUserPolicy", "qcs::cam::uin/1:uin/2"))
    wide = holding("tencent", statement("tencent", "cam:AttachUserPolicy"))

    answers = [one.allows_some("cam:AttachUserPolicy") for one in (narrow, wide)]

    assert answers[0] is None
    assert answers[1]


@both
def test_actions_are_found_by_pattern_and_by_name(provider: str) -> None:
    service = "iam" if provider == "aws" else "cam"
    found = holding(provider, statement(provider, [f"{service}:CreateAccessKey", f"{service}:ListUsers"]))

    actions = [
        one.action for one in found.actions_of([f"{service}:*AccessKey", f"{service}:ListUsers", "x:Y"])
    ]

    assert actions == [f"{service}:CreateAccessKey", f"{service}:ListUsers"]


@both
def test_principals_that_hold_the_same_share_what_was_found(provider: str) -> None:
    same = policy(provider, "held", statement(provider, "cos:*"))
    people = [principal(provider, name, same) for name in ("eve", "bob", "ann")]
    rights = Rights.of(account(provider, *people), NOW)

    sets = {id(found.policies) for one in people if (found := rights.held(one))}

    assert len(sets) == 1


@both
def test_one_name_with_another_document_is_another_policy(provider: str) -> None:
    first, second = (
        principal(provider, name, policy(provider, "inline", statement(provider, action)))
        for name, action in (("eve", "cos:GetObject"), ("bob", "cos:PutObject"))
    )
    rights = Rights.of(account(provider, first, second), NOW)

    answers = [found.allows("cos:GetObject") for one in (first, second) if (found := rights.held(one))]

    assert answers[0]
    assert answers[1] is None


@settings(max_examples=100, deadline=None)
@given(text=st.text() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_no_document_breaks_it(text: str) -> None:
    eve: PrincipalFact = principal("aws", "eve", HeldPolicy(id="x", name="x", kind="custom", document=text))  # type: ignore[arg-type]

    found = Rights.of(account("aws", eve), datetime(2026, 1, 1, tzinfo=UTC)).held(eve)

    assert found
    assert found.allows("s3:GetObject") is None


def test_groups_are_named_by_their_number_where_their_name_is_not_known() -> None:
    eve = principal("aws", "eve", policy("aws", "shared", statement("aws", "s3:*"), group="g-1"))
    facts = account("aws", eve)

    found = Rights.of(facts, NOW).held(eve)

    proof = found and found.allows("s3:GetObject")
    assert GroupId("g-1") not in facts.groups
    assert proof
    assert proof.note
    assert proof.note.startswith("through the group g-1")
