"""Keeps the lake in order after something was imported: old events go, small files are merged."""

from datetime import datetime
from typing import Final

import msgspec

from akwarden.store.lake.lake import Lake

SHORT_DAYS: Final = 180
"""Less is too short to look into an incident: half a year passes before many are noticed."""


class Tidied(msgspec.Struct, frozen=True, kw_only=True):
    """What was done."""

    expired: int
    """Files that were dropped because all their events were too old."""
    merged: int
    """Files that were merged into others."""
    deleted: int
    """Files that nobody needs any more and that were deleted."""


def tidy(lake: Lake, now: datetime, *, keep_days: int) -> Tidied:
    """Drop what is too old, merge what is small, delete what nobody reads any more; raises LakeError."""
    expired = lake.expire(now, keep_days)
    compacted = lake.compact(now)
    swept = lake.sweep(now)
    return Tidied(expired=expired, merged=compacted.files, deleted=swept.dropped + swept.orphans)
