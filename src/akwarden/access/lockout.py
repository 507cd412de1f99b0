"""How long guessers must wait, without keeping those out whose passwords are guessed.

Whoever locks a login after some wrong passwords lets anybody lock its owner out ("OWASP Authentication Cheat
Sheet", "Account Lockout"). What is done about it is the protocol of device cookies ("OWASP Slow Down Online
Guessing Attacks with Device Cookies"): browsers with which somebody came in before are told apart from all
others, and each of them is counted alone.

The rules that this module keeps:

- A browser that the owner of a login came in with is counted by itself. What others do does not hold it up,
  and who steals its cookie has no more tries than anybody has. The cookie lets nobody in.
- All others are counted by login and network, so that one network guesses no more than a few for a login, and
  by network, so that it can't try a few for every login. Whoever rents a server gets many networks of IPv6:
  those of one site are counted together as well. That lets more through and holds up for less, since carriers
  have many customers in one. It does not hold for a network that the owner came in from lately.
- All others together are counted by login, so that many networks are no better than one. This one lets more
  through and holds up for a quarter of an hour at most: some hundred guesses a day, where a hundred an hour
  are taken for safe ("OWASP Application Security Verification Standard 4.0", 2.2.1). It does not hold for a
  network that the owner came in from lately.
- Tries count before they are judged, so that many at once are as few as one after the other. Of several
  counts the longest wait holds, and it is twice as long with each try above those that are free.
- What was tried is forgotten a day after the last try.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec

from akwarden.model.login_tries import LoginTries


class Counted(StrEnum):
    """By what tries are counted."""

    DEVICE = "device"
    """By the login and a browser that its owner came in with."""
    PAIR = "pair"
    """By the login and the network that the tries come from."""
    NETWORK = "network"
    """By the network that the tries come from."""
    SITE = "site"
    """By all networks of IPv6 that one site is given."""
    LOGIN = "login"
    """By the login that is tried, whether it is there or not."""


class Limit(msgspec.Struct, frozen=True):
    """How tries of one kind are held up."""

    free: int
    """How many are judged without a delay."""
    longest: timedelta
    """How long the next one must wait at most."""


LIMITS: Final[Mapping[Counted, Limit]] = MappingProxyType(
    {
        Counted.DEVICE: Limit(5, timedelta(hours=1)),
        Counted.PAIR: Limit(5, timedelta(hours=1)),
        Counted.NETWORK: Limit(10, timedelta(hours=1)),
        Counted.SITE: Limit(100, timedelta(minutes=15)),
        Counted.LOGIN: Limit(20, timedelta(minutes=15)),
    }
)
"""How tries are held up."""
_FIRST: Final = timedelta(seconds=30)
FORGOTTEN: Final = timedelta(days=1)
"""How long after the last try all of them are forgotten."""
KNOWN: Final = timedelta(days=90)
"""How long after a login its browser and its network are known."""
_MOST_DOUBLINGS: Final = 20


def counts(*, known_device: bool, known_network: bool) -> tuple[Counted, ...]:
    """Return by what a try is counted."""
    if known_device:
        return (Counted.DEVICE,)
    if known_network:
        return (Counted.PAIR, Counted.NETWORK)
    return (Counted.PAIR, Counted.NETWORK, Counted.SITE, Counted.LOGIN)


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
    limit = LIMITS[by]
    over = count - limit.free
    if over < 0:
        return timedelta()
    return min(_FIRST * (1 << min(over, _MOST_DOUBLINGS)), limit.longest)
