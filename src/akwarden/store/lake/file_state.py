"""How a file of the lake stands."""

from enum import StrEnum


class FileState(StrEnum):
    """How a file stands."""

    LIVE = "live"
    REPLACED = "replaced"
    """Merged into another one; it stays a while for those who still read it."""
    EXPIRED = "expired"
    """Its events are too old to be kept; it stays as long as a replaced one."""
