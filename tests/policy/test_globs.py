import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from akwarden.policy import globs

# Few characters, so that patterns and texts meet often.
patterns = st.text("ab*?", max_size=8)
texts = st.text("ab?*", max_size=8)


class Counted(str):
    """A text that counts how much of it is looked at."""

    __slots__ = ("steps",)
    steps: int

    def find(self, part: str, start: int | None = 0, end: int | None = None, /) -> int:  # type: ignore[override]
        found = super().find(part, start, end)
        stop = len(self) if end is None else end
        self.steps += ((found if found >= 0 else stop) - (start or 0) + 1) * max(len(part), 1)
        return found

    def startswith(self, part: str, start: int = 0, /) -> bool:  # type: ignore[override]
        self.steps += len(part)
        return super().startswith(part, start)


def counted(text: str) -> Counted:
    """Give a text whose steps are still none."""
    made = Counted(text)
    made.steps = 0
    return made


def brute_force(pattern: str, text: str, *, single: bool) -> bool:
    """Try every way to lay the pattern over the text."""
    if not pattern:
        return not text
    head, rest = pattern[0], pattern[1:]
    if head == "*":
        return any(brute_force(rest, text[cut:], single=single) for cut in range(len(text) + 1))
    if not text or not (head == text[0] or (head == "?" and single)):
        return False
    return brute_force(rest, text[1:], single=single)


@given(pattern=patterns, text=texts, single=st.booleans())
@example(pattern="*a?b*", text="aaxb", single=True)
@example(pattern="a*a", text="a", single=True)
@example(pattern="**", text="", single=False)
def test_a_pattern_matches_what_some_way_to_lay_it_matches(pattern: str, text: str, single: bool) -> None:  # noqa: FBT001
    assert globs.compiled(pattern, single=single)(text) is brute_force(pattern, text, single=single)


@given(patterns, texts)
def test_a_pattern_that_includes_another_matches_all_that_it_matches(wide: str, narrow: str) -> None:
    included = globs.includes(wide, narrow, single=True)

    words = ("", "a", "b", "ab", "ba", "aab", "bba", "abab")
    matched = [word for word in words if globs.compiled(narrow, single=True)(word)]

    assert not included or all(globs.compiled(wide, single=True)(word) for word in matched)


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        ("*", "a*b", True),
        ("cam:*", "cam:Get*", True),
        ("cam:Get*", "cam:*", False),
        ("a?c", "a*c", False),
        ("a*c", "a?c", True),
        ("*a*", "xay", True),
        ("a**", "a", True),
        ("", "*", False),
    ],
)
def test_patterns_include_each_other(wide: str, narrow: str, expected: bool) -> None:  # noqa: FBT001
    assert globs.includes(wide, narrow, single=True) is expected


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("*a" * 200 + "b", "a" * 4000),
        ("*" * 500 + "b", "a" * 4000),
        ("*ab" * 200 + "c", "ab" * 2000),
        ("*a?" * 200 + "b", "a" * 4000),
        ("*?a" * 200 + "b", "a" * 4000),
        ("a*" * 300 + "*b*", "a" * 4000),
        ("?" * 1000 + "*" + "?" * 1000 + "b", "a" * 4000),
    ],
)
def test_a_hostile_pattern_costs_no_more_than_its_length_times_that_of_the_text(
    pattern: str, text: str
) -> None:
    seen = counted(text)

    assert globs.compiled(pattern, single=True)(seen) is False
    assert seen.steps <= 2 * len(pattern) * len(text)


def test_no_pattern_becomes_a_regular_expression() -> None:
    match = globs.compiled("arn:aws:s3:::(a+)+$*[x]", single=True)

    assert match("arn:aws:s3:::(a+)+$ and [x]")
    assert not isinstance(match, re.Pattern)
