"""How many calls each actor makes in which hour: its share of all, spread by its rhythm."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from akwarden.emulator.traffic.actor import Actor
from akwarden.emulator.traffic.calls import profile
from akwarden.emulator.traffic.dice import Dice
from akwarden.emulator.traffic.moment import DAY, HOUR
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.player import Player, Window
from akwarden.emulator.traffic.rhythm import Rhythm

_FEW_SITTINGS = 8
"""Into at least so many sittings the calls of one actor are divided."""


class Budget:
    """What is left to do for one actor."""

    def __init__(self, player: Player, window: Window, calls_wanted: float, dice: Dice) -> None:
        """Take the actor, and how many calls it is to make in all."""
        self.player = player
        self.actor = player.actor
        self.table = profile(self.actor.account.cloud, self.actor.profile)
        low, high = self.actor.sizes
        most = max(1, int(calls_wanted) // _FEW_SITTINGS)
        self._sizes = (min(low, most), min(high, most))
        self._next = dice.between(*self._sizes)
        self._window = window
        # Most have one of a few rhythms, so the hours are kept once for all of them.
        self._hours = _hours(self.actor.rhythm, window)
        self._is_away_at_times = _is_away_at_times(self.actor)
        total = sum(map(self._weight, range(len(self._hours))))
        self._unit = calls_wanted / total if total else 0.0
        # Not all begin at the same time.
        self._carried = self._next * dice.share() if total else 0.0

    def sizes(self, hour: int, dice: Dice) -> Iterator[int]:
        """Yield how many calls each sitting of an hour has."""
        self._carried += self._weight(hour) * self._unit
        while self._carried >= self._next:
            self._carried -= self._next
            yield self._next
            self._next = dice.between(*self._sizes)

    def _weight(self, hour: int) -> int:
        """Return the weight of an hour; none before somebody joined, on days off, and so on."""
        if not self._is_away_at_times:
            return self._hours[hour]
        actor, window, day = self.actor, self._window, hour // 24
        if not actor.joins <= hour * HOUR / window.seconds <= actor.leaves or day in actor.days_off:
            return 0
        if actor.on_day >= 0 and day != (window.at(actor.on_day) - window.start) // DAY:
            return 0
        return self._hours[hour]

    def owe(self, calls: int) -> None:
        """Take so many calls from what is to be done: they were made beyond the size of a sitting."""
        self._carried -= calls


def budgets(organisation: Organisation, window: Window, events: int, draws: Dice) -> Iterator[Budget]:
    """Yield all that do something by themselves, each with its part of so many calls."""
    active = [one for one in organisation.actors if one.share > 0]
    whole = sum(one.share * (one.leaves - one.joins) for one in active)
    for actor in active:
        wanted = events * actor.share * (actor.leaves - actor.joins) / whole
        yield Budget(Player(actor, window, draws), window, wanted, draws.apart(f"budget/{actor.label}"))


@lru_cache(maxsize=256)
def _hours(rhythm: Rhythm, window: Window) -> Sequence[int]:
    """Return the weights of all hours."""
    return [rhythm.weight(moment) for moment in range(window.start, window.start + window.seconds, HOUR)]


def _is_away_at_times(actor: Actor) -> bool:
    return actor.joins > 0 or actor.leaves < 1 or bool(actor.days_off) or actor.on_day >= 0
