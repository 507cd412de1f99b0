"""Puts records into the order in which they arrive: a little mixed, some late, some twice.

What waits is a plan and not yet a record, so that waiting takes little memory.
"""

from collections import defaultdict
from collections.abc import Sequence

from akwarden.emulator.traffic.dice import Dice
from akwarden.emulator.traffic.moment import HOUR, MINUTE
from akwarden.emulator.traffic.record import Planned

SOONEST, LATEST = MINUTE, 5 * MINUTE
"""Seconds between a call and its record, of one that is not late."""
_LATE = (20 * MINUTE, 6 * HOUR)
_AGAIN = (MINUTE, 40 * MINUTE)


class Delivery:
    """What is on its way."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._minutes: defaultdict[int, list[Planned]] = defaultdict(list)

    def __bool__(self) -> bool:
        return bool(self._minutes)

    def put(self, planned: Planned) -> None:
        """Add a call."""
        self._minutes[planned.delivered // MINUTE].append(planned)

    def take(self, minute: int) -> Sequence[Planned]:
        """Return what arrives in a minute, counted from 1970, in order, and forget it."""
        found = self._minutes.pop(minute, None)
        if found is None:
            return ()
        found.sort()
        return found

    def next(self) -> int:
        """Return the next minute in which something arrives; there has to be one."""
        return min(self._minutes)


def arrival(moment: int, dice: Dice, late: float) -> int:
    """Return when the record of a call arrives; a share of them is late."""
    if dice.share() < late:
        return moment + dice.between(*_LATE)
    return moment + SOONEST + int(dice.share() * (LATEST - SOONEST))


def second_arrival(delivered: int, dice: Dice) -> int:
    """Return when a record arrives once more."""
    return delivered + dice.between(*_AGAIN)
