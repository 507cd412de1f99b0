from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine
from tests.analytics.lake import (
    START,
    Row,
    address_of,
    event,
    executed,
    numbered,
    table,
)
from tests.detectors.behavior.enriching import WORLDS, enrich, worlds
from tests.detectors.behavior.habits import Habits

from akwarden.analytics.answers import declared
from akwarden.detectors.behavior import baseline
from akwarden.detectors.behavior.columns import AGE, EVIDENCE, LIFE, NEW
from akwarden.detectors.behavior.facts import HIGH_RISK, KEYS, OWN_ADDRESSES, Facts
from akwarden.detectors.behavior.novelty import KNOWN, enriched
from akwarden.store.baselines import KNOWN_SCHEMA, changed, known, write
from akwarden.store.tables.detection import baselines

TOLD = (*NEW, *LIFE, *AGE, *EVIDENCE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def told(rows: Sequence[Row], before: pa.Table | Sequence[Row] = ()) -> list[Row]:
    """Give what is new about events."""
    return [{name: row[name] for name in TOLD} for row in enrich(rows, before)]


def new(row: Row) -> set[str]:
    """Give the names of what is new."""
    return {name for name in (*NEW, "first_use") if row[name]}


def baseline_row(dimension: str, value: str, **cells: object) -> Row:
    """Give a baseline of the key of `event`, seen once, the day before."""
    at = int((START - DAY).timestamp()) * 1_000_000
    row: Row = {"provider": "tencent", "account": "100000000001", "subject": "key:key-a"}
    row |= {"dimension": dimension, "value": value, "first": at, "last": at}
    return row | {"days": 1, "count": 1, "weight": 1000} | cells


# Plain cases


def test_everything_is_new_at_the_first_event_and_nothing_at_the_same_one_later() -> None:
    first, second = told(numbered([event(), event(time=START + timedelta(minutes=1))]))

    assert new(first) == {
        *("new_ip", "new_network", "new_client", "new_service", "new_action", "new_hour"),
        *("account_new_service", "first_use"),
    }
    assert new(second) == set()
    assert (second["idle_seconds"], second["age_seconds"]) == (60, 60)


def test_events_of_the_moment_of_the_first_are_all_new() -> None:
    rows = told(numbered([event(), event()]))

    assert [row["new_ip"] for row in rows] == [True, True]
    assert [row["idle_seconds"] for row in rows] == [None, None]


def test_what_came_less_than_a_day_ago_has_an_age() -> None:
    times = (timedelta(0), timedelta(hours=3), DAY - timedelta(microseconds=1), DAY)
    rows = told(numbered(event(time=START + after) for after in times))

    assert [row["ip_age_seconds"] for row in rows] == [0, 10_800, 86_399, None]
    assert [row["new_ip"] for row in rows] == [True, False, False, False]


def test_the_age_of_what_the_baselines_know_is_told_too() -> None:
    noon = int(START.timestamp()) * 1_000_000
    before = [baseline_row("any", ""), baseline_row("ip", "203.0.113.7", first=noon - 60_000_000)]

    [row] = told([event()], before)

    assert (row["ip_age_seconds"], row["new_ip"]) == (60, False)


def test_an_account_is_as_old_as_its_first_call() -> None:
    rows = told(numbered([event(), event(key_id="key-b", time=START + HOUR)]))

    assert [row["account_age_seconds"] for row in rows] == [0, 3600]
    assert rows[1]["age_seconds"] == 0


def test_another_address_of_a_known_network_is_new_alone() -> None:
    later = event(time=START + timedelta(minutes=1)) | address_of("203.0.113.9")

    assert new(told(numbered([event(), later]))[1]) == {"new_ip"}


def test_what_one_key_does_is_new_for_another_but_not_for_the_account() -> None:
    _, other = told(numbered([event(), event(key_id="key-b", time=START + HOUR)]))

    assert {"new_ip", "new_service", "first_use"} <= new(other)
    assert "account_new_service" not in new(other)
    assert (other["ip_peers"], other["service_peers"]) == (1, 1)


def test_an_event_with_a_doubtful_time_is_never_new_and_teaches_nothing() -> None:
    rows = told(numbered([event(time_quality="doubtful"), event(time=START + HOUR)]))

    assert [row["new_ip"] for row in rows] == [False, True]
    assert (rows[0]["learning"], rows[0]["idle_seconds"], rows[0]["age_seconds"]) == (True, None, None)


def test_an_event_that_names_nobody_is_new_for_the_account_alone() -> None:
    nobody = dict.fromkeys(("key_id", "issuer", "principal_id", "principal_name"))

    [row] = told([event(**nobody, region="us-east-1")])

    assert new(row) == {"account_new_region", "account_new_service"}
    assert row["learning"]


def test_what_the_baselines_know_is_not_new() -> None:
    before = [baseline_row("any", ""), baseline_row("ip", "203.0.113.7")]

    [row] = told([event()], before)

    assert "new_network" in new(row)
    assert not new(row) & {"new_ip", "first_use"}
    assert (row["idle_seconds"], row["age_seconds"], row["active_days"]) == (86_400, 86_400, 1)


def test_baselines_of_another_account_say_nothing() -> None:
    before = [baseline_row("ip", "203.0.113.7", account="100000000002")]

    assert told([event()], before)[0]["new_ip"]


def test_how_many_days_brought_new_values_is_told_from_the_baselines() -> None:
    before = [
        baseline_row("any", "", days=30),
        baseline_row("ip", "", days=4, count=9),
        baseline_row("ip", "203.0.113.7", subject="peers:key", count=5),
    ]

    [row] = told([event()], before)

    assert (row["active_days"], row["ip_novel_days"], row["ip_peers"]) == (30, 4, 5)
    assert (row["network_novel_days"], row["network_peers"]) == (0, 0)


def test_the_day_of_an_event_is_no_earlier_day() -> None:
    now = int(START.timestamp()) * 1_000_000
    before = [
        baseline_row("any", "", days=30, last=now),
        baseline_row("ip", "", days=4, last=now),
    ]

    [row] = told([event(time=START + HOUR)], before)

    assert (row["active_days"], row["ip_novel_days"]) == (29, 3)


@pytest.mark.parametrize(("days", "learning"), [(13.999, True), (14, False)])
def test_a_subject_is_learned_for_two_weeks(days: float, learning: bool) -> None:  # noqa: FBT001
    rows = told(numbered([event(), event(time=START + timedelta(days=days))]))

    assert [row["learning"] for row in rows] == [True, learning]


def test_a_late_event_from_a_time_that_is_known_was_not_idle() -> None:
    week = 7 * 86_400_000_000
    now = int(START.timestamp()) * 1_000_000
    before = [baseline_row("any", "", first=now - week, last=now + week, days=14)]

    [row] = told([event()], before)

    assert (row["idle_seconds"], row["age_seconds"], row["first_use"]) == (0, 7 * 86_400, False)


def test_an_event_from_before_all_that_is_known_has_none_before_it() -> None:
    now = int(START.timestamp()) * 1_000_000
    before = [baseline_row("any", "", first=now + 1, last=now + 2)]

    [row] = told([event()], before)

    assert (row["idle_seconds"], row["age_seconds"], row["first_use"]) == (None, 0, False)


# Properties


@given(rows=worlds())
@WORLDS
def test_what_is_new_is_what_plain_python_says(rows: list[Row]) -> None:
    expected = dict(Habits().told(rows))
    nothing: Row = dict.fromkeys(NEW, False) | dict.fromkeys((*LIFE, *AGE, *EVIDENCE))
    nothing |= {"learning": True, "first_use": False}

    found = told(rows)

    assert found == [expected.get(row["event_hash"], nothing) for row in rows]


@given(rows=worlds(), cuts=st.sets(st.integers(0, 200), max_size=3))
@WORLDS
def test_events_in_batches_are_as_new_as_all_at_once(rows: list[Row], cuts: set[int]) -> None:
    whole = {row["event_hash"]: one for row, one in zip(rows, told(rows), strict=True)}

    in_batches: dict[int, Row] = {}
    with emptied() as connection:
        for batch in batches(rows, cuts):
            keys = declared(executed(_touched(table(batch))), baseline.TOUCHED)
            before = known(connection, keys)
            in_batches |= {
                row["event_hash"]: one for row, one in zip(batch, told(batch, before), strict=True)
            }
            table(batch)
            learned = declared(executed(_learned(table(batch))), baseline.LEARNED)
            write(connection, changed(before, learned))

    assert in_batches == whole


@cache
def _touched(rows: ibis.Table) -> ibis.Table:
    return baseline.touched(rows)


@cache
def _learned(rows: ibis.Table) -> ibis.Table:
    return baseline.learned(rows)


def batches(rows: Sequence[Row], cuts: set[int]) -> Iterator[list[Row]]:
    """Give the events in the order of time, cut at some places, but not within a moment."""
    ordered = sorted(rows, key=lambda row: row["time"])
    batch: list[Row] = []
    for at, row in enumerate(ordered):
        if batch and at in cuts and row["time"] != batch[-1]["time"]:
            yield batch
            batch = []
        batch.append(row)
    yield batch


@cache
def _engine() -> Any:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        baselines.create(connection)
    return engine


@contextmanager
def emptied() -> Iterator[Connection]:
    """Give a state without baselines, which keeps none."""
    with _engine().connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


# The shape


def test_the_state_gives_baselines_as_they_are_read_here() -> None:
    assert KNOWN.to_pyarrow() == KNOWN_SCHEMA


@pytest.mark.parametrize("name", ["new_ip", "score", "high_risk", "active_days", "idle_seconds", "ip_peers"])
def test_only_the_columns_that_are_wanted_are_made(name: str) -> None:
    facts = Facts(ibis.table(KEYS, "k"), ibis.table(OWN_ADDRESSES, "o"), ibis.table(HIGH_RISK, "h"))
    given = table([])

    made = enriched(given, facts, ibis.table(KNOWN, "known"), wanted={name})

    assert made.columns == (*given.columns, name)
    assert ("known" in str(ibis.to_sql(made, dialect="duckdb"))) is (name != "high_risk")


def test_it_is_said_to_spark_too() -> None:
    facts = Facts(ibis.table(KEYS, "k"), ibis.table(OWN_ADDRESSES, "o"), ibis.table(HIGH_RISK, "h"))
    made = enriched(table([]), facts, ibis.table(KNOWN, "known"), wanted={"new_ip", "ip_peers", "network"})

    said = str(ibis.to_sql(made, dialect="pyspark"))

    assert "DISTINCT) OVER" not in said
    assert "EPOCH_US(" in said.upper()
