"""A canary: a key without rights that nobody uses, put where only a thief would find it."""

from datetime import datetime

import msgspec


class Canary(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.canary/1"):
    """A key whose use is a theft. Its secret is never kept."""

    key_id: str
    """The id of the key."""
    provider: str
    """The cloud: `tencent` or `aws`."""
    account: str | None
    """The number of its account; None where that is not known."""
    place: str
    """Where it was put: a file, or what somebody wrote."""
    minted: bool
    """Whether akwarden made it; else somebody did, and told its id."""
    created_at: datetime
    """When it was made, or told."""
    created_by: str
    """Who made it, or told it."""
    removed_at: datetime | None = None
    """From when on it is no canary any more; None for one that is."""
