"""Plays stories through: which call is made when, by whom, from where, and what is said of it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from akwarden.emulator.traffic.actor import Access, Actor
from akwarden.emulator.traffic.calls import Call, Cloud, Failure, calls, failure_of, profile
from akwarden.emulator.traffic.casting import Cast, Props, cast_for
from akwarden.emulator.traffic.dice import Dice
from akwarden.emulator.traffic.moment import DAY, HOUR, MINUTE, iso
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.places import PlaceKind, read_data
from akwarden.emulator.traffic.player import Window, addresses_of, home_address, openings
from akwarden.emulator.traffic.sitting import Sitting
from akwarden.emulator.traffic.story import Hours, Stage, StageKey, Story

_BEIJING = 8 * HOUR
_HOURS = {Hours.ANY: (0, 24), Hours.OFFICE: (10, 16), Hours.NIGHT: (0, 4)}


class Scene(NamedTuple):
    """One call of a story."""

    moment: int
    number: int
    """Counts them within the story."""
    story: str
    stage: str
    is_attack: bool
    sitting: Sitting
    call: Call
    failure: Failure | None
    given: dict[str, str]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in one story, for the manifest."""

    story: str
    title: str
    techniques: tuple[str, ...]
    """Of MITRE ATT&CK for Enterprise."""
    provider: Cloud
    account: str
    victim: str
    """The name of the user or the role."""
    starts: str
    """The first call of the attack, in UTC."""
    ends: str
    """The last one."""
    keys: tuple[str, ...]
    """All that the attack called with."""
    addresses: tuple[str, ...]
    stages: dict[str, int]
    """The calls of each."""


class Plot(NamedTuple):
    """A story as it is played."""

    scenes: Sequence[Scene]
    told: Told


def plots(
    organisation: Organisation, window: Window, wanted: Sequence[Story], *, is_small: bool
) -> Iterator[Plot]:
    """Yield how each of these stories is played; `is_small` makes as few calls as each one can do with."""
    taken: set[str] = set()
    for story in wanted:
        dice = organisation.dice(f"story/{story.id}")
        cast = cast_for(story, organisation, taken, dice)
        yield _Telling(story, cast, organisation, window, dice, is_small=is_small).plot()


class _Telling:
    """Plays one story."""

    def __init__(
        self,
        story: Story,
        cast: Cast,
        organisation: Organisation,
        window: Window,
        dice: Dice,
        *,
        is_small: bool,
    ) -> None:
        self._story = story
        self._cast = cast
        self._draws = organisation.dice("players")
        self._end = window.start + window.seconds - 1
        self._dice = dice
        self._is_small = is_small
        self._props = Props(cast, dice)
        self._moment = _start(story, window, dice)
        self._place = self._address = ""
        self._number = 0

    def plot(self) -> Plot:
        """Return all of it."""
        scenes = [
            scene
            for stage in self._story.stages
            if self._cast.cloud in stage.clouds
            for scene in self._stage(stage)
        ]
        return Plot(sorted(scenes, key=lambda one: (one.moment, one.number)), self._told(scenes))

    def _stage(self, stage: Stage) -> Iterator[Scene]:
        dice = self._dice
        begins = self._moment + dice.between(*stage.after) * MINUTE
        self._find_address(stage, begins)
        sitting = self._sitting(stage, begins)
        count = stage.count[0] if self._is_small else dice.between(*stage.count)
        # What began late ends with the time that there is.
        length = max(1, min(stage.minutes * MINUTE, self._end - begins))
        moments = sorted(min(begins + dice.below(length), self._end) for _ in range(count))
        if stage.normal:
            yield from self._openings(sitting, begins)
        given = self._props.given(stage)
        for place, moment in enumerate(moments):
            call = self._call(stage, place)
            yield self._scene(stage, sitting, call, moment, given)
        self._moment = moments[-1]

    def _scene(self, stage: Stage, sitting: Sitting, call: Call, moment: int, given: dict[str, str]) -> Scene:
        self._number += 1
        failure = None
        if stage.fails and self._dice.share() < stage.fails:
            failure = failure_of(call, stage.failure, self._dice.share())
        return Scene(
            moment, self._number, self._story.id, stage.name, not stage.normal, sitting, call, failure, given
        )

    def _openings(self, sitting: Sitting, moment: int) -> Iterator[Scene]:
        """Yield what the cloud recorded when the session of a normal stage began."""
        for one in openings(self._cast.victim, sitting.principal, self._dice):
            opener = one.sitting if one.sitting.agent else sitting
            self._number += 1
            yield Scene(
                moment=moment - 2,
                number=self._number,
                story=self._story.id,
                stage="sign-in",
                is_attack=False,
                sitting=opener,
                call=one.call,
                failure=None,
                given=one.given,
            )

    def _call(self, stage: Stage, place: int) -> Call:
        cloud = self._cast.cloud
        if not stage.calls:
            # Another account may be of the other cloud.
            where = self._cast.other.account.cloud if stage.key is StageKey.OTHER else cloud
            return self._dice.pick(profile(where, stage.profile))
        names = stage.calls[cloud]
        return calls(cloud)[names[place % len(names)] if stage.order else self._dice.pick(names)]

    def _find_address(self, stage: Stage, moment: int) -> None:
        dice = self._dice
        name = dice.pick(stage.places)
        if name == "same":
            return
        if name == "victim":
            self._place = _usual_place(self._cast.victim, self._story.start.hours)
        # Stages that follow at the same kind of place go on from the same address.
        elif self._place not in stage.places:
            self._place = name
        else:
            return
        if addresses_of(self._place).place.kind is PlaceKind.HOME and name == "victim":
            self._address = home_address(self._cast.victim, self._place, moment, self._draws)
        else:
            self._address = addresses_of(self._place).draw(dice)

    def _sitting(self, stage: Stage, moment: int) -> Sitting:
        victim, dice = self._cast.victim, self._dice
        principal = self._props.principal(
            self._story, stage, moment, self._address, is_attack=not stage.normal
        )
        agents = read_data("agents.yml")[principal.account.cloud.value]
        regions = principal.account.regions
        return Sitting(
            principal=principal,
            address=self._address,
            agent=dice.pick(agents[victim.agent if stage.agent == "victim" else stage.agent]),
            region=regions[-1] if stage.region == "unused" else regions[0],
            is_console=bool(principal.session and principal.session.is_console),
            log_agent=dice.pick(agents["log"]) if "log" in agents else "",
            six=None,
        )

    def _told(self, scenes: Sequence[Scene]) -> Told:
        attack = [one for one in scenes if one.is_attack]
        story, victim = self._story, self._cast.victim
        stages: dict[str, int] = {}
        for one in attack:
            stages[one.stage] = stages.get(one.stage, 0) + 1
        return Told(
            story=story.id,
            title=story.title,
            techniques=story.techniques,
            provider=self._cast.cloud,
            account=victim.account.number,
            victim=victim.name,
            starts=iso(min(one.moment for one in attack)),
            ends=iso(max(one.moment for one in attack)),
            keys=tuple(dict.fromkeys(one.sitting.principal.key_id for one in attack)),
            addresses=tuple(dict.fromkeys(one.sitting.address for one in attack)),
            stages=stages,
        )


def _start(story: Story, window: Window, dice: Dice) -> int:
    """Return when a story begins: on a day in its share of the time, in its hours, in UTC+8."""
    low, high = story.start.share
    day = (window.at(low + (high - low) * dice.share()) + _BEIJING) // DAY
    first, last = _HOURS[story.start.hours]
    moment = day * DAY - _BEIJING + first * HOUR + dice.below((last - first) * HOUR)
    return min(max(moment, window.start + HOUR), window.start + window.seconds - HOUR)


def _usual_place(actor: Actor, hours: Hours) -> str:
    """Return where somebody is: at home in the night, else in the office; a program has one place."""
    if len(actor.places) == 1:
        return actor.places[0]
    return actor.places[2] if hours is Hours.NIGHT or actor.access is not Access.CONSOLE else actor.places[0]
