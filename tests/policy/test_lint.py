import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.policies import asking, cam, cam_statement, granted, iam, iam_statement

from akwarden.model.severity import Severity
from akwarden.policy.catalogue import load_catalogue
from akwarden.policy.document import Condition, Effect, Statement
from akwarden.policy.evaluate import evaluate
from akwarden.policy.grammar import Language, Policy, read_policy
from akwarden.policy.lint import Fault, faults


def found(policy: Policy, **more: Any) -> list[Fault]:
    """Return the faults of a policy."""
    return list(faults(policy, load_catalogue(policy.language), **more))


def codes(*statements: dict[str, Any], language: Language = Language.CAM, **more: Any) -> list[str]:
    """Return the codes of the faults of these statements."""
    policy = cam(*statements) if language is Language.CAM else iam(*statements)
    return [fault.code for fault in found(policy, **more)]


def of_iam(*statements: dict[str, Any], **more: Any) -> list[str]:
    """Return the codes of the faults of these statements of IAM."""
    return codes(*statements, language=Language.IAM, **more)


def test_a_good_policy_has_no_fault() -> None:
    assert (
        codes(cam_statement(action=["cam:GetUser", "name/sts:Get*"]), cam_statement("deny", action="scf:*"))
        == []
    )
    assert of_iam(iam_statement(action="s3:GetObject*", resource="arn:aws:s3:::b/${aws:username}/*")) == []


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("cam:GetUsers", ["unknown-action"]),
        ("cam:getuser", ["unknown-action"]),
        ("cam:Fetch*", ["wildcard-matches-nothing"]),
        ("madeup:Do", ["unknown-service"]),
        ("madeup:*", ["unknown-service"]),
        ("permid/280655", ["opaque-feature-set"]),
        ("tat:Anything", []),
        ("*:GetUser", []),
    ],
)
def test_actions_of_cam(action: str, expected: list[str]) -> None:
    assert codes(cam_statement(action=action)) == expected


def test_a_wrong_case_of_an_action_is_mended() -> None:
    (fault,) = found(cam(cam_statement(action=["cam:GetUser", "name/cam:getuser"])))

    assert fault.path == "statement[0].action[1]"
    assert fault.mend == "write cam:GetUser"


def test_actions_of_iam_have_no_case() -> None:
    assert of_iam(iam_statement(action="IAM:getuser")) == []
    assert of_iam(iam_statement(action="iam:GetUzer")) == ["unknown-action"]


def test_a_resource_on_an_operation_level_action_is_not_looked_at() -> None:
    user = "qcs::cam::uin/1:uin/2"

    assert codes(cam_statement(action="cam:AttachUserPolicy", resource=user)) == ["operation-level-resource"]
    assert codes(cam_statement(action="cam:CreateAccessKey", resource=user)) == []
    assert codes(cam_statement(action="cam:AttachUserPolicy", resource=[user, "*"])) == []
    (one,) = found(iam(iam_statement(action="s3:ListAllMyBuckets", resource="arn:aws:s3:::b")))
    (some,) = found(iam(iam_statement(action="s3:List*", resource="arn:aws:s3:::b")))
    assert (one.code, one.severity) == ("operation-level-resource", Severity.MEDIUM)
    assert (some.code, some.severity) == ("operation-level-resource", Severity.INFO)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"string_equal": {"aws:SourceIp": "10.0.0.1"}}, ["foreign-key"]),
        ({"ip_equal": {"QCS:IP": "10.0.0.1"}}, ["key-case"]),
        ({"string_equal": {"Qcs:Tag/Team": "x"}}, ["key-case"]),
        ({"string_equal": {"qcs:tag/Team": "x"}}, []),
        ({"string_equal": {"my:own": "x"}}, []),
        ({"ip_equal": {"qcs:ip": ["10.0.0.1", "10.0.0"]}}, ["unreadable-value"]),
        ({"date_less_than": {"qcs:current_time": "1700000000"}}, ["unreadable-value"]),
        ({"numeric_equal": {"n": "ten"}}, ["unreadable-value"]),
        ({"bool_equal": {"b": "yes"}}, ["unreadable-value"]),
        ({"null_equal": {"b": ""}}, ["unreadable-value"]),
    ],
)
def test_conditions_of_cam(block: dict[str, Any], expected: list[str]) -> None:
    assert codes(cam_statement(action="scf:*", condition=block)) == expected


def test_keys_of_cam_in_iam() -> None:
    block = {"IpAddress": {"qcs:ip": "10.0.0.1"}}

    assert of_iam(iam_statement(action="s3:*", Condition=block)) == ["foreign-key"]


def test_an_operator_of_iam_in_cam() -> None:
    # No reader lets it through; a policy that was put together by hand may have it.
    condition = Condition("StringEquals", "k", ("v",))
    statement = Statement(Effect.ALLOW, actions=("scf:*",), resources=("*",), conditions=(condition,))

    (fault,) = found(Policy(Language.CAM, "2.0", None, (statement,)))

    assert fault.code == "foreign-operator"


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("sts:AssumeRole", ["address-ignored"]),
        ("cam:GetUser", ["address-partly-honoured"]),
        ("ssm:GetSecretValue", []),
    ],
)
def test_services_that_do_not_look_at_addresses(action: str, expected: list[str]) -> None:
    assert codes(cam_statement(action=action, condition={"ip_equal": {"qcs:ip": "10.0.0.1"}})) == expected


NEVER = [
    {
        "string_equal": {"k": "a"},
        "string_equal_ignore_case": {"k": "b"},
        "string_not_equal": {"k": ["a", "c"]},
    },
    {"string_equal": {"k": ["a", "b"]}, "binary_equal": {"k": "c"}},
    {"numeric_less_than": {"k": "5"}, "numeric_greater_than": {"k": ["9", "7"]}},
    {"numeric_less_than": {"k": "5"}, "numeric_greater_than_equal": {"k": "5"}},
    {"numeric_equal": {"k": ["1", "2"]}, "numeric_greater_than": {"k": "2"}},
    {"date_less_than": {"k": "2026-01-01"}, "date_greater_than": {"k": "2026-06-01"}},
    {"ip_equal": {"k": "10.1.0.0/16"}, "ip_not_equal": {"k": "10.0.0.0/8"}},
    {"null_equal": {"k": "true"}, "string_equal": {"k": "a"}},
    {"null_equal": {"k": "true"}, "string_not_equal": {"k": "a"}},
]
SOMETIMES = [
    {"string_equal": {"k": ["a", "b"]}, "string_not_equal": {"k": "a"}},
    {"string_equal": {"k": "a"}, "string_like": {"k": "b*"}},
    {"string_equal": {"k": "a"}, "string_equal_if_exist": {"k": "b"}},
    {"for_any_value:string_equal": {"k": "a"}, "string_equal": {"k": "b"}},
    {"string_equal": {"k": "a", "other": "b"}},
    {"numeric_less_than": {"k": ["5", "9"]}, "numeric_greater_than": {"k": "7"}},
    {"numeric_less_than": {"k": "5.2"}, "numeric_greater_than": {"k": "5.1"}},
    {"numeric_less_than_equal": {"k": "5"}, "numeric_greater_than_equal": {"k": "5"}},
    {"ip_equal": {"k": "10.0.0.0/8"}, "ip_not_equal": {"k": "10.1.0.0/16"}},
    {"null_equal": {"k": "false"}, "string_equal": {"k": "a"}},
    {"null_equal": {"k": "true"}, "string_equal_if_exist": {"k": "a"}},
]


@pytest.mark.parametrize("block", NEVER)
def test_conditions_that_exclude_each_other(block: dict[str, Any]) -> None:
    assert "never-true" in codes(cam_statement(action="scf:*", condition=block))


@pytest.mark.parametrize("block", SOMETIMES)
def test_conditions_that_can_hold_together(block: dict[str, Any]) -> None:
    assert "never-true" not in codes(cam_statement(action="scf:*", condition=block))


def test_absent_and_not_equal_go_together_in_iam() -> None:
    block = {"Null": {"k": "true"}, "StringNotEquals": {"k": "a"}}

    assert of_iam(iam_statement(action="s3:*", Condition=block)) == []


numbers = st.lists(st.integers(0, 4).map(str), min_size=1, max_size=2, unique=True)
relations = st.sampled_from(["equal", "less_than", "less_than_equal", "greater_than", "greater_than_equal"])


@given(st.dictionaries(relations.map("numeric_{}".format), st.fixed_dictionaries({"k": numbers}), min_size=2))
def test_what_can_never_be_true_is_true_for_no_number(block: dict[str, Any]) -> None:
    policy = cam(cam_statement(action="scf:*", condition=block))

    never = any(fault.code == "never-true" for fault in found(policy))

    halves = [f"{half / 2}" for half in range(-2, 12)]
    allowed = [
        half
        for half in halves
        if evaluate(asking("scf:Invoke", context={"k": (half,)}), granted(policy)).allowed
    ]
    assert not (never and allowed)


def test_an_allow_under_an_unconditional_denial_is_shadowed() -> None:
    allow = cam_statement(action=["cam:GetUser", "name/cam:ListUsers"])

    assert codes(cam_statement("deny", action=["cam:Get*", "cam:List*"]), allow) == ["shadowed-allow"]
    assert codes(allow, cam_statement("deny")) == ["shadowed-allow"]
    assert codes(cam_statement("deny", action="cam:Get*"), allow) == []
    narrow = cam_statement("deny", action="cam:*", condition={"string_equal": {"k": "v"}})
    assert codes(narrow, allow) == []


def test_statements_that_say_the_same() -> None:
    twice = cam_statement(action=["scf:Get*", "scf:List*"]), cam_statement(action=["scf:List*", "scf:Get*"])

    assert [(fault.code, fault.statement) for fault in found(cam(*twice))] == [("duplicate-statement", 1)]
    wide = cam_statement(action="scf:*")
    assert codes(wide, twice[0]) == ["redundant-statement"]
    assert of_iam(iam_statement(action="S3:get*"), iam_statement(action="s3:GetObject")) == [
        "redundant-statement"
    ]


def test_what_allows_too_much() -> None:
    assert codes(cam_statement()) == ["full-administrator"]
    assert codes(cam_statement(condition={"ip_equal": {"qcs:ip": "10.0.0.1"}})) == []
    assert codes(cam_statement(resource="qcs::cvm:::*")) == []
    assert of_iam({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}) == ["allow-not-action"]
    assert of_iam({"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}) == []


def test_a_principal_in_a_policy_of_an_identity() -> None:
    who = {"qcs": ["qcs::cam::uin/1:uin/2"]}
    code = "principal-in-identity-policy"

    assert code in codes(cam_statement(action="scf:*", principal=who))
    assert code not in codes(cam_statement(action="sts:AssumeRole", principal=who))
    assert code in codes(cam_statement(action="sts:AssumeRole", principal=who), identity=True)
    mixed = iam_statement(action="s3:Get*", Principal="*"), iam_statement(action="iam:Get*")
    assert code in of_iam(*mixed)
    assert code not in of_iam(*mixed, identity=False)


def test_parts_of_a_resource_that_match_nothing() -> None:
    assert codes(cam_statement(action="scf:*", resource="qcs:id/7:scf:::*")) == ["project-in-resource"]
    resource = "arn:aws:s3:${aws:region}:1:x"
    assert of_iam(iam_statement(action="s3:GetObject", resource=resource)) == ["misplaced-variable"]


def test_a_catalogue_of_another_language_is_an_error() -> None:
    with pytest.raises(ValueError, match="cam catalogue"):
        faults(iam(iam_statement()), load_catalogue(Language.CAM))


def test_a_hostile_policy_is_looked_at_within_the_bounds() -> None:
    # 1,500 statements would be 2,250,000 pairs; so many are compared that the last ones are not.
    statement = {"effect": "allow", "action": "scf:*", "resource": "*"}
    text = json.dumps({"version": "2.0", "statement": [statement] * 1500})

    duplicates = found(read_policy(text, Language.CAM))

    assert 0 < len(duplicates) < 1500
    assert {fault.code for fault in duplicates} == {"duplicate-statement"}


def test_faults_stand_in_the_order_of_their_statements() -> None:
    policy = cam(cam_statement(action="cam:Nope"), cam_statement(), cam_statement(action="madeup:X"))

    numbers_of_statements = [fault.statement for fault in found(policy)]

    assert numbers_of_statements == sorted(number or 0 for number in numbers_of_statements)
