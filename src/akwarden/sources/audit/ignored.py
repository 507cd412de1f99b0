"""What holds no event and is meant to: passed over, and counted."""

import msgspec


class Ignored(msgspec.Struct, frozen=True):
    """Files or documents that are no loss."""

    vpath: str
    """The folder or file that they are in."""
    reason: str
    """What they are."""
    count: int = 1
    """How many of them there are."""
