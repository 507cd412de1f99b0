"""Accounts with their users and keys."""

from collections.abc import Sequence
from dataclasses import dataclass

from akwarden.emulator.tencent.clock import day
from akwarden.emulator.tencent.scenarios.many import users_of
from akwarden.emulator.tencent.scenarios.names import listed
from akwarden.emulator.tencent.scenarios.parts import MisfitError
from akwarden.emulator.tencent.scenarios.wanted import WantedAccount, WantedKey, WantedUser
from akwarden.emulator.tencent.services.cam.keys import MOST_KEYS
from akwarden.emulator.tencent.services.cam.users import MOST_USERS
from akwarden.emulator.tencent.state import Account, Cloud, User

DAY = 86_400
KINDS = ("SubUser", "Collaborator", "WechatCorpUser", "AgentIdentity")


@dataclass(frozen=True, slots=True)
class Placed:
    """A user who is wanted, with the path to the place that says so."""

    user: WantedUser
    path: str


def people_of(wanted: WantedAccount, path: str) -> list[Placed]:
    """Return all users of an account, generated ones too; raises MisfitError for names that stand twice."""
    found = [Placed(user, f"{path}.users[{number}]") for number, user in enumerate(wanted.users)]
    for number, many in enumerate(wanted.generate):
        place = f"{path}.generate[{number}]"
        found += [Placed(user, place) for user in users_of(many, place)]
    check_unique([(one.user.name, one.path) for one in found], "user")
    if len(found) > MOST_USERS:
        raise MisfitError(path, f"it has {len(found)} users, and an account has {MOST_USERS} at most")
    return found


def check_unique(names: Sequence[tuple[str, str]], what: str) -> None:
    """Raise MisfitError for a name that stands twice; names come with their paths."""
    seen: set[str] = set()
    for name, path in names:
        if name in seen:
            raise MisfitError(path, f"there is another {what} {name!r}", mend="give it another name")
        seen.add(name)


def age_of(wanted: WantedAccount, people: Sequence[Placed], path: str) -> float:
    """Return the age of an account: nothing in it may be older."""
    ages = [*(key.age for key in wanted.root_keys), *(role.age for role in wanted.roles)]
    oldest = max([0.0, *ages, *(_user_age(one) for one in people)])
    if wanted.age is not None and wanted.age < oldest:
        raise MisfitError(path, f"something in it is {oldest:g} days old, and the account {wanted.age:g}")
    return oldest if wanted.age is None else wanted.age


def _user_age(placed: Placed) -> float:
    user = placed.user
    oldest = max([0.0, *(key.age for key in user.keys)])
    if user.age is not None and user.age < oldest:
        raise MisfitError(placed.path, f"a key is {oldest:g} days old, and its user {user.age:g}")
    return oldest if user.age is None else user.age


def add_user(cloud: Cloud, account: Account, placed: Placed, now: float) -> User:
    """Add a user with their keys, still without rights; raises MisfitError for what can't be."""
    wanted = placed.user
    if wanted.kind not in KINDS:
        raise MisfitError(f"{placed.path}.kind", f"{wanted.kind!r} is no kind of user", mend=listed(KINDS))
    ids = cloud.ids
    user = User(
        uin=ids.number("uin"),
        uid=ids.number("uid"),
        name=wanted.name,
        created=now - _user_age(placed) * DAY,
        remark=wanted.remark,
        console_login=wanted.console,
        phone=wanted.phone,
        country_code="86" if wanted.phone else "",
        email=wanted.email,
        kind=wanted.kind,
        mfa_login=wanted.mfa,
        mfa_action=wanted.mfa,
        last_login=None if wanted.login is None else now - wanted.login * DAY,
        last_login_ip=wanted.login_ip,
    )
    account.users[user.uin] = user
    add_keys(cloud, account, user.uin, wanted.keys, placed.path, now)
    return user


def add_keys(  # noqa: PLR0917  who, what and where
    cloud: Cloud, account: Account, owner: int, wanted: Sequence[WantedKey], path: str, now: float
) -> None:
    """Add the keys of a user or of root; raises MisfitError for too many, and for a use before its key."""
    if len(wanted) > MOST_KEYS:
        raise MisfitError(path, f"it has {len(wanted)} keys, and a user has {MOST_KEYS} at most")
    for one in wanted:
        if one.used is not None and one.used > one.age:
            raise MisfitError(path, f"a key of {one.age:g} days can't have been used {one.used:g} days ago")
        key = cloud.add_key(account, owner, one.description)
        key.status = one.status
        key.created = now - one.age * DAY
        key.works_from = key.created
        key.last_used = None if one.used is None else now - one.used * DAY
        if key.last_used is not None and day(key.last_used) == day(now) and one.age >= 1:
            key.reported_use = now - DAY
