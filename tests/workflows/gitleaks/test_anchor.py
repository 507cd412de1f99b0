import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from akwarden.workflows.gitleaks.anchor import anchors
from akwarden.workflows.gitleaks.pattern import PatternError, read_pattern

EXPRESSIONS = (
    (r"acme-[a-z0-9]{20}", None),
    (r"(?i)acme[\w-]{0,5}[ \t]*=[ \t]*(\w{8,12})", 1),
    (r"(?:key|token)_(?:[a-z]+\.)?([0-9a-f]+-[0-9a-f]+)", 1),
    (r"one_(ab{2,}c)|two_(\d{4}x)", 1),
    (r"one_(ab{2,}c)|two_(\d{4}x)", 2),
    (r"\bsecret:(?:(x?y?z[0-9]{6})|none)\b", 1),
    (r"(?s)BEGIN KEY.*?([A-F]{12})END", 1),
    (r"id:(\d{0,3}[a-c]{1,2}(?:de|fgh)+!)", 1),
)


def first_anchor(text: str, group: int | None) -> str:
    """Return the most exact anchor of an expression."""
    return next(anchors(read_pattern(text).tree, group))


@pytest.mark.parametrize(
    ("text", "group", "expected"),
    [
        # Ends behind the value where that has one length, as early as it may where not.
        ("acme[0-9]{4}", None, "acme[0-9]{4,4}"),
        ("acme-([0-9]{4,9})", 1, r"acme\x2d[0-9]{4,4}"),
        # What may be absent in front says nothing; what repeats without a bound gets one.
        (r"\w*acme\s*(x[0-9]{5})", 1, r"acme[\x09-\x0a\x0c-\x0d\x20]{0,128}x[0-9]{5,5}"),
        # Only the beginning of a long value.
        ("acme[0-9]{500}", None, "acme[0-9]{32,32}"),
        # The branch in which the value stands.
        ("(?:aaa(bbb)|ccc(ddd))", 2, "cccddd"),
    ],
)
def test_anchor_is_what_leads_to_the_value_and_its_first_bytes(
    text: str, group: int | None, expected: str
) -> None:
    assert first_anchor(text, group) == expected


@pytest.mark.parametrize(
    ("text", "group", "why"),
    [
        (r"\w{4}", None, "rare"),
        (r"acme(\w*)", 1, "empty"),
        (r"(?:acme([0-9]+),)+", 1, "repetition"),
        ("abc", 1, "empty"),
    ],
)
def test_what_gives_no_anchor_says_why(text: str, group: int | None, why: str) -> None:
    with pytest.raises(PatternError, match=why):
        first_anchor(text, group)


def test_anchor_reaches_no_further_than_a_value_is_looked_for() -> None:
    pattern = first_anchor(r"far(?:[a-z]{400})(?:[a-z]{100})near([0-9]{4})", 1)

    assert pattern == "[a-z]{100,100}near[0-9]{4,4}"


@pytest.mark.parametrize(("text", "group"), EXPRESSIONS)
@given(data=st.data())
def test_an_anchor_ends_in_every_value(data: st.DataObject, text: str, group: int | None) -> None:
    found = data.draw(st.from_regex(re.compile(text.encode(), re.ASCII), fullmatch=True))
    match = re.fullmatch(text.encode(), found)
    assert match
    start, end = match.span(group or 0)
    assume(start >= 0)

    anchor = first_anchor(text, group)

    ending = re.compile(b"(?s)(?:" + anchor.encode() + rb")\Z")
    assert any(ending.search(found[:at]) for at in range(start + 1, end + 1))
