import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from akwarden.query.globs import fits, folded, pattern_of, pieces

some = st.text("ab*\\", max_size=3)


def brute_force(parts: tuple[str, ...], text: str) -> bool:
    """Try every way to lay the pieces over the text."""
    first, *rest = parts
    if not rest:
        return text == first
    inner = range(len(first), len(text) + 1)
    return text.startswith(first) and any(brute_force(tuple(rest), text[cut:]) for cut in inner)


@given(st.lists(some, min_size=1, max_size=4), st.text("ab*\\", max_size=8))
@example(["ab", "ba"], "aba")
@example(["", "a", "a"], "a")
def test_a_pattern_fits_what_some_way_to_lay_it_fits(parts: list[str], text: str) -> None:
    assert fits(pattern_of(parts), text) is brute_force(tuple(parts), text)


@given(st.lists(some.filter(bool), min_size=1, max_size=4))
def test_a_pattern_gives_its_pieces_back(parts: list[str]) -> None:
    assert pieces(pattern_of(parts)) == tuple(parts)


def test_stars_that_touch_are_one() -> None:
    assert pattern_of(["a", "", "", "b"]) == "a*b"
    assert pattern_of(["", "", ""]) == "*"


def test_a_pattern_of_many_stars_is_looked_at_in_bounded_time() -> None:
    pattern = "a*" * 2000 + "b"

    assert not fits(pattern, "a" * 100_000)


@pytest.mark.parametrize(("text", "small"), [("ABZaz", "abzaz"), ("É\N{KELVIN SIGN}İ", "É\N{KELVIN SIGN}İ")])
def test_only_the_letters_a_to_z_are_made_small(text: str, small: str) -> None:
    assert folded(text) == small
