"""Ages in whole days, and how times are said.

A risk is written anew whenever a word of it changes. So its words give a day and no number of days, and what
is in use is only said to be: neither changes from one look to the next.
"""

from datetime import UTC, datetime

RECENT_DAYS = 7
"""What was later than that many days ago counts as in use."""


def age(since: datetime | None, now: datetime) -> int | None:
    """Return how many whole days ago something was; None where that is not known."""
    return None if since is None else (now - since).days


def day(moment: datetime) -> str:
    """Return the day of a time in UTC: `2026-03-31`."""
    return f"{moment.astimezone(UTC):%Y-%m-%d}"


def last(did: str, moment: datetime, now: datetime) -> str:
    """Return when something was done the last time: `last used on 2026-03-31`, or that it was of late."""
    if (now - moment).days < RECENT_DAYS:
        return f"{did} within the last {RECENT_DAYS} days"
    return f"last {did} on {day(moment)}"
