"""Plays one actor through time: where it is, what key it has, and when it signs in anew."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple

from akwarden.emulator.traffic.account import Account, new_thing, new_token
from akwarden.emulator.traffic.actor import Access, Actor, ActorKind, Key
from akwarden.emulator.traffic.calls import Call, Cloud, calls
from akwarden.emulator.traffic.dice import HEX, Dice
from akwarden.emulator.traffic.moment import DAY, HOUR
from akwarden.emulator.traffic.places import Addresses, PlaceKind, places, read_data
from akwarden.emulator.traffic.principal import CallerKind, Principal, Session
from akwarden.emulator.traffic.sitting import Sitting

_LEASE_DAYS = 9
"""How long a home keeps its address."""
_CONSOLE_HOURS = 8
_ROLE_HOURS = {Access.ROLE: 6, Access.WEB_ROLE: 0}
"""How long a temporary key is used; that of a build for one job alone."""


class Window(NamedTuple):
    """The whole time."""

    start: int
    """The first second."""
    seconds: int

    def at(self, share: float) -> int:
        """Return the moment at a share of it."""
        return self.start + int(share * self.seconds)

    def share(self, moment: int) -> float:
        """Return how much of it is over."""
        return (moment - self.start) / self.seconds


class Opening(NamedTuple):
    """A call that comes before those of a sitting: a login, or a role that is taken."""

    sitting: Sitting
    call: Call
    given: dict[str, str]


class Opened(NamedTuple):
    """A sitting that begins."""

    sitting: Sitting
    before: Sequence[Opening]


class Player:
    """One actor. What it does depends on its own draws alone, so no other actor changes it."""

    def __init__(self, actor: Actor, window: Window, dice: Dice) -> None:
        """Take the actor, the whole time, and the draws of the whole organisation."""
        self.actor = actor
        self._window = window
        self._dice = dice.apart(f"player/{actor.label}")
        self._organisation = dice
        self._held: Principal | None = None
        self._until = 0

    def open(self, moment: int) -> Opened:
        """Begin a sitting."""
        actor, dice = self.actor, self._dice
        place, address = self._whereabouts(moment)
        if actor.access is Access.NONE:
            return Opened(self._behalf(), ())
        region = self._region(moment)
        agents = read_data("agents.yml")[actor.account.cloud.value]
        before: list[Opening] = []
        principal = self._principal(moment, address, place, before)
        sitting = Sitting(
            principal=principal,
            address=address,
            agent=dice.pick(agents[actor.agent]),
            region=region,
            is_console=actor.access is Access.CONSOLE,
            log_agent=dice.pick(agents["log"]) if actor.account.cloud is Cloud.TENCENT else "",
            six=addresses_of(place).draw_six(dice),
        )
        return Opened(sitting, [_with(sitting, one) for one in before])

    def key_at(self, moment: int) -> Key | None:
        """Return the key that is used at a moment; the old one of two ever more seldom."""
        share = self._window.share(moment)
        now = [key for key in self.actor.keys if key.begins <= share <= key.ends]
        for key in now:
            if key.fades < 1 and share > key.fades:
                left = (key.ends - share) / (key.ends - key.fades)
                if len(now) > 1 and self._dice.share() > left:
                    continue
            return key
        return now[-1] if now else (self.actor.keys[-1] if self.actor.keys else None)

    def _whereabouts(self, moment: int) -> tuple[str, str]:
        """Return a place, and the address there."""
        actor = self.actor
        share = self._window.share(moment)
        for move in actor.away:
            if move.begins <= share < move.ends and (
                not move.region or self._dice.share() * 0.1 < share - move.begins
            ):
                return move.place, self._address(move.place, moment)
        name = actor.places[0] if len(actor.places) == 1 else self._of_person(moment)
        return name, self._address(name, moment)

    def _of_person(self, moment: int) -> str:
        office, vpn, home, mobile = self.actor.places
        share = self._dice.share()
        if self.actor.rhythm.is_at_work(moment):
            return office if share < 0.72 else vpn if share < 0.85 else home if share < 0.97 else mobile  # noqa: PLR2004
        return home if share < 0.55 else vpn if share < 0.85 else mobile  # noqa: PLR2004

    def _address(self, name: str, moment: int) -> str:
        """Return an address of a place; that of a home stays for some days, others are drawn each time."""
        if addresses_of(name).place.kind is PlaceKind.HOME:
            return home_address(self.actor, name, moment, self._organisation)
        return addresses_of(name).draw(self._dice)

    def _region(self, moment: int) -> str:
        actor, dice = self.actor, self._dice
        regions = actor.account.regions
        if (
            any(move.region for move in actor.away)
            and self._window.share(moment) > actor.away[0].begins + 0.05
        ):
            return regions[1]
        return regions[0] if dice.share() < 0.8 else regions[1]  # noqa: PLR2004

    def _behalf(self) -> Sitting:
        """Return a sitting of a service of the cloud that calls for a role of the company."""
        actor, dice = self.actor, self._dice
        service, account = actor.name, actor.account
        started = self._window.start
        principal = Principal(
            account=account,
            kind=CallerKind.ROLE,
            name="StackRole",
            id=self._held.id if self._held else new_thing("role-id", Cloud.AWS, dice),
            key_id=new_thing("session-key", Cloud.AWS, dice),
            session=Session("AWSCloudFormation", "", started, started + HOUR),
            invoked_by=service,
        )
        self._held = principal
        return Sitting(principal, service, service, account.regions[0])

    def _principal(self, moment: int, address: str, place: str, before: list[Opening]) -> Principal:
        actor = self.actor
        if actor.access is Access.KEY:
            key = self.key_at(moment)
            if self._held is None or key is None or self._held.key_id != key.id:
                self._held = principal_of(actor, key.id if key else "")
            return self._held
        if self._held is None or moment >= self._until:
            self._sign_in(moment, address, before)
        held = self._held
        assert held is not None  # noqa: S101  it signed in above
        if place and held.session is not None and held.session.is_console and held.session.user_ip != address:
            # The console's session goes on from wherever the person is now.
            held = self._held = moved(held, address)
        return held

    def _sign_in(self, moment: int, address: str, before: list[Opening]) -> None:
        actor, dice = self.actor, self._dice
        whose = actor.team[moment // DAY // 7 % len(actor.team)] if actor.team else actor
        self._held, self._until = sign_in(whose, moment, address, dice)
        before += openings(whose, self._held, dice)


def home_address(actor: Actor, place: str, moment: int, dice: Dice) -> str:
    """Return the address of somebody's home, or where they stay: the same one for some days.

    `dice` are those of the whole organisation, which a home's address is drawn from under a name of its own.
    """
    return _home(f"home/{actor.name}/{place}/{moment // DAY // _LEASE_DAYS}", place, dice)


@lru_cache(maxsize=1 << 14)
def _home(lease: str, place: str, dice: Dice) -> str:
    return addresses_of(place).draw(dice.apart(lease))


def moved(principal: Principal, address: str) -> Principal:
    """Return a principal whose session is used from another address."""
    assert principal.session is not None  # noqa: S101  only sessions move
    return replace(principal, session=replace(principal.session, user_ip=address))


def principal_of(actor: Actor, key_id: str) -> Principal:
    """Return an actor with a permanent key."""
    return Principal(actor.account, actor.caller, actor.name, actor.principal, key_id)


def sign_in(actor: Actor, moment: int, address: str, dice: Dice) -> tuple[Principal, int]:
    """Return an actor with a new temporary key, and the moment until which it is used."""
    cloud = actor.account.cloud
    is_console = actor.access is Access.CONSOLE
    hours = _CONSOLE_HOURS if is_console else _ROLE_HOURS.get(actor.access, 1)
    name = "" if is_console else session_name(actor, dice)
    session = Session(
        name=name,
        token=new_token(cloud, dice),
        started=moment,
        expires=moment + max(hours, 1) * HOUR,
        user_ip=address if is_console else "",
        mfa=is_console and actor.mfa,
        is_console=is_console,
    )
    key_id = new_thing("session-key", cloud, dice)
    principal = Principal(actor.account, actor.caller, actor.name, actor.principal, key_id, session)
    return principal, moment + hours * HOUR


def session_name(actor: Actor, dice: Dice) -> str:
    """Return the name of a session of a role: the machine's, or the job's."""
    if actor.kind is ActorKind.BUILD:
        return f"GitHubActions-{dice.below(10**6)}"
    return f"i-0{dice.text(HEX, 16)}" if actor.account.cloud is Cloud.AWS else f"ins-{dice.text(HEX, 8)}"


def openings(actor: Actor, principal: Principal, dice: Dice) -> list[Opening]:
    """Return what is recorded of signing in; the sitting of a login is filled in later."""
    cloud, session = actor.account.cloud, principal.session
    assert session is not None  # noqa: S101  it was made for one
    if actor.access is Access.CONSOLE:
        name = "account:ConsoleLogin" if cloud is Cloud.TENCENT else "signin:ConsoleLogin"
        return [Opening(_LATER, calls(cloud)[name], {})]
    if cloud is Cloud.TENCENT:
        return []
    given = {
        "new-session-key": principal.key_id,
        "new-token": session.token,
        "role": principal.name,
        "person": session.name,
        "role-id": principal.id,
    }
    if actor.access is Access.WEB_ROLE:
        word = dice.pick(actor.account.belongings["word"])
        subject = f"repo:acme/{word}:ref:refs/heads/main"
        provider = f"arn:aws:iam::{actor.account.number}:oidc-provider/token.actions.githubusercontent.com"
        who = Principal(actor.account, CallerKind.WEB, subject, f"{provider}:sts.amazonaws.com:{subject}", "")
        call = calls(cloud)["sts:AssumeRoleWithWebIdentity"]
        return [Opening(Sitting(who, "", "", actor.account.regions[0]), call, given | {"word": word})]
    who = Principal(actor.account, CallerKind.SERVICE, "ec2.amazonaws.com", "", "")
    sitting = Sitting(who, "ec2.amazonaws.com", "ec2.amazonaws.com", actor.account.regions[0])
    return [Opening(sitting, calls(cloud)["sts:AssumeRole"], given)]


def _nobody() -> Sitting:
    """Return what stands for the sitting that is about to begin."""
    account = Account(Cloud.TENCENT, "", "0", 0, ("",), {})
    return Sitting(Principal(account, CallerKind.ROOT, "", "0", ""), "", "", "")


_LATER = _nobody()


def _with(sitting: Sitting, opening: Opening) -> Opening:
    """Return an opening from the address of the sitting that it opens."""
    if opening.sitting is _LATER:
        return opening._replace(sitting=sitting)
    if not opening.sitting.address:
        opening.sitting.address, opening.sitting.agent = sitting.address, sitting.agent
    return opening


@cache
def addresses_of(name: str) -> Addresses:
    """Return where addresses of a place are drawn from."""
    return Addresses(places()[name])
