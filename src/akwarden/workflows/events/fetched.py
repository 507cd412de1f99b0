"""Up to when the calls of a source are known: a source in which nothing happens is not behind.

What was asked for to its end at some time holds all calls up to then, but for those that its cloud had not
written down yet. So the newest event tells too little where nobody calls.
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec

USUAL_DELAY: Final = timedelta(minutes=5)
"""How long after a call its record is usually there, with either cloud and by log or bucket."""


class _Ended(msgspec.Struct, frozen=True):
    """What the cursors of logs and of buckets have in common."""

    ended_at: datetime | None = None


_decoder = msgspec.json.Decoder(_Ended)


def known_to(cursor: str | None, newest: datetime | None) -> datetime | None:
    """Return up to when the calls of a source are known, by its cursor and its newest event.

    None for one that was never read to its end and held nothing yet.
    """
    ended_at = None if cursor is None else _ended_at(cursor)
    times = [newest, None if ended_at is None else ended_at - USUAL_DELAY]
    return max((at for at in times if at is not None), default=None)


def _ended_at(cursor: str) -> datetime | None:
    try:
        return _decoder.decode(cursor).ended_at
    except msgspec.DecodeError:
        return None
