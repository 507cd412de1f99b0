"""Times of events as numbers: whole microseconds since 1970, and parts of a time in UTC.

An engine is asked for microseconds under the name that DuckDB has for it, `epoch_us`, which the lake teaches
to Spark. Functions that cut times would use the zone of the session, so parts are counted.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
from sigma.types import TimestampPart

MOMENT: Final = dt.Timestamp(timezone="UTC", scale=6)
SECOND: Final = 1_000_000
"""Microseconds."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE: Final = 60 * SECOND


def _epoch_us(at: Any) -> Any:
    """Return the microseconds since 1970; the engine does it."""


_EPOCH_US: Final = ibis.udf.scalar.builtin(_epoch_us, name="epoch_us", signature=((MOMENT,), dt.int64))


def micros(at: ir.Value) -> ir.IntegerValue:
    """Return a column of times as microseconds since 1970."""
    counted: ir.IntegerValue = _EPOCH_US(at)
    return counted


def moment_of(us: int) -> ir.Scalar:
    """Return a time in microseconds since 1970 as engines compare it with a column of times."""
    literal: ir.Scalar = ibis.literal(_EPOCH + timedelta(microseconds=us), MOMENT)
    return literal


def part_of(at: ir.Value, part: TimestampPart) -> ir.IntegerValue:
    """Return a part of times in UTC, as a number; weeks are those of ISO 8601."""
    minutes = micros(at) // _MINUTE
    hours = minutes // 60
    days = hours // 24
    if part is TimestampPart.MINUTE:
        return minutes - hours * 60
    if part is TimestampPart.HOUR:
        return hours - days * 24
    date = (ibis.timestamp("1970-01-01") + days.as_interval("D")).cast(dt.date)
    found: ir.IntegerValue
    match part:
        case TimestampPart.DAY:
            found = date.day()
        case TimestampPart.WEEK:
            found = date.week_of_year()
        case TimestampPart.MONTH:
            found = date.month()
        case _:
            found = date.year()
    return found
