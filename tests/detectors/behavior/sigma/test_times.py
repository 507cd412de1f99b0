from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from sigma.types import TimestampPart
from tests.analytics.lake import executed, registered

from akwarden.detectors.behavior.sigma.times import micros, part_of

TIMES = [
    datetime(2026, 1, 1, tzinfo=UTC),
    datetime(2025, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2024, 2, 29, 12, 30, tzinfo=UTC),
    datetime(2021, 1, 3, 16, 0, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
]
PARTS = {
    TimestampPart.MINUTE: lambda at: at.minute,
    TimestampPart.HOUR: lambda at: at.hour,
    TimestampPart.DAY: lambda at: at.day,
    TimestampPart.WEEK: lambda at: at.isocalendar().week,
    TimestampPart.MONTH: lambda at: at.month,
    TimestampPart.YEAR: lambda at: at.year,
}


@pytest.mark.parametrize("part", list(TimestampPart))
def test_parts_of_times_are_those_of_utc_whatever_the_clock_of_the_engine(part: TimestampPart) -> None:
    events = registered(pa.table({"at": pa.array(TIMES, pa.timestamp("us", tz="UTC"))}))

    found = executed(events.select(found=part_of(events["at"], part))).column("found").to_pylist()

    assert found == [PARTS[part](at) for at in TIMES]


def test_times_are_whole_microseconds() -> None:
    events = registered(pa.table({"at": pa.array(TIMES, pa.timestamp("us", tz="UTC"))}))

    found = executed(events.select(found=micros(events["at"]))).column("found").to_pylist()

    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert found == [(at - epoch) // timedelta(microseconds=1) for at in TIMES]
