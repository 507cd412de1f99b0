"""When an event was, from the ways in which CloudTrail and what exports it write a time."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from akwarden.model.event import TimeQuality

SECOND: Final = 1_000_000
DAY: Final = 86_400
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_NO_CLOUD: Final = (datetime(2006, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND
"""AWS opened in March 2006."""
_LONGEST: Final = 40


class Moment(NamedTuple):
    """A time, and how far it can be relied on."""

    micros: int
    """Microseconds since 1970 in UTC."""
    quality: TimeQuality


@lru_cache(maxsize=1 << 16)
def read_time(text: str) -> Moment | None:
    """Return the moment of an ISO 8601 text, or of one like `2024-08-02 08:23:24`; None for another.

    A text without a zone comes from an export, and is UTC, as CloudTrail writes all times; that is presumed.
    """
    if len(text) > _LONGEST:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    quality = TimeQuality.EXACT
    if moment.tzinfo is None:
        moment, quality = moment.replace(tzinfo=UTC), TimeQuality.ZONE_PRESUMED
    micros = (moment - _EPOCH) // _MICROSECOND
    return Moment(micros, TimeQuality.DOUBTFUL if micros < _NO_CLOUD else quality)


def quality_at(moment: Moment, now: float) -> TimeQuality:
    """Return the quality of a moment; more than a day after `now`, in seconds since 1970, is doubtful."""
    return TimeQuality.DOUBTFUL if moment.micros > (now + DAY) * SECOND else moment.quality
