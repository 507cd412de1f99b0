from hypothesis import given
from hypothesis import strategies as st

from akwarden.providers.pace import Pace


def test_the_first_calls_are_made_at_once_and_each_further_one_waits_its_turn() -> None:
    pace = Pace(2.0, burst=2, clock=lambda: 0.0)

    assert [pace.reserve() for _ in range(5)] == [0.0, 0.0, 0.5, 1.0, 1.5]


def test_time_that_passes_makes_room_but_never_for_more_than_a_burst() -> None:
    now = [0.0]
    pace = Pace(1.0, burst=2, clock=lambda: now[0])
    for _ in range(3):
        pace.reserve()

    now[0] = 100.0

    assert [pace.reserve() for _ in range(3)] == [0.0, 0.0, 1.0]


@given(st.floats(0.1, 100), st.integers(1, 5), st.lists(st.floats(0, 3), max_size=30))
def test_no_stretch_of_time_holds_more_calls_than_the_rate_allows(
    rate: float, burst: int, gaps: list[float]
) -> None:
    now = [0.0]
    pace = Pace(rate, burst=burst, clock=lambda: now[0])
    calls = []
    for gap in gaps:
        now[0] += gap
        calls.append(now[0] + pace.reserve())

    for first, begin in enumerate(calls):
        for last, end in enumerate(calls[first:], first):
            assert last - first + 1 <= burst + (end - begin) * rate + 1e-6
