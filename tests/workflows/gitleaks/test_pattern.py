from contextlib import suppress

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from akwarden.detectors.secrets.forms import compile_pattern
from akwarden.errors import RuleError
from akwarden.workflows.gitleaks.pattern import (
    Byte,
    Choice,
    Group,
    Node,
    PatternError,
    Repeat,
    Series,
    read_pattern,
)


def spelled(node: Node) -> str:
    """Spell a tree out, so that a test can see it whole."""
    match node:
        case Byte(values=values):
            return "".join(map(chr, sorted(values))) if len(values) < 4 else f"<{len(values)}>"
        case Series(items=items):
            return "".join(map(spelled, items))
        case Choice(branches=branches):
            return f"({'|'.join(map(spelled, branches))})"
        case Repeat(node=inner, low=low, high=high):
            return f"{spelled(inner)}{{{low},{'' if high is None else high}}}"
        case Group(node=inner, number=number):
            return f"[{number}:{spelled(inner)}]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc", "abc"),
        ("a|bc|", "(a|bc|)"),
        (r"^a\b$\A\z\B", "a"),
        ("a*b+?c?d{2}e{3,}f{4,5}?", "a{0,}b{1,}c{0,1}d{2,2}e{3,}f{4,5}"),
        ("(?:ab)+", "ab{1,}"),
        ("(a(b)|(?P<name>c))", "[1:(a[2:b]|[3:c])]"),
        (r"\d\w[^a][[:alpha:]]", "<10><63><255><52>"),
        (r"[]a][^]]\]", "]a<255>]"),
        (r"\x41\x{42}\103\.\Q.*\E", "ABC..*"),
        ("(?i)ab(?-i)a", "AaBba"),
        ("(?i:a)a", "Aaa"),
        ("((?i)a)a", "[1:Aa]a"),
        ("(?i)a|b", "(Aa|Bb)"),
        ("a{b}", "a{b}"),
        (".", "<255>"),
        ("(?s).", "<256>"),
        ("é", "Ã©"),
        ("é+", "Ã©{1,}"),
    ],
)
def test_tree_says_what_the_expression_says(text: str, expected: str) -> None:
    assert spelled(read_pattern(text).tree) == expected


@pytest.mark.parametrize("text", ["(" * 100 + "a" + ")" * 100, "[é]", "(a", "a)", "(?=a)"])
def test_what_has_no_tree_is_refused(text: str) -> None:
    with pytest.raises(PatternError):
        read_pattern(text)


@pytest.mark.parametrize(
    ("number", "expected"),
    [(None, "(?:a)(?:b(?:c))"), (1, "(a)(?:b(?:c))"), (2, "(?:a)(b(?:c))"), (3, "(?:a)(?:b(c))")],
)
def test_one_group_captures_and_no_other(number: int | None, expected: str) -> None:
    assert read_pattern("(a)(?P<x>b(c))").capturing(number) == expected


def test_a_bracket_in_a_class_or_behind_a_backslash_opens_nothing() -> None:
    assert read_pattern(r"\([(](a)").capturing(None) == r"\([(](?:a)"


# Most texts are no patterns; how many in a row is chance.
@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(st.text(st.sampled_from(r"ab()[]{}|\?*+.^$-,:0123PQEdwsix<>="), max_size=20))
def test_reading_any_text_that_re2_takes_gives_a_tree_that_compiles_again(text: str) -> None:
    try:
        groups = compile_pattern(text).groups
    except RuleError:
        assume(False)  # noqa: FBT003  hypothesis's word

    with suppress(PatternError):
        pattern = read_pattern(text)

        assert len(pattern.openings) == groups
        for number in (None, *range(1, groups + 1)):
            assert compile_pattern(pattern.capturing(number)).groups == (number is not None)
