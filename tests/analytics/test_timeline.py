from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analytics.lake import (
    PROPERTY,
    START,
    Row,
    answer,
    certain,
    event,
    events,
    groups,
    moments,
    number,
    numbered,
    same,
    table,
)

from akwarden.analytics.timeline import BUCKETS, FIRSTS, Bucket, First, buckets, firsts


def cut(row: Row, size: Bucket) -> datetime | None:
    """Give when the bucket of an event begins."""
    if row["time_quality"] == "doubtful":
        return None
    hour: datetime = row["time"].replace(minute=0, second=0, microsecond=0)
    return hour if size is Bucket.HOUR else hour.replace(hour=0)


def first_buckets(rows: list[Row], size: Bucket, *columns: str) -> list[datetime | None]:
    """Give for each thing that was seen the bucket in which that was first."""
    seen = groups(certain(rows), *columns)
    kept = [group for value, group in seen.items() if None not in value]
    return [min(cut(row, size) or START for row in group) for group in kept]


def expected(rows: list[Row], size: Bucket, since: datetime | None) -> list[Row]:
    """Give the buckets, counted one by one."""
    found = []
    for (key,), of_key in groups(rows, "key_id").items():
        addresses = first_buckets(of_key, size, "source_ip")
        actions = first_buckets(of_key, size, "service", "action")
        for row in of_key:
            row["at"] = cut(row, size)
        for (at,), group in groups(of_key, "at").items():
            if key is None or (since is not None and at is not None and at < since):
                continue
            made = {"key_id": key, "at": at, "calls": len(group)}
            made["failed"] = number(group, lambda row: row["error_class"] != "none")
            made["new_addresses"] = addresses.count(at)
            found.append(made | {"new_actions": actions.count(at)})
    return found


@pytest.mark.parametrize("size", Bucket)
@PROPERTY
@given(rows=events(), since=st.none() | moments())
def test_a_bucket_has_its_calls_and_what_was_new(
    size: Bucket, rows: list[Row], since: datetime | None
) -> None:
    found = answer(buckets(table(rows), size=size, since=since), BUCKETS)

    assert same(found, expected(rows, size, since))


def test_what_was_seen_before_is_not_new() -> None:
    rows = numbered(event(time=START + timedelta(hours=hour)) for hour in (0, 5))

    (found,) = answer(buckets(table(rows), since=START + timedelta(hours=1)), BUCKETS)

    assert (found["calls"], found["new_addresses"], found["new_actions"]) == (1, 0, 0)


def earliest(group: list[Row], kind: First, value: str | None) -> Row:
    """Give the row of the first of some events."""
    row = min(group, key=lambda row: (row["time"], row["event_hash"]))
    named = ("key_id", "time", "event_id", "service", "action", "source_ip", "region")
    result = "ok" if row["error_class"] == "none" else row["error_class"]
    return {name: row[name] for name in named} | {"first": kind.value, "value": value, "result": result}


VALUES: dict[First, Callable[[Row], Any]] = {
    First.ADDRESS: lambda row: row["source_ip"],
    First.SERVICE: lambda row: row["service"],
    First.REGION: lambda row: row["region"],
}


def all_firsts(rows: list[Row]) -> list[Row]:
    """Give what each key did first, looked for one by one."""
    found = []
    for (key,), group in groups(certain(rows), "key_id").items():
        if key is None:
            continue
        found.append(earliest(group, First.CALL, None))
        failures = [row for row in group if row["error_class"] != "none"]
        found += [earliest(failures, First.FAILURE, None)] if failures else []
        for kind, value_of in VALUES.items():
            for value in {value_of(row) for row in group} - {None}:
                same_value = [row for row in group if value_of(row) == value]
                found.append(earliest(same_value, kind, value))
    return found


@PROPERTY
@given(events())
def test_each_first_is_the_earliest_event_of_its_kind(rows: list[Row]) -> None:
    found = answer(firsts(table(rows)), FIRSTS)

    assert same(found, all_firsts(rows))


def test_of_events_at_one_time_the_smaller_hash_is_first() -> None:
    rows = [event(event_hash=5, event_id="five"), event(event_hash=-3, event_id="minus three")]

    found = answer(firsts(table(rows)), FIRSTS)

    assert {row["event_id"] for row in found} == {"minus three"}
