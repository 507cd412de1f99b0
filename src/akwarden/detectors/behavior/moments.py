"""Times of events as whole microseconds, days and hours of the week, the same on every engine.

An engine is asked under the name that DuckDB has for it; Spark is taught that name where its tables are made.
"""

from typing import Any, Final

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from akwarden.model.event import TimeQuality

SECOND: Final = 1_000_000
HOUR: Final = 3600 * SECOND
DAY: Final = 24 * HOUR
"""In microseconds."""
HOURS_OF_WEEK: Final = 168
_MONDAY: Final = 72
"""By how many hours 1970 began after a Monday."""
_MOMENT: Final = dt.Timestamp(timezone="UTC", scale=6)


def _epoch_us(at: Any) -> Any:
    """Return the microseconds since 1970; the engine does it."""


_EPOCH_US: Final = ibis.udf.scalar.builtin(_epoch_us, name="epoch_us", signature=((_MOMENT,), dt.int64))


def micros(events: ir.Table) -> ir.IntegerValue:
    """Return when events were, in microseconds since 1970; null for a time that can't be relied on."""
    known = events.time_quality != TimeQuality.DOUBTFUL.value
    at: ir.IntegerValue = ibis.ifelse(known, _EPOCH_US(events.time), ibis.null("int64"))
    return at


def seconds_between(earlier: ir.TimestampValue, later: ir.TimestampValue) -> ir.IntegerValue:
    """Return how many whole seconds lie between two times; null where one is not known."""
    seconds: ir.IntegerValue = (_EPOCH_US(later) - _EPOCH_US(earlier)) // SECOND
    return seconds


def day(at: ir.IntegerValue) -> ir.IntegerValue:
    """Return the number of the day in UTC since 1970."""
    number: ir.IntegerValue = at // DAY
    return number


def hour(at: ir.IntegerValue) -> ir.IntegerValue:
    """Return the number of the hour since 1970."""
    number: ir.IntegerValue = at // HOUR
    return number


def hour_of_week(at: ir.IntegerValue) -> ir.IntegerValue:
    """Return the hour of the week, from 0 for Monday, 00:00 UTC, to 167."""
    number: ir.IntegerValue = ((hour(at) + _MONDAY) % HOURS_OF_WEEK + HOURS_OF_WEEK) % HOURS_OF_WEEK
    return number
