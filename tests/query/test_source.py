import random
import string

import pytest

from akwarden.errors import QueryError
from akwarden.query.source import MOST_CHARACTERS, Source, Span, named


def shown(text: str, start: int, end: int) -> list[str]:
    """Give the lines that show a place."""
    why = Source(text).wrong(Span(start, end), "so").why
    assert why
    return [line.removeprefix("    ") for line in why.splitlines()[1:]]


def key_like() -> str:
    """Make what could be a secret."""
    letters = random.Random(7).choices(string.ascii_letters + string.digits, k=40)
    return "".join(letters)


def test_an_error_says_what_is_wrong_and_how_to_mend_it() -> None:
    error = Source("a b").wrong(Span(2, 3), "b is wrong", mend="take it away")

    assert (error.what, error.mend) == ("the query is wrong: b is wrong", "take it away")
    assert error.code == "E0190"


def test_the_place_is_pointed_at() -> None:
    assert shown("status:actve x", 7, 12) == ["status:actve x", "       ^^^^^"]


def test_wide_characters_take_two_columns_and_accents_none() -> None:
    assert shown("部门 e\u0301 x", 6, 7) == ["部门 e\u0301 x", "       ^"]
    assert shown("部门 x", 0, 2) == ["部门 x", "^^^^"]


def test_the_end_is_pointed_at_behind_the_text() -> None:
    assert shown("a or", 4, 5) == ["a or", "    ^"]


def test_of_a_long_query_only_what_stands_around_the_place_is_shown() -> None:
    lines = shown("a" * 500 + " wrong " + "b" * 500, 501, 506)

    assert lines[0].startswith("…aaa")
    assert lines[0].endswith("bbb…")
    assert len(lines[0]) < 110
    assert lines[0][lines[1].index("^") :].startswith("wrong")
    assert lines[1].count("^") == 5


def test_what_steers_a_terminal_is_not_shown() -> None:
    assert shown("a\u202eb \x1b[31m", 0, 1)[0] == "a\N{REPLACEMENT CHARACTER}b \N{REPLACEMENT CHARACTER}[31m"


def test_what_could_be_a_secret_is_not_shown() -> None:
    secret = key_like()

    lines = shown(f"remrk:{secret}", 0, 5)

    assert lines[0] == f"remrk:{'*' * 40}"
    assert named(secret) == f"'{'*' * 40}'"


def test_what_has_only_some_kinds_of_characters_is_shown() -> None:
    assert named("shop-production-eu-west-1") == "'shop-production-eu-west-1'"


@pytest.mark.parametrize("character", ["\t", "\n", "\0", "\x1b", "\x85", "\u2028", "\ud800", "\x7f"])
def test_characters_that_can_t_be_seen_or_kept_are_refused(character: str) -> None:
    with pytest.raises(QueryError, match=f"U\\+{ord(character):04X}"):
        Source(f'owner:"a{character}b"').check()


def test_a_query_has_a_longest_length() -> None:
    Source("a" * MOST_CHARACTERS).check()

    with pytest.raises(QueryError, match="4097 characters"):
        Source("a" * (MOST_CHARACTERS + 1)).check()
