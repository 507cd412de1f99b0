from collections.abc import Sequence
from datetime import timedelta
from statistics import median
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analytics.lake import START, Row, answer, event, numbered, registered, table
from tests.detectors.behavior.enriching import WORLDS

from akwarden.detectors.behavior.volume import BURSTS, HOURS, Volume, hourly, volume

HOUR = int(START.timestamp()) // 3600


def known(calls: Sequence[int], who: str = "key:key-a") -> Any:
    """Give the hours before, with so many calls each."""
    base = {"provider": "tencent", "account": "100000000001", "subject": who}
    rows = [base | {"hour": HOUR - 1 - at, "calls": number} for at, number in enumerate(calls)]
    return registered(pa.Table.from_pylist(rows, schema=HOURS.to_pyarrow()))


def calls(number: int, **cells: object) -> list[Row]:
    return numbered(event(time=START + timedelta(seconds=at), **cells) for at in range(number))


def bursts(rows: list[Row], before: Any, settings: Volume | None = None) -> list[Row]:
    return answer(volume(table(rows), before, settings or Volume()), BURSTS)


def test_calls_are_counted_by_the_hour() -> None:
    rows = numbered(
        [
            event(),
            event(time=START + timedelta(minutes=59)),
            event(time=START + timedelta(hours=1)),
            event(time_quality="doubtful"),
        ]
    )

    found = answer(hourly(table(rows)), HOURS)

    assert sorted((row["hour"], row["calls"]) for row in found) == [(HOUR, 2), (HOUR + 1, 1)]


def test_an_hour_far_above_the_usual_ones_is_a_burst() -> None:
    [row] = bursts(calls(150), known([9, 10, 11] * 10))

    assert (row["subject"], row["hour"], row["calls"], row["usual"]) == ("key:key-a", HOUR, 150, 10.0)
    # The hours differ by less than by chance, so the square root of the median is one deviation.
    assert row["z"] == pytest.approx(140 / 10**0.5)


@pytest.mark.parametrize(
    ("number", "before"),
    [
        pytest.param(150, [9, 10, 11] * 7, id="too few hours are known"),
        pytest.param(99, [1] * 30, id="too few calls"),
        pytest.param(150, [140] * 30, id="as usual"),
        pytest.param(150, [10, 60, 110, 160] * 8, id="the subject always varies so"),
        pytest.param(150, [], id="nothing is known"),
    ],
)
def test_other_hours_are_none(number: int, before: Sequence[int]) -> None:
    assert bursts(calls(number), known(before)) == []


def test_hours_of_another_subject_do_not_count() -> None:
    assert bursts(calls(150), known([10] * 30, who="key:key-b")) == []


@given(before=st.lists(st.integers(1, 500), min_size=1, max_size=40))
@WORLDS
def test_the_measure_is_the_one_that_plain_python_computes(before: list[int]) -> None:
    middle = median(before)
    spread = median(abs(one - middle) for one in before)
    scale = max(1.4826 * spread, middle**0.5, 1)

    [row] = bursts(calls(3), known(before), Volume(z=-1e9, calls=1, hours=1))

    assert row["usual"] == middle
    assert row["z"] == pytest.approx((3 - middle) / scale)
