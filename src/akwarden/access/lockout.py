"""How long guessers must wait: after a few tries that failed, twice as long each time.

The rules that this module keeps:

- Tries count before they are judged, so that many at once are as few as one after the other.
- They count by account, so that many addresses guess no more than one, and by address, so that one address
  can't try a few for every account.
- What was tried is forgotten a day after the last try.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from akwarden.model.login_tries import LoginTries


class Counted(StrEnum):
    """By what tries are counted."""

    ACCOUNT = "account"
    """By the login that is tried, whether it is there or not."""
    ADDRESS = "address"
    """By where the tries come from."""


FREE: Final = {Counted.ACCOUNT: 5, Counted.ADDRESS: 10}
"""How many tries are judged without a delay."""
_FIRST: Final = timedelta(seconds=30)
_LONGEST: Final = timedelta(hours=1)
FORGOTTEN: Final = timedelta(days=1)
"""How long after the last try all of them are forgotten."""
_MOST_DOUBLINGS: Final = 20


def waits(tries: LoginTries | None, now: datetime) -> timedelta:
    """Return how long another try must wait; nothing where it is let through."""
    if tries is None or now >= tries.blocked_until:
        return timedelta()
    return tries.blocked_until - now


def counted(tries: LoginTries | None, by: Counted, now: datetime) -> LoginTries:
    """Return what is known once a try is let through."""
    before = 0 if tries is None or now - tries.tried_at >= FORGOTTEN else tries.count
    count = before + 1
    return LoginTries(count, now, now + _delay(count, by))


def given_back(tries: LoginTries, by: Counted) -> LoginTries:
    """Return what is known once a try that was let through turned out to be none that failed."""
    count = max(tries.count - 1, 0)
    return LoginTries(count, tries.tried_at, tries.tried_at + (_delay(count, by) if count else timedelta()))


def _delay(count: int, by: Counted) -> timedelta:
    over = count - FREE[by]
    if over < 0:
        return timedelta()
    return min(_FIRST * (1 << min(over, _MOST_DOUBLINGS)), _LONGEST)
