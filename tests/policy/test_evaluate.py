from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.policies import asking, cam, cam_statement, granted, held, iam, iam_statement

from akwarden.policy.evaluate import Attached, Decision, Grants, Outcome, Request, evaluate, trusts
from akwarden.policy.grammar import Policy
from akwarden.policy.resources import REGIONS

ALLOWED, DENIED, NOT_ALLOWED = Outcome.ALLOWED, Outcome.EXPLICIT_DENY, Outcome.IMPLICIT_DENY
ALICE = "arn:aws:iam::111122223333:user/alice"
ROLE = "arn:aws:iam::111122223333:role/ops/deploy"
SESSION = "arn:aws:sts::111122223333:assumed-role/deploy/build"
BUCKET = "arn:aws:s3:::bucket/key"


def outcome(policy: Policy, request: Request) -> Outcome:
    """Return what one policy decides."""
    return evaluate(request, granted(policy)).outcome


def limited(identity: Policy, limit: str, policies: tuple[Attached, ...]) -> Grants:
    """Return what an identity has under a boundary or a session policy."""
    grants = Grants(held(identity))
    return replace(grants, boundary=policies) if limit == "boundary" else replace(grants, session=policies)


# Actions


@pytest.mark.parametrize(
    "pattern", ["*", "cam:*", "cam:CreateAccessKey", "name/cam:Create*", "name/*", "*:*Key"]
)
def test_an_action_of_cam_is_matched_with_and_without_its_prefix(pattern: str) -> None:
    policy = cam(cam_statement(action=pattern))

    assert outcome(policy, asking("cam:CreateAccessKey")) is ALLOWED
    assert outcome(policy, Request("cam", "name/cam:CreateAccessKey")) is ALLOWED


@pytest.mark.parametrize(
    "pattern", ["cam:createaccesskey", "cam:Create", "cam:?reateAccessKey", "permid/1", "sts:*"]
)
def test_another_action_of_cam_is_not_matched(pattern: str) -> None:
    assert outcome(cam(cam_statement(action=pattern)), asking("cam:CreateAccessKey")) is NOT_ALLOWED


@pytest.mark.parametrize("pattern", ["IAM:createaccesskey", "iam:?reateAccessKey", "*:*AccessKey"])
def test_an_action_of_iam_is_matched_in_any_case(pattern: str) -> None:
    assert outcome(iam(iam_statement(action=pattern)), asking("iam:CreateAccessKey")) is ALLOWED


def test_not_action_is_about_all_others() -> None:
    policy = iam({"Effect": "Allow", "NotAction": ["iam:*", "sts:Get*"], "Resource": "*"})

    assert outcome(policy, asking("s3:GetObject")) is ALLOWED
    assert outcome(policy, asking("IAM:GetUser")) is NOT_ALLOWED


# Resources

COVERED = [
    ("*", "qcs::cvm:ap-beijing:uin/1:instance/ins-1"),
    ("qcs::cvm:ap-beijing:uin/1:instance/ins-1", "qcs::cvm:ap-beijing:uin/1:instance/ins-1"),
    ("qcs::cvm:::instance/*", "qcs::cvm:ap-beijing:uin/1:instance/ins-1"),
    ("qcs:::::instance/*", "qcs::cvm:ap-beijing:uin/1:instance/ins-1"),
    ("qcs::cvm:ap-*:*:*", "qcs::cvm:ap-beijing:uin/1:instance/ins-1"),
    ("qcs::cvm:::instance/*", "qcs::cvm:ap-beijing:uid/9:instance/ins-1"),
    ("qcs::cvm:::instance/*", "qcs::cvm:ap-beijing::instance/ins-1"),
    ("qcs::cvm::uid/9:instance/*", "qcs::cvm:ap-beijing:uin/1:instance/ins-1"),
    ("qcs::cvm::uin/*:instance/*", "qcs::cvm:ap-beijing::instance/ins-1"),
    ("qcs::cvm:bj::instance/*", "qcs::cvm:ap-beijing::instance/ins-1"),
    ("qcs::cam::uin/1:uin/2", "qcs::cam::uin/1:uin/2"),
    ("qcs::cos::uid/9:b-9/a:b/*", "qcs::cos:ap-beijing:uid/9:b-9/a:b/c"),
]
NOT_COVERED = [
    ("qcs::cvm:::instance/*", "qcs::cvm:ap-beijing:uin/2:instance/ins-1"),
    ("qcs::cvm:::instance/*", "qcs::cbs:ap-beijing:uin/1:instance/ins-1"),
    ("qcs::cvm:ap-shanghai::instance/*", "qcs::cvm:ap-beijing:uin/1:instance/ins-1"),
    ("qcs::cvm:::instance/?", "qcs::cvm:ap-beijing:uin/1:instance/1"),
    ("qcs::cvm:::*", "*"),
    ("qcs::cvm:::*", "instance/ins-1"),
    ("qcs::cvm:::*", "arn:aws:ec2:a:b:instance/1"),
]


@pytest.mark.parametrize(("pattern", "resource"), COVERED)
def test_a_resource_of_cam_is_covered(pattern: str, resource: str) -> None:
    request = asking("cvm:Reboot", resource, account="1", appid="9")

    assert outcome(cam(cam_statement(resource=pattern)), request) is ALLOWED


@pytest.mark.parametrize(("pattern", "resource"), NOT_COVERED)
def test_a_resource_of_cam_is_not_covered(pattern: str, resource: str) -> None:
    request = asking("cvm:Reboot", resource, account="1", appid="9")

    assert outcome(cam(cam_statement(resource=pattern)), request) is NOT_ALLOWED


def test_every_short_name_of_a_region_means_the_region() -> None:
    for short, region in REGIONS.items():
        policy = cam(cam_statement(resource=f"qcs::cvm:{short}::*"))
        assert outcome(policy, asking("cvm:Reboot", f"qcs::cvm:{region}::instance/i")) is ALLOWED


@pytest.mark.parametrize(
    ("pattern", "resource", "expected"),
    [
        ("arn:aws:s3:::bucket/*", BUCKET, ALLOWED),
        ("arn:aws:s3:::buc?et/*", BUCKET, ALLOWED),
        ("arn:aws:*:::*", BUCKET, ALLOWED),
        ("arn:aws:s3:::Bucket/*", BUCKET, NOT_ALLOWED),
        ("arn:aws:s3:::bucket", BUCKET, NOT_ALLOWED),
        ("arn:aws:s3:::bucket/*", "*", NOT_ALLOWED),
        ("arn:aws:s3:::bucket/${aws:username}/*", "arn:aws:s3:::bucket/alice/x", ALLOWED),
        ("arn:aws:s3:::bucket/${aws:username}/*", "arn:aws:s3:::bucket/bob/x", NOT_ALLOWED),
        ("arn:aws:s3:::bucket/${aws:nothing}/*", "arn:aws:s3:::bucket//x", NOT_ALLOWED),
        ("arn:aws:s3:::bucket/${aws:nothing, 'bob'}/*", "arn:aws:s3:::bucket/bob/x", ALLOWED),
        ("arn:aws:${aws:username}:::bucket", "arn:aws:alice:::bucket", NOT_ALLOWED),
    ],
)
def test_a_resource_of_iam(pattern: str, resource: str, expected: Outcome) -> None:
    request = asking("s3:GetObject", resource, context={"aws:UserName": ("alice",)})

    assert outcome(iam(iam_statement(resource=pattern)), request) is expected


def test_a_wildcard_in_a_value_is_no_wildcard() -> None:
    policy = iam(iam_statement(resource="arn:aws:s3:::bucket/${aws:username}/*"))
    request = asking("s3:GetObject", "arn:aws:s3:::bucket/bob/x", context={"aws:username": ("*",)})

    assert outcome(policy, request) is NOT_ALLOWED


def test_an_old_version_has_no_variables() -> None:
    policy = iam(iam_statement(resource="arn:aws:s3:::b/${aws:username}"), version="2008-10-17")

    assert outcome(policy, asking("s3:GetObject", "arn:aws:s3:::b/${aws:username}")) is ALLOWED


def test_not_resource_is_about_all_others() -> None:
    policy = iam({"Effect": "Allow", "Action": "s3:*", "NotResource": ["arn:aws:s3:::secret/*"]})

    assert outcome(policy, asking("s3:GetObject", BUCKET)) is ALLOWED
    assert outcome(policy, asking("s3:GetObject", "arn:aws:s3:::secret/x")) is NOT_ALLOWED
    nothing = iam({"Effect": "Allow", "Action": "s3:*", "NotResource": "*"})
    assert outcome(nothing, asking("s3:GetObject", BUCKET)) is NOT_ALLOWED


def test_each_resource_must_be_allowed() -> None:
    policy = cam(cam_statement(resource="qcs::cvm:::instance/a"))
    good, bad = "qcs::cvm:::instance/a", "qcs::cvm:::instance/b"

    assert evaluate(asking("cvm:Reboot", good, good), granted(policy)).outcome is ALLOWED
    decision = evaluate(asking("cvm:Reboot", good, bad), granted(policy))
    assert (decision.outcome, decision.resource) == (NOT_ALLOWED, bad)


def test_a_request_about_no_resource_at_all_is_not_allowed() -> None:
    assert evaluate(Request("cvm", "Reboot", ()), granted(cam(cam_statement()))).outcome is NOT_ALLOWED


def test_a_specific_resource_does_not_grant_an_operation_level_action() -> None:
    # Tencent Cloud, "CAM-Enabled API": CAM determines that such an API is not within the authorization scope.
    user = "qcs::cam::uin/1:uin/2"
    request = asking("cam:AttachUserPolicy", user, account="1", resource_level=False)

    assert outcome(cam(cam_statement(resource=user)), request) is NOT_ALLOWED
    assert outcome(cam(cam_statement(resource="qcs::cam::uin/1:*")), request) is NOT_ALLOWED
    assert outcome(cam(cam_statement(resource=[user, "*"])), request) is ALLOWED
    assert outcome(cam(cam_statement(resource=user)), replace(request, resource_level=True)) is ALLOWED


# Decisions


def test_a_denial_wins_wherever_it_stands() -> None:
    allow, deny = cam(cam_statement()), cam(cam_statement("deny", action="cam:*"))

    for policies in ((allow, deny), (deny, allow)):
        decision = evaluate(asking("cam:GetUser"), granted(*policies))
        assert decision.outcome is DENIED
        assert decision.statement == deny.statements[0]
        assert decision.by is not None
        assert decision.by.policy is deny


def test_a_denial_of_any_resource_denies_the_request() -> None:
    policy = cam(cam_statement(), cam_statement("deny", resource="qcs::cvm:::instance/b"))

    decision = evaluate(
        asking("cvm:Reboot", "qcs::cvm:::instance/a", "qcs::cvm:::instance/b"), granted(policy)
    )

    assert (decision.outcome, decision.resource) == (DENIED, "qcs::cvm:::instance/b")


def test_a_decision_names_what_allowed_it() -> None:
    first, second = (
        cam(cam_statement(action="cvm:*")),
        cam(cam_statement("deny"), cam_statement(action="cam:*")),
    )
    second = replace(second, statements=second.statements[1:])

    decision = evaluate(asking("cam:GetUser"), Grants(held(first, second, via="group dev")))

    assert decision == Decision(ALLOWED, Attached(second, "policy 1", "group dev"), second.statements[0])


def test_conditions_decide() -> None:
    policy = cam(
        cam_statement(),
        cam_statement("deny", condition={"ip_not_equal": {"qcs:ip": ["10.0.0.0/8", "192.0.2.1"]}}),
    )

    for address, expected in (("10.1.2.3", ALLOWED), ("192.0.2.1", ALLOWED), ("192.0.2.2", DENIED)):
        assert outcome(policy, asking("cam:GetUser", context={"qcs:ip": (address,)})) is expected


def test_all_operators_and_all_keys_of_a_statement_must_hold() -> None:
    block = {"string_equal": {"a": "1", "b": ["1", "2"]}, "bool_equal": {"c": "true"}}
    policy = cam(cam_statement(condition=block))
    right: dict[str, tuple[str, ...]] = {"a": ("1",), "b": ("2",), "c": ("true",)}

    assert outcome(policy, asking("cam:GetUser", context=right)) is ALLOWED
    for key in right:
        assert outcome(policy, asking("cam:GetUser", context={**right, key: ("3",)})) is NOT_ALLOWED


@pytest.mark.parametrize("limit", ["boundary", "session"])
def test_a_limit_must_allow_as_well(limit: str) -> None:
    identity, narrow = cam(cam_statement()), cam(cam_statement(action="cam:Get*"))
    grants = limited(identity, limit, held(narrow, via=limit))

    assert evaluate(asking("cam:GetUser"), grants).outcome is ALLOWED
    decision = evaluate(asking("cam:AddUser"), grants)
    assert (decision.outcome, decision.limited_by) == (NOT_ALLOWED, limit)


def test_a_limit_grants_nothing() -> None:
    grants = Grants((), boundary=held(cam(cam_statement())), session=held(cam(cam_statement())))

    assert evaluate(asking("cam:GetUser"), grants) == Decision(NOT_ALLOWED, resource="*")


@pytest.mark.parametrize("limit", ["boundary", "session"])
def test_a_limit_may_deny(limit: str) -> None:
    grants = limited(cam(cam_statement()), limit, held(cam(cam_statement("deny")), via=limit))

    decision = evaluate(asking("cam:GetUser"), grants)

    assert decision.outcome is DENIED
    assert decision.by is not None
    assert decision.by.via == limit


@pytest.mark.parametrize("limit", ["boundary", "session"])
def test_a_limit_without_a_policy_allows_nothing(limit: str) -> None:
    grants = limited(cam(cam_statement()), limit, ())

    assert evaluate(asking("cam:GetUser"), grants).limited_by == limit


def test_the_account_itself_may_do_all_that_no_resource_denies() -> None:
    denied = held(cam(cam_statement("deny")))
    root = Grants(denied, boundary=denied, session=(), is_root=True)
    bucket = cam(cam_statement("deny", action="cos:*", principal={"qcs": ["qcs::cam::uin/1:root"]}))
    request = asking("cos:GetObject", principal="qcs::cam::uin/1:uin/1")

    assert evaluate(request, root).outcome is ALLOWED
    assert evaluate(request, replace(root, resource=held(bucket))).outcome is DENIED


# Policies of resources


def on_bucket(principal: Any, **more: Any) -> Policy:
    """Return a bucket policy of IAM."""
    return iam(iam_statement(Principal=principal, **more))


@pytest.mark.parametrize(
    ("asker", "principal", "alone", "within_limits"),
    [
        (ALICE, "*", True, True),
        (ALICE, {"AWS": "*"}, True, True),
        (ALICE, {"AWS": ALICE}, True, True),
        (ALICE, {"AWS": "111122223333"}, False, False),
        (ALICE, {"AWS": "arn:aws:iam::111122223333:root"}, False, False),
        (ALICE, {"AWS": "arn:aws:iam::111122223333:user/bob"}, False, False),
        (ALICE, {"AWS": "arn:aws:iam::111122223333:user/*"}, False, False),
        (SESSION, {"AWS": SESSION}, True, True),
        (SESSION, {"AWS": ROLE}, True, False),
        (SESSION, {"AWS": [ROLE, "111122223333"]}, True, False),
        (SESSION, {"AWS": ["111122223333", ROLE]}, True, False),
        (ROLE, {"AWS": ROLE}, True, False),
        ("lambda.amazonaws.com", {"Service": "lambda.amazonaws.com"}, True, True),
        ("lambda.amazonaws.com", {"Federated": "lambda.amazonaws.com"}, True, True),
        (None, {"AWS": ALICE}, False, False),
        (None, "*", True, True),
    ],
)
def test_a_resource_policy_of_iam_may_allow_alone(
    asker: str | None, principal: Any, *, alone: bool, within_limits: bool
) -> None:
    request = asking("s3:GetObject", BUCKET, principal=asker)
    bucket = held(on_bucket(principal))

    assert (evaluate(request, Grants((), resource=bucket)).outcome is ALLOWED) is alone
    nothing_left = Grants((), boundary=(), session=(), resource=bucket)
    assert (evaluate(request, nothing_left).outcome is ALLOWED) is within_limits


def test_what_a_resource_grants_to_a_role_counts_where_the_limits_allow_it() -> None:
    bucket, narrow = held(on_bucket({"AWS": ROLE})), held(iam(iam_statement(action="s3:Get*")))
    grants = Grants((), boundary=narrow, session=narrow, resource=bucket)

    assert evaluate(asking("s3:GetObject", BUCKET, principal=SESSION), grants).outcome is ALLOWED
    decision = evaluate(asking("s3:PutObject", BUCKET, principal=SESSION), grants)
    assert (decision.outcome, decision.limited_by) == (NOT_ALLOWED, "boundary")


def test_a_resource_policy_of_cam_stays_within_the_boundary() -> None:
    user = "qcs::cam::uin/1:uin/2"
    bucket = held(cam(cam_statement(action="cos:*", principal={"qcs": [user]})))
    request = asking("cos:GetObject", principal=user)

    assert evaluate(request, Grants((), resource=bucket)).outcome is ALLOWED
    assert evaluate(request, Grants((), boundary=(), resource=bucket)).limited_by == "boundary"


def test_a_resource_policy_denies_only_those_it_names() -> None:
    bucket = held(on_bucket({"AWS": ALICE}, Effect="Deny"))
    grants = Grants(held(iam(iam_statement())), resource=bucket)

    assert evaluate(asking("s3:GetObject", BUCKET, principal=ALICE), grants).outcome is DENIED
    assert evaluate(asking("s3:GetObject", BUCKET, principal=SESSION), grants).outcome is ALLOWED


def test_a_resource_policy_without_principals_says_nothing() -> None:
    for effect in ("Allow", "Deny"):
        bucket = held(iam(iam_statement(effect)))
        decision = evaluate(asking("s3:GetObject", BUCKET, principal=ALICE), Grants((), resource=bucket))
        assert decision.outcome is NOT_ALLOWED


def test_not_principal_spares_those_who_stand_there_by_name() -> None:
    names = [ALICE, "arn:aws:iam::111122223333:root"]
    bucket = held(iam(iam_statement("Deny", NotPrincipal={"AWS": names})))
    grants = Grants(held(iam(iam_statement())), resource=bucket)

    assert evaluate(asking("s3:GetObject", BUCKET, principal=ALICE), grants).outcome is ALLOWED
    assert evaluate(asking("s3:GetObject", BUCKET, principal=f"{ALICE}2"), grants).outcome is DENIED
    bounded = replace(grants, boundary=held(iam(iam_statement())))
    assert evaluate(asking("s3:GetObject", BUCKET, principal=ALICE), bounded).outcome is DENIED


def test_not_principal_allows_all_others() -> None:
    bucket = held(iam(iam_statement(NotPrincipal={"AWS": ALICE})))

    assert (
        evaluate(asking("s3:GetObject", BUCKET, principal=ROLE), Grants((), resource=bucket)).outcome
        is ALLOWED
    )
    assert (
        evaluate(asking("s3:GetObject", BUCKET, principal=ALICE), Grants((), resource=bucket)).outcome
        is NOT_ALLOWED
    )


# Trust


def trust(principal: Any, **more: Any) -> Policy:
    """Return the trust policy of a role of CAM."""
    return cam({"effect": "allow", "action": "name/sts:AssumeRole", "principal": principal, **more})


@pytest.mark.parametrize(
    ("principal", "asker", "expected"),
    [
        ({"qcs": ["qcs::cam::uin/1:uin/2"]}, "qcs::cam::uin/1:uin/2", True),
        ({"qcs": ["qcs::cam::uin/1:root"]}, "qcs::cam::uin/1:uin/2", True),
        ({"qcs": ["qcs::cam::uin/1:root"]}, "qcs::cam::uin/1:uin/1", True),
        ({"qcs": ["qcs::cam::uin/1:uin/1"]}, "qcs::cam::uin/1:root", True),
        ({"qcs": ["qcs::cam::uin/1:root"]}, "qcs::cam::uin/11:uin/2", False),
        ({"qcs": ["qcs::cam::uin/1:uin/1"]}, "qcs::cam::uin/1:uin/2", False),
        ({"qcs": ["qcs::cam::anyone:anyone"]}, None, True),
        ({"qcs": ["qcs::cam::anonymous:anonymous"]}, "qcs::cam::uin/1:uin/2", True),
        ("*", None, True),
        ({"service": ["scf.qcloud.com"]}, "scf.qcloud.com", True),
        ({"service": "*.qcloud.com"}, "scf.qcloud.com", False),
        ({"federated": ["qcs::cam::uin/1:saml-provider/x"]}, "qcs::cam::uin/1:saml-provider/x", True),
        ({"qcs": ["qcs::cam::uin/1:uin/2"]}, None, False),
    ],
)
def test_a_role_of_cam_trusts(principal: Any, asker: str | None, *, expected: bool) -> None:
    decision = trusts(trust(principal), asking("sts:AssumeRole", principal=asker))

    assert decision.allowed is expected
    assert (decision.by is not None) is expected


def test_a_trust_policy_asks_for_its_conditions_and_its_action() -> None:
    policy = trust("*", condition={"string_equal": {"sts:external_id": "x"}})
    request = asking("sts:AssumeRole", context={"sts:external_id": ("x",)})

    assert trusts(policy, request).allowed
    assert not trusts(policy, replace(request, context={})).allowed
    assert not trusts(policy, replace(request, action="AssumeRoleWithSAML")).allowed


def test_a_trust_policy_may_deny() -> None:
    policy = iam(
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "111122223333"}},
        {"Effect": "Deny", "Action": "sts:*", "Principal": {"AWS": ALICE}},
    )

    assert trusts(policy, asking("sts:AssumeRole", principal=f"{ALICE}2")).allowed
    assert trusts(policy, asking("sts:AssumeRole", principal=ALICE)).outcome is DENIED


def test_a_statement_without_a_principal_trusts_nobody() -> None:
    assert not trusts(
        cam(cam_statement()), asking("sts:AssumeRole", principal="qcs::cam::uin/1:uin/2")
    ).allowed


# Properties

actions = st.sampled_from(["cam:*", "cam:GetUser", "*", "cvm:*"])
resources = st.sampled_from(["*", "qcs::cam::uin/1:uin/2", "qcs::cam:::*"])
random_statements = st.builds(cam_statement, st.sampled_from(["allow", "deny"]), actions, resources)
random_policies = st.lists(random_statements, min_size=1, max_size=3).map(lambda found: cam(*found))
random_requests = st.builds(
    Request,
    st.sampled_from(["cam", "cvm"]),
    st.sampled_from(["GetUser", "AddUser"]),
    st.sampled_from([("*",), ("qcs::cam::uin/1:uin/2",)]),
    account=st.just("1"),
)


@given(st.lists(random_policies, max_size=3), random_policies, random_requests)
def test_a_boundary_never_widens_and_a_further_denial_never_helps(
    policies: list[Policy], other: Policy, request: Request
) -> None:
    plain = evaluate(request, granted(*policies)).allowed

    assert plain or not evaluate(request, Grants(held(*policies), boundary=held(other))).allowed
    denying = [one for one in other.statements if one.effect == "deny"]
    if denying:
        more = replace(other, statements=tuple(denying))
        assert plain or not evaluate(request, granted(*policies, more)).allowed


@given(st.lists(random_policies, min_size=1, max_size=3), random_requests)
def test_the_order_of_policies_changes_no_outcome(policies: list[Policy], request: Request) -> None:
    forth = evaluate(request, granted(*policies)).outcome

    assert evaluate(request, granted(*reversed(policies))).outcome is forth


@given(random_policies, random_requests)
def test_a_policy_that_was_asked_before_decides_the_same(policy: Policy, request: Request) -> None:
    fresh = evaluate(request, granted(replace(policy))).outcome
    evaluate(replace(request, service="sts"), granted(policy))
    evaluate(request, granted(policy))

    assert evaluate(request, granted(policy)).outcome is fresh


@pytest.mark.parametrize(
    ("identity", "bucket", "expected"),
    [
        (True, True, Outcome.ALLOWED),
        (True, False, Outcome.IMPLICIT_DENY),
        (False, True, Outcome.IMPLICIT_DENY),
    ],
)
@pytest.mark.parametrize(
    "named", ["arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:root", "111122223333", "*"]
)
def test_across_accounts_of_aws_both_sides_must_allow(
    named: str, expected: Outcome, *, identity: bool, bucket: bool
) -> None:
    """AWS, "Cross-account policy evaluation logic"."""
    object_ = "arn:aws:s3:::docs/a"
    request = asking(
        "s3:GetObject", object_, account="444455556666", principal="arn:aws:iam::111122223333:user/alice"
    )
    own = (iam(iam_statement(action="s3:GetObject")),) if identity else ()
    opened = iam(iam_statement(action="s3:GetObject", resource=object_, Principal={"AWS": named}))
    grants = Grants(held(*own), resource=held(opened, via="bucket docs") if bucket else ())

    assert evaluate(request, grants).outcome is expected
