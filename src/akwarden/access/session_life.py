"""How long sessions and links live."""

from datetime import datetime, timedelta
from typing import Final

IDLE: Final = timedelta(hours=12)
"""How long a session lives without a request."""
ABSOLUTE: Final = timedelta(days=7)
"""How long a session lives at most."""
LINK: Final = timedelta(hours=24)
"""How long a one-time link lives."""
STEP: Final = timedelta(minutes=10)
"""How long the second half of a login may take."""
NOTED: Final = timedelta(minutes=1)
"""How old what is known of the last use may grow; each note of it is a write."""


def ends_at(created_at: datetime, seen_at: datetime) -> datetime:
    """Return when a session ends that nobody uses from now on."""
    return min(created_at + ABSOLUTE, seen_at + IDLE)
