"""What to do about a key: how soon, and why."""

from datetime import timedelta
from enum import StrEnum

import msgspec

UNUSED = timedelta(days=90)
"""A key that was not used for longer is no longer needed, as far as anybody can tell."""


class AdviceLevel(StrEnum):
    """How soon something is to be done; the first member is the most urgent."""

    ACT_NOW = "act_now"
    HARDEN = "harden"
    FINE = "fine"

    @property
    def rank(self) -> int:
        """Return 2 for what is most urgent down to 0."""
        levels = list(AdviceLevel)
        return len(levels) - 1 - levels.index(self)


class Advice(msgspec.Struct, frozen=True):
    """What to do about one key."""

    level: AdviceLevel
    reasons: tuple[str, ...]
    """In words, the strongest first; also what is worth knowing of a key that is fine."""
