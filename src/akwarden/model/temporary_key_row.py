"""What lists say of temporary keys: each one, and folded under the principal that they were issued to."""

from datetime import datetime

import msgspec


class IssuerRow(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.key-issuer/1"):
    """One principal that temporary keys were issued to, such as a role, with the use of all of them."""

    provider: str
    """The cloud: `tencent` or `aws`."""
    issuer: str | None
    """The principal; None for keys of which no record names one."""
    account: str | None
    """The number of the account that was called; None for several."""
    accounts: int
    """How many accounts were called."""
    name: str | None
    """What the principal is called; None for several names."""
    keys: int
    """How many temporary keys there were."""
    sessions: int
    """How many names of sessions."""
    source_ips: int
    """From how many addresses calls came."""
    calls: int
    """How many calls there were."""
    failed: int
    """How many of them failed."""
    first_at: datetime | None
    """When the first was."""
    last_at: datetime | None
    """When the last was."""


class TemporaryKeyRow(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.temporary-key/1"
):
    """One temporary key that calls were signed with."""

    provider: str
    """The cloud: `tencent` or `aws`."""
    key_id: str
    issuer: str | None
    """The principal that it was issued to."""
    account: str | None
    """The number of the account that was called; None for several."""
    session_name: str | None
    """What its session was called; None for several names."""
    source_ips: int
    """From how many addresses calls came."""
    calls: int
    """How many calls there were."""
    failed: int
    """How many of them failed."""
    first_at: datetime | None
    """When the first was."""
    last_at: datetime | None
    """When the last was."""
