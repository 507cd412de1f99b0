from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.secrets.scanning import AWS, TENCENT, key, rules

from akwarden.detectors.secrets.forms import compile_pattern
from akwarden.detectors.secrets.runs import LONGEST_RUN
from akwarden.detectors.secrets.shape import Shape
from akwarden.detectors.secrets.values import Value, ValueFinder
from akwarden.errors import RuleError
from akwarden.model.rule import PartName, Rule, RuleSet
from akwarden.workflows.rule_check import expand

EDGES = "+/_-"


def values(data: str | bytes) -> list[Value]:
    return rules().finder.find(data.encode() if isinstance(data, str) else data)


def texts(data: str | bytes) -> list[str]:
    return [value.text for value in values(data)]


def with_first_rule(change: Rule) -> RuleSet:
    ruleset = rules().ruleset
    return msgspec.structs.replace(ruleset, rules=(change, *(r for r in ruleset.rules if r.id != change.id)))


def first_rule() -> Rule:
    return next(rule for rule in rules().ruleset.rules if rule.id == "tencent-access-key")


def test_value_is_read_as_every_part_that_it_fits() -> None:
    (value,) = values(f"SecretKey: {key(AWS)[1]}")

    assert value.name == "secret_key"
    assert value.shape is Shape.RANDOM
    assert {r.rule.id for r in value.readings if r.part is PartName.SECRET and r.named} >= {"aws-access-key"}
    assert value.reading(PartName.TOKEN) is None
    assert value.reading(PartName.SECRET) in value.readings


def test_form_that_asks_for_a_name_counts_first_and_only_under_it() -> None:
    key_id, _ = key(TENCENT)

    (temporary,), (permanent,) = values(f"tmpSecretId={key_id}"), values(f"secretId={key_id}")

    assert temporary.readings[0].rule.id == "tencent-temporary-key"
    assert [r.rule.id for r in permanent.readings] == ["tencent-access-key"]


@pytest.mark.parametrize("character", "0aZ")
def test_value_is_a_whole_run_and_no_piece_of_one(character: str) -> None:
    key_id, secret = key(TENCENT)

    assert texts(f"{character}{key_id}") == []
    assert texts(f"{key_id}{character}") == []
    assert texts(f"secret_key={secret}{character}") == []


@pytest.mark.parametrize("character", EDGES)
def test_secret_is_no_piece_of_a_path_or_of_base64(character: str) -> None:
    _, secret = key(TENCENT)

    assert texts(f"secret_key={character}{secret}") == []
    assert texts(f"secret_key={secret}{character}x") == []


@pytest.mark.parametrize("escape", ["\\n", "\\t", "\\r", "\\x3d", "\\u003d", "%3D", "%253D", "%20"])
def test_end_of_an_escape_does_not_belong_to_the_value(escape: str) -> None:
    key_id, secret = key(TENCENT)

    assert texts(f"a{escape}{key_id}") == [key_id]
    assert texts(f"secret_key={escape}{secret}") == [secret]


def test_padding_belongs_to_a_form_with_a_tail_and_rules_out_the_others() -> None:
    body = expand("{43*A}")

    (value,) = values(f"tmp_secret_key={body}=")

    assert value.text == body + "="
    padded = values(f"secret_key={expand('{30*A}')}==")
    assert "alibaba-access-key" not in {r.rule.id for v in padded for r in v.readings}
    assert "tencent-temporary-key" not in {r.rule.id for v in values(f"key={body}") for r in v.readings}


def test_of_two_values_that_overlap_the_longer_stays() -> None:
    long_id = expand("AKID{32*A}-{40*A}")

    assert texts(f"TmpSecretId: {long_id}") == [long_id]


def test_run_longer_than_any_token_is_no_value() -> None:
    token = expand("{9999*A}")

    assert texts(f"token={token[:LONGEST_RUN]}") == [token[:LONGEST_RUN]]
    assert texts(f"token={token[: LONGEST_RUN + 1]}") == []


def test_value_touches_a_position_inside_it_and_at_its_end() -> None:
    key_id, _ = key(TENCENT)
    data = f"id {key_id} x".encode()

    touched = [at for at in range(len(data) + 1) if rules().finder.at(data, at)[0]]

    assert touched == list(range(4, 3 + len(key_id) + 1))


@given(
    st.lists(
        st.sampled_from(
            [*TENCENT, *AWS, "{20*A}", "{50*S}", "{44*W}", "STS.{25*A}", "=", " ", "\n", ".", "-", "%3D"]
        ),
        min_size=1,
        max_size=9,
    ),
    st.data(),
)
def test_what_holds_at_a_position_holds_as_far_as_is_said(pieces: list[str], draw: st.DataObject) -> None:
    data = "".join(expand(piece, number) for number, piece in enumerate(pieces)).encode()
    position = draw.draw(st.integers(0, len(data)))

    touches, same_to = rules().finder.at(data, position)

    assert same_to >= position
    assert {rules().finder.at(data, at)[0] for at in range(position, same_to + 1)} == {touches}


def test_ordinary_value_touches_nothing() -> None:
    assert not rules().finder.at(b"secret_key=getSecretKeyFromVaultByClient01x", 40)[0]


@given(st.binary(max_size=300))
def test_values_of_any_bytes_stand_in_order_and_apart(data: bytes) -> None:
    found = values(data + b" AKID" + data + expand("{32*A} {40*S}").encode())

    assert all(a.end <= b.start for a, b in pairwise(found))


@given(
    st.lists(
        st.sampled_from([*TENCENT, *AWS, "{44*A}", "secret_key=", "=", " ", "\n", '"', "%3D"]), max_size=9
    )
)
def test_value_is_the_text_at_its_place(pieces: list[str]) -> None:
    data = "".join(expand(piece, number) for number, piece in enumerate(pieces))

    for value in values(data):
        assert data[value.start : value.end] == value.text
        assert value.readings


@pytest.mark.parametrize("field", ["value", "named"])
def test_form_that_re2_does_not_take_is_refused_by_rule_and_pattern(field: str) -> None:
    first = first_rule()
    assert first.key_id
    form = msgspec.structs.replace(first.key_id.forms[0], **{field: "(?=x)"})
    changed = msgspec.structs.replace(first, key_id=msgspec.structs.replace(first.key_id, forms=(form,)))

    with pytest.raises(RuleError, match=f"rule {first.id}, key_id") as caught:
        ValueFinder(with_first_rule(changed)).check()

    assert "'(?=x)'" in caught.value.what
    assert caught.value.mend


@pytest.mark.parametrize("field", ["names", "context"])
def test_name_or_context_that_re2_does_not_take_is_refused_when_rules_are_read(field: str) -> None:
    first = first_rule()
    assert first.secret
    assert first.secret.alone
    part = msgspec.structs.replace(first.secret, names="(?<!x)y")
    if field == "context":
        alone = msgspec.structs.replace(first.secret.alone, context="(?<!x)y")
        part = msgspec.structs.replace(first.secret, alone=alone)

    with pytest.raises(RuleError, match=f"rule {first.id}, secret"):
        ValueFinder(with_first_rule(msgspec.structs.replace(first, secret=part))).check()


def test_pattern_is_compiled_once() -> None:
    assert compile_pattern("a{3}") is compile_pattern("a{3}")


def test_form_asks_for_more_entropy_than_its_part_names() -> None:
    first = first_rule()
    assert first.key_id
    text = f"id={key(TENCENT)[0]}".encode()
    found = {}
    for bits in (0.0, 3.0, 6.0):
        part = msgspec.structs.replace(first.key_id, min_entropy=bits)
        finder = ValueFinder(with_first_rule(msgspec.structs.replace(first, key_id=part)))
        found[bits] = "tencent-access-key" in {r.rule.id for v in finder.find(text) for r in v.readings}

    assert found == {0.0: True, 3.0: True, 6.0: False}
