from datetime import UTC, datetime, timedelta, timezone

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
    numbered,
    same,
    table,
)

from akwarden.analytics.profile import PROFILE, Span, profile

HOUR = timedelta(hours=1)


def hour_of_week(at: datetime, offset: timedelta) -> int:
    """Give the hour of the week on a clock ahead of UTC."""
    local = at.astimezone(timezone(offset))
    return local.weekday() * 24 + local.hour


def slots(span: Span) -> list[int]:
    """Give the hours of the week that come round in a span, one by one."""
    begin = span.since.astimezone(timezone(span.offset)).replace(minute=0, second=0, microsecond=0)
    end = span.until.astimezone(timezone(span.offset)).replace(minute=0, second=0, microsecond=0)
    return [hour_of_week(begin + HOUR * number, span.offset) for number in range((end - begin) // HOUR)]


def expected(rows: list[Row], span: Span) -> list[Row]:
    """Give the profile, counted one by one."""
    begin = span.since.astimezone(timezone(span.offset)).replace(minute=0, second=0, microsecond=0)
    end = begin + HOUR * len(slots(span))
    inside = [row for row in certain(rows) if row["key_id"] is not None and begin <= row["time"] < end]
    for row in inside:
        row["hour"] = hour_of_week(row["time"], span.offset)
        row["date"] = row["time"].astimezone(timezone(span.offset)).date()
    found = []
    for (key, hour), group in groups(inside, "key_id", "hour").items():
        weeks = slots(span).count(hour)
        days = len({row["date"] for row in group})
        made = {"key_id": key, "hour": hour, "calls": len(group), "days": days, "weeks": weeks}
        found.append(made | {"mean": len(group) / weeks})
    return found


OFFSETS = st.sampled_from(
    (timedelta(), timedelta(hours=8), timedelta(hours=-5), timedelta(hours=5, minutes=30))
)


@PROPERTY
@given(events(), moments(), st.integers(1, 400), OFFSETS)
def test_an_hour_of_the_week_has_its_calls(
    rows: list[Row], since: datetime, hours: int, offset: timedelta
) -> None:
    span = Span(since, since + HOUR * hours, offset)

    found = answer(profile(table(rows), span), PROFILE)

    assert same(found, expected(rows, span))


def test_the_mean_is_over_all_weeks_of_the_span() -> None:
    rows = numbered(event(time=START + timedelta(hours=9, minutes=minute)) for minute in range(6))

    (found,) = answer(profile(table(rows), Span(START, START + timedelta(weeks=4))), PROFILE)

    assert found == {"key_id": "key-a", "hour": 9, "calls": 6, "days": 1, "weeks": 4, "mean": 1.5}


def test_monday_begins_on_the_clock_of_the_span() -> None:
    rows = numbered([event(time=datetime(2026, 3, 1, 16, 0, tzinfo=UTC))])
    span = Span(START - timedelta(weeks=1), START, timedelta(hours=8))

    (found,) = answer(profile(table(rows), span), PROFILE)

    assert found["hour"] == 0


def test_a_span_has_an_hour() -> None:
    with pytest.raises(ValueError, match="hour"):
        Span(START, START + timedelta(minutes=59))
