"""Months of events: times in microseconds since 1970 to months in UTC, and back."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import pyarrow as pa

from akwarden.store.lake.numbers import numbers

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def to_micros(at: datetime) -> int:
    """Return the microseconds since 1970."""
    return (at - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """Return the time in UTC; one that no calendar has is its first or its last."""
    if micros < to_micros(_FIRST):
        return _FIRST
    return min(_EPOCH + min(micros, to_micros(_LAST)) * _MICROSECOND, _LAST)


def by_month(table: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """Yield the rows of each month with its name, such as `2026-11`; they are in the order of their times."""
    times, start = numbers(table["time"]), 0
    while start < len(times):
        month = from_micros(times[start])
        end = bisect_left(times, _end_of(month), start + 1)
        yield f"{month.year:04}-{month.month:02}", table.slice(start, end - start)
        start = end


def _end_of(month: datetime) -> int:
    """Return the first microsecond behind a month; behind the last of all months nothing is."""
    if (month.year, month.month) == (_LAST.year, _LAST.month):
        return (1 << 63) - 1
    first = month.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return to_micros((first + timedelta(days=31)).replace(day=1))
