"""What was called from an address or a network, as audit records say."""

from datetime import datetime

import msgspec


class KeyAtAddress(msgspec.Struct, frozen=True, kw_only=True):
    """One key that was used from an address or a network."""

    key_id: str | None
    """The key; None for calls without one."""
    account: str
    """The number of the account that was called."""
    source_ip: str
    """Where from."""
    calls: int
    """How many calls."""
    failed: int
    """How many of them failed."""
    first_at: datetime | None
    """When the first was."""
    last_at: datetime | None
    """When the last was."""


class UsedApi(msgspec.Struct, frozen=True, kw_only=True):
    """One API that was called."""

    service: str
    """The short name of the service."""
    action: str
    """The API, in lower case."""
    calls: int
    """How often."""
    failed: int
    """How many of these calls failed."""
    last_at: datetime | None
    """When the last was."""


class AddressUse(msgspec.Struct, frozen=True, kw_only=True):
    """What the event lake holds of an address or a network."""

    calls: int
    """How many calls came from there."""
    failed: int
    """How many of them failed."""
    addresses: int
    """From how many addresses of a network."""
    keys: tuple[KeyAtAddress, ...]
    """Which keys were used from which address, the latest first, at most 20."""
    apis: tuple[UsedApi, ...]
    """The APIs with the most calls, at most ten."""
