from collections.abc import Sequence

import ibis
import pyarrow as pa
import pytest
from tests.analytics.lake import executed, registered

from akwarden.detectors.behavior.sigma.texts import (
    Pattern,
    Wild,
    fits,
    folded,
    folding,
    has_case,
    tidied,
)

MANY, ONE = Wild.MANY, Wild.ONE


def test_the_engine_takes_case_away_from_every_letter_as_python_does() -> None:
    codes = [code for code in range(1, 0x110000) if chr(code).lower() != chr(code) or chr(code).isalpha()]
    letters = [f"a{chr(code)} " for code in codes if code < 0x3000 or 0xA000 < code < 0xAC00]
    events = registered(pa.table({"letter": letters}))

    found = executed(events.select(folding(events.letter).name("folded"))).column("folded").to_pylist()

    assert len(letters) > 3000
    assert [one for one, own in zip(letters, found, strict=True) if folded(one) != own] == []


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (("istanbul",), [0]),
        (("x",), []),
        ((MANY, "tan", MANY), [0]),
        ((MANY, "οδοσ"), [1, 2]),
        ((ONE, "stanbul"), [0]),
        ((MANY, "\u0307", MANY), []),
    ],
)
def test_only_letters_that_make_a_difference_are_replaced(pattern: Pattern, expected: list[int]) -> None:
    events = registered(pa.table({"letter": ["İSTANBUL", "x ΟΔΟΣ", "οδος", "K"], "at": [0, 1, 2, 3]}))

    found = executed(events.filter(fits(folding(events.letter, pattern), pattern)))

    assert found.column("at").to_pylist() == expected


@pytest.mark.parametrize(("text", "expected"), [("10.0/8 -", False), ("a1", True), ("é", True), ("", False)])
def test_a_text_has_case_where_it_has_letters(text: str, expected: bool) -> None:  # noqa: FBT001  a table
    assert has_case(text) is expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("a", "b"), ("ab",)),
        ((MANY, MANY, "a"), (MANY, "a")),
        ((MANY, ONE, MANY), (MANY, ONE, MANY)),
        (("", MANY, ""), (MANY,)),
        ((), ()),
    ],
)
def test_a_pattern_has_one_shortest_form(parts: Sequence[str | Wild], expected: Pattern) -> None:
    assert tidied(parts) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ((), [""]),
        (("a",), ["a"]),
        (("a", MANY), ["a", "ab", "a\nb", "a.b*c"]),
        ((MANY, "b"), ["ab", "a\nb"]),
        ((MANY, ".b", MANY), ["a.b*c"]),
        (("a", ONE, "b"), ["a\nb"]),
        (("a", MANY, "b"), ["ab", "a\nb"]),
        (("a.b*", ONE), ["a.b*c"]),
        ((ONE,), ["a"]),
    ],
)
def test_patterns_fit_whole_texts(pattern: Pattern, expected: list[str]) -> None:
    events = registered(pa.table({"said": ["", "a", "ab", "a\nb", "a.b*c", None]}))

    found = executed(events.filter(fits(events.said, pattern)))

    assert found.column("said").to_pylist() == expected
    assert isinstance(fits(events.said, pattern), ibis.expr.types.BooleanValue)
