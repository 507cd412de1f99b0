"""The company of the demo at both clouds: who there is, and which keys they have.

It is `acme` of the emulators. Whoever calls in its traffic is in the inventory of the clouds, with the same
keys; and so that 330 keys are listed at both clouds together, some that were disabled long ago and never
deleted are left out at Tencent Cloud.

`acme-global` is read with its root key, as careless companies do it. The root keys of the other accounts at
Tencent Cloud are shown to nobody but root, so there they stay a blind spot.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from akwarden.emulator.aws.acme import READER
from akwarden.emulator.aws.acme import acme as aws_acme
from akwarden.emulator.aws.state import Cloud as AwsCloud
from akwarden.emulator.tencent.clock import Clock
from akwarden.emulator.tencent.scenario import load_scenario
from akwarden.emulator.tencent.state import (
    Account,
    Attachment,
    Cloud,
    Key,
    Policy,
    Status,
    User,
    Version,
)
from akwarden.emulator.traffic.actor import Actor
from akwarden.emulator.traffic.calls import Cloud as Provider
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.principal import CallerKind
from akwarden.emulator.traffic.scenario import known_of
from akwarden.frontends.demo.preset import Preset
from akwarden.model.credential import Credential
from akwarden.model.secret import Secret
from akwarden.policy.grammar import Language, read_policy
from akwarden.providers.registry import load

KEYS: Final = 330
"""Keys that are listed, at both clouds together."""
MANAGER: Final = "acme"
"""The account at Tencent Cloud with a reader of its own, from which members are entered by a role."""
BY_ROOT: Final = "acme-global"
"""The account at Tencent Cloud that is read with its root key."""
_SCENARIO: Final = "acme"
_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Company:
    """The company with its clouds; what is in them changes while their servers run."""

    organisation: Organisation
    """Who calls, for its traffic."""
    tencent: Cloud
    aws: AwsCloud

    def tencent_account(self, name: str) -> Account:
        """Return an account at Tencent Cloud."""
        return next(one for one in self.tencent.accounts.values() if one.name == name)

    def reader(self, name: str) -> Credential:
        """Return the key that akwarden reads an account with."""
        for one in self.aws.accounts.values():
            if one.name == name:
                key = one.users[READER].keys[0]
                return Credential(key.id, Secret(key.secret.encode()))
        account = self.tencent_account(name)
        user = account.user_named(READER)
        own = account.keys_of(account.uin if user is None else user.uin)[0]
        return Credential(own.secret_id, Secret(own.secret_key.encode()))

    def credential(self, account: str, user: str, number: int = 0) -> Credential:
        """Return a key of somebody by their names, the one that was written first."""
        for one in self.aws.accounts.values():
            if one.name == account:
                key = one.users[user].keys[number]
                return Credential(key.id, Secret(key.secret.encode()))
        held = self.tencent_account(account)
        found = held.user_named(user)
        assert found is not None  # noqa: S101  the names are those of the scenario
        own = held.keys_of(found.uin)[number]
        return Credential(own.secret_id, Secret(own.secret_key.encode()))


class _Time:
    """The time of the clouds: it stands while they are made, so that ages come out the same each time."""

    def __init__(self, at: float) -> None:
        self._at: float | None = at

    def __call__(self) -> float:
        return time.time() if self._at is None else self._at

    def run(self) -> None:
        self._at = None


def make_company(preset: Preset, *, made_at: datetime, now: datetime) -> Company:
    """Return the company as it was at `made_at`, with clouds whose time is `now` from here on."""
    tencent_time, aws_time = _Time(made_at.timestamp()), _Time(made_at.timestamp())
    tencent_clock, aws_clock = Clock(tencent_time), Clock(aws_time)
    cloud = load_scenario(_SCENARIO, seed=preset.seed, clock=tencent_clock)
    organisation = Organisation.from_seed(preset.seed, preset.people, known=known_of(cloud))
    for actor in organisation.actors:
        if actor.account.cloud is Provider.TENCENT and actor.caller is CallerKind.USER:
            _add_caller(cloud, actor)
    aws = aws_acme(organisation, aws_clock, load("aws").policy(load("aws").calls))
    _add_reader(cloud, next(one for one in cloud.accounts.values() if one.name == MANAGER))
    _leave_out(cloud, sum(map(_listed, cloud.accounts.values())) + _keys_of(aws) - KEYS)
    cloud.changed()
    for clock, source in ((tencent_clock, tencent_time), (aws_clock, aws_time)):
        source.run()
        clock.advance(now.timestamp() - time.time())
    return Company(organisation, cloud, aws)


def _add_caller(cloud: Cloud, actor: Actor) -> None:
    """Let somebody who calls be in the inventory, with the keys that they call with."""
    account = next(one for one in cloud.accounts.values() if one.name == actor.account.name)
    now = cloud.clock.now()
    user = account.user_named(actor.name)
    if user is None:
        uin = int(actor.principal)
        user = User(uin, cloud.ids.number("uid"), actor.name, now - 400 * _DAY)
        account.users[uin] = user
        group = next(iter(account.groups.values()))
        group.members.append(uin)
    user.console_login = user.console_login or not actor.keys
    for number, one in enumerate(actor.keys):
        if one.id not in cloud.keys:
            made = now - (180 - 120 * number) * _DAY
            key = Key(one.id, cloud.ids.secret_key(), account.uin, user.uin, made)
            key.last_used = key.reported_use = now - _DAY
            account.keys[one.id] = cloud.keys[one.id] = key


def _add_reader(cloud: Cloud, account: Account) -> None:
    """Add the user that akwarden reads an account with, which may do that and no more."""
    provider, now = load("tencent"), cloud.clock.now()
    text = provider.policy((*provider.calls, *provider.delivery_calls))
    version = Version(1, text, read_policy(text, Language.CAM), now)
    number = cloud.ids.number("policy")
    account.policies[number] = Policy(number, READER, [version], created=now, updated=now)
    uin = cloud.ids.number("uin")
    user = User(
        uin, cloud.ids.number("uid"), READER, now - 40 * _DAY, remark="akwarden 只读 reads the account"
    )
    user.attached.append(Attachment(number, now))
    account.users[uin] = user
    key = cloud.add_key(account, uin, "akwarden")
    key.created = now - 40 * _DAY
    key.last_used = key.reported_use = now - _DAY


def _keys_of(aws: AwsCloud) -> int:
    return sum(
        len(one.root_keys) + sum(len(user.keys) for user in one.users.values())
        for one in aws.accounts.values()
    )


def _listed(account: Account) -> int:
    """Return how many keys of an account are listed: those of root are shown to root alone."""
    hidden = 0 if account.name == BY_ROOT else len(account.keys_of(account.uin))
    return len(account.keys) - hidden


def _leave_out(cloud: Cloud, number: int) -> None:
    """Leave out so many keys that were disabled long ago."""
    for key in list(_disabled(cloud))[: max(0, number)]:
        del cloud.accounts[key.account].keys[key.secret_id], cloud.keys[key.secret_id]


def _disabled(cloud: Cloud) -> Iterator[Key]:
    """Yield the disabled keys of programs that have another one, those of the last programs first."""
    for account in cloud.accounts.values():
        for user in reversed(account.users.values()):
            held = account.keys_of(user.uin)
            if len(held) > 1 and "-svc-" in user.name:
                yield from (key for key in held if key.status is Status.INACTIVE)
