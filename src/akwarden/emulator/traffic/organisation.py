"""The organisation: its accounts, its people and its programs, from a seed.

It is the company `acme` of the emulator: accounts, people and services have the same names, and the accounts
of Tencent Cloud the same numbers. To these come three accounts at AWS. With what `scenario.known_of` reads of
an emulated cloud, users have their numbers and keys too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from akwarden.emulator.traffic.account import Account, belongings_of
from akwarden.emulator.traffic.actor import Access, Actor, ActorKind
from akwarden.emulator.traffic.calls import Cloud
from akwarden.emulator.traffic.dice import Dice
from akwarden.emulator.traffic.moment import HOUR
from akwarden.emulator.traffic.people import people, person_name
from akwarden.emulator.traffic.principal import CallerKind
from akwarden.emulator.traffic.programs import programs
from akwarden.emulator.traffic.rhythm import NIGHT, ON_CALL_REST, Rhythm

FEWEST, MOST = 12, 2_000
_PEOPLE_SHARE = 0.2
_ON_CALL_SHARE = 0.015
_CALLS_A_DAY = 60
"""Of one person, about."""
_TENCENT = (
    ("acme", ("ap-guangzhou", "ap-shanghai", "ap-tokyo")),
    ("acme-shop", ("ap-guangzhou", "ap-shanghai", "ap-frankfurt")),
    ("acme-pay", ("ap-shanghai", "ap-guangzhou", "ap-tokyo")),
    ("acme-data", ("ap-shanghai", "ap-beijing", "na-siliconvalley")),
    ("acme-global", ("ap-singapore", "ap-hongkong", "sa-saopaulo")),
)
_AWS = (
    ("acme-aws-prod", ("ap-southeast-1", "us-east-1", "eu-north-1")),
    ("acme-aws-dev", ("ap-southeast-1", "us-west-2", "sa-east-1")),
    ("acme-aws-data", ("us-east-1", "ap-southeast-1", "ap-northeast-2")),
)
_FIRST_TENCENT, _FIRST_AWS, _FIRST_APPID = 100_000_000_001, 410_000_000_001, 1_250_000_001


def people_for(events: int, days: int) -> int:
    """Return how many people would make so many events in so many days, within what an organisation has."""
    return min(MOST, max(FEWEST, int(events * _PEOPLE_SHARE) // (days * _CALLS_A_DAY)))


class Name(NamedTuple):
    """By which an identity is found."""

    account: str
    user: str


class Known(NamedTuple):
    """A user as somebody else made it."""

    principal: str
    """Its uin."""
    keys: tuple[str, ...]
    """The ids of its keys, the oldest first."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company that does not exist."""

    seed: int
    people: int
    accounts: Sequence[Account]
    actors: Sequence[Actor]

    @classmethod
    def from_seed(
        cls, seed: int, people: int = 40, *, known: Mapping[Name, Known] = MappingProxyType({})
    ) -> "Organisation":
        """Make an organisation of so many people; raises ValueError for fewer than 12 or more than 2,000.

        `known` has users of Tencent Cloud whose numbers and keys are decided elsewhere.
        """
        if not FEWEST <= people <= MOST:
            raise ValueError(f"an organisation has from {FEWEST} to {MOST} people")
        dice = Dice(f"akwarden traffic {seed}")
        accounts = _accounts(people, dice)
        actors = _unique(
            [*_staff(accounts, people, dice), *programs(accounts, people, dice.apart("programs"))]
        )
        actors = [_as_known(one, known) for one in actors]
        _let_know(accounts, actors, people)
        return cls(seed, people, accounts, actors)

    def dice(self, name: str) -> Dice:
        """Return a stream of draws that belongs to the organisation."""
        return Dice(f"akwarden traffic {self.seed}/{name}")


def _accounts(people: int, dice: Dice) -> list[Account]:
    size = max(6, people // 4)
    made = [
        Account(Cloud.TENCENT, name, str(_FIRST_TENCENT + number), _FIRST_APPID + number, regions, {})
        for number, (name, regions) in enumerate(_TENCENT)
    ]
    made += [
        Account(Cloud.AWS, name, str(_FIRST_AWS + number), 0, regions, {})
        for number, (name, regions) in enumerate(_AWS)
    ]
    for one in made:
        one.belongings.update(belongings_of(one.cloud, one.appid, dice.apart(one.name), size=size))
    return made


def _staff(accounts: list[Account], count: int, dice: Dice) -> list[Actor]:
    """Return the people, and for each cloud whoever of a team is on call."""
    made = people(accounts, count, _PEOPLE_SHARE, dice)
    for cloud in Cloud:
        team = tuple(
            one
            for one in made
            if one.account.cloud is cloud
            and one.access is Access.CONSOLE
            and one.joins == 0
            and one.leaves == 1
        )[:8]
        first = team[0]
        made.append(
            Actor(
                name=first.name,
                label=f"{cloud}/on-call",
                kind=ActorKind.ON_CALL,
                account=first.account,
                access=Access.CONSOLE,
                caller=CallerKind.USER,
                principal=first.principal,
                rhythm=Rhythm(8 * HOUR, "CN", NIGHT, ON_CALL_REST),
                share=_ON_CALL_SHARE / len(Cloud),
                profile="look",
                agent="console",
                sizes=(6, 30),
                gap=30,
                places=first.places,
                team=team,
            )
        )
    return made


def _unique(actors: list[Actor]) -> list[Actor]:
    assert len({one.label for one in actors}) == len(actors)  # noqa: S101  a draw is named after the label
    return actors


def _as_known(actor: Actor, known: Mapping[Name, Known]) -> Actor:
    """Return an actor with the number and the keys that it has elsewhere."""
    if actor.team:
        actor = replace(actor, team=tuple(_as_known(one, known) for one in actor.team))
    found = known.get(Name(actor.account.name, actor.name))
    if found is None or actor.caller is not CallerKind.USER:
        return actor
    # An old key comes before its successor in both.
    ids = (*found.keys, *(key.id for key in actor.keys[len(found.keys) :]))
    keys = tuple(replace(key, id=id_) for key, id_ in zip(actor.keys, ids, strict=False))
    return replace(actor, principal=found.principal, keys=keys)


def _let_know(accounts: list[Account], actors: list[Actor], people: int) -> None:
    """Add to what accounts have the people and keys that calls name."""
    for account in accounts:
        own = [one for one in actors if one.account is account and one.caller is CallerKind.USER]
        belongings = account.belongings
        belongings["person"] = sorted({one.name for one in own}) or [person_name(people - 1)]
        belongings["uin"] = sorted({one.principal for one in own}) or [account.number]
        belongings["key"] = [key.id for one in own for key in one.keys] or [""]
