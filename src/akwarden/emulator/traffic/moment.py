"""Seconds since 1970 as the texts that records have, and as days and hours of a time zone."""

from datetime import date
from functools import lru_cache

DAY, HOUR, MINUTE = 86_400, 3_600, 60
BEIJING = 8 * HOUR
"""How far CloudAudit's times without a zone are ahead of UTC."""
_EPOCH = date(1970, 1, 1).toordinal()
_MINUTES = [f"{number // 60:02d}:{number % 60:02d}" for number in range(1440)]
_SECONDS = [f"{number:02d}" for number in range(60)]


def seconds_of(day: date) -> int:
    """Return the moment at which a day begins in UTC."""
    return (day.toordinal() - _EPOCH) * DAY


@lru_cache(maxsize=1024)
def day_text(day: int) -> str:
    """Return a day, counted from 1970, as `2026-03-02`."""
    return date.fromordinal(_EPOCH + day).isoformat()


@lru_cache(maxsize=1024)
def date_of(day: int) -> date:
    """Return a day, counted from 1970."""
    return date.fromordinal(_EPOCH + day)


def iso(moment: int) -> str:
    """Return a moment as `2026-03-02T08:23:24Z`."""
    day, second = divmod(moment, DAY)
    return f"{day_text(day)}T{_MINUTES[second // 60]}:{_SECONDS[second % 60]}Z"


def local_text(moment: int) -> str:
    """Return a moment as `2026-03-02 16:23:24`: UTC+8, and no zone is written."""
    day, second = divmod(moment + BEIJING, DAY)
    return f"{day_text(day)} {_MINUTES[second // 60]}:{_SECONDS[second % 60]}"
