"""Which of the services that a principal may change something in it called, as audit records say."""

from datetime import datetime
from enum import StrEnum

import msgspec


class UseState(StrEnum):
    """Whether a right is used."""

    CALLED = "called"
    NOT_CALLED = "not_called"
    NOT_RECORDED = "not_recorded"
    """No record would show such a call."""


class GrantedBy(msgspec.Struct, frozen=True, kw_only=True):
    """What lets somebody change something in a service."""

    policy: str
    """The name of the policy."""
    pattern: str
    """The actions as it writes them, the first of those that do not only read."""


class ServiceUse(msgspec.Struct, frozen=True, kw_only=True):
    """One service."""

    service: str
    """As policies name it, such as `cvm`."""
    state: UseState
    """Whether it was called within the days, and not denied."""
    calls: int
    """How many of the calls within the days were not denied."""
    last_at: datetime | None
    """When the last call was that was not denied, however long ago."""
    recorded_since: datetime | None
    """Since when records would show a call; None where they would not."""
    granted_by: tuple[GrantedBy, ...]
    """The policies that let it change something there."""


class RightsUse(msgspec.Struct, frozen=True, kw_only=True):
    """What one principal may change, held against what it called."""

    days: int
    """How far back a call counts."""
    since: datetime
    """Since when there are records of its account."""
    until: datetime
    """Until when there are."""
    every_service: bool
    """Whether it may change something in every service; then `services` has those that it called alone."""
    services: tuple[ServiceUse, ...]
    """By name."""
