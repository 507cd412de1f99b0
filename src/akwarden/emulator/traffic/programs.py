"""The programs of the organisation: builds, scanners, jobs, services, and what nobody looks after."""

from collections.abc import Iterator

from akwarden.emulator.traffic.account import Account, new_thing
from akwarden.emulator.traffic.actor import Access, Actor, ActorKind, Key, Move
from akwarden.emulator.traffic.calls import Cloud
from akwarden.emulator.traffic.dice import Dice
from akwarden.emulator.traffic.moment import HOUR
from akwarden.emulator.traffic.principal import CallerKind
from akwarden.emulator.traffic.rhythm import (
    BUILD,
    BUILD_REST,
    OFFICE,
    OFFICE_REST,
    SERVICE,
    STEADY,
    Rhythm,
    at_hour,
    never,
)

SERVICES = (
    *(
        "order-api",
        "cos-uploader",
        "miniprogram-pay",
        "scf-orders",
        "bank-gateway",
        "settle-batch",
        "spark-etl",
    ),
    *("dataworks-sync", "risk-engine", "cdn-purge", "market-bridge", "agent-analyst"),
)
_HOMES = {
    "acme": ("terraform", "cmdb-sync", "audit-reader"),
    "acme-shop": ("order-api", "cos-uploader", "miniprogram-pay", "scf-orders", "ab-test"),
    "acme-pay": ("bank-gateway", "settle-batch", "risk-engine"),
    "acme-data": ("spark-etl", "dataworks-sync", "agent-analyst", "bi-dashboard"),
    "acme-global": ("cdn-purge", "market-bridge"),
}
"""Where programs run at Tencent Cloud; the emulated company `acme` has the same."""
_BEIJING = 8 * HOUR
_NATS = {
    Cloud.TENCENT: ("nat-guangzhou", "nat-shanghai"),
    Cloud.AWS: ("nat-aws-singapore", "nat-aws-virginia"),
}
_MOVED = {Cloud.TENCENT: "nat-singapore", Cloud.AWS: "nat-aws-virginia"}
_CALLING = ("cloudformation.amazonaws.com", "autoscaling.amazonaws.com", "config.amazonaws.com")
_SCANNERS = ("audit-reader", "audit-reader", "cmdb-sync", "cmdb-sync")
"""One of each at each cloud."""
_SERVES = ("serve", "serve", "queue", "scale")
_FIRST_UIN = 100_000_900_001


class _Makes:
    """Makes programs one after the other."""

    def __init__(self, accounts: list[Account], dice: Dice) -> None:
        self._accounts = accounts
        self._dice = dice
        self._made = 0

    def one(
        self,
        name: str,
        kind: ActorKind,
        access: Access,
        rhythm: Rhythm,
        *,
        cloud: Cloud,
        share: float,
        profile: str,
        agent: str,
        sizes: tuple[int, int],
        gap: int,
        place: str = "",
        keys: tuple[Key, ...] = (),
        away: tuple[Move, ...] = (),
        minute: int = -1,
        failing: float = 0.0,
        on_day: float = -1.0,
        caller: CallerKind | None = None,
    ) -> Actor:
        """Return one program of a cloud, where it is at home or in one account after the other."""
        account = self._account(name, cloud)
        self._made += 1
        return Actor(
            name=name,
            label=f"{account.cloud}/{account.name}/{name}/{kind}",
            kind=kind,
            account=account,
            access=access,
            caller=caller or _caller_of(access),
            principal=account.number if caller is CallerKind.ROOT else self._principal(account, access),
            rhythm=rhythm,
            share=share,
            profile=profile,
            agent=agent,
            sizes=sizes,
            gap=gap,
            places=(place or _NATS[account.cloud][self._made % 2],),
            keys=keys or ((self.key(account),) if access is Access.KEY else ()),
            away=away,
            minute=minute,
            failing=failing,
            on_day=on_day,
            mfa=False,
        )

    def _account(self, name: str, cloud: Cloud) -> Account:
        fitting = [one for one in self._accounts if cloud is one.cloud]
        homes = [one for one in fitting if name in _HOMES.get(one.name, ())]
        return homes[0] if homes else fitting[self._made % len(fitting)]

    def key(self, account: Account) -> Key:
        """Return a key that was there before and stays."""
        return Key(new_thing("key", account.cloud, self._dice))

    def _principal(self, account: Account, access: Access) -> str:
        if access in {Access.ROLE, Access.WEB_ROLE}:
            kind = "role" if account.cloud is Cloud.TENCENT else "role-id"
            return new_thing(kind, account.cloud, self._dice)
        if account.cloud is Cloud.TENCENT:
            return str(_FIRST_UIN + self._made)
        return new_thing("user-id", account.cloud, self._dice)


def _caller_of(access: Access) -> CallerKind:
    return CallerKind.ROLE if access in {Access.ROLE, Access.WEB_ROLE} else CallerKind.USER


def programs(accounts: list[Account], people: int, dice: Dice) -> Iterator[Actor]:
    """Yield all programs of an organisation of so many people."""
    makes = _Makes(accounts, dice)
    yield from _services(makes, max(10, people * 3 // 5), dice)
    yield from _builds(makes, max(3, people // 8), dice)
    yield from _scanners(makes, max(len(_SCANNERS), people // 25))
    yield from _jobs(makes, max(6, people // 4), dice)
    yield from _others(makes, dice)


def _services(makes: _Makes, count: int, dice: Dice) -> Iterator[Actor]:
    """Yield services: some with keys, others with roles; every eighth moves, every fifth changes its key."""
    for number in range(count):
        name = SERVICES[number] if number < len(SERVICES) else f"svc-{number - len(SERVICES) + 1}"
        has_key = number % 5 in {0, 2}
        cloud = (Cloud.TENCENT, Cloud.AWS, Cloud.TENCENT)[number % 3]
        moves = number % 8 == 3  # noqa: PLR2004
        begins = 0.45 + 0.2 * dice.share()
        yield makes.one(
            name,
            ActorKind.SERVICE,
            Access.KEY if has_key else Access.ROLE,
            Rhythm(_BEIJING, "", SERVICE, SERVICE) if number % 2 else Rhythm(0, "", STEADY, STEADY),
            share=0.38 / count * (0.3 + 1.4 * dice.share()),
            profile=_SERVES[number % len(_SERVES)],
            agent="service",
            sizes=(4, 30),
            gap=25,
            cloud=cloud,
            keys=_rotated(cloud, number, dice) if has_key and number % 5 == 0 else (),
            away=(Move(begins, 1.0, _MOVED[cloud], region="moved"),) if moves else (),
        )


def _rotated(cloud: Cloud, number: int, dice: Dice) -> tuple[Key, ...]:
    """Return a key and its successor; of each third one somebody forgot to disable the old one."""
    begins = 0.15 + 0.15 * dice.share()
    ends = begins + 0.1
    old = Key(new_thing("key", cloud, dice), 0.0, begins, ends, is_forgotten=number % 15 == 0)
    return old, Key(new_thing("key", cloud, dice), begins=begins)


def _builds(makes: _Makes, count: int, dice: Dice) -> Iterator[Actor]:
    for number in range(count):
        on_aws = number % 2 == 1
        yield makes.one(
            "terraform" if number == 0 else f"ci-{number}",
            ActorKind.BUILD,
            Access.WEB_ROLE if on_aws else Access.KEY,
            Rhythm(_BEIJING, "CN", BUILD, BUILD_REST),
            share=0.15 / count * (0.5 + dice.share()),
            profile="build",
            agent="terraform" if number % 4 < 2 else "service",  # noqa: PLR2004
            sizes=(20, 120),
            gap=2,
            place="cloud-other" if number == 2 else "ci-runners",  # noqa: PLR2004
            cloud=Cloud.AWS if on_aws else Cloud.TENCENT,
        )


def _scanners(makes: _Makes, count: int) -> Iterator[Actor]:
    for number in range(count):
        on_aws = number % 2 == 1
        hours = at_hour((2 + number) % 24)
        yield makes.one(
            _SCANNERS[number] if number < len(_SCANNERS) else f"scanner-{number + 1}",
            ActorKind.SCANNER,
            Access.ROLE if on_aws else Access.KEY,
            Rhythm(_BEIJING, "", hours, hours),
            share=0.15 / count,
            profile="scan",
            agent="scanner",
            sizes=(100, 400),
            gap=1,
            place="security-vendor",
            minute=(10 * number + 3) % 60,
            cloud=Cloud.AWS if on_aws else Cloud.TENCENT,
        )


def _jobs(makes: _Makes, count: int, dice: Dice) -> Iterator[Actor]:
    for number in range(count):
        backs_up = number % 2 == 0
        hours = at_hour(dice.between(0, 5)) if backs_up else STEADY
        yield makes.one(
            f"backup-{number // 2 + 1}" if backs_up else f"report-{number // 2 + 1}",
            ActorKind.JOB,
            Access.KEY if number % 3 else Access.ROLE,
            Rhythm(_BEIJING, "", hours, hours),
            share=0.05 / count * (0.6 + 0.8 * dice.share()),
            profile="backup" if backs_up else "report",
            agent="script",
            sizes=(4, 20),
            gap=3,
            # One is run by a partner, on a rented machine.
            place="host-germany" if number == 3 else "",  # noqa: PLR2004
            minute=dice.pick((0, 0, 5, 15, 30, 45)),
            cloud=(Cloud.TENCENT, Cloud.TENCENT, Cloud.AWS, Cloud.AWS)[number % 4],
        )


def _others(makes: _Makes, dice: Dice) -> Iterator[Actor]:
    """Yield what stands for the rest of life: calls for others, broken jobs, exports, keys that sleep."""
    steady = Rhythm(_BEIJING, "", SERVICE, SERVICE)
    evening = Rhythm(_BEIJING, "", at_hour(21), at_hour(21))
    for number, service in enumerate(_CALLING):
        yield makes.one(
            service, ActorKind.BEHALF, Access.NONE, steady, share=0.04 / 3,
            profile="scale" if number else "build", agent="", sizes=(1, 4), gap=3, cloud=Cloud.AWS,
        )  # fmt: skip
    office = Rhythm(_BEIJING, "CN", OFFICE, OFFICE_REST)
    for cloud in Cloud:
        yield makes.one(
            "root", ActorKind.ROOT, Access.CONSOLE, office, share=0.002, profile="admin", agent="console",
            sizes=(3, 12), gap=40, place="office-shenzhen", cloud=cloud, caller=CallerKind.ROOT,
        )  # fmt: skip
        yield makes.one(
            "old-dashboard", ActorKind.BROKEN, Access.KEY, Rhythm(0, "", STEADY, STEADY), share=0.005,
            profile="broken", agent="script", sizes=(1, 3), gap=5, minute=0, failing=0.97, cloud=cloud,
        )  # fmt: skip
        yield makes.one(
            "quarterly-export", ActorKind.QUARTERLY, Access.KEY, evening,
            share=0.006, profile="export", agent="script", sizes=(200, 900), gap=1,
            on_day=0.55 + 0.1 * dice.share(), cloud=cloud,
        )  # fmt: skip
        for name in ("bi-dashboard", "ab-test"):
            yield makes.one(
                name, ActorKind.DORMANT, Access.KEY, never(), share=0.0,
                profile="serve", agent="script", sizes=(1, 2), gap=1, cloud=cloud,
            )  # fmt: skip
