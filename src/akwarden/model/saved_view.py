"""Views: lists that somebody gave a name, for themselves or for everybody."""

from datetime import datetime
from enum import StrEnum

import msgspec


class ViewPlace(StrEnum):
    """The lists that there are, by their addresses in the console; a view leads nowhere else."""

    KEYS = "keys"
    IPS = "ips"
    ALARMS = "alarms"
    LEAKS = "leaks"
    PERMISSIONS = "permissions"
    IDENTITIES = "permissions/identities"
    CALLS = "calls"


class SavedView(msgspec.Struct, frozen=True, kw_only=True):
    """One list with a name."""

    id: int
    """Its number."""
    name: str
    """What it is called."""
    place: ViewPlace
    """Which list."""
    query: str
    """What stands behind the `?` of its address: filter, order, and what else is asked of the list."""
    shared: bool
    """Whether everybody has it, and not its owner alone."""
    owner: str
    """The login of who saved it."""
    pinned: bool
    """Whether it stands in the rail of who asks."""
    changed_at: datetime
    """When it was saved or changed the last time."""
