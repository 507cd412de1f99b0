"""What is known about whether a leaked key still works."""

import msgspec


class Active(msgspec.Struct, frozen=True, tag_field="state", tag="active"):
    """The key works."""

    identity: str
    """Who the cloud says the key belongs to."""


class Inactive(msgspec.Struct, frozen=True, tag_field="state", tag="inactive"):
    """The key does not work."""

    reason: str
    """Why, in words: deleted, disabled, or what else it can mean."""


class Unverified(msgspec.Struct, frozen=True, tag_field="state", tag="unverified"):
    """Nobody has asked, or the answer says nothing."""

    reason: str
    """Why it is not known."""


Verification = Active | Inactive | Unverified
