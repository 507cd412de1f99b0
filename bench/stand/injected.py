"""Made-up traffic of one company with attacks and swaps in it, and what was put in where."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from akwarden.emulator.traffic.calls import Cloud
from akwarden.emulator.traffic.layout import Layout, files_of
from akwarden.emulator.traffic.moment import DAY, seconds_of
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.player import Window
from akwarden.emulator.traffic.plot import Plot, Scene
from akwarden.emulator.traffic.record import Record
from akwarden.emulator.traffic.telling import Telling
from akwarden.emulator.traffic.traffic import DEFAULT_START
from akwarden.emulator.traffic.variant import RATES, Variants
from stand.attacks import attack_plots, attack_stories, teach_calls
from stand.swaps import Stage, Swap, swaps

WARM_DAYS = 14
"""Nothing happens in these, and what alarms they bring is not counted."""
STORY = "story"
_SETTLED = 2
"""Days behind them in which nothing is put in: keys that are first used on the second day have had theirs."""
_LAST_DAYS = 3
"""Days before the end in which nothing begins."""
_STRANGER = 1_000_003
"""Between the seeds of a company and of the one that outside swaps are taken from."""


@dataclass(frozen=True)
class Scale:
    """How much is made."""

    people: int
    events: int
    days: int
    swaps: int
    """Of each kind, cloud and sort of key."""
    stories: int
    """How many of the attacks are played."""


class PutIn(NamedTuple):
    """One call that was put in."""

    at: datetime
    id: str


@dataclass(frozen=True)
class Injection:
    """One attack or swap as the records have it."""

    name: str
    kind: str
    cloud: Cloud
    calls: Sequence[PutIn]
    """In the order of their times."""


@dataclass(frozen=True)
class Staged:
    """Records on the disk, and what is in them."""

    records: Path
    injections: Sequence[Injection]
    warm_until: datetime
    ends: datetime


def staged(folder: Path, seed: int, scale: Scale) -> Staged:
    """Write the records of one company into a folder that is there, and return what is in them."""
    teach_calls()
    own = Organisation.from_seed(seed, scale.people)
    window = Window(seconds_of(DEFAULT_START), scale.days * DAY)
    first = window.start + (WARM_DAYS + _SETTLED) * DAY
    last = window.start + window.seconds - _LAST_DAYS * DAY
    share = (window.share(first), window.share(last))
    stories = list(attack_plots(own, window, attack_stories()[: scale.stories], share))
    taken = frozenset((one.told.account, one.told.victim) for one in stories)
    stranger = Organisation.from_seed(seed + _STRANGER, scale.people)
    stage = Stage(own, stranger, window, scale.events, first, last, taken)
    swapped = list(swaps(stage, scale.swaps))
    telling = Telling(own, window, scale.events, Variants(RATES))
    records = telling.records([*_scenes(stories), *_scenes(swapped)])
    put_in: defaultdict[str, dict[str, datetime]] = defaultdict(dict)
    (folder / "records").mkdir()
    for file in files_of(_noted(records, put_in), Layout.JSONL, own.dice("layout/jsonl")):
        with (folder / "records" / file.path).open("ab") as sink:
            sink.write(file.content)
    return Staged(
        records=folder / "records",
        injections=[*_injections(stories, swapped, put_in)],
        warm_until=_at(window.start + WARM_DAYS * DAY),
        ends=_at(window.start + window.seconds),
    )


def as_kept(injections: Sequence[Injection], ids: Mapping[str, str]) -> list[Injection]:
    """Return injections with the ids that the lake has for their calls; raises KeyError where it has none."""
    return [replace(one, calls=[PutIn(call.at, ids[call.id]) for call in one.calls]) for one in injections]


def _scenes(played: Iterable[Plot | Swap]) -> Iterator[Scene]:
    for one in played:
        yield from one.scenes


def _noted(records: Iterable[Record], put_in: defaultdict[str, dict[str, datetime]]) -> Iterator[Record]:
    """Hand records on, and note those that were put in."""
    for record in records:
        if record.label is not None:
            put_in[record.label.story][record.event_id] = _at(record.time)
        yield record


def _injections(
    stories: Iterable[Plot], swapped: Iterable[Swap], put_in: defaultdict[str, dict[str, datetime]]
) -> Iterator[Injection]:
    for plot in stories:
        told = plot.told
        yield Injection(told.story, STORY, told.provider, _in_order(put_in[told.story]))
    for swap in swapped:
        yield Injection(swap.name, swap.kind, swap.cloud, _in_order(put_in[swap.name]))


def _in_order(calls: dict[str, datetime]) -> list[PutIn]:
    return sorted(PutIn(at, id_) for id_, at in calls.items())


def _at(moment: int) -> datetime:
    return datetime.fromtimestamp(moment, UTC)
