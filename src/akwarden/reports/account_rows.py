"""Accounts as the commands show them to programs: the rows of their JSON."""

from datetime import datetime

import msgspec

from akwarden.model.blind_spot import BlindSpot
from akwarden.model.said import Said


class AccountRow(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.account/1"):
    """One account, as `accounts list` gives it."""

    provider: str
    """The cloud: `tencent` or `aws`."""
    account: str
    """The number that the cloud gave it."""
    name: str
    """What people call it."""
    site: str
    """Which of the clouds of one name."""
    department: str | None
    """Whose it is inside the organisation."""
    organization: str | None
    """The account that manages the organisation that it was found through."""
    source: str
    """Where the key comes from that it is read with; never the key."""
    added_at: datetime
    """When it was added."""
    synced_at: datetime | None
    """When it was last read to its end, or None."""
    error: Said | None
    """Why the last run failed, or None."""
    principals: int | None
    """Principals that are there, or None before the first sync."""
    keys: int | None
    """Keys that are not deleted, or None before the first sync."""
    blind_spots: tuple[BlindSpot, ...]
    """What can't be seen of it."""


class ReadRow(msgspec.Struct, frozen=True):
    """One call that the cloud has answered, or that there was nothing to try with."""

    call: str
    """Service and call."""
    tells: Said
    """What it tells."""


class ProbeRow(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.account-probe/1"):
    """One account that was tried, as `accounts add` and `accounts test` give it."""

    provider: str
    """The cloud: `tencent` or `aws`."""
    account: str | None
    """The number that the cloud gave it, or None where it did not answer."""
    name: str
    """What people call it."""
    identity: str | None
    """Who the cloud says that we are."""
    added: bool
    """Whether it is in the state now."""
    readable: tuple[ReadRow, ...]
    """What can be read."""
    untried: tuple[ReadRow, ...]
    """What there was nothing to try with."""
    blind_spots: tuple[BlindSpot, ...]
    """What can't be read."""
    policy: str | None
    """The least policy that shows everything, as JSON text."""
    error: Said | None = None
    """Why it was not added or can't be read, or None."""


class SyncRow(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.sync/1"):
    """How reading one account went, as `sync` gives it."""

    provider: str
    """The cloud: `tencent` or `aws`."""
    account: str
    """The number that the cloud gave it."""
    name: str
    """What people call it."""
    seconds: float
    """How long it took."""
    principals: int
    """Principals that are there."""
    keys: int
    """Keys that are not deleted."""
    added: int
    """Rows that are new in the state."""
    changed: int
    """Rows that are other than before."""
    gone: int
    """Rows of what is no more."""
    leaks: int
    """Places in function environments where a key stands and that were not known."""
    calls: int
    """Calls that were made."""
    saved: int
    """Calls that were not needed."""
    throttled: int
    """Answers that said: too many calls."""
    resumed: bool
    """Whether it went on where an earlier run was cut off."""
    blind_spots: tuple[BlindSpot, ...]
    """What can't be seen."""
    error: str | None
    """Why it failed, or None; what was read before is kept."""
