"""What is known about whether a leaked key still works."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from akwarden import __version__

MARKER = "akwarden-verify"
"""How every check of ours names itself to a cloud, which records it: as user agent, and as request client.

Whoever judges the use of keys passes over such calls, if they also are what a check does (GetCallerIdentity)
and come from where akwarden runs: a name alone can be forged.
"""
CLIENT = f"{MARKER}/{__version__}"
"""The marker with the version, as it is sent."""


class VerifyMode(StrEnum):
    """Which keys may be tried by calling with them."""

    OFF = "off"
    """None."""
    OWN = "own"
    """Those that there is a ground to take for the user's own."""
    ANY = "any"
    """All."""


class Active(msgspec.Struct, frozen=True, tag_field="state", tag="active"):
    """The key works."""

    identity: str
    """Who the cloud says the key belongs to."""


class Inactive(msgspec.Struct, frozen=True, tag_field="state", tag="inactive"):
    """The key does not work."""

    reason: str
    """Why, in words: deleted, disabled, or what else it can mean."""


class Unverified(msgspec.Struct, frozen=True, tag_field="state", tag="unverified", omit_defaults=True):
    """Nobody has asked, or the answer says nothing."""

    reason: str
    """Why it is not known."""
    asked: bool = False
    """True when the cloud was asked and its answer did not tell."""


Verification = Active | Inactive | Unverified

OFFLINE = Unverified("offline")
"""Nobody was to ask at all."""


def surest(answers: Iterable[Verification]) -> Verification:
    """Return the answer to believe first: that a key works, that it does not, or why it is not known."""
    return min(answers, key=_doubt)


def _doubt(verification: Verification) -> int:
    """Return a number that is smaller for what should be believed first."""
    match verification:
        case Active():
            return 0
        case Inactive():
            return 1
        case Unverified(asked=asked):
            return 2 if asked else 3
