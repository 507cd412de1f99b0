"""How a key is used, as audit records say."""

from datetime import datetime

import msgspec

from akwarden.model.address_use import UsedApi
from akwarden.model.call_row import SourceAddressRow


class FirstUse(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a key did for the first time, as far back as records go."""

    first: str
    """What: `call`, `address`, `service`, `region` or `failure`."""
    value: str | None
    """The address, the service or the region."""
    at: datetime
    """When."""
    service: str
    """What was called."""
    action: str
    """Its API, in lower case."""
    source_ip: str | None
    """Where from."""
    event_id: str
    """The cloud's id of the event."""


class KeyUse(msgspec.Struct, frozen=True, kw_only=True):
    """What the event lake holds of one key."""

    calls: int
    """How many calls it signed."""
    failed: int
    """How many of them failed."""
    calls_24h: int
    """How many of them in the last 24 hours."""
    first_at: datetime | None
    """When the first was."""
    last_at: datetime | None
    """When the last was."""
    source_ips: int
    """From how many addresses."""
    addresses: tuple[SourceAddressRow, ...]
    """The addresses of the latest calls, at most ten."""
    apis: tuple[UsedApi, ...]
    """The APIs with the most calls, at most ten."""
    firsts: tuple[FirstUse, ...]
    """What it did for the first time, the latest first, at most ten."""
    usual_hours: tuple[int, ...]
    """The hours of the day in UTC that hold nine tenths of its calls, the busiest first."""
