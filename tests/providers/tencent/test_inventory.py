"""A whole account, read with the official SDK from an emulated cloud: with all rights, and with one less."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

import pytest
from tests.providers.tencent.shop import (
    READING,
    Whole,
    account,
    opened,
    put_track,
    reader,
    root_key,
    shop_cloud,
    user,
    whole,
)

from akwarden.emulator.tencent.scenario import load_scenario
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.state import Cloud
from akwarden.model.account import AccountSite
from akwarden.model.policy import GrantKind
from akwarden.model.principal import PrincipalType
from akwarden.providers.inventory import CloudCall
from akwarden.providers.tencent.inventory import TencentInventory

ROOT = "root identity"
PARTS = {one.name for one in fields(Whole)} - {"blind"}
SEEN_BY = {
    "cam:ListUsers": {"principals", "holdings", "uses", "policies"},
    "cam:DescribeSubAccounts": {"principals", "holdings"},
    "cam:ListCollaborators": {"principals", "holdings", "uses"},
    "cam:DescribeRoleList": {"principals", "holdings"},
    "cam:ListAccessKeys": {"holdings", "uses"},
    "cam:GetSecurityLastUsed": {"uses"},
    "cam:DescribeSafeAuthFlagColl": {"holdings"},
    "cam:ListAttachedUserAllPolicies": {"holdings"},
    "cam:GetUserPermissionBoundary": {"holdings"},
    "cam:ListAttachedRolePolicies": {"holdings"},
    "cam:GetRolePermissionBoundary": {"holdings"},
    "cam:ListGroups": {"groups", "holdings"},
    "cam:ListUsersForGroup": {"holdings"},
    "cam:ListAttachedGroupPolicies": {"groups"},
    "cam:ListPolicies": {"policies"},
    "cam:GetPolicy": {"policies"},
    "scf:ListNamespaces": set(),
    "scf:ListFunctions": {"functions"},
    "scf:GetFunction": {"functions"},
    "cvm:DescribeRegions": set(),
    "cvm:DescribeInstances": {"addresses"},
    "lighthouse:DescribeRegions": set(),
    "lighthouse:DescribeInstances": {"addresses"},
    "vpc:DescribeAddresses": {"addresses"},
    "vpc:DescribeNatGateways": {"addresses"},
    "clb:DescribeLoadBalancers": {"addresses"},
    "cloudaudit:DescribeAuditTracks": {"trails"},
    "cos:GetService": {"buckets"},
    "cos:GetBucketLogging": {"buckets"},
    "organization:DescribeOrganizationMembers": {"members"},
}
"""What is read otherwise without a right; all else must be the same. What is not listed has to be."""


class Shop:
    """A running cloud, and what is read of it with all rights."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.cloud: Cloud = emulator.cloud
        self.inventory = opened(emulator, reader(self.cloud, READING))
        self.whole = self._read(self.inventory)

    def without(self, call: CloudCall) -> Whole:
        """Read it all without the right to one call."""
        return self._read(opened(self.emulator, reader(self.cloud, [c for c in READING if c is not call])))

    def _read(self, inventory: TencentInventory) -> Whole:
        """Read it all, and forget the user who reads: they differ from reader to reader."""
        found = whole(inventory)
        shop = account(self.cloud)
        mine = next(one for one in shop.users.values() if one.name == "reader")
        policies = {str(held.policy) for held in mine.attached}
        found.principals = [one for one in found.principals if one.id != str(mine.uin)]
        found.holdings = [one for one in found.holdings if one.principal.id != str(mine.uin)]
        found.policies = [one for one in found.policies if one.id not in policies]
        found.uses = {k: v for k, v in found.uses.items() if self.cloud.keys[k].owner != mine.uin}
        self.policies = policies
        del shop.users[mine.uin]
        for number in policies:
            del shop.policies[int(number)]
        return found


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    cloud = shop_cloud(tmp_path_factory.mktemp("shop"))
    put_track(cloud, "everything")
    with Emulator(cloud, rate_scale=0) as running:
        yield Shop(running)


def test_with_all_rights_only_the_root_keys_are_not_seen(shop: Shop) -> None:
    assert shop.whole.blind == {ROOT}
    assert [spot.right for spot in shop.inventory.tally.blind_spots] == [ROOT]


def test_everybody_who_can_hold_keys_is_there(shop: Shop) -> None:
    found = [(one.type, one.name) for one in shop.whole.principals]

    assert found == [
        (PrincipalType.ROOT, "root"),
        (PrincipalType.USER, "li.wei"),
        (PrincipalType.USER, "robot"),
        (PrincipalType.COLLABORATOR, "partner"),
        (PrincipalType.ROLE, "Runner"),
    ]


def test_every_part_has_something_in_it(shop: Shop) -> None:
    assert [part for part in sorted(PARTS) if not getattr(shop.whole, part)] == []


@pytest.mark.parametrize("call", [call for call in READING if call.right], ids=lambda call: call.right)
def test_without_one_right_exactly_that_is_not_seen(shop: Shop, call: CloudCall) -> None:
    found = shop.without(call)

    same = PARTS - SEEN_BY[call.right or ""]
    assert found.blind == {ROOT, call.right}
    assert {part: getattr(found, part) for part in same} == {part: getattr(shop.whole, part) for part in same}


def test_what_can_not_be_seen_is_none_and_never_empty(shop: Shop) -> None:
    def without(right: str) -> Whole:
        return shop.without(next(call for call in READING if call.right == right))

    (holdings,) = [one for one in without("cam:ListAccessKeys").holdings if one.principal.name == "robot"]
    assert holdings.keys is None
    assert holdings.groups == ()
    (holdings,) = [one for one in without("cam:ListGroups").holdings if one.principal.name == "robot"]
    assert holdings.groups is None
    assert {one.variables for one in without("scf:GetFunction").functions} == {None}


def test_the_calls_that_are_made_are_those_of_the_table(shop: Shop) -> None:
    events = account(shop.cloud).events
    made = {(one.service, one.action) for one in events}

    # COS answers for itself, and an emulated account keeps no records of that: test_buckets.py looks at them.
    assert made == {(call.service, call.action) for call in READING if call.service != "cos"}


def test_the_root_sees_its_own_keys(shop: Shop) -> None:
    inventory = opened(shop.emulator, root_key(shop.cloud))

    (root,) = inventory.principals(PrincipalType.ROOT)
    held = inventory.inspect(root)

    assert held is not None
    assert [key.id for key in held.keys or ()] == [root_key(shop.cloud).secret_id]
    assert inventory.tally.blind_spots == ()


def test_a_boundary_is_a_grant_of_its_own(shop: Shop) -> None:
    (held,) = [one for one in shop.whole.holdings if one.principal.name == "li.wei"]

    kinds = {
        one.kind: policy.name
        for one in held.grants or ()
        for policy in shop.whole.policies
        if policy.id == one.policy
    }
    assert kinds == {GrantKind.ATTACHED: "deploy", GrantKind.BOUNDARY: "limit"}


def test_an_account_is_read_by_many_threads_at_once(shop: Shop) -> None:
    inventory = opened(shop.emulator, root_key(shop.cloud))
    people = [*inventory.principals(PrincipalType.USER)]

    with ThreadPoolExecutor(8) as pool:
        found = [*pool.map(inventory.inspect, people * 8)]

    assert len({repr(one) for one in found}) == len(people)
    assert (
        inventory.tally.calls == len(people) * 8 * 4 + 1 + 1 + 1 + 1 + 2
    )  # who, list, logins, groups, members


def test_who_is_gone_since_they_were_listed_is_none(shop: Shop) -> None:
    inventory = opened(shop.emulator, root_key(shop.cloud))
    people = [*inventory.principals(PrincipalType.USER), *inventory.principals(PrincipalType.ROLE)]
    where = account(shop.cloud)
    users, roles = dict(where.users), dict(where.roles)

    where.users.clear()
    where.roles.clear()
    try:
        found = [inventory.inspect(one) for one in people]
    finally:
        where.users.update(users)
        where.roles.update(roles)

    assert found == [None] * len(people)


def test_on_the_international_site_boundaries_are_a_blind_spot() -> None:
    with Emulator(load_scenario("acme", seed=1), rate_scale=0) as running:
        inventory = opened(running, root_key(running.cloud, "acme-global"), site=AccountSite.INTERNATIONAL)
        people = [*inventory.principals(PrincipalType.USER)]
        held = [inventory.inspect(one) for one in people]

    assert [spot.right for spot in inventory.tally.blind_spots] == ["cam:GetUserPermissionBoundary"]
    assert all(one is not None and one.keys and one.grants is not None for one in held)


def test_an_account_with_seventy_users_is_read_whole() -> None:
    with Emulator(load_scenario("acme", seed=1), rate_scale=0) as running:
        cloud = running.cloud
        found = whole(opened(running, root_key(cloud, "acme-shop")))

    there = account(cloud, "acme-shop")
    permanent = {key.secret_id for key in there.keys.values()}
    assert found.blind == set()
    assert {key.id for one in found.holdings for key in one.keys or ()} == permanent == found.uses.keys()
    assert len([one for one in found.principals if one.type is PrincipalType.USER]) == 70
    assert {one.name for one in found.functions} == {"orders-webhook", "image-resize", "nightly-report"}


def test_markup_in_names_comes_as_it_is(shop: Shop) -> None:
    robot = user(shop.cloud, "robot")
    robot.name, kept = "<script>alert(1)</script>\x00\u202e", robot.name

    try:
        users = [*opened(shop.emulator, root_key(shop.cloud)).principals(PrincipalType.USER)]
    finally:
        robot.name = kept

    assert users[1].name == "<script>alert(1)</script>\ufffd\u202e"
