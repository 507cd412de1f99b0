"""The people of the organisation: who they are, where they are, and what they call with."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from akwarden.emulator.traffic.account import Account, new_thing
from akwarden.emulator.traffic.actor import Access, Actor, ActorKind, Key, Move
from akwarden.emulator.traffic.calls import Cloud
from akwarden.emulator.traffic.dice import Dice
from akwarden.emulator.traffic.moment import HOUR
from akwarden.emulator.traffic.principal import CallerKind
from akwarden.emulator.traffic.rhythm import OFFICE, OFFICE_REST, Rhythm

PEOPLE = (
    *(("zhao.yun", "acme"), ("sun.li", "acme"), ("wang.fang", "acme-shop"), ("lv.bo", "acme-data")),
    *(
        ("pay-dev-01", "acme-pay"),
        ("li.mei", "acme-global"),
        ("liu.yang", "acme-shop"),
        ("shi.qing", "acme-data"),
    ),
    *(
        ("pay-dev-02", "acme-pay"),
        ("chen.jing", "acme-shop"),
        ("jiang.nan", "acme-data"),
        ("pay-dev-03", "acme-pay"),
    ),
    *(
        (name, "acme-shop")
        for name in (
            *("huang.lei", "zhou.jie", "xu.min", "ma.chao", "zhu.lin", "hu.bin", "guo.qiang", "he.ying"),
            *("gao.yuan", "lin.feng", "luo.gang", "liang.yu", "song.jia", "tang.wei", "han.xue", "feng.tao"),
            *("deng.hua", "cao.ning", "peng.fei", "zheng.shuang", "wu.di"),
        )
    ),
    *((name, "acme-data") for name in ("ren.jie", "yao.lan", "tan.song", "xie.fan", "pan.yue", "dong.li")),
)
"""Made-up people and where they work at Tencent Cloud; the emulated company `acme` has the same."""
_FIRST_UIN = 100_000_010_001
_CITIES = (
    ("office-shenzhen", "home-shenzhen", "mobile-china", "CN"),
    ("office-shenzhen", "home-shenzhen", "mobile-china", "CN"),
    ("office-beijing", "home-beijing", "mobile-china", "CN"),
    ("office-beijing", "home-shanghai", "mobile-china", "CN"),
    ("office-singapore", "home-singapore", "mobile-singapore", "SG"),
)
_JOURNEYS = (
    "travel-hong-kong",
    "travel-japan",
    "travel-germany",
    "travel-america",
    "abroad-vietnam",
    "host-vpn",
)
_ADMINS = 2
"""The first of them run the platform."""


class _Person(NamedTuple):
    """What all that one person calls with has in common."""

    name: str
    number: int
    places: tuple[str, ...]
    rhythm: Rhythm
    joins: float
    leaves: float
    away: tuple[Move, ...]
    days_off: frozenset[int]
    share: float


def person_name(number: int) -> str:
    """Return the name of the person with a number, counted from 0."""
    return PEOPLE[number][0] if number < len(PEOPLE) else f"dev-{number - len(PEOPLE) + 1}"


def people(accounts: list[Account], count: int, share: float, dice: Dice) -> list[Actor]:
    """Return what so many people call with; `share` is what they do of all calls."""
    tencent = [one for one in accounts if one.cloud is Cloud.TENCENT]
    aws = [one for one in accounts if one.cloud is Cloud.AWS]
    made: list[Actor] = []
    for number in range(count):
        own = dice.apart(f"person/{number}")
        person = _person(number, count, share / count, own)
        made += _at_tencent(person, _account_of(number, tencent), own)
        made += _at_aws(person, aws[number % len(aws)], own)
    return made


def _account_of(number: int, accounts: list[Account]) -> Account:
    """Return where the person with a number works; those without a name of their own are spread."""
    if number >= len(PEOPLE):
        return accounts[number % len(accounts)]
    return next(one for one in accounts if one.name == PEOPLE[number][1])


def _person(number: int, count: int, share: float, dice: Dice) -> _Person:
    office, home, mobile, country = dice.pick(_CITIES)
    rhythm = Rhythm(8 * HOUR + dice.between(-1, 1) * HOUR, country, OFFICE, OFFICE_REST)
    # The last ones come and go, whatever the size: at least one of each.
    joins = (
        0.3 + 0.4 * dice.share() if number in {count - 1, *range(count // 20)} and number >= _ADMINS else 0.0
    )
    leaves = 0.3 + 0.3 * dice.share() if number == count - 2 or number % 29 == 28 else 1.0  # noqa: PLR2004
    away: tuple[Move, ...] = ()
    if number % 7 == 3 or number % 11 == 2:  # noqa: PLR2004  some are on the road in any seed
        begins = 0.15 + 0.6 * dice.share()
        away = (Move(begins, begins + 0.06 + 0.1 * dice.share(), dice.pick(_JOURNEYS)),)
    first = dice.below(90)
    days_off = frozenset(range(first, first + dice.between(2, 9))) if dice.share() < 0.4 else frozenset()  # noqa: PLR2004
    return _Person(
        name=person_name(number),
        number=number,
        places=(office, "vpn-exit", home, mobile),
        rhythm=rhythm,
        joins=joins,
        leaves=leaves,
        away=away,
        days_off=days_off,
        share=share * (0.4 + 1.2 * dice.share()),
    )


def _at_tencent(person: _Person, account: Account, dice: Dice) -> Iterator[Actor]:
    uin = str(_FIRST_UIN + person.number)
    yield _actor(person, account, uin, Access.CONSOLE, dice, part=0.5)
    if person.number % 5 != 4 or person.number < _ADMINS:  # noqa: PLR2004
        yield _actor(person, account, uin, Access.KEY, dice, part=0.2)


def _at_aws(person: _Person, account: Account, dice: Dice) -> Iterator[Actor]:
    if person.number % 4 == 3:  # noqa: PLR2004  a quarter has nothing there
        return
    user = new_thing("user-id", Cloud.AWS, dice)
    yield _actor(person, account, user, Access.CONSOLE, dice, part=0.4)
    if person.number % 3 != 1:
        yield _actor(person, account, user, Access.KEY, dice, part=0.2)


def _actor(
    person: _Person, account: Account, principal: str, access: Access, dice: Dice, *, part: float
) -> Actor:
    """Return one way in which a person calls; `part` is what they do of their calls in this way."""
    has_key = access is Access.KEY
    profile = "command" if has_key else "admin" if person.number < _ADMINS else "look"
    made = Actor(
        name=person.name,
        label=f"{account.cloud}/{account.name}/{person.name}/{access}",
        kind=ActorKind.PERSON,
        account=account,
        access=access,
        caller=CallerKind.USER,
        principal=principal,
        rhythm=person.rhythm,
        share=person.share * part,
        profile=profile,
        agent="cli" if has_key else "console",
        sizes=(2, 14) if has_key else (4, 28),
        gap=25 if has_key else 40,
        places=person.places,
        joins=person.joins,
        leaves=person.leaves,
        away=person.away,
        days_off=person.days_off,
        mfa=person.number % 3 != 0,
    )
    if not has_key:
        return made
    key = Key(new_thing("key", account.cloud, dice), begins=person.joins, ends=person.leaves)
    return replace(made, keys=(key,))
