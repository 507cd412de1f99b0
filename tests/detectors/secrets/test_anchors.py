import re
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.secrets.scanning import rules

from akwarden.detectors.secrets.anchors import Anchors, anchor_patterns
from akwarden.errors import RuleError
from akwarden.model.rule import RuleSet
from akwarden.workflows.rule_check import expand

UNBOUNDED = ("AKID.*x", "AKID[0-9A-Z]+", "AKID[0-9]{3,}", "(?:ab)+AKID", r"AKID\++")
BOUNDED = (r"AKID\+\*", "AKID[+*]{2}", r"AKID[\]*+]x", "AKID[^]*+]x", "AKID.{0,3}", r"AKID\{2,\}")
UNSUPPORTED = ("(A)KID\\1", "AKID(?=x)", "(?<!x)AKID", "AKID(", "AKID[", "")


def with_anchors(patterns: Sequence[str]) -> RuleSet:
    """Return some of our rules, the first of them with other anchors for its id; all would take seconds."""
    ruleset = rules().ruleset
    first = next(rule for rule in ruleset.rules if rule.id == "tencent-access-key")
    others = [rule for rule in ruleset.rules if rule.id != first.id]
    assert first.key_id
    changed = msgspec.structs.replace(
        first, key_id=msgspec.structs.replace(first.key_id, anchors=tuple(patterns))
    )
    return msgspec.structs.replace(ruleset, rules=(changed, *others[:10]))


def ends(anchors: Anchors, data: bytes) -> Sequence[int]:
    return anchors.ends(memoryview(data), anchors.scratch()).plain


def test_end_of_every_anchor_is_found_in_order() -> None:
    anchors = rules().anchors
    text = "\n".join([expand("AKID{32*A}"), expand("AKIA{16*B}"), expand("AKID{32*A}", 2)]).encode()

    assert ends(anchors, text) == [36, 57, 94]


def test_nothing_is_found_in_nothing() -> None:
    assert ends(rules().anchors, b"") == []


def test_patterns_that_rules_share_stand_once() -> None:
    patterns = anchor_patterns(rules().ruleset)

    assert len(patterns) == len(set(patterns))
    assert set(patterns) == {
        anchor
        for rule in rules().ruleset.rules
        for part in (rule.key_id, rule.secret, rule.token)
        if part
        for anchor in part.anchors
    }


@pytest.mark.parametrize("pattern", UNBOUNDED)
def test_unbounded_anchor_is_refused_by_name(pattern: str) -> None:
    with pytest.raises(RuleError, match=re.escape(repr(pattern))) as caught:
        Anchors.compile(with_anchors([pattern]))

    assert "bound" in (caught.value.mend or "")


@pytest.mark.parametrize("pattern", UNSUPPORTED)
def test_anchor_that_the_engine_does_not_support_is_refused_by_name(pattern: str) -> None:
    with pytest.raises(RuleError, match=re.escape(repr(pattern))) as caught:
        Anchors.compile(with_anchors([pattern]))

    assert caught.value.why
    assert caught.value.mend


@pytest.mark.parametrize("pattern", BOUNDED)
def test_bounded_anchor_with_marks_of_repetition_in_it_is_taken(pattern: str) -> None:
    Anchors.compile(with_anchors([pattern]))


def test_dump_loads_again_and_finds_the_same() -> None:
    text = expand("key: AKID{32*A} and secret_key={32*A}").encode()
    anchors = rules().anchors

    assert ends(Anchors.load(anchors.dump(), rules().ruleset), text) == ends(anchors, text)


@given(st.one_of(st.binary(max_size=200), st.integers(0, 2000).map(lambda n: rules().anchors.dump()[:n])))
def test_dump_that_is_none_raises_value_error(dump: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the message is the library's
        Anchors.load(dump, rules().ruleset)


@given(
    st.binary(max_size=100),
    st.sampled_from(["AKID{32*A}", "AKIA{16*B}", "LTAI{12*A}"]),
    st.binary(max_size=100),
)
def test_anchor_is_found_between_any_bytes(before: bytes, template: str, after: bytes) -> None:
    value = expand(template).encode()

    assert len(before) + len(value) in ends(rules().anchors, before + value + after)
