"""Ages in whole days, and how they are said."""

from datetime import datetime


def age(since: datetime | None, now: datetime) -> int | None:
    """Return how many whole days ago something was; None where that is not known."""
    return None if since is None else (now - since).days


def days(count: int) -> str:
    """Return a number of days in words."""
    return "1 day" if count == 1 else f"{count:,} days"


def ago(count: int) -> str:
    """Return how long ago something was in words."""
    return "today" if count < 1 else f"{days(count)} ago"
