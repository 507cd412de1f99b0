"""The time in an emulated cloud: the real one, moved by a number of seconds that tests set."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
"""Times without a zone are those of Beijing in what the cloud prints."""


class Clock:
    """Tells the time."""

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        """Take where the real time comes from, in seconds since 1970."""
        self._source = source
        self.offset = 0.0
        """Seconds that the cloud is ahead."""

    def now(self) -> float:
        """Return the seconds since 1970."""
        return self._source() + self.offset

    def unmoved(self) -> float:
        """Return the time that it would be here had nobody moved it: callers sign with theirs."""
        return self._source()

    def advance(self, seconds: float) -> None:
        """Move the cloud's time on."""
        self.offset += seconds


def local(moment: float) -> str:
    """Return a moment as `2025-01-31 08:00:00`, in the time of Beijing."""
    return datetime.fromtimestamp(moment, CHINA).strftime("%Y-%m-%d %H:%M:%S")


def iso(moment: float) -> str:
    """Return a moment as `2025-01-31T00:00:00Z`."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day(moment: float) -> str:
    """Return the day of a moment in Beijing, as `2025-01-31`."""
    return datetime.fromtimestamp(moment, CHINA).strftime("%Y-%m-%d")
