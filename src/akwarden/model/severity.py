"""How bad a finding is, and how sure we are: two scales that are never mixed into one number."""

from enum import StrEnum
from functools import lru_cache


class Severity(StrEnum):
    """What it means for the account when the finding is true; the first member is the worst."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Return 4 for critical down to 0 for info, so that severities can be compared."""
        return _rank(self)

    def at_least(self, other: "Severity") -> bool:
        """Say whether this severity is as bad as `other` or worse."""
        return self.rank >= other.rank


class Confidence(StrEnum):
    """How likely it is that the finding is true."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """Return 2 for high down to 0 for low."""
        return _rank(self)


@lru_cache(maxsize=None, typed=True)
def _rank(level: Severity | Confidence) -> int:
    """Return how far `level` stands above the last member of its scale."""
    scale = list(type(level))
    return len(scale) - 1 - scale.index(level)
