"""A small organization in an emulated Tencent Cloud, opened for reading, and all that is read of it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from akwarden.emulator.tencent.scenario import load_scenario
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.cloudaudit.state import CloudAuditState, Selection, Storage, Track
from akwarden.emulator.tencent.state import Account, Attachment, Cloud, Key, Policy, User, Version
from akwarden.errors import MissingRightError
from akwarden.model.access_key import AccessKeyId, LastUse
from akwarden.model.account import AccountSite
from akwarden.model.bucket import Bucket
from akwarden.model.credential import Credential
from akwarden.model.function import CloudFunction
from akwarden.model.lease import Lease
from akwarden.model.member import Member
from akwarden.model.own_address import OwnAddress
from akwarden.model.policy import Group
from akwarden.model.policy import Policy as ReadPolicy
from akwarden.model.principal import Holdings, Principal, PrincipalType
from akwarden.model.secret import Secret
from akwarden.model.trail import Trail
from akwarden.policy.grammar import Language, read_policy
from akwarden.providers.inventory import Access, CloudCall, Purpose
from akwarden.providers.tencent.client import Timing
from akwarden.providers.tencent.inventory import TencentInventory
from akwarden.providers.tencent.permissions import CALLS, policy

AT_ONCE = Timing(sleep=lambda _: None, random=lambda: 0.0)
"""Waits for nothing."""
MADE_UP = Credential("AKID" + "A" * 32, Secret(b"B" * 32), Secret(b"C" * 200))
"""A key that nobody has."""
EVERY_EVENT = Selection("*", "*", ("*",))
KINDS = (PrincipalType.ROOT, PrincipalType.USER, PrincipalType.COLLABORATOR, PrincipalType.ROLE)
READING = tuple(call for call in CALLS if call.action != "AssumeRole" and call.purpose is not Purpose.EVENTS)
"""The calls that reading an account makes."""
ALLOWED = tuple(call for call in CALLS if call.action != "AssumeRole")
"""The calls that the printed policy allows: those, and looking up events."""
SHOP = """
organization: {management: shop}
accounts:
  - name: branch
  - name: shop
    age: 900
    root_keys: [{age: 800, used: 3}]
    policies:
      - name: deploy
        document: {version: "2.0", statement: [{effect: allow, action: ["cvm:*"], resource: "*"}]}
      - name: limit
        document: {version: "2.0", statement: [{effect: allow, action: ["cvm:*", "cam:*"], resource: "*"}]}
    groups:
      - {name: developers, remark: 研发, policies: [ReadOnlyAccess]}
      - {name: nobody}
    users:
      - {name: li.wei, remark: 李伟, console: true, mfa: true, login: 2, login_ip: 203.0.113.9,
         groups: [developers], policies: [deploy], boundary: limit,
         keys: [{age: 100, used: 2, description: laptop}, {age: 400, status: Inactive}]}
      - {name: robot, keys: [{age: 50, used: 9}]}
      - {name: partner, kind: Collaborator, policies: [deploy], keys: [{age: 9}]}
    roles:
      - name: Runner
        description: runs functions
        trust:
          version: "2.0"
          statement: [{effect: allow, action: "name/sts:AssumeRole", principal: {service: [scf.qcloud.com]}}]
        policies: [QcloudCVMFullAccess]
    functions:
      - {name: hook, region: ap-shanghai, environment: {PLAIN: "1", ID: "%{id:shop/robot}"}}
    instances: [{name: web-1}]
    addresses: [{name: web, ip: 198.51.100.20, instance: web-1}]
    nat_gateways: [{name: way-out, ips: [198.51.100.10, 198.51.100.11]}]
    load_balancers: [{name: front, ip: 198.51.100.30}]
    buckets: [{name: orders}]
    lighthouse: [{name: blog, region: ap-singapore, ip: 198.51.100.40}]
"""


def shop_cloud(folder: Path, text: str = SHOP) -> Cloud:
    """Give a cloud that is made of a scenario."""
    path = folder / "shop.yml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(str(path), seed=1)


def account(cloud: Cloud, name: str = "shop") -> Account:
    """Give the account of a name."""
    return next(one for one in cloud.accounts.values() if one.name == name)


def root_key(cloud: Cloud, name: str = "shop") -> Key:
    """Give a root key of an account."""
    found = account(cloud, name)
    return found.keys_of(found.uin)[0]


def user(cloud: Cloud, name: str, of: str = "shop") -> User:
    """Give the user of a name."""
    found = account(cloud, of).user_named(name)
    assert found is not None
    return found


def put_policy(cloud: Cloud, of: Account, text: str) -> Policy:
    """Put a policy into an account."""
    number = cloud.ids.number("policy")
    version = Version(1, text, read_policy(text, Language.CAM), 0)
    of.policies[number] = Policy(number, f"policy-{number}", [version])
    return of.policies[number]


def put_track(
    cloud: Cloud,
    name: str,
    *,
    of: str = "shop",
    is_on: bool = True,
    selections: Iterable[Selection] = (EVERY_EVENT,),
) -> None:
    """Put a track into an account."""
    where = account(cloud, of)
    number = cloud.ids.number("track")
    storage = Storage("cos", "ap-guangzhou", "audit-logs", "audit")
    track = Track(number, name, 0, is_on=is_on, selections=tuple(selections), storage=storage)
    where.state(CloudAuditState).tracks[number] = track


def reader(cloud: Cloud, calls: Iterable[CloudCall], of: str = "shop") -> Key:
    """Put a user into an account who may make these calls and no other; give their key."""
    where = account(cloud, of)
    made = User(cloud.ids.number("uin"), cloud.ids.number("uid"), "reader", 0)
    made.attached = [Attachment(put_policy(cloud, where, policy(tuple(calls))).id, 0)]
    where.users[made.uin] = made
    cloud.changed()
    return cloud.add_key(where, made.uin)


def credential_of(key: Key) -> Credential:
    """Give a key as the product holds it."""
    return Credential(key.secret_id, Secret(key.secret_key.encode()))


def access(endpoint: str, credential: Credential, site: AccountSite = AccountSite.MAINLAND) -> Access:
    """Give how an account is reached by one key at one address."""
    return Access(site=site, lease=lambda: Lease(credential), endpoints={"*": endpoint})


def opened(
    emulator: Emulator,
    key: Key,
    *,
    site: AccountSite = AccountSite.MAINLAND,
    timing: Timing = AT_ONCE,
) -> TencentInventory:
    """Give an account that is open for reading with a key."""
    return TencentInventory(access(emulator.endpoint, credential_of(key), site), timing)


def told_by(endpoint: str, site: AccountSite = AccountSite.MAINLAND) -> TencentInventory:
    """Give an account that is read from a server which says what it is told to."""
    return TencentInventory(access(endpoint, MADE_UP, site), AT_ONCE)


def document(*actions: str) -> str:
    """Give a policy that allows some actions."""
    statement = {"effect": "allow", "action": list(actions), "resource": "*"}
    return json.dumps({"version": "2.0", "statement": [statement]})


@dataclass
class Whole:
    """All that is read of an account."""

    principals: list[Principal] = field(default_factory=list)
    holdings: list[Holdings] = field(default_factory=list)
    uses: dict[AccessKeyId, LastUse] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    policies: list[ReadPolicy] = field(default_factory=list)
    functions: list[CloudFunction] = field(default_factory=list)
    addresses: list[OwnAddress] = field(default_factory=list)
    trails: list[Trail] = field(default_factory=list)
    buckets: list[Bucket] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    blind: set[str] = field(default_factory=set)
    """The rights that something is not seen for."""


T = TypeVar("T")


def whole(inventory: TencentInventory) -> Whole:
    """Read all of an account, in the order in which it is read for the state."""
    found = Whole()

    def some(ask: Callable[[], Iterable[T]]) -> list[T]:
        rows: list[T] = []
        try:
            rows.extend(ask())
        except MissingRightError as error:
            found.blind.add(error.right)
        return rows

    for kind in KINDS:
        found.principals += some(lambda kind=kind: inventory.principals(kind))  # type: ignore[misc]
    looked = [inventory.inspect(one) for one in found.principals]
    found.holdings = [one for one in looked if one is not None]
    ids = [key.id for one in found.holdings for key in one.keys or ()]
    found.uses = dict(some(lambda: inventory.last_uses(ids).items()))
    found.groups = some(inventory.groups)
    found.policies = some(lambda: inventory.policies({}))
    found.functions = some(lambda: inventory.functions({}))
    found.addresses = some(inventory.addresses)
    found.trails = some(inventory.trails)
    found.buckets = some(inventory.buckets)
    found.members = some(inventory.members)
    found.blind |= {spot.right for spot in inventory.tally.blind_spots}
    return found
