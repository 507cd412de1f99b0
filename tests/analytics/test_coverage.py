from datetime import timedelta
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analytics.lake import (
    NOW,
    PROPERTY,
    START,
    Row,
    answer,
    certain,
    counts,
    distinct,
    event,
    events,
    groups,
    number,
    numbered,
    same,
    table,
)

from akwarden.analytics.coverage import COVERAGE, PLACES, coverage, places

LATE = st.sampled_from(
    (
        timedelta(0),
        timedelta(microseconds=999_999),
        timedelta(minutes=5),
        timedelta(hours=1),
        timedelta(days=2),
        timedelta(days=2, microseconds=1),
        timedelta(days=9),
        -timedelta(microseconds=1),
    )
)


def nearest(delays: list[int], percent: int) -> int | None:
    """Give the least delay that so many of a hundred did not exceed."""
    return sorted(delays)[ceil(len(delays) * percent / 100) - 1] if delays else None


def seconds(group: list[Row]) -> list[int]:
    """Give how late the events came that count, in whole seconds."""
    late = [row["ingested_at"] - row["time"] for row in certain(group)]
    return [one // timedelta(seconds=1) for one in late if timedelta(0) <= one <= timedelta(days=2)]


def covered(group: list[Row]) -> Row:
    """Give the row of an account."""
    delays = seconds(group)
    return {
        "provider": group[0]["provider"],
        "account": group[0]["account"],
        **counts(group),
        "reads": number(group, lambda row: row["read_write"] == "read"),
        "writes": number(group, lambda row: row["read_write"] == "write"),
        "regions": distinct(group, "region"),
        "services": distinct(group, "service"),
        "access_log_lines": number(group, lambda row: row["format"] == "cos_log"),
        "prompt": len(delays),
        "delay_median": nearest(delays, 50),
        "delay_p99": nearest(delays, 99),
    }


@PROPERTY
@given(rows=events(), data=st.data())
def test_an_account_has_a_row_with_what_came_of_it(rows: list[Row], data: st.DataObject) -> None:
    for row in rows:
        row["ingested_at"] = row["time"] + data.draw(LATE)

    found = answer(coverage(table(rows)), COVERAGE)

    assert same(found, map(covered, groups(rows, "provider", "account").values()))


@PROPERTY
@given(rows=events())
def test_a_service_in_a_region_has_a_row(rows: list[Row]) -> None:
    found = answer(places(table(rows)), PLACES)

    columns = ("provider", "account", "region", "service")
    apart = groups(rows, *columns).values()
    assert same(found, [{name: group[0][name] for name in columns} | counts(group) for group in apart])


@pytest.mark.parametrize(("minutes", "median", "most"), [(200, 99 * 60, 197 * 60), (1, 0, 0)])
def test_delays_are_those_that_half_and_nearly_all_did_not_exceed(
    minutes: int, median: int, most: int
) -> None:
    rows = numbered(event(ingested_at=START + timedelta(minutes=at)) for at in range(minutes))

    (found,) = answer(coverage(table(rows)), COVERAGE)

    assert (found["prompt"], found["delay_median"], found["delay_p99"]) == (minutes, median, most)


def test_history_that_was_imported_says_nothing_about_delays() -> None:
    (found,) = answer(coverage(table(numbered([event(ingested_at=NOW)]))), COVERAGE)

    assert (found["calls"], found["prompt"], found["delay_median"], found["delay_p99"]) == (1, 0, None, None)
