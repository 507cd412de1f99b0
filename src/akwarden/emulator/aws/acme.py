"""The accounts of the company `acme` at AWS: the people and programs of its traffic, with what they hold.

Users, roles and keys are those that `traffic` lets call, so that what is read here and what audit records say
fit together. The trouble that such companies have:

- `bi-dashboard` has a key that nobody has used for more than a year.
- Administrators sign in without a second factor; a root key is in use in the account for developers.
- `dataworks-sync` may do everything; `legacy-shell` is a role that any account may take.
- Keys stand in the variables of a function (`price-feed`), and disabled ones were never deleted.
"""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from akwarden.emulator.aws.dispatch import policy_text
from akwarden.emulator.aws.state import (
    PRESET,
    Account,
    Address,
    Cloud,
    Function,
    Group,
    Key,
    Policy,
    Role,
    Trail,
    User,
)
from akwarden.emulator.tencent.clock import Clock
from akwarden.emulator.traffic.account import new_thing
from akwarden.emulator.traffic.actor import Access, Actor, ActorKind
from akwarden.emulator.traffic.calls import Cloud as Provider
from akwarden.emulator.traffic.dice import ALNUM, HEX, UPPER, Dice
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.principal import CallerKind

DAY = 86_400
READER = "akwarden-reader"
"""The user that akwarden reads an account with."""
_AGE = 1_500
_PRESETS: Mapping[str, tuple[str, ...]] = {
    "AdministratorAccess": ("*",),
    "ReadOnlyAccess": ("ec2:Describe*", "iam:Get*", "iam:List*", "s3:Get*", "s3:List*", "rds:Describe*"),
    "PowerUserAccess": ("ec2:*", "s3:*", "lambda:*", "rds:*", "sqs:*", "dynamodb:*"),
    "AmazonS3FullAccess": ("s3:*",),
    "SecurityAudit": ("iam:Get*", "iam:List*", "cloudtrail:*", "config:*", "ec2:Describe*"),
}
_GROUPS = (
    ("admins", "AdministratorAccess"),
    ("developers", "PowerUserAccess"),
    ("analysts", "ReadOnlyAccess"),
    ("services", "AmazonS3FullAccess"),
)
_LEFT_DAYS = 25
_IDLE: Mapping[str, int] = {"bi-dashboard": 402, "ab-test": 133}
"""Programs whose keys sleep, by the days since they were used."""
_ADMINS = frozenset({"dataworks-sync"})


class _Making(NamedTuple):
    """One account that is being made."""

    account: Account
    dice: Dice
    now: float


def acme(organisation: Organisation, clock: Clock, reader_policy: str) -> Cloud:
    """Return the accounts; `reader_policy` is what the user `akwarden-reader` of each may."""
    cloud, now = Cloud(clock), clock.now()
    for one in organisation.accounts:
        if one.cloud is not Provider.AWS:
            continue
        made = _account(one.number, one.name, one.regions[:2], now)
        making = _Making(made, organisation.dice(f"aws/{one.name}"), now)
        cloud.accounts[one.number] = made
        _add_policies(made, reader_policy, now)
        _add_people([actor for actor in organisation.actors if actor.account is one], making)
        _add_belongings(making, one.belongings["bucket"])
        _add_reader(making)
    cloud.management = next(iter(cloud.accounts), "")
    return cloud


def _account(number: str, name: str, regions: Sequence[str], now: float) -> Account:
    created = now - _AGE * DAY
    trail = Trail(f"{name}-trail", regions[0], f"{name}-logs")
    return Account(
        number=number,
        name=name,
        created=created,
        regions=tuple(regions),
        root_mfa=not name.endswith("dev"),
        root_last_login=now - 12 * DAY,
        trails=[trail],
    )


def _add_policies(account: Account, reader_policy: str, now: float) -> None:
    for name, actions in _PRESETS.items():
        arn = f"{PRESET}{name}"
        account.policies[arn] = Policy(arn, policy_text(*actions), now - _AGE * DAY)
    arn = account.arn("policy", READER)
    account.policies[arn] = Policy(arn, reader_policy, now - 40 * DAY)
    for name, preset in _GROUPS:
        number = f"AGPA{name.upper():X<17}"
        account.groups[name] = Group(name, number, account.created, [f"{PRESET}{preset}"])


def _add_people(actors: Sequence[Actor], making: _Making) -> None:
    """Add the users and roles that call, in the order in which they come."""
    for actor in actors:
        if actor.team or actor.kind is ActorKind.BEHALF:
            continue
        if actor.caller is CallerKind.ROLE:
            _add_role(actor, making)
        elif actor.caller is CallerKind.USER:
            _add_user(actor, making)
    if making.account.name.endswith("dev"):
        making.account.root_keys.append(_key(making, "", age=910, used=1))
        making.account.roles["legacy-shell"] = _role(
            "legacy-shell", new_thing("role-id", Provider.AWS, making.dice), {"AWS": "*"}, making
        )


def _add_user(actor: Actor, making: _Making) -> None:
    account, dice, now = making.account, making.dice, making.now
    user = account.users.get(actor.name)
    if user is None:
        user = User(actor.name, actor.principal, now - dice.between(200, 1_200) * DAY)
        user.groups.append(_group_of(actor))
        account.users[actor.name] = user
    if actor.access is Access.CONSOLE:
        user.has_password, user.has_mfa = True, actor.mfa
        user.last_login = now - dice.between(0, 9) * DAY
    for number, key in enumerate(actor.keys):
        age = dice.between(30, 700) if number == 0 else 20
        used = _IDLE.get(actor.name, _LEFT_DAYS if actor.leaves < 1 else dice.between(0, 2))
        made = _key(making, key.id, age=max(age, used + 1), used=used)
        made.is_active = actor.leaves == 1 and (key.ends == 1 or key.is_forgotten)
        user.keys.append(made)
    if actor.name in _ADMINS and f"{PRESET}AdministratorAccess" not in user.policies:
        user.policies.append(f"{PRESET}AdministratorAccess")


def _group_of(actor: Actor) -> str:
    if actor.kind is not ActorKind.PERSON:
        return "services"
    if actor.profile == "admin":
        return "admins"
    return "analysts" if actor.account.name.endswith("data") else "developers"


def _add_role(actor: Actor, making: _Making) -> None:
    if actor.name in making.account.roles:
        return
    federated = f"arn:aws:iam::{making.account.number}:oidc-provider/token.actions.githubusercontent.com"
    trusted = (
        {"Federated": federated} if actor.access is Access.WEB_ROLE else {"Service": "ec2.amazonaws.com"}
    )
    making.account.roles[actor.name] = _role(actor.name, actor.principal, trusted, making)


def _role(name: str, number: str, trusted: Mapping[str, str], making: _Making) -> Role:
    action = "sts:AssumeRoleWithWebIdentity" if "Federated" in trusted else "sts:AssumeRole"
    statement = {"Effect": "Allow", "Principal": dict(trusted), "Action": action}
    if "Federated" in trusted:
        condition = {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}
        statement["Condition"] = {"StringEquals": condition}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    created = making.now - making.dice.between(90, 900) * DAY
    return Role(name, number, created, trust, [f"{PRESET}AmazonS3FullAccess"])


def _key(making: _Making, key_id: str, *, age: int, used: int) -> Key:
    """Return a key of so many days, used so many days ago."""
    dice, now = making.dice, making.now
    return Key(
        id=key_id or f"AKIA{dice.text(UPPER, 16)}",
        secret=dice.text(ALNUM, 40),
        created=now - age * DAY,
        last_used=now - used * DAY - dice.below(DAY // 2),
        service=dice.pick(("s3", "ec2", "sqs")),
        region=making.account.regions[0],
    )


def _add_belongings(making: _Making, buckets: Sequence[str]) -> None:
    """Add buckets, two reserved addresses, and a function with a key in its variables."""
    account, dice, now = making.account, making.dice, making.now
    region = account.regions[0]
    account.buckets = dict.fromkeys([*buckets, account.trails[0].bucket], region)
    place = {"acme-aws-prod": "13.229.9", "acme-aws-dev": "3.85.9"}.get(account.name)
    if place is not None:
        last = 80 if place.startswith("13") else 100
        for number in (0, 1):
            id_ = f"eipalloc-0{dice.text(HEX, 16)}"
            account.addresses.append(Address(f"{place}.{last + number}", id_, region, f"nat-{number + 1}"))
    holder = next((one for one in account.users.values() if one.name == "ab-test" and one.keys), None)
    if holder is not None:
        key = holder.keys[0]
        variables = {"AWS_ACCESS_KEY_ID": key.id, "AWS_SECRET_ACCESS_KEY": key.secret, "STAGE": "beta"}
        name = "price-feed"
        account.functions.append(Function(name, region, "legacy-shell", now - 40 * DAY, variables))
    account.functions.append(Function("nightly-export", region, "backup", now - 90 * DAY, {"TZ": "UTC"}))


def _add_reader(making: _Making) -> None:
    account, dice = making.account, making.dice
    created = making.now - 40 * DAY
    user = User(READER, new_thing("user-id", Provider.AWS, dice), created)
    user.policies.append(account.arn("policy", READER))
    user.keys.append(_key(making, "", age=40, used=0))
    account.users[READER] = user
