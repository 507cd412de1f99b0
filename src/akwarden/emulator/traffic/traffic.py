"""The traffic of an organisation: records of its normal life, and of the attacks in it, as they arrive.

    organisation = Organisation.from_seed(7, people=40)
    for record in Traffic(organisation, days=30, events=100_000).records():
        ...

The same seed makes the same bytes, on any machine.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from akwarden.emulator.traffic.moment import DAY, seconds_of
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.player import Window
from akwarden.emulator.traffic.plot import Plot, Told, plots
from akwarden.emulator.traffic.record import Record
from akwarden.emulator.traffic.story import Story, stories
from akwarden.emulator.traffic.telling import Telling
from akwarden.emulator.traffic.variant import RATES, Variant, Variants

FEWEST_DAYS, MOST_DAYS = 7, 400
MOST_EVENTS = 100_000_000
DEFAULT_START = date(2026, 3, 2)
"""A Monday, so that a month of it has no Chinese New Year in it."""
_SMALL = 20_000
"""Up to so many events, stories make as few calls as they can do with."""


class Traffic:
    """Some days of an organisation; each call of `records` tells them from the beginning."""

    def __init__(
        self,
        organisation: Organisation,
        days: int,
        events: int,
        start: date = DEFAULT_START,
        *,
        wanted: Sequence[str] | None = None,
        rates: Mapping[Variant, float] = RATES,
    ) -> None:
        """Take what is wanted; raises ValueError for more or less than there can be.

        Args:
            organisation: Whose traffic it is.
            days: From 7 to 400.
            events: How many normal calls, about; attacks come on top.
            start: The first day, in UTC.
            wanted: The ids of stories that are to happen; all where it is None.
            rates: How often each variant occurs; one that is missing does not.
        """
        if not FEWEST_DAYS <= days <= MOST_DAYS:
            raise ValueError(f"traffic is of {FEWEST_DAYS} to {MOST_DAYS} days")
        if not 1 <= events <= MOST_EVENTS:
            raise ValueError(f"traffic has from 1 to {MOST_EVENTS} events")
        unknown = sorted(set(wanted or ()) - set(stories()))
        if unknown:
            raise ValueError(f"there is no story {unknown[0]!r}")
        self.organisation = organisation
        self.days = days
        self.events = events
        self.start = start
        self._variants = Variants(rates)
        self._window = Window(seconds_of(start), days * DAY)
        self._plots = self._played([one for one in stories().values() if wanted is None or one.id in wanted])

    def told(self) -> Sequence[Told]:
        """Return what happens in each story."""
        return [plot.told for plot in self._plots]

    def records(self) -> Iterator[Record]:
        """Yield all records in the order in which they arrive."""
        run = Telling(self.organisation, self._window, self.events, self._variants)
        yield from run.records([scene for plot in self._plots for scene in plot.scenes])

    def _played(self, wanted: Sequence[Story]) -> Sequence[Plot]:
        return [*plots(self.organisation, self._window, wanted, is_small=self.events <= _SMALL)]
