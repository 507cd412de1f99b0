"""What lists say of who called."""

from datetime import datetime

import msgspec


class UserRow(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.user/1"):
    """One principal that called, as audit records name it."""

    provider: str
    """The cloud: `tencent` or `aws`."""
    account: str
    """The number of the account that was called; empty where the records do not say."""
    principal_type: str
    """What kind of identity it is: `root`, `user`, `role`, `federated`, `service` and others."""
    principal: str | None
    """Its id, or its name where the records have no id; None for calls of nobody that is named."""
    name: str | None
    """Its name; None where it had several."""
    names: int
    """How many names it had."""
    principal_account: str | None
    """The number of its own account, where that is another than the one that was called."""
    keys: int
    """How many keys it called with."""
    addresses: int
    """From how many addresses it called."""
    calls: int
    """How many calls there were."""
    failed: int
    """How many of them failed."""
    api: int
    """How many of them came by an API."""
    console: int
    """How many of them came by the console or the mini program."""
    sensitive: int
    """How many of them are sensitive operations."""
    first_at: datetime | None
    """When the first was."""
    last_at: datetime | None
    """When the last was."""
