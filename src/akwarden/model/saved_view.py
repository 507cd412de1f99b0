"""Views: lists that somebody gave a name, for themselves or for others too."""

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


class SharedWith(StrEnum):
    """Who has a view beside who saved it."""

    NOBODY = "nobody"
    UNLIMITED = "unlimited"
    """Who may see all accounts: its filter may name accounts that others know nothing of."""
    EVERYBODY = "everybody"
    """Whoever can log in, also who may see some accounts only, or none."""


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
    shared_with: SharedWith
    """Who has it beside its owner."""
    owner: str
    """The login of who saved it."""
    pinned: bool
    """Whether it stands in the rail of who asks."""
    changed_at: datetime
    """When it was saved or changed the last time."""
