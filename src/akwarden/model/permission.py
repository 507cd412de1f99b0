"""What a principal may do by one policy, in a few words."""

import msgspec

from akwarden.model.policy import PolicyKind
from akwarden.model.said import Said


class Permission(msgspec.Struct, frozen=True, kw_only=True):
    """One policy that decides what the key may do."""

    policy: str
    """Its name."""
    policy_id: str
    """What never changes of it at its cloud."""
    kind: PolicyKind | None
    """Who wrote it; None for a policy that was not read."""
    via: Said
    """`direct`, `boundary`, or `group` with its name."""
    warning: Said | None
    """What is dangerous in it, in words."""
