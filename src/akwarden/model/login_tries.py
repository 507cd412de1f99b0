"""How often somebody tried to log in, of one account or from one address."""

from datetime import datetime

import msgspec


class LoginTries(msgspec.Struct, frozen=True):
    """What is known of the tries of one account or address."""

    count: int
    """Tries since the last one that was right, those under way included."""
    tried_at: datetime
    """When the last one was let through."""
    blocked_until: datetime
    """Until when no other one is."""
