import pytest

from akwarden.detectors.behavior.sigma.ranges import (
    LAST,
    Range,
    class_of,
    complement,
    merged,
    without_case,
)
from akwarden.detectors.behavior.sigma.regex import compiled


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([], ()),
        ([(5, 9), (1, 2)], ((1, 2), (5, 9))),
        ([(1, 4), (5, 9)], ((1, 9),)),
        ([(1, 9), (2, 3)], ((1, 9),)),
    ],
)
def test_ranges_that_touch_are_one(ranges: list[Range], expected: tuple[Range, ...]) -> None:
    assert merged(ranges) == expected


@pytest.mark.parametrize("ranges", [(), ((0, LAST),), ((0, 5), (7, 9)), ((3, LAST),)])
def test_a_complement_of_a_complement_is_the_same(ranges: tuple[Range, ...]) -> None:
    assert complement(complement(ranges)) == ranges


@pytest.mark.parametrize(
    ("letter", "forms"),
    [("a", "Aa"), ("k", "Kk\u212a"), ("S", "Ss\u017f"), ("é", "Éé"), ("σ", "Σςσ"), ("1", "1")],
)
def test_a_letter_has_all_its_forms(letter: str, forms: str) -> None:
    found = without_case([(ord(letter), ord(letter))])

    assert "".join(chr(code) for first, last in found for code in range(first, last + 1)) == forms


@pytest.mark.parametrize(
    ("ranges", "negated", "expected"),
    [
        (((97, 99),), False, "[a-c]"),
        (((97, 98),), False, "[ab]"),
        (((45, 45), (93, 93)), True, r"[^\x2d\x5d]"),
        (((0, LAST),), False, r"[\s\S]"),
        (((0, LAST),), True, r"[^\s\S]"),
        (((98, LAST),), False, r"[^\x00-a]"),
        ((), False, r"[^\s\S]"),
    ],
)
def test_a_class_is_written_without_signs(ranges: tuple[Range, ...], negated: bool, expected: str) -> None:  # noqa: FBT001  a table
    written = class_of(ranges, negated=negated)

    assert written == expected
    assert all(
        bool(compiled(written).search(chr(code))) == (any(a <= code <= b for a, b in ranges) != negated)
        for code in range(200)
    )
