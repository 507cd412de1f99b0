import contextlib
import copy
import json
import pickle
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.policies import cam, cam_statement, iam, iam_statement

from akwarden.errors import PolicyError
from akwarden.policy.grammar import (
    MOST_BYTES,
    Condition,
    Effect,
    Language,
    Policy,
    Principals,
    Quantifier,
    Statement,
    check_size,
    read_policy,
    write_policy,
)
from akwarden.policy.operators import OPERATORS, Family

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = st.text("abcXYZ019_-", min_size=1, max_size=8)


def several(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Draw a few values."""
    return st.lists(values, min_size=1, max_size=3).map(tuple)


@st.composite
def conditions(draw: st.DrawFn, language: Language) -> tuple[Condition, ...]:
    """Draw conditions as a document can hold them: each operator once, each of its keys once."""
    blocks = st.tuples(
        st.sampled_from(sorted(OPERATORS[language])), st.sampled_from([None, *Quantifier]), st.booleans()
    )
    found = []
    for operator, quantifier, if_exists in draw(st.lists(blocks, max_size=3, unique=True)):
        exists = if_exists and OPERATORS[language][operator].family is not Family.NULL
        keys = draw(st.lists(words.filter(bool), min_size=1, max_size=2, unique=True))
        found += [Condition(operator, key, draw(several(words)), quantifier, exists) for key in keys]
    written = [(one.operator, one.quantifier, one.if_exists, one.key) for one in found]
    return tuple(found) if len(set(written)) == len(written) else ()


@st.composite
def statements(draw: st.DrawFn, language: Language, number: int) -> Statement:
    """Draw one statement of a language."""
    iam_alone = language is Language.IAM
    kinds = ("AWS", "Service", "Federated", "CanonicalUser") if iam_alone else ("qcs", "service", "federated")
    entries = st.lists(st.sampled_from(kinds), min_size=1, unique=True).flatmap(
        lambda chosen: st.tuples(*(st.tuples(st.just(kind), several(words)) for kind in chosen))
    )
    principals = st.none() | st.just(Principals((("*", ("*",)),))) | entries.map(Principals)
    start = "arn:aws" if iam_alone else "qcs:"
    actions = draw(several(st.just("*") | st.builds("{}:{}*".format, names, names)))
    resources = draw(
        several(st.just("*") | st.builds(f"{start}:{{}}:::{{}}".format, names, words.map("r{}".format)))
    )
    negated = iam_alone and draw(st.booleans())
    not_principal = iam_alone and draw(st.booleans())
    who = draw(principals)
    return Statement(
        effect=draw(st.sampled_from(Effect)),
        actions=() if negated else actions,
        not_actions=actions if negated else (),
        resources=() if negated else resources,
        not_resources=resources if negated else (),
        sid=draw(st.none() | st.just(f"Sid{number}")) if iam_alone else None,
        principals=None if not_principal else who,
        not_principals=who if not_principal else None,
        conditions=draw(conditions(language)),
        number=number,
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Draw a policy of either language."""
    language = draw(st.sampled_from(Language))
    version = "2.0" if language is Language.CAM else draw(st.sampled_from(["2008-10-17", "2012-10-17"]))
    policy_id = draw(st.none() | words) if language is Language.IAM else None
    count = draw(st.integers(1, 3))
    return Policy(
        language, version, policy_id, tuple(draw(statements(language, number)) for number in range(count))
    )


@given(policies())
def test_a_written_policy_is_read_as_the_same_policy(policy: Policy) -> None:
    text = write_policy(policy)

    assert read_policy(text, policy.language) == policy
    assert read_policy(text.encode(), policy.language) == policy
    assert write_policy(read_policy(text, policy.language)) == text


@given(st.text() | st.binary(), st.sampled_from(Language))
def test_any_text_is_read_or_refused_with_our_own_error(text: str | bytes, language: Language) -> None:
    with pytest.raises(PolicyError):
        read_policy(text, language)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
elements = (
    "version",
    "statement",
    "effect",
    "action",
    "resource",
    "condition",
    "principal",
    "Sid",
    "NotAction",
)


@given(st.dictionaries(st.sampled_from(elements), json_values), st.sampled_from(Language))
def test_any_value_of_any_element_is_read_or_refused_with_our_own_error(
    members: dict[str, Any], language: Language
) -> None:
    right = {"effect": "allow", "action": "*", "resource": "*"}
    if language is Language.IAM:
        right = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    for document in (
        members,
        {"version": "2.0", "Version": "2012-10-17", "statement": [{**right, **members}]},
    ):
        with contextlib.suppress(PolicyError):
            read_policy(json.dumps(document), language)


def test_the_sample_of_the_element_reference_is_read() -> None:
    # Tencent Cloud, "Element Reference Overview", the sample; the principal stands beside the statements.
    text = """{"version": "2.0",
      "principal": {"qcs": ["qcs::cam::uin/1238423:uin/3232523"]},
      "statement": [{"effect": "allow", "action": "cos:PutObject",
        "resource": ["qcs::cos:bj:uid/1238423:prefix//1238423/bucketA/*"],
        "condition": {"ip_equal": {"qcs:ip": "10.121.2.10/24"}}}]}"""

    policy = read_policy(text, Language.CAM)

    (statement,) = policy.statements
    assert statement.principals == Principals((("qcs", ("qcs::cam::uin/1238423:uin/3232523",)),))
    assert statement.conditions == (Condition("ip_equal", "qcs:ip", ("10.121.2.10/24",)),)


def test_qualifiers_and_suffixes_are_taken_apart() -> None:
    block = {
        "for_any_value:string_equal": {"qcs:resource_tag": ["a&b"]},
        "for_all_value:string_equal_if_exist": {"vpc:region": "sh"},
    }

    (statement,) = cam(cam_statement(condition=block)).statements

    assert statement.conditions == (
        Condition("string_equal", "qcs:resource_tag", ("a&b",), Quantifier.ANY),
        Condition("string_equal", "vpc:region", ("sh",), Quantifier.ALL, if_exists=True),
    )


def test_numbers_stay_as_they_were_written() -> None:
    block = '{"numeric_equal":{"n":[1.50,1E2,10000000000000000000001,true]}}'
    statement = f'{{"effect":"deny","action":"*","resource":"*","condition":{block}}}'

    policy = read_policy(f'{{"version":"2.0","statement":{statement}}}', Language.CAM)

    assert policy.statements[0].conditions[0].values == ("1.50", "1E2", "10000000000000000000001", "true")


def test_a_trust_policy_needs_no_resource() -> None:
    trust = {"effect": "allow", "action": "name/sts:AssumeRole", "principal": {"service": "scf.qcloud.com"}}

    (statement,) = cam(trust).statements

    assert statement.resources == ()
    assert statement.principals is not None
    assert statement.principals["service"] == ("scf.qcloud.com",)
    assert list(statement.principals) == ["service"]
    assert statement.principals.get("qcs") == ()
    assert len(statement.principals) == 1


def test_an_old_policy_of_iam_may_have_no_version() -> None:
    text = json.dumps({"Statement": iam_statement()})

    assert read_policy(text, Language.IAM).version == "2008-10-17"


CAM_REFUSED: list[tuple[str, Mapping[str, Any]]] = [
    ("statement[0].Effect", {"Effect": "allow", "action": "*", "resource": "*"}),
    ("statement[0].effect", cam_statement("Allow")),
    ("statement[0].sid", cam_statement(sid="a")),
    ("statement[0].not_action", cam_statement(not_action="*")),
    ("statement[0].action", cam_statement(action=[])),
    ("statement[0].action", cam_statement(action="GetUser")),
    ("statement[0].action[1]", cam_statement(action=["cam:GetUser", ""])),
    ("statement[0].action[0]", cam_statement(action=["cam:Get User"])),
    ("statement[0].resource", cam_statement(resource="qcs::cvm:::")),
    ("statement[0].resource[0]", cam_statement(resource=["qcs::cvm:gz:instance/ins-1"])),
    ("statement[0].resource", cam_statement(resource="arn:aws:s3:::bucket")),
    ("statement[0].condition.StringEquals", cam_statement(condition={"StringEquals": {"aws:x": "1"}})),
    (
        "statement[0].condition.null_equal_if_exist",
        cam_statement(condition={"null_equal_if_exist": {"k": "true"}}),
    ),
    ('statement[0].condition.ip_equal["qcs:ip"]', cam_statement(condition={"ip_equal": {"qcs:ip": []}})),
    ("statement[0].condition.ip_equal", cam_statement(condition={"ip_equal": {}})),
    ('statement[0].condition.ip_equal["qcs:ip"]', cam_statement(condition={"ip_equal": {"qcs:ip": None}})),
    ("statement[0].principal.AWS", cam_statement(principal={"AWS": "*"})),
    ("statement[0].principal", cam_statement(principal={})),
    ("statement[0]", {"effect": "allow", "action": "*"}),
    ("statement[0]", {"effect": "allow", "resource": "*"}),
    ("statement[0]", {"action": "*", "resource": "*"}),
    ("statement[0]", {}),
]


@pytest.mark.parametrize(("path", "statement"), CAM_REFUSED)
def test_cam_refuses(path: str, statement: Mapping[str, Any]) -> None:
    with pytest.raises(PolicyError) as refused:
        cam(statement)

    assert refused.value.what == f"the policy is wrong at {path}"


IAM_REFUSED: list[tuple[str, Mapping[str, Any]]] = [
    ("Statement[0]", iam_statement(NotAction="s3:*")),
    ("Statement[0]", iam_statement(NotResource="*")),
    ("Statement[0]", iam_statement(Principal="*", NotPrincipal={"AWS": "1"})),
    ("Statement[0].Effect", iam_statement("allow")),
    ("Statement[0].Resource", iam_statement(resource="bucket")),
    ("Statement[0].Resource", iam_statement(resource=[])),
    ("Statement[0].Condition.NullIfExists", iam_statement(Condition={"NullIfExists": {"k": "true"}})),
    ("Statement[0].Condition.stringequals", iam_statement(Condition={"stringequals": {"k": "v"}})),
    ("Statement[0].Principal.qcs", iam_statement(Principal={"qcs": "*"})),
    ("Statement[0].Sid", iam_statement(Sid=7)),
]


@pytest.mark.parametrize(("path", "statement"), IAM_REFUSED)
def test_iam_refuses(path: str, statement: Mapping[str, Any]) -> None:
    with pytest.raises(PolicyError) as refused:
        iam(statement)

    assert refused.value.what == f"the policy is wrong at {path}"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"version": "1.0", "statement": [{}]}', "version"),
        ('{"version": 2.0, "statement": [{}]}', "version"),
        ('{"statement": [{}]}', "$"),
        ('{"version": "2.0"}', "$"),
        ('{"version": "2.0", "statement": []}', "statement"),
        ('{"version": "2.0", "statement": [1]}', "statement[0]"),
        ('{"version": "2.0", "Version": "2.0", "statement": []}', "Version"),
        ('{"version": "2.0", "version": "2.0", "statement": []}', "version"),
        ('{"version": "2.0", "statement": [{"effect": NaN}]}', "$"),
        ("[]", "$"),
        ("", "$"),
        ("\ufeff{}", "$"),
        ('{"version": "2.0", "statement": [{"effect": "\\ud800"}]}', "statement[0].effect"),
    ],
)
def test_a_wrong_document_is_refused_with_the_place(text: str, path: str) -> None:
    with pytest.raises(PolicyError) as refused:
        read_policy(text, Language.CAM)

    assert refused.value.what == f"the policy is wrong at {path}"


def test_statement_ids_are_unique() -> None:
    with pytest.raises(PolicyError, match="Sid"):
        iam(iam_statement(Sid="a"), iam_statement(Sid="a"))


def test_a_wrong_case_is_mended_in_the_message() -> None:
    with pytest.raises(PolicyError) as refused:
        cam({**cam_statement(), "Condition": {}})

    assert refused.value.mend == "write condition"


def test_a_message_shows_nothing_of_a_value() -> None:
    made_up = "AKID" + "x9" * 20
    with pytest.raises(PolicyError) as refused:
        cam(cam_statement(action=made_up))

    assert made_up not in f"{refused.value.what} {refused.value.why} {refused.value.mend}"


def test_a_policy_that_is_no_document_is_not_written() -> None:
    twice = (Condition("ip_equal", "qcs:ip", ("10.0.0.1",)),) * 2
    apart = (
        Condition("ip_equal", "a", ("10.0.0.1",)),
        Condition("bool_equal", "b", ("true",)),
        Condition("ip_equal", "c", ("10.0.0.1",)),
    )
    for conditions_of_hand in (twice, apart):
        statement = Statement(Effect.ALLOW, actions=("*",), resources=("*",), conditions=conditions_of_hand)
        with pytest.raises(PolicyError, match="wrong at"):
            write_policy(Policy(Language.CAM, "2.0", None, (statement,)))


def test_copies_of_a_policy_are_the_same_policy() -> None:
    policy = cam(cam_statement())
    policy.memo.append("what was derived")

    assert pickle.loads(pickle.dumps(policy)) == copy.deepcopy(policy) == policy  # noqa: S301  our own bytes
    assert hash(copy.copy(policy)) == hash(policy)
    assert copy.copy(policy).memo == []


def test_check_size_holds_a_policy_to_the_limit_of_the_cloud() -> None:
    check_size("a" * MOST_BYTES)
    with pytest.raises(PolicyError):
        check_size("a" * (MOST_BYTES + 1))
    with pytest.raises(PolicyError):
        check_size("策" * (MOST_BYTES // 3 + 1))
