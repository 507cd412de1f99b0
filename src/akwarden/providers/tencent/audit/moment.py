"""When an event was, from any of the ways in which Tencent Cloud writes a time.

- Seconds, milliseconds or microseconds since 1970, as a number or as text.
- `2019-03-20 12:36:27` without a zone, which is UTC+8: the sample of LookUpEvents has this text, and its
  requestID holds the same moment as seconds since 1970.
- ISO 8601 with a zone.
"""

import math
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from akwarden.model.event import TimeQuality
from akwarden.providers.tencent.audit.record import Loose

SECOND = 1_000_000
DAY = 86_400
BEIJING = timezone(timedelta(hours=8))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FIRST = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND
_LAST = (datetime(9999, 12, 31, tzinfo=UTC) - _EPOCH) // _MICROSECOND
_NO_CLOUDS = (datetime(2006, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND
"""Before it no cloud kept records."""
_NO_CLOUDS_SECONDS = _NO_CLOUDS // SECOND
_MILLISECONDS, _MICROSECONDS, _NANOSECONDS = 10**11, 10**14, 10**17
"""From which size on a number can't be the next larger unit: 10**11 seconds are the year 5138."""
_LONGEST = 40
_EXACT = TimeQuality.EXACT


class Moment(NamedTuple):
    """A time, and how far it can be relied on."""

    micros: int
    """Microseconds since 1970 in UTC."""
    quality: TimeQuality


def moment_of(value: Loose, now: float, zone: tzinfo = BEIJING) -> Moment | None:
    """Return the moment that a value tells; None where it tells none that a calendar has.

    `now` is in seconds since 1970. `zone` is presumed where a text has none.
    """
    if type(value) is int and _NO_CLOUDS_SECONDS <= value <= now:
        return Moment(value * SECOND, _EXACT)  # what nearly all records have
    quality = _EXACT
    micros: int | None
    if type(value) is int:
        micros = _scaled(value)
    elif isinstance(value, float):
        micros = _scaled(value) if math.isfinite(value) else None
    elif isinstance(value, str):
        micros, quality = _read(value.strip(), zone)
    else:
        return None
    if micros is None or not _FIRST <= micros <= _LAST:
        return None
    if micros < _NO_CLOUDS or micros > (now + DAY) * SECOND:
        quality = TimeQuality.DOUBTFUL
    return Moment(micros, quality)


def _scaled(number: float) -> int:
    """Return a number since 1970 as microseconds, its unit told by its size."""
    size = abs(number)
    if size < _MILLISECONDS:
        return int(number * SECOND)
    if size < _MICROSECONDS:
        return int(number * 1000)
    return int(number) if size < _NANOSECONDS else int(number) // 1000


def _read(text: str, zone: tzinfo) -> tuple[int | None, TimeQuality]:
    """Return a text as microseconds, and whether its zone was presumed."""
    if len(text) > _LONGEST:
        return None, TimeQuality.EXACT
    try:
        moment = datetime.fromisoformat(text) if not text.isdecimal() else None
    except ValueError:
        moment = None
    if moment is None:
        return _number(text), TimeQuality.EXACT
    if moment.tzinfo is not None:
        return (moment - _EPOCH) // _MICROSECOND, TimeQuality.EXACT
    quality = TimeQuality.EXACT if zone is UTC else TimeQuality.ZONE_PRESUMED
    return (moment.replace(tzinfo=zone) - _EPOCH) // _MICROSECOND, quality


def _number(text: str) -> int | None:
    try:
        number = int(text) if text.isdecimal() else float(text)
    except ValueError:
        return None
    return _scaled(number) if math.isfinite(number) else None
