"""What is known of a key that no account lists: the facts that a guess at it is made from."""

import msgspec


class SeenKey(msgspec.Struct, frozen=True):
    """A key id as a leak has it."""

    provider: str
    """As the rule that found it has it."""
    key_id: str
    is_temporary: bool


class ListedAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account that was added."""

    provider: str
    number: str
    was_read: bool
    """Whether its principals were listed at least once."""
    unseen: tuple[str, ...]
    """What its blind spots hide, in words, with the rights that are missing."""
