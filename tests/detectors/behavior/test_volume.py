from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from statistics import median
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analytics.lake import (
    START,
    Row,
    answer,
    event,
    events,
    executed,
    numbered,
    registered,
    same,
    table,
)
from tests.detectors.behavior import habits
from tests.detectors.behavior.enriching import WORLDS

from akwarden.detectors.behavior.columns import VOLUME
from akwarden.detectors.behavior.novelty import KNOWN
from akwarden.detectors.behavior.volume import (
    BURSTS,
    HOURS,
    ONE_HOUR,
    Volume,
    bursts,
    by_hour_of_week,
    hourly,
    usual_before,
    volume,
    with_bursts,
)
from akwarden.detectors.behavior.watching import subject

HOUR = int(START.timestamp()) // 3600


def known(calls: Sequence[int], who: str = "key:key-a") -> Any:
    """Give the hours before, with so many calls each."""
    base = {"provider": "tencent", "account": "100000000001", "subject": who}
    rows = [base | {"hour": HOUR - 1 - at, "calls": number} for at, number in enumerate(calls)]
    return registered(pa.Table.from_pylist(rows, schema=HOURS.to_pyarrow()))


def calls(number: int, **cells: object) -> list[Row]:
    return numbered(event(time=START + timedelta(seconds=at), **cells) for at in range(number))


def found(rows: list[Row], before: Any, settings: Volume | None = None) -> list[Row]:
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

    hours = answer(hourly(table(rows)), HOURS)

    assert sorted((row["hour"], row["calls"]) for row in hours) == [(HOUR, 2), (HOUR + 1, 1)]


def test_an_hour_far_above_the_usual_ones_is_a_burst() -> None:
    [row] = found(calls(150), known([9, 10, 11] * 10))

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
    assert found(calls(number), known(before)) == []


def test_hours_of_another_subject_do_not_count() -> None:
    assert found(calls(150), known([10] * 30, who="key:key-b")) == []


@given(before=st.lists(st.integers(1, 500), min_size=1, max_size=40))
@WORLDS
def test_the_measure_is_the_one_that_plain_python_computes(before: list[int]) -> None:
    middle = median(before)
    spread = median(abs(one - middle) for one in before)
    scale = max(1.4826 * spread, middle**0.5, 1)

    [row] = found(calls(3), known(before), Volume(z=-1e9, calls=1, hours=1))

    assert row["usual"] == middle
    assert row["z"] == pytest.approx((3 - middle) / scale)


# What is usual

WEEK = 168
MONDAY = HOUR - HOUR % 24
SUBJECTS = ("key:key-a", "key:key-b")


def held(rows: Iterable[Row], schema: ibis.Schema) -> ibis.Table:
    """Give rows as a table of their own."""
    return ibis.memtable(pa.Table.from_pylist(list(rows), schema=schema.to_pyarrow()))


def an_hour(hour: int, calls: int, who: str = "key:key-a") -> Row:
    return {"provider": "aws", "account": "1", "subject": who, "hour": hour, "calls": calls}


def learned(value: str, count: int, days: int, who: str = "key:key-a", dimension: str = "hour") -> Row:
    row: Row = {"provider": "aws", "account": "1", "subject": who, "dimension": dimension, "value": value}
    return row | {"first": 0, "last": 0, "days": days, "count": count, "weight": 0}


def usual(hours: list[Row], known: list[Row], others: list[Row]) -> list[Row]:
    tables = held(hours, HOURS), held(known, KNOWN), held(others, HOURS)
    rows: list[Row] = usual_before(*tables).to_pyarrow().to_pylist()
    return rows


def mean(count: int, days: int) -> int:
    """Give a mean as people round it."""
    return int(count / days + 0.5)


def test_what_was_learned_of_hours_is_the_mean_of_their_days() -> None:
    known = [learned("7", 25, 2), learned("8", 30, 3), learned("", 4, 4), learned("9", 5, 1, dimension="asn")]

    rows = usual([an_hour(MONDAY, 100)], known, [])

    assert sorted(row["calls"] for row in rows) == [10, 13]
    assert {row["hour"] for row in rows} == {MONDAY}


def test_hours_of_the_batch_count_from_when_they_are_over() -> None:
    hours = [an_hour(MONDAY + 1, 100), an_hour(MONDAY + 2, 200)]

    rows = usual(hours, [learned("1", 20, 2)], hours)

    assert sorted((row["hour"], row["calls"]) for row in rows) == [(MONDAY + 1, 10), (MONDAY + 2, 40)]


_CALLS = st.tuples(st.sampled_from(SUBJECTS), st.integers(0, 3 * WEEK), st.integers(1, 50))


@given(
    past=st.dictionaries(
        st.tuples(st.sampled_from(SUBJECTS), st.integers(0, WEEK - 1)),
        st.tuples(st.integers(1, 9), st.integers(1, 4)),
        max_size=8,
    ),
    batch=st.lists(_CALLS, min_size=1, max_size=12, unique_by=lambda one: one[:2]),
)
@WORLDS
def test_usual_hours_are_those_that_plain_python_counts(
    past: dict[tuple[str, int], tuple[int, int]], batch: list[tuple[str, int, int]]
) -> None:
    expected = []
    for who, at, _ in batch:
        sums = {week: counted for (name, week), counted in past.items() if name == who}
        for name, other, calls in batch:
            if name == who and other < at:
                count, days = sums.get(other % WEEK, (0, 0))
                sums[other % WEEK] = (count + calls, days + 1)
        expected += [an_hour(MONDAY + at, mean(count, days), who) for count, days in sums.values()]
    hours = [an_hour(MONDAY + at, calls, who) for who, at, calls in batch]
    known = [learned(str(week), count, days, who) for (who, week), (count, days) in past.items()]

    assert same(usual(hours, known, hours), expected)


@given(batch=st.lists(_CALLS, min_size=1, max_size=12, unique_by=lambda one: one[:2]))
@WORLDS
def test_hours_of_a_whole_past_are_gathered_by_hour_of_week(batch: list[tuple[str, int, int]]) -> None:
    groups: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for who, at, calls in batch:
        groups[who, at % WEEK].append(calls)

    rows = by_hour_of_week(held([an_hour(MONDAY + at, n, who) for who, at, n in batch], HOURS))

    expected = [an_hour(week, mean(sum(calls), len(calls)), who) for (who, week), calls in groups.items()]
    assert same(rows.to_pyarrow().to_pylist(), expected)


def test_each_hour_is_held_against_what_was_usual_before_it() -> None:
    hours = [an_hour(MONDAY, 150), an_hour(MONDAY + 1, 150)]
    before = [an_hour(MONDAY, 10)] * 30 + [an_hour(MONDAY + 1, 140)] * 30

    rows = bursts(held(hours, HOURS), held(before, HOURS), by=ONE_HOUR)

    assert [row["hour"] for row in rows.to_pyarrow().to_pylist()] == [MONDAY]


# The events that tell of it


def told(rows: list[Row], hours: Iterable[Row]) -> dict[int, tuple[Any, ...]]:
    """Give the columns of the events at which a burst is told."""
    events = table(rows)
    rich = events.mutate(subject=subject(events), **{name: ibis.null(of) for name, of in VOLUME.items()})
    bursts_of = registered(pa.Table.from_pylist(list(hours), schema=BURSTS.to_pyarrow()))
    made = executed(with_bursts(rich, bursts_of)).to_pylist()
    assert sorted(row["event_hash"] for row in made) == sorted(row["event_hash"] for row in rows)
    cells = {row["event_hash"]: tuple(row[name] for name in VOLUME) for row in made}
    return {event: values for event, values in cells.items() if values != (None, None, None)}


def burst(row: Row) -> Row:
    return row | {"usual": 0.5, "z": 7.0}


def test_a_burst_is_told_at_the_last_event_of_its_hour() -> None:
    last = START + timedelta(minutes=59)
    rows = [
        event(event_hash=4),
        event(event_hash=1, time=last),
        event(event_hash=2, time=last),
        event(event_hash=9, time=last, time_quality="doubtful"),
        event(event_hash=5, time=START + timedelta(hours=1)),
        event(event_hash=6, time=last + timedelta(seconds=1), key_id="key-b"),
    ]
    hours = [burst(row) for row in answer(hourly(table(rows[:3])), HOURS)]

    assert told(rows, hours) == {2: (3, 0.5, 7.0)}


@given(rows=events())
@WORLDS
def test_any_burst_is_told_once_where_plain_python_finds_its_last_event(rows: list[Row]) -> None:
    hours = [burst(row) for row in answer(hourly(table(rows)), HOURS) if row["calls"] != 2]
    scopes = {
        (row["provider"], row["account"], row["subject"], row["hour"]): (row["calls"], 0.5, 7.0)
        for row in hours
    }
    last: dict[Any, Row] = {}
    for row in filter(habits.is_certain, rows):
        scope = (row["provider"], row["account"], habits.subject(row), int(row["time"].timestamp() // 3600))
        before = last.get(scope, row)
        last[scope] = max(before, row, key=lambda one: (one["time"], one["event_hash"]))

    expected = {row["event_hash"]: scopes[scope] for scope, row in last.items() if scope in scopes}

    assert told(rows, hours) == expected
