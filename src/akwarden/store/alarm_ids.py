"""What the ids of alarms tell: they are digests, so the first of them stand for all."""

from typing import Final

_DIGITS: Final = 12
_DIGESTS: Final = 16**_DIGITS
"""How many beginnings of so many hexadecimal digits there are."""
BEHIND_ALL: Final = "g"
"""What stands behind every id."""


def share_up_to(id_: str) -> float:
    """Return about which share of all alarms has no later id than this one, above 0 and up to 1."""
    return (int(id_[:_DIGITS], 16) + 1) / _DIGESTS
