from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from akwarden.emulator.traffic.moment import iso, local_text, seconds_of

_BEIJING = timezone(timedelta(hours=8))


@given(st.integers(0, 4_000_000_000))
def test_texts_are_those_of_the_calendar(moment: int) -> None:
    assert iso(moment) == datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert local_text(moment) == datetime.fromtimestamp(moment, _BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def test_day_begins_in_utc() -> None:
    assert seconds_of(date(2026, 3, 2)) == 1_772_409_600
