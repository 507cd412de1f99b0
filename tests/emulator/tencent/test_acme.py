"""The organization that ships as `acme`: what its file and the guide promise is there."""

import json
import time
from collections.abc import Iterator

import pytest
from tests.emulator.tencent.cloud import ask, client, code_of

from akwarden.emulator.tencent.cos.state import CosState
from akwarden.emulator.tencent.scenario import load_scenario
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.cbs.state import CbsState
from akwarden.emulator.tencent.services.lighthouse.state import LighthouseState
from akwarden.emulator.tencent.state import Account, Cloud, Key, Site, Status, User

DAY = 86_400


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """Give an emulator with the scenario."""
    with Emulator(load_scenario("acme", seed=1), rate_scale=0) as running:
        yield running


@pytest.fixture(scope="module")
def acme() -> Cloud:
    """Give a cloud with the same ids and keys, which nobody calls."""
    return load_scenario("acme", seed=1)


def account(cloud: Cloud, name: str) -> Account:
    """Give the account of a name."""
    return next(one for one in cloud.accounts.values() if one.name == name)


def people(cloud: Cloud) -> dict[str, User]:
    """Give all users by their names, which are all different."""
    return {user.name: user for one in cloud.accounts.values() for user in one.users.values()}


def keys(cloud: Cloud, name: str) -> list[Key]:
    """Give the keys of a user."""
    uin = people(cloud)[name].uin
    return [key for key in cloud.keys.values() if key.owner == uin]


def active(cloud: Cloud) -> list[Key]:
    """Give all keys that are on."""
    return [key for key in cloud.keys.values() if key.status is Status.ACTIVE]


def owners(cloud: Cloud, found: list[Key]) -> set[str]:
    """Give the names of those whose keys these are."""
    names = {user.uin: user.name for user in people(cloud).values()}
    return {names.get(key.owner, "root") for key in found}


def idle(cloud: Cloud, days: int) -> list[Key]:
    """Give the keys that are on and were not used for more than so many days."""
    limit = cloud.clock.now() - days * DAY
    return [key for key in active(cloud) if key.last_used is not None and key.last_used < limit]


def holders(cloud: Cloud, policy: str) -> set[str]:
    """Give the users who hold a policy directly."""
    found = set()
    for one in cloud.accounts.values():
        policies = {**cloud.presets, **one.policies}
        for user in one.users.values():
            if policy in {policies[held.policy].name for held in user.attached}:
                found.add(user.name)
    return found


def test_it_has_five_accounts_two_hundred_users_and_three_hundred_and_thirty_keys(acme: Cloud) -> None:
    assert [one.name for one in acme.accounts.values()] == [
        "acme",
        "acme-shop",
        "acme-pay",
        "acme-data",
        "acme-global",
    ]
    assert len(people(acme)) == sum(len(one.users) for one in acme.accounts.values()) == 200
    assert len(acme.keys) == 330
    assert [one.name for one in acme.accounts.values() if one.site is Site.INTERNATIONAL] == ["acme-global"]


def test_two_loads_are_alike_but_for_ids_and_secrets() -> None:
    one, other = load_scenario("acme"), load_scenario("acme")

    assert people(one).keys() == people(other).keys()
    assert [key.status for key in one.keys.values()] == [key.status for key in other.keys.values()]
    assert one.keys.keys().isdisjoint(other.keys.keys())


def test_it_loads_in_a_moment() -> None:
    began = time.thread_time()

    load_scenario("acme")

    assert time.thread_time() - began < 3


def test_root_keys_are_there_and_were_used_yesterday(acme: Cloud) -> None:
    found = {one.name: one.keys_of(one.uin) for one in acme.accounts.values() if one.keys_of(one.uin)}

    now = acme.clock.now()
    used = {name: [key for key in kept if key.status is Status.ACTIVE] for name, kept in found.items()}
    assert {name: len(kept) for name, kept in found.items()} == {"acme": 1, "acme-shop": 2, "acme-global": 1}
    assert all(DAY <= now - (key.last_used or 0) < 2 * DAY for kept in used.values() for key in kept)


def test_keys_are_idle_for_90_180_and_400_days(acme: Cloud) -> None:
    assert (len(idle(acme, 90)), len(idle(acme, 180)), len(idle(acme, 400))) == (24, 2, 1)
    assert owners(acme, idle(acme, 180)) == {"risk-engine", "bi-dashboard"}
    assert owners(acme, idle(acme, 400)) == {"bi-dashboard"}
    assert "order-api" in owners(acme, idle(acme, 90))


def test_keys_are_older_than_a_year(acme: Cloud) -> None:
    old = [key for key in active(acme) if key.created < acme.clock.now() - 365 * DAY]

    assert len(old) == 80
    assert {"miniprogram-pay", "bank-gateway", "terraform", "root"} <= owners(acme, old)


def test_keys_were_never_used(acme: Cloud) -> None:
    assert owners(acme, [key for key in active(acme) if key.last_used is None]) == {"ab-test", "reconcile"}


def test_keys_are_off_and_were_never_deleted(acme: Cloud) -> None:
    assert len(acme.keys) - len(active(acme)) == 87
    assert [key for key in acme.keys.values() if key.deleted] == []


def test_users_have_two_active_keys(acme: Cloud) -> None:
    on = [key.owner for key in active(acme)]
    two = {name for name, user in people(acme).items() if on.count(user.uin) == 2}

    assert len(two) == 44
    assert {"terraform", "order-api", "settle-batch", "dataworks-sync", "market-bridge"} <= two


def test_applications_are_administrators(acme: Cloud) -> None:
    assert holders(acme, "AdministratorAccess") == {"terraform", "order-api", "k8s-autoscaler"}


def test_people_have_console_and_keys_without_mfa(acme: Cloud) -> None:
    on = {key.owner for key in active(acme)}
    found = {
        name
        for name, user in people(acme).items()
        if user.console_login and user.uin in on and not user.mfa_login
    }

    assert len(found) == 21
    assert {"sun.li", "zheng.shuang", "li.mei"} <= found


def test_keys_of_three_people_who_left_still_work(acme: Cloud) -> None:
    left = {name for name, user in people(acme).items() if "离职" in user.remark}

    assert left == {"qian.feng", "wu.di", "zhou.tao"}
    assert [key.status for name in sorted(left) for key in keys(acme, name)] == [Status.ACTIVE] * 3


def test_one_key_is_in_the_hands_of_three(acme: Cloud) -> None:
    assert "共用" in people(acme)["frontend-team"].remark
    assert len(keys(acme, "frontend-team")) == 1


def test_a_policy_allows_every_action(acme: Cloud) -> None:
    assert holders(acme, "shop-default") == {"frontend-team"}
    policy = next(one for one in account(acme, "acme-shop").policies.values() if one.name == "shop-default")
    assert json.loads(policy.current.text)["statement"][0]["action"] == "*"


def test_policies_are_attached_directly(acme: Cloud) -> None:
    direct = {name for name, user in people(acme).items() if user.attached}

    assert len(direct) == 10
    assert {"cmdb-sync", "miniprogram-pay", "cos-uploader"} <= direct


def test_a_collaborator_and_an_agent_have_keys(acme: Cloud) -> None:
    kinds = {user.kind: name for name, user in people(acme).items() if user.kind != "SubUser"}

    assert kinds == {"Collaborator": "partner-ops", "AgentIdentity": "agent-analyst"}
    assert len(keys(acme, "partner-ops")) == len(keys(acme, "agent-analyst")) == 1


def test_a_snapshot_is_shared_with_an_account_outside(acme: Cloud) -> None:
    snapshots = account(acme, "acme-data").state(CbsState).regions.at("ap-shanghai").snapshots.values()
    known = {str(uin) for uin in acme.accounts}

    assert [one.name for one in snapshots if one.shared.keys() - known] == ["warehouse-migration"]


def test_the_shop_has_a_gateway_elastic_addresses_and_a_load_balancer(
    acme: Cloud, emulator: Emulator
) -> None:
    shop = account(acme, "acme-shop")
    root = shop.keys_of(shop.uin)[0]
    vpc, clb = (client(one, emulator, root.secret_id, root.secret_key) for one in ("vpc", "clb"))

    (gateway,) = ask(vpc, "DescribeNatGateways")["NatGatewaySet"]
    kinds = [one["InstanceType"] for one in ask(vpc, "DescribeAddresses")["AddressSet"]]
    (balancer,) = ask(clb, "DescribeLoadBalancers")["LoadBalancerSet"]
    vpc.region = "ap-shanghai"
    (elsewhere,) = ask(vpc, "DescribeAddresses")["AddressSet"]

    out = [one["PublicIpAddress"] for one in gateway["PublicIpAddressSet"]]
    assert out == ["198.51.100.10", "198.51.100.11"]
    assert kinds == ["CVM", None, "NAT", "NAT"]
    assert (balancer["LoadBalancerType"], balancer["LoadBalancerVips"]) == ("OPEN", ["198.51.100.30"])
    assert (elsewhere["AddressName"], elsewhere["AddressIp"]) == ("build-machines", "198.51.100.21")


def test_two_accounts_have_a_server_in_lighthouse(acme: Cloud) -> None:
    found = {
        (one.name, region, server.name)
        for one in acme.accounts.values()
        for region, there in one.state(LighthouseState).regions.regions.items()
        for server in there.servers.values()
    }

    assert found == {
        ("acme-data", "ap-shanghai", "bi-frontend"),
        ("acme-global", "ap-singapore", "landing-page"),
    }


def test_a_bucket_holds_a_key(acme: Cloud) -> None:
    (key, _) = keys(acme, "cos-uploader")
    shop = account(acme, "acme-shop")

    content = shop.state(CosState).buckets[f"shop-backup-{shop.appid}"].objects["www/.env"].content.decode()

    assert key.secret_id in content
    assert key.secret_key in content


def test_who_may_make_keys_becomes_an_administrator() -> None:
    cloud = load_scenario("acme", seed=1)
    (helper,) = keys(cloud, "iam-helper")

    with Emulator(cloud, rate_scale=0) as emulator:
        cam = client("cam", emulator, helper.secret_id, helper.secret_key)
        refused = code_of(cam, "ListGroups")
        made = ask(cam, "CreateAccessKey", TargetUin=people(cloud)["sun.li"].uin)["AccessKey"]
        mighty = client("cam", emulator, made["AccessKeyId"], made["SecretAccessKey"])
        groups = ask(mighty, "ListGroups")

    assert refused == "AuthFailure.UnauthorizedOperation"
    assert groups["TotalNum"] == 3


def test_any_account_may_take_the_open_role(acme: Cloud, emulator: Emulator) -> None:
    shop, other = account(acme, "acme-shop"), account(acme, "acme-global")
    (root,) = other.keys_of(other.uin)
    sts = client("sts", emulator, root.secret_id, root.secret_key)

    arn = f"qcs::cam::uin/{shop.uin}:roleName/OpenReport"
    taken = ask(sts, "AssumeRole", RoleArn=arn, RoleSessionName="stranger")["Credentials"]
    inside = client("cam", emulator, taken["TmpSecretId"], taken["TmpSecretKey"], taken["Token"])

    assert len(ask(inside, "ListUsers")["Data"]) == 70


def test_the_environment_of_a_function_holds_a_key_that_works(acme: Cloud, emulator: Emulator) -> None:
    shop = account(acme, "acme-shop")
    root = shop.keys_of(shop.uin)[0]
    scf = client("scf", emulator, root.secret_id, root.secret_key)

    function = ask(scf, "GetFunction", FunctionName="orders-webhook")
    found = {one["Key"]: one["Value"] for one in function["Environment"]["Variables"]}
    sts = client("sts", emulator, found["TENCENTCLOUD_SECRET_ID"], found["TENCENTCLOUD_SECRET_KEY"])

    assert ask(sts, "GetCallerIdentity")["UserId"] == str(people(acme)["scf-orders"].uin)


def test_one_account_manages_the_four_others(acme: Cloud, emulator: Emulator) -> None:
    head = account(acme, "acme")
    (root,) = head.keys_of(head.uin)

    organization = client("organization", emulator, root.secret_id, root.secret_key)
    members = ask(organization, "DescribeOrganizationMembers", Offset=0, Limit=20)["Items"]

    assert {one["Name"] for one in members} >= {"acme-shop", "acme-pay", "acme-data", "acme-global"}
    assert ask(organization, "DescribeOrganization")["HostUin"] == head.uin


def test_the_manager_enters_the_accounts_without_root_keys(acme: Cloud, emulator: Emulator) -> None:
    head = account(acme, "acme")
    (root,) = head.keys_of(head.uin)
    sts = client("sts", emulator, root.secret_id, root.secret_key)

    counts = {}
    for name in ("acme-pay", "acme-data"):
        arn = f"qcs::cam::uin/{account(acme, name).uin}:roleName/OrganizationAccessControlRole"
        taken = ask(sts, "AssumeRole", RoleArn=arn, RoleSessionName="visit")["Credentials"]
        inside = client("cam", emulator, taken["TmpSecretId"], taken["TmpSecretKey"], taken["Token"])
        counts[name] = len(ask(inside, "ListUsers")["Data"])

    assert counts == {"acme-pay": 36, "acme-data": 44}


def test_a_boundary_narrows_what_a_service_of_the_payments_may_do(acme: Cloud, emulator: Emulator) -> None:
    key = keys(acme, "settle-batch")[0]

    cam = client("cam", emulator, key.secret_id, key.secret_key)
    ssm = client("ssm", emulator, key.secret_id, key.secret_key)

    assert code_of(cam, "ListUsers") == "AuthFailure.UnauthorizedOperation"
    assert code_of(ssm, "GetSecretValue", SecretName="none", VersionId="1").startswith("ResourceNotFound")
