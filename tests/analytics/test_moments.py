from datetime import UTC, datetime, timedelta

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from tests.analytics.lake import PROPERTY, executed, registered

from akwarden.analytics.answers import declared
from akwarden.analytics.moments import (
    DAY_SECONDS,
    EPOCH,
    HOUR_SECONDS,
    begins,
    day_begins,
    micros,
    spans,
    to_micros,
)

TIMES = st.integers(0, to_micros(datetime(2200, 1, 1, tzinfo=UTC))) | st.builds(
    lambda hour, by: max(hour * HOUR_SECONDS * 1_000_000 + by, 0),
    st.integers(0, 24 * 366 * 200),
    st.integers(-1, 1),
)


@PROPERTY
@given(st.lists(TIMES, min_size=1, max_size=50))
def test_hours_and_days_are_exact_to_the_microsecond(found: list[int]) -> None:
    moments = [EPOCH + timedelta(microseconds=at) for at in found]
    table = registered(pa.table({"at": pa.array(moments, pa.timestamp("us", "UTC"))}))

    counted = table.select(
        us=micros(table["at"]),
        hour=spans(table["at"], HOUR_SECONDS),
        shifted=spans(table["at"], HOUR_SECONDS, 5400),
        day=spans(table["at"], DAY_SECONDS),
    )
    counted = counted.mutate(since=begins(counted.hour, HOUR_SECONDS), date=day_begins(counted.day))
    rows = declared(executed(counted), counted.schema())

    assert rows.to_pylist() == [
        {
            "us": at,
            "hour": at // 3_600_000_000,
            "shifted": (at + 5_400_000_000) // 3_600_000_000,
            "day": at // 86_400_000_000,
            "since": moment.replace(minute=0, second=0, microsecond=0),
            "date": moment.date(),
        }
        for at, moment in zip(found, moments, strict=True)
    ]
