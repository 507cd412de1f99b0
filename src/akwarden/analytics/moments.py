"""Times of events in views: as whole microseconds, hours and days of UTC, the same on every engine.

An engine is asked for microseconds since 1970 under the name that DuckDB has for it, `epoch_us`;
`store/lake/spark.py` teaches Spark that name. Functions that cut times would use the zone of the session.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from akwarden.model.event import TimeQuality

MOMENT: Final = dt.Timestamp(timezone="UTC", scale=6)
"""A time in UTC, in microseconds, as every view gives it."""
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
HOUR_SECONDS: Final = 3600
DAY_SECONDS: Final = 86_400

_MICROSECOND: Final = timedelta(microseconds=1)
_MILLION: Final = 1_000_000


def _epoch_us(at: Any) -> Any:
    """Return the microseconds since 1970; the engine does it."""


_EPOCH_US: Final = ibis.udf.scalar.builtin(_epoch_us, name="epoch_us", signature=((MOMENT,), dt.int64))


def micros(at: ir.Value) -> ir.IntegerValue:
    """Return a column of times as microseconds since 1970."""
    counted: ir.IntegerValue = _EPOCH_US(at)
    return counted


def to_micros(at: datetime) -> int:
    """Return the microseconds since 1970 of one time, which has a zone."""
    return (at - EPOCH) // _MICROSECOND


def spans(at: ir.Value, seconds: int, offset: int = 0) -> ir.IntegerValue:
    """Return how many whole spans of so many seconds lie between 1970 and a time.

    `offset` shifts the clock by seconds east of UTC. Exact for every year to 2255, as engines divide by
    double precision.
    """
    whole: ir.IntegerValue = (micros(at) + offset * _MILLION) // (seconds * _MILLION)
    return whole


def begins(counted: ir.IntegerValue, seconds: int) -> ir.Value:
    """Return the time in UTC at which a span begins that `spans` gave."""
    return (counted * seconds).as_timestamp("s").cast(MOMENT)


def day_begins(counted: ir.IntegerValue) -> ir.Value:
    """Return the date of a day that `spans` gave."""
    # From a time and not from a date, for which DuckDB gives a time, and Ibis takes that for a date.
    return (ibis.timestamp("1970-01-01") + counted.as_interval("D")).cast(dt.date)


def moment(at: datetime) -> ir.Scalar:
    """Return one time as engines compare it."""
    literal: ir.Scalar = ibis.literal(at.astimezone(UTC), MOMENT)
    return literal


def certain(events: ir.Table) -> ir.BooleanValue:
    """Return whether the time of an event can be relied on."""
    known: ir.BooleanValue = events.time_quality != TimeQuality.DOUBTFUL.value
    return known
