from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import ibis
import pytest
from sqlalchemy import create_engine
from tests.analytics.lake import START, Row, arrow, event, numbered
from tests.store.databases import postgresql, state
from tests.workflows.detection.detections import ABROAD, DAY, HOME, NOW, OTHER, call, imported, kept
from tests.workflows.events.imports import Shop

from akwarden.store.state import State
from akwarden.store.tables import METADATA
from akwarden.workflows.detection.backtest import backtest
from akwarden.workflows.detection.detecting import Detecting
from akwarden.workflows.detection.judging import Judge
from akwarden.workflows.detection.ruleset import DetectionRule, read_behavior

__all__ = ["postgresql", "state"]

WEEKS = 28 * DAY
BURST = """
title: A burst
status: experimental
logsource: {product: akwarden, service: calls}
detection:
  burst: {hour_z|gte: 6, learning: false}
  condition: burst
level: medium
tags: [attack.t1530]
akwarden:
  story: key-abuse
  reason: '{hour_calls} calls, where {hour_usual} are usual'
  next: 'akwarden keys show {key_id}'
  samples: {match: [], no_match: []}
"""


@cache
def rules() -> Sequence[DetectionRule]:
    found = read_behavior([("burst", BURST)], is_own=True)
    assert found.faults == ()
    return found.rules


@cache
def judge() -> Judge:
    """Give what judges by the one rule; made once in each process, since its questions take seconds."""
    return Judge(rules())


@pytest.fixture
def shop(state: State, tmp_path: Path) -> Iterator[Shop]:
    """Give an empty lake."""
    made = Shop(state, tmp_path / "lake")
    yield made
    made.close()


def hour(start: int, calls: int, **cells: Any) -> list[dict[str, Any]]:
    """Give so many calls within the hour that begins so many minutes after the first."""
    made = []
    for number in range(calls):
        record = call(start + number * 60 // calls, **cells)
        made.append(record | {"eventID": f"{record['eventID']}-{number}-{cells.get('key', '')}"})
    return made


def habit(calls: int, hours: Sequence[int] = (8, 9, 10, 11), **cells: Any) -> list[dict[str, Any]]:
    """Give four weeks in which a key calls about so many times in each of these hours of a day."""
    return [
        one
        for day in range(28)
        for at in hours
        for one in hour(day * DAY + at * 60, calls + (day + at) % 3 - 1, **cells)
    ]


def hits(shop: Shop, *, batch: int = 50_000) -> list[int]:
    """Judge what there is, and give how many events each batch raised an alarm with."""
    steps = Detecting(shop.state, shop.lake, judge(), lambda: NOW, batch=batch).steps()
    totals = [counted(shop), *(counted(shop) for _ in steps)]
    return [after - before for before, after in pairwise(totals)]


def counted(shop: Shop) -> int:
    return sum(row["count"] for row in kept(shop.state))


def test_an_hour_far_above_the_usual_ones_is_told_once(shop: Shop) -> None:
    imported(shop, [*habit(10), *hour(WEEKS + 600, 400)])

    assert hits(shop) == [1]

    (row,) = kept(shop.state)
    assert (row["rule"], row["count"]) == ("burst", 1)
    assert "400 calls, where 10.0 are usual" in row["gathered"]


def test_a_burst_that_imports_cut_is_one_alarm_with_an_event_of_each_that_crosses(shop: Shop) -> None:
    imported(shop, habit(10))
    assert hits(shop) == [0]
    burst = hour(WEEKS + 600, 400)

    found = []
    for start in range(0, 400, 80):
        imported(shop, burst[start : start + 80])
        found += hits(shop)

    # The first 80 calls are fewer than a hundred; the next have them before them.
    assert found == [0, 1, 1, 1, 1]
    assert len(kept(shop.state)) == 1


def test_a_burst_that_batches_of_the_past_cut_is_one_alarm(shop: Shop) -> None:
    imported(shop, [*habit(10), *hour(WEEKS + 600, 400)])

    found = hits(shop, batch=150)

    assert set(found) == {0, 1}
    assert 2 <= sum(found) <= 4
    assert len(kept(shop.state)) == 1


def test_events_behind_a_batch_of_the_past_do_not_count_yet(shop: Shop) -> None:
    usual = habit(10)
    imported(shop, [*usual, *hour(WEEKS + 600, 400)])

    found = hits(shop, batch=len(usual) + 60)

    assert found[0] == 0
    assert sum(found) == len(found) - 1


def test_heavy_steady_users_have_no_bursts(shop: Shop) -> None:
    imported(shop, habit(110))

    assert sum(hits(shop, batch=5_000)) == 0


def test_a_subject_that_is_still_learned_fires_nothing(shop: Shop) -> None:
    recent = [one for one in habit(10) if one["eventTime"] < "2025-05-08"]
    imported(shop, [*recent, *hour(7 * DAY + 600, 400)])

    assert hits(shop) == [0]


def test_one_that_calls_in_few_hours_of_the_week_has_no_usual_hour(shop: Shop) -> None:
    imported(shop, [*habit(10, hours=(8, 9, 10)), *hour(WEEKS + 600, 400)])

    assert hits(shop) == [0]


def test_calls_of_others_in_the_hour_do_not_count(shop: Shop) -> None:
    imported(shop, [*habit(10), *habit(110, key=OTHER), *hour(WEEKS + 600, 90)])
    imported(shop, hour(WEEKS + 600, 120, key=OTHER, address=HOME))

    assert sum(hits(shop)) == 0


@cache
def shipped() -> Judge:
    """Give what judges by the two rules that come with akwarden."""
    folder = files("akwarden.rules") / "behavior"
    names = ("volume-burst", "volume-burst-reading")
    found = read_behavior([(name, (folder / f"{name}.yml").read_text()) for name in names], is_own=True)
    return Judge(found.rules)


@pytest.mark.parametrize(("address", "told"), [(ABROAD, {"exfiltration"}), (HOME, set())])
def test_objects_read_in_a_burst_are_loud_from_a_new_network_alone(
    shop: Shop, address: str, told: set[str]
) -> None:
    reads = {"eventSource": "s3.amazonaws.com", "eventName": "GetObject", "readOnly": True}
    burst = [one | reads for one in hour(WEEKS + 600, 400, address=address)]
    imported(shop, [*habit(10), *burst])

    list(Detecting(shop.state, shop.lake, shipped(), lambda: NOW).steps())

    rows = kept(shop.state)
    assert {row["story"] for row in rows} == {"key-abuse"} | told
    assert {row["story"] for row in rows if row["raised"]} == told


@pytest.mark.parametrize("also", ["", ", service: s3"])
def test_a_back_test_counts_all_calls_of_an_hour_and_tells_one(also: str) -> None:
    usual = [
        event(time=START + timedelta(days=day, hours=at, minutes=number))
        for day in range(28)
        for at in range(8, 12)
        for number in range(10)
    ]
    burst = [event(time=START + timedelta(days=28, hours=10, seconds=number)) for number in range(400)]
    rows: list[Row] = numbered([*usual, *burst[:-1], burst[-1] | {"service": "s3"}])
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    now = START + timedelta(days=29)
    (asked,) = read_behavior([("burst", BURST.replace("gte: 6", "gte: 6" + also))], is_own=True).rules

    with engine.connect() as connection:
        found = backtest(connection, ibis.memtable(arrow(rows)), asked, now, days=30)
    engine.dispose()

    assert (found.calls, found.events, found.alarms) == (len(rows), 1, 1)
    assert found.subjects[0].last == burst[-1]["time"]
