import random
from functools import cache

import pyarrow as pa
import pytest
from sigma.exceptions import SigmaRegularExpressionError
from tests.analytics.lake import executed, registered

from akwarden.detectors.behavior.sigma.refusal import RefusedError
from akwarden.detectors.behavior.sigma.regex import compiled, portable

PATTERNS = (
    *(r"^abc$", r"a.c", r"\d+\w*\s?", r"[[:alpha:]]+x", r"[^a-c]x", r"[a&&b]", r"[a[b]", r"[]a]", r"[^]a]"),
    *(r"[a-]", r"[-a]", r"[\d-x]", r"[\W]", r"[^\W]", r"[\s\S]{2}", r"(?i)stark", r"(?i:sk)K", r"(a|b)+c"),
    *(r"(?P<n>a)b", r"x{,3}", r"a{2,3}?b", r"a{b", r"}", r"]", r"\x41\x2e", r"\.\*\$", r"a*", r"^", r"a|"),
    *(r"(?s)a.b", r"(?i)[k-s]+", r"(?i)[^a-z]", r"(?i)\w", r"(?i)[^\x00-\x7f]", r"(?i)é", r"(?i)σ", r"()"),
    *(r"(?i)[[:^upper:]]", r"(?-i)a", r"(?is)A.b", r"[\x00-\x1f]", r"\a\v\f", r"a\/b", r"é+", r"(?i)[à-ü]x"),
    *(r"[[:punct:]]", r"a(?:b(?i)c)d", r"(?i)a(?-i)b", r"\z", r"\Aab\z", r"[^\d\s]", r"(?i)[\W]x", r""),
)
ODD = "\n\r\t\x0b\x0c\x07\u2028\u212a\u017fßẞéÉσςΣüİı😀"
"""Letters that engines disagree about."""


@cache
def texts() -> list[str]:
    """Give texts of these letters and of plain ones, the same in each run."""
    chance, letters = random.Random(7), f"abcdkKsSxX019_ -./:&[]{{}}^${ODD}"
    made = ["".join(chance.choices(letters, k=chance.randrange(2, 6))) for _ in range(1500)]
    return [
        "",
        *letters,
        "abc",
        "abc\n",
        "\nabc",
        "stark",
        "\u017ftar\u212a",
        "x{,3}",
        "A.",
        "a/b",
        ".*$",
        *made,
    ]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_means_what_re2_says_also_when_it_is_rewritten(pattern: str) -> None:
    given, written = compiled(pattern), compiled(portable(pattern).pattern)

    assert [one for one in texts() if bool(given.search(one)) != bool(written.search(one))] == []


def test_an_engine_finds_what_re2_finds() -> None:
    events = registered(pa.table({"said": texts()}))
    flags = {
        f"p{at}": events.said.re_search(portable(pattern).pattern) for at, pattern in enumerate(PATTERNS)
    }

    found = executed(events.select(**flags))

    for at, pattern in enumerate(PATTERNS):
        given = compiled(pattern)
        assert found.column(f"p{at}").to_pylist() == [bool(given.search(one)) for one in texts()], pattern


@pytest.mark.parametrize("pattern", PATTERNS)
def test_what_is_written_has_nothing_that_engines_read_differently(pattern: str) -> None:
    written = portable(pattern).pattern

    assert not any(part in written for part in ("(?i", "(?s", "(?P", "[:", "&&", "\\d", "\\w", "\\b", "."))


def test_flags_are_those_of_the_rule() -> None:
    assert compiled(portable("a.b", "is").pattern).search("A\nB")
    assert not compiled(portable("a.b", "i").pattern).search("A\nB")
    assert not compiled(portable("a.b", "s").pattern).search("A\nB")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("a*", True), ("", True), ("a|", True), ("^", False), ("a", False), (".", False)],
)
def test_a_pattern_that_is_in_every_text_is_known(pattern: str, expected: bool) -> None:  # noqa: FBT001  a table
    assert portable(pattern).fits_all is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("^Get", True), ("a|B", False), ("xB?", False), ("[A-Z]", False), ("(?i)Get", False), (r"\x41", True)],
)
def test_a_capital_that_has_to_be_there_is_known(pattern: str, expected: bool) -> None:  # noqa: FBT001  a table
    assert portable(pattern).has_capitals is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r".+:assumed-role/aws:.+", "assumed-role/aws"),
        (r"abcd?efgh", "efgh"),
        (r"abcd|efgh", ""),
        (r"(abcd)efgh", "efgh"),
        (r"(abcd)?", ""),
        (r"abcd\defgh", "abcd"),
        (r"abcd.efghi", "efghi"),
        (r"ab\.cd", "ab.cd"),
        (r"abcde*", "abcd"),
        (r"abcde{0}", "abcd"),
        (r"(?i)abcd", ""),
        (r"12345", ""),
        (r"abc", ""),
    ],
)
def test_a_text_that_has_to_be_there_is_known(pattern: str, expected: str) -> None:
    assert portable(pattern).literal == expected


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_text_that_has_to_be_there_is_in_all_that_fits(pattern: str) -> None:
    given, literal = compiled(pattern), portable(pattern).literal

    assert all(literal in one for one in texts() if given.search(one))


@pytest.mark.parametrize(
    ("pattern", "flags", "told"),
    [
        (r"\bfoo", "", r"`\b`"),
        (r"\pL", "", r"`\p`"),
        (r"[\pL]", "", r"`\p`"),
        (r"\Qa\E", "", r"`\Q`"),
        (r"\C", "", r"`\C`"),
        (r"\x{41}", "", r"`\x`"),
        (r"\101", "", r"`\1`"),
        (r"(?m)^a", "", "`^` for the ends of lines"),
        (r"a$", "m", "`$` for the ends of lines"),
        (r"(?U)a+", "", "`(?U)`"),
    ],
)
def test_what_engines_read_differently_is_refused(pattern: str, flags: str, told: str) -> None:
    with pytest.raises(RefusedError) as caught:
        portable(pattern, flags)

    assert str(caught.value) == f"the pattern `{pattern}` has {told}, which engines read differently"


@pytest.mark.parametrize(
    "pattern", [r"a(?=b)", r"(?<!a)b", r"a**", r"(", r")", r"[z-a]", r"\Z", r"(a)\1", r"a{1001}", "[a"]
)
def test_what_is_no_pattern_of_re2_is_told(pattern: str) -> None:
    with pytest.raises(SigmaRegularExpressionError, match="is wrong: "):
        portable(pattern)
