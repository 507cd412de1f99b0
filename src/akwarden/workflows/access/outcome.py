"""What comes of a login."""

import msgspec

from akwarden.model.person import Caller
from akwarden.model.secret import Secret


class LoggedIn(msgspec.Struct, frozen=True):
    """It was right, and a session began."""

    caller: Caller
    """Who came in."""
    cookie: Secret
    """What the browser shows from now on."""
    device: Secret | None
    """By what it is known again at the next login; None where that is what it showed."""


class Refused(msgspec.Struct, frozen=True):
    """It was wrong; why is not said, as that would help who guesses."""


class SecondFactorNeeded(msgspec.Struct, frozen=True):
    """It was right as far as it goes: a one-time code, or a recovery code, is missing."""


class Blocked(msgspec.Struct, frozen=True):
    """It was not looked at, since too many were wrong before it."""

    seconds: int
    """After how many seconds another try is looked at."""


Outcome = LoggedIn | Refused | SecondFactorNeeded | Blocked
