"""When an event was: each way to write a time, through a whole record and by itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.tencent.audit.records import MOMENT, NOW, SECOND, read, record

from akwarden.model.event import TimeQuality
from akwarden.providers.audit import RecordError
from akwarden.providers.tencent.audit.moment import Moment, moment_of


def test_time_as_number_of_seconds() -> None:
    event = read(record(eventTime=MOMENT))

    assert (event.time, event.time_quality) == (MOMENT * SECOND, TimeQuality.EXACT)


def test_time_as_seconds_in_a_string() -> None:
    assert read(record(eventTime=str(MOMENT))).time == MOMENT * SECOND


def test_time_as_text_without_zone() -> None:
    event = read(record(eventTime="2023-07-22 12:26:40"))

    assert event.time == datetime(2023, 7, 22, 4, 26, 40, tzinfo=UTC).timestamp() * SECOND
    assert event.time_quality is TimeQuality.ZONE_PRESUMED


def test_time_as_iso_with_zone() -> None:
    event = read(record(eventTime="2023-07-22T04:26:40.5Z"))

    assert (event.time, event.time_quality) == (MOMENT * SECOND + 500_000, TimeQuality.EXACT)


def test_time_in_milliseconds() -> None:
    assert read(record(eventTime=MOMENT * 1000 + 7)).time == MOMENT * SECOND + 7000


@pytest.mark.parametrize("moment", [NOW + 86_401, 2_145_916_800, 1_136_073_599, 0, -5])
def test_time_of_a_wrong_clock_is_doubtful(moment: int) -> None:
    event = read(record(eventTime=moment))

    assert (event.time, event.time_quality) == (moment * SECOND, TimeQuality.DOUBTFUL)


def test_time_within_a_day_after_now_is_exact() -> None:
    assert read(record(eventTime=NOW + 86_400)).time_quality is TimeQuality.EXACT


def test_time_that_is_missing_is_taken_from_when_the_record_came_in() -> None:
    event = read(record(None, eventTime=None, **{"@timestamp": "2023-07-22T04:26:44.012875"}))

    assert (event.time, event.time_quality) == ((MOMENT + 4) * SECOND + 12_875, TimeQuality.EXACT)


@pytest.mark.parametrize("moment", [None, "", "0000-00-00 00:00:00", "soon", "9" * 30, 10**40, True, [1]])
def test_record_without_a_time_cannot_be_read(moment: Any) -> None:
    with pytest.raises(RecordError, match="it has no time that can be read"):
        read(record(eventTime=moment))


EXACT, PRESUMED = TimeQuality.EXACT, TimeQuality.ZONE_PRESUMED


@pytest.mark.parametrize(
    ("value", "micros", "quality"),
    [
        (MOMENT, MOMENT * SECOND, EXACT),
        (MOMENT + 0.25, MOMENT * SECOND + 250_000, EXACT),
        (f"{MOMENT}.25", MOMENT * SECOND + 250_000, EXACT),
        (MOMENT * 1000, MOMENT * SECOND, EXACT),
        (MOMENT * SECOND + 1, MOMENT * SECOND + 1, EXACT),
        (MOMENT * 10**9 + 1999, MOMENT * SECOND + 1, EXACT),
        ("2023-07-22 12:26:40.5", MOMENT * SECOND + 500_000, PRESUMED),
        ("2023-07-22T12:26:40", MOMENT * SECOND, PRESUMED),
        (" 2023-07-22 12:26:40 ", MOMENT * SECOND, PRESUMED),
        ("2023-07-22T12:26:40+08:00", MOMENT * SECOND, EXACT),
        ("2023-07-21T23:26:40-0500", MOMENT * SECOND, EXACT),
    ],
)
def test_ways_to_write_a_time(value: Any, micros: int, quality: TimeQuality) -> None:
    assert moment_of(value, NOW) == Moment(micros, quality)


def test_zone_that_is_known_is_not_presumed() -> None:
    assert moment_of("2023-07-22T04:26:40", NOW, UTC) == Moment(MOMENT * SECOND, EXACT)


@pytest.mark.parametrize(
    "value",
    [None, False, "", "x", "2023-13-01", "1e400", "nan", float("inf"), float("nan"), 10**21, "1" * 50],
)
def test_what_is_no_time(value: Any) -> None:
    assert moment_of(value, NOW) is None


@given(st.integers() | st.floats() | st.text(max_size=50) | st.datetimes().map(str))
def test_any_value_is_a_time_of_a_calendar_or_none(value: Any) -> None:
    moment = moment_of(value, NOW)

    if moment is not None:
        assert 1 <= (datetime.fromtimestamp(0, UTC) + timedelta(microseconds=moment.micros)).year <= 9999
