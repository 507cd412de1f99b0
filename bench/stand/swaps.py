"""Swaps: from some moment on, the calls of somebody else are made with the key of a victim.

The method is that of CLUE-LDS, where the activity of two users is exchanged at a known time, applied to
keys: what is abnormal is nothing but another life behind the same key. Nobody wrote down how that looks.

- From outside: the other one is of another company, with its addresses, programs and habits. The company's
  own networks are the same for any seed, so the addresses of the other one are moved: for half of the swaps
  by the third number, to somebody else at the same operators in the same cities; for the others to one
  machine or line abroad.
- From inside: the other one is of the same company and cloud. Somebody who calls from the same places, with
  the same programs and for the same purpose as the victim is not taken: nothing would be another.

The victim goes on working. What is called is about things of the victim's account, in the regions of that
account.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_address
from itertools import islice, product
from typing import NamedTuple

from akwarden.emulator.traffic.actor import Access, Actor, ActorKind
from akwarden.emulator.traffic.budget import Budget
from akwarden.emulator.traffic.calls import Call, Cloud, Failure, FailureKind, failure_of
from akwarden.emulator.traffic.dice import Dice
from akwarden.emulator.traffic.moment import DAY, HOUR, MINUTE
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.places import PlaceKind, places, read_data
from akwarden.emulator.traffic.player import Player, Window, addresses_of, openings, principal_of, sign_in
from akwarden.emulator.traffic.plot import Scene
from akwarden.emulator.traffic.principal import Principal
from akwarden.emulator.traffic.sitting import Sitting

MOST_CALLS, LONGEST = 60, 2 * DAY
_FEWEST_CALLS = 5
_TRIES = 200
_WARM_CALLS = 8
"""Calls of the victim itself with a temporary key, before it is somebody else's."""
_LIVES = frozenset([ActorKind.PERSON, ActorKind.SERVICE, ActorKind.BUILD, ActorKind.JOB, ActorKind.SCANNER])
_FATES = ((0.0075, FailureKind.DENIED), (0.0135, FailureKind.THROTTLED), (0.0335, FailureKind.MISSING))
"""Calls that fail, each kind with the bound of its share, as in normal life."""
_FAR = (
    *("host-america", "host-france", "host-germany", "host-vpn", "cloud-china", "cloud-aws", "cloud-other"),
    *("abroad-russia", "abroad-brazil", "abroad-nigeria", "abroad-romania", "travel-america"),
)
_OWN_SIZE = 16
"""Networks of a cloud of fewer addresses are of one company."""
_CONTROLLED = {PlaceKind.OFFICE, PlaceKind.VPN}


class From(StrEnum):
    """Whose life it is that begins behind the key."""

    OUTSIDE = "outside swap"
    INSIDE = "inside swap"


class Held(StrEnum):
    """What the victim calls with."""

    PERSON = "key of a person"
    SERVICE = "key of a service"
    ROLE = "temporary key"


class Swap(NamedTuple):
    """One swap as it is played."""

    name: str
    kind: From
    cloud: Cloud
    scenes: Sequence[Scene]


@dataclass(frozen=True)
class Stage:
    """What swaps are played in."""

    own: Organisation
    stranger: Organisation
    window: Window
    events: int
    """How many normal calls either company makes."""
    first: int
    last: int
    """Between these moments they begin."""
    taken: frozenset[tuple[str, str]]
    """Accounts and names of those that something else happens to."""


def swaps(stage: Stage, each: int) -> Iterator[Swap]:
    """Yield `each` swaps of every kind, cloud and sort of key, no two of the same victim."""
    taken = set(stage.taken)
    dice = stage.own.dice("bench/swaps")
    for kind, cloud, held, number in product(From, Cloud, Held, range(each)):
        swap = _Swapping(stage, kind, cloud, dice.apart(f"{kind}/{cloud}/{held}/{number}"))
        yield swap.play(held, number, taken)


class _Swapping:
    """Plays one swap."""

    def __init__(self, stage: Stage, kind: From, cloud: Cloud, dice: Dice) -> None:
        self._stage, self._kind, self._cloud, self._dice = stage, kind, cloud, dice

    def play(self, held: Held, number: int, taken: set[tuple[str, str]]) -> Swap:
        """Return the swap, and add its victim to those that are taken; raises LookupError for nobody left."""
        stage, dice = self._stage, self._dice
        found = [
            one
            for one in stage.own.actors
            if one.account.cloud is self._cloud and _fits(one, held) and _who(one) not in taken
        ]
        if not found:
            raise LookupError(f"nobody is left at {self._cloud} for a swap of a {held}")
        victim = dice.pick(found)
        taken.add(_who(victim))
        is_far = number % 2 == 1
        where = "" if self._kind is From.INSIDE else ", from far" if is_far else ", from next door"
        name = f"{self._kind}, {held}, {self._cloud}, {number + 1}{where}"
        for _ in range(_TRIES):
            other = dice.pick(self._others(victim))
            begins = stage.first + dice.below(stage.last - stage.first)
            scenes = self._scenes(name, victim, other, begins, _Places(dice, is_far=is_far))
            if sum(scene.is_attack for scene in scenes) >= _FEWEST_CALLS:
                return Swap(name, self._kind, self._cloud, scenes)
        raise LookupError(f"nobody makes enough calls for {name}")

    def _others(self, victim: Actor) -> list[Actor]:
        company = self._stage.own if self._kind is From.INSIDE else self._stage.stranger
        return [
            one
            for one in company.actors
            if one.account.cloud is self._cloud
            and one.kind in _LIVES
            and one.access in {Access.KEY, Access.ROLE, Access.WEB_ROLE}
            and _stays(one)
            and (self._kind is From.OUTSIDE or (_who(one) != _who(victim) and _habit(one) != _habit(victim)))
        ]

    def _scenes(self, name: str, victim: Actor, other: Actor, begins: int, moved: "_Places") -> list[Scene]:
        """Return all calls: those of the other one, and before them what the victim does with a new key."""
        before, principal, ends = self._key(name, victim, begins)
        company = self._stage.own if self._kind is From.INSIDE else self._stage.stranger
        lived = _life(company, other, self._stage, self._dice, (begins, min(ends, begins + LONGEST)))
        attack = [
            Scene(
                moment=one.moment,
                number=len(before) + number,
                story=name,
                stage="swap",
                is_attack=True,
                sitting=self._disguised(one.sitting, principal, moved),
                call=one.call,
                failure=_failure(one.call, self._dice),
                given={},
            )
            for number, one in enumerate(islice(lived, MOST_CALLS))
        ]
        return sorted([*before, *attack], key=lambda scene: (scene.moment, scene.number))

    def _key(self, name: str, victim: Actor, begins: int) -> tuple[list[Scene], Principal, int]:
        """Return what comes before, with which key the other one calls, and how long it is good for."""
        dice = self._dice
        if victim.access is Access.KEY:
            return [], principal_of(victim, victim.keys[0].id), begins + LONGEST
        signed_in = begins - 20 * MINUTE
        place = addresses_of(victim.places[0])
        principal, ends = sign_in(victim, signed_in, place.draw(dice), dice)
        agents = read_data("agents.yml")[self._cloud.value]
        log = dice.pick(agents["log"]) if "log" in agents else ""
        region = victim.account.regions[0]
        sitting = Sitting(principal, place.draw(dice), dice.pick(agents[victim.agent]), region, log_agent=log)
        budget = _budget(self._stage.own, victim, self._stage, dice)
        opened = [
            (signed_in - 2, one.sitting if one.sitting.agent else sitting, one.call, one.given)
            for one in openings(victim, principal, dice)
        ]
        opened += [
            (signed_in + number * 90, sitting, dice.pick(budget.table), {}) for number in range(_WARM_CALLS)
        ]
        scenes = [
            Scene(moment, number, name, "before", False, who, call, None, given)  # noqa: FBT003  a named tuple
            for number, (moment, who, call, given) in enumerate(opened)
        ]
        return scenes, principal, ends

    def _disguised(self, sitting: Sitting, principal: Principal, moved: "_Places") -> Sitting:
        """Return a sitting of the other one with the key of the victim."""
        address = sitting.address if self._kind is From.INSIDE else moved.address(sitting.address)
        regions = principal.account.regions
        region = regions[0] if self._dice.share() < 0.8 else regions[1]  # noqa: PLR2004  as everybody
        return replace(
            sitting, principal=principal, address=address, region=region, is_console=False, six=None
        )


class _Places:
    """Where somebody of another company is."""

    def __init__(self, dice: Dice, *, is_far: bool) -> None:
        self._far = addresses_of(dice.pick(_FAR)).draw(dice) if is_far else ""
        self._third = dice.between(1, 254)

    def address(self, text: str) -> str:
        """Return an address for one of the company whose life it is."""
        if self._far:
            return self._far
        number = ip_address(text)
        if not any(number in network for network in _controlled()):
            return text
        first, second, third, last = text.split(".")
        other = self._third if self._third != int(third) else self._third % 254 + 1
        return f"{first}.{second}.{other}.{last}"


class _Lived(NamedTuple):
    """One call of somebody's life."""

    moment: int
    sitting: Sitting
    call: Call


def _life(
    company: Organisation, actor: Actor, stage: Stage, dice: Dice, span: tuple[int, int]
) -> Iterator[_Lived]:
    """Yield what an actor calls in a span of time, in the order of the sittings."""
    budget, window = _budget(company, actor, stage, dice), stage.window
    for hour in range(min(span[1] - window.start, window.seconds) // HOUR):
        start = window.start + hour * HOUR
        for size in budget.sizes(hour, dice):
            moment = start + (actor.minute * MINUTE if actor.minute >= 0 else dice.below(HOUR))
            if start + HOUR < span[0]:
                continue
            sitting = budget.player.open(moment).sitting
            for _ in range(size):
                if span[0] <= moment < span[1]:
                    yield _Lived(moment, sitting, dice.pick(budget.table))
                moment += dice.below(actor.gap + 1)


def _budget(company: Organisation, actor: Actor, stage: Stage, dice: Dice) -> Budget:
    active = [one for one in company.actors if one.share > 0]
    whole = sum(one.share * (one.leaves - one.joins) for one in active)
    wanted = stage.events * actor.share * (actor.leaves - actor.joins) / whole
    player = Player(actor, stage.window, company.dice("players"))
    return Budget(player, stage.window, wanted, dice.apart(f"budget/{actor.label}"))


def _fits(actor: Actor, held: Held) -> bool:
    if not _stays(actor) or actor.away:
        return False
    match held:
        case Held.PERSON:
            return actor.kind is ActorKind.PERSON and actor.access is Access.KEY
        case Held.SERVICE:
            return actor.kind in _LIVES - {ActorKind.PERSON} and actor.access is Access.KEY
        case Held.ROLE:
            return actor.kind is ActorKind.SERVICE and actor.access is Access.ROLE


def _stays(actor: Actor) -> bool:
    """Say whether somebody is there all the time, with one key."""
    return actor.joins == 0 and actor.leaves == 1 and len(actor.keys) <= 1


def _who(actor: Actor) -> tuple[str, str]:
    return actor.account.number, actor.name


def _habit(actor: Actor) -> tuple[tuple[str, ...], str, str]:
    return actor.places, actor.agent, actor.profile


def _controlled() -> list[IPv4Network | IPv6Network]:
    """Return the networks that are a company's own."""
    return [
        network
        for place in places().values()
        for network in place.networks()
        if place.kind in _CONTROLLED or (place.kind is PlaceKind.CLOUD and network.num_addresses <= _OWN_SIZE)
    ]


def _failure(call: Call, dice: Dice) -> Failure | None:
    fate = dice.share()
    kind = next((kind for bound, kind in _FATES if fate < bound), None)
    return None if kind is None else failure_of(call, kind, dice.share())
