"""A row of the baselines with sightings added to it, one day at a time.

- `first` and `last` are the ends of all that was seen, `count` is how often.
- `days` counts days in UTC. A day that batches share counts once. Of an event that arrives late, from a day
  between the first and the last that are known, nobody can say whether its day was counted: it counts as one
  that was.
- `weight` is the count as it fades, in thousandths, as of the day of `last`: each day is worth half after as
  many days as the half-life says. It fades from day to day with calls, so the cut of a day into batches is
  not felt.

So batches in the order of time come to the same row however events are cut into them.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

_DAY: Final = 86_400_000_000
_THOUSAND: Final = 1000
_BITS: Final = 32


class Sighting(NamedTuple):
    """What was seen of a value on one day; a tuple, as there are very many and they have an order."""

    day: int
    """Since 1970 in UTC."""
    first: int
    """In microseconds since 1970, as `last`."""
    last: int
    calls: int


class Baseline(NamedTuple):
    """What a row says beside its key."""

    first: int
    last: int
    days: int
    calls: int
    weight: int


def folded(held: Baseline | None, sightings: Iterable[Sighting], half_life_days: int) -> Baseline:
    """Return a row with sightings added, in the order of their days.

    Raises ValueError where there is neither a row nor a sighting.
    """
    for one in sightings:
        held = _added(held, one, half_life_days) if held is not None else _begun(one)
    if held is None:
        raise ValueError("a baseline begins with a sighting")
    return held


def _begun(seen: Sighting) -> Baseline:
    return Baseline(seen.first, seen.last, 1, seen.calls, seen.calls * _THOUSAND)


def _added(held: Baseline, seen: Sighting, half_life_days: int) -> Baseline:
    """Return the row with one day more, or with more of a day."""
    begins, ends = held.first // _DAY, held.last // _DAY
    weight = seen.calls * _THOUSAND
    if seen.day >= ends:
        weight += _faded(held.weight, seen.day - ends, half_life_days)
    else:
        weight = held.weight + _faded(weight, ends - seen.day, half_life_days)
    return Baseline(
        min(held.first, seen.first),
        max(held.last, seen.last),
        held.days + (seen.day > ends or seen.day < begins),
        held.calls + seen.calls,
        weight,
    )


def _faded(weight: int, days: int, half_life_days: int) -> int:
    """Return what is left of a weight, rounded down; in whole numbers, so that it is the same everywhere."""
    if not days:
        return weight
    share: int = round((1 << _BITS) * 0.5 ** (days / half_life_days))
    return weight * share >> _BITS
