from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.store.baseline_folding import Baseline, Sighting, folded

DAY = 86_400_000_000


def seen(day: int, calls: int = 1, at: int = 5) -> Sighting:
    return Sighting(day, day * DAY + at, day * DAY + at, calls)


def test_a_baseline_begins_with_a_sighting() -> None:
    assert folded(None, [seen(3, calls=7)], 30) == Baseline(3 * DAY + 5, 3 * DAY + 5, 1, 7, 7000)


def test_a_day_that_batches_share_counts_once() -> None:
    begun = folded(None, [seen(3, at=1)], 30)

    assert folded(begun, [seen(3, at=9)], 30) == Baseline(3 * DAY + 1, 3 * DAY + 9, 1, 2, 2000)


def test_a_weight_halves_in_a_half_life() -> None:
    begun = folded(None, [seen(0, calls=8)], 30)

    assert folded(begun, [seen(30)], 30).weight == 8 * 500 + 1000
    assert folded(begun, [seen(60)], 30).weight == 8 * 250 + 1000
    assert folded(begun, [seen(10)], 10).weight == 8 * 500 + 1000


def test_a_late_sighting_fades_to_the_day_of_the_last() -> None:
    begun = folded(None, [seen(0), seen(60)], 30)

    late = folded(begun, [seen(30)], 30)

    assert (late.weight, late.calls) == (begun.weight + 500, 3)
    assert (late.first, late.last) == (begun.first, begun.last)


def test_a_late_day_between_known_ones_counts_as_known_and_one_before_them_does_not() -> None:
    begun = folded(None, [seen(10), seen(20)], 30)

    assert folded(begun, [seen(15)], 30).days == 2
    assert folded(begun, [seen(5)], 30).days == 3


def test_nothing_can_not_be_folded() -> None:
    with pytest.raises(ValueError, match="begins with a sighting"):
        folded(None, [], 30)


@given(
    days=st.lists(st.tuples(st.integers(0, 500), st.integers(1, 50)), min_size=1, max_size=12).map(sorted),
    half_life=st.integers(1, 90),
)
def test_a_weight_is_near_to_what_real_numbers_give(days: list[tuple[int, int]], half_life: int) -> None:
    last = days[-1][0]
    exact = sum(1000 * calls * 0.5 ** ((last - day) / half_life) for day, calls in days)

    weight = folded(None, [seen(day, calls) for day, calls in days], half_life).weight

    assert exact - len(days) - 1e-3 <= weight <= exact + 1e-3


@given(days=st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)), min_size=2, max_size=9).map(sorted))
def test_a_day_in_parts_is_the_same_as_at_once(days: list[tuple[int, int]]) -> None:
    whole: dict[int, int] = {}
    for day, calls in days:
        whole[day] = whole.get(day, 0) + calls

    in_parts = None
    for day, calls in days:
        in_parts = folded(in_parts, [seen(day, calls)], 30)

    assert in_parts == folded(None, [seen(day, calls) for day, calls in whole.items()], 30)
    assert in_parts is not None
    assert in_parts.days == 1 + sum(1 for one, two in pairwise(days) if one[0] != two[0])
