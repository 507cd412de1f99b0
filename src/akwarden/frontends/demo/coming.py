"""What happens while somebody looks: normal life goes on, and somebody uses a key that leaked.

The attack is the story `leaked-key-abroad`, told in minutes and again each time the demo is started.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from heapq import merge
from typing import Final

import msgspec

from akwarden.emulator.traffic.actor import ActorKind
from akwarden.emulator.traffic.calls import Cloud
from akwarden.emulator.traffic.moment import DAY, seconds_of
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.player import Window
from akwarden.emulator.traffic.plot import Scene as Call
from akwarden.emulator.traffic.plot import plots
from akwarden.emulator.traffic.record import Record
from akwarden.emulator.traffic.story import stories
from akwarden.emulator.traffic.telling import Telling
from akwarden.emulator.traffic.variant import Variants
from akwarden.frontends.demo.history import VICTIM, without
from akwarden.model.event import EventFormat

STORY: Final = "leaked-key-abroad"
FIRST: Final = 20
"""Seconds from the start to the first call of the attack."""
_FASTER: Final = 4
"""By how much its calls come faster upon each other than the story tells."""
_DAYS: Final = 7
_A_DAY: Final = 30_000
"""Normal calls of a day, about; most of them in working hours."""


class Due(msgspec.Struct, frozen=True, order=True):
    """A record, and when it is put into the log of its cloud."""

    at: int
    """Seconds since 1970."""
    number: int
    """Tells those of one second apart."""
    record: Record


def coming(organisation: Organisation, now: datetime) -> Iterator[Due]:
    """Yield what comes from now on, in its order; some days of it."""
    return merge(_life(organisation, now), attack(organisation, now))


def attack(organisation: Organisation, now: datetime) -> Sequence[Due]:
    """Return the attack, with the times at which its calls are made."""
    window = _window(now)
    calls = _calls(organisation, now, window)
    telling = Telling(organisation, window, 1, Variants({}))
    told = sorted((one for one in telling.records(calls) if one.story), key=lambda one: one.time)
    return [Due(one.time, -1 - number, one) for number, one in enumerate(reversed(told))][::-1]


def _calls(organisation: Organisation, now: datetime, window: Window) -> list[Call]:
    """Return the calls of the story from just after now on."""
    story = msgspec.structs.replace(stories()[STORY], clouds=(Cloud.TENCENT,))
    others = (one.name for one in organisation.actors if one.kind is ActorKind.SERVICE and one.name != VICTIM)
    (plot,) = plots(without(organisation, *others), window, [story], is_small=False)
    begins = plot.scenes[0].moment
    first = int(now.timestamp()) + FIRST
    return [one._replace(moment=first + (one.moment - begins) // _FASTER) for one in plot.scenes]


def _life(organisation: Organisation, now: datetime) -> Iterator[Due]:
    window, since = _window(now), int(now.timestamp())
    telling = Telling(organisation, window, _A_DAY * _DAYS, Variants({}))
    for number, record in enumerate(telling.records([])):
        if record.delivered > since and record.format is not EventFormat.COS_LOG:
            yield Due(record.delivered, number, record)


def _window(now: datetime) -> Window:
    return Window(seconds_of(now.date()), _DAYS * DAY)
