from datetime import UTC, date, timedelta

from hypothesis import given
from tests.analytics.lake import (
    PROPERTY,
    START,
    Row,
    answer,
    distinct,
    event,
    events,
    groups,
    network_facts,
    numbered,
    same,
    table,
    the_one,
    times,
)

from akwarden.analytics.call_records import CALL_RECORDS, call_records

GROUP = ("provider", "account", "key_id", "source_ip", "service", "action", "day", "result")


def placed(row: Row) -> Row:
    """Give an event with its day and its result."""
    day = row["time"].astimezone(UTC).date() if row["time_quality"] != "doubtful" else None
    return row | {"day": day, "result": "ok" if row["error_class"] == "none" else row["error_class"]}


def record(group: list[Row]) -> Row:
    """Give the record of events that belong together."""
    ones = ("region", "client", "channel", "read_write")
    return {
        **{name: group[0][name] for name in GROUP},
        "calls": len(group),
        **times(group),
        **{name: the_one(group, name) for name in ones},
        "regions": distinct(group, "region"),
        "sensitive": any(row["sensitive"] for row in group),
        "principal": the_one(group, "principal_name"),
        **network_facts(group),
    }


@PROPERTY
@given(events())
def test_a_record_is_a_key_an_address_an_action_a_day_and_a_result(rows: list[Row]) -> None:
    found = answer(call_records(table(rows)), CALL_RECORDS)

    assert same(found, [record(group) for group in groups(map(placed, rows), *GROUP).values()])


def test_a_day_begins_at_midnight_of_utc() -> None:
    midnight = START + timedelta(days=1)
    rows = numbered([event(time=midnight - timedelta(microseconds=1)), event(time=midnight)])

    found = answer(call_records(table(rows)), CALL_RECORDS)

    assert sorted(row["day"] for row in found) == [date(2026, 3, 2), date(2026, 3, 3)]


def test_a_region_is_told_where_it_is_the_only_one() -> None:
    rows = numbered(
        event(region=region, action=action)
        for action, region in (("a", "x"), ("a", "y"), ("b", "x"), ("b", None))
    )

    found = answer(call_records(table(rows)), CALL_RECORDS)

    assert sorted((row["action"], row["region"], row["regions"]) for row in found) == [
        ("a", None, 2),
        ("b", "x", 1),
    ]


def test_events_with_doubtful_times_are_counted_without_a_day() -> None:
    rows = numbered([event(), event(time_quality="doubtful"), event(time_quality="doubtful")])

    found = answer(call_records(table(rows)), CALL_RECORDS)

    assert {row["day"]: (row["calls"], row["first"]) for row in found} == {
        START.date(): (1, START),
        None: (2, None),
    }
