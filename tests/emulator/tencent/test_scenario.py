import time
from dataclasses import fields
from ipaddress import ip_address
from pathlib import Path

import pytest
from tests.emulator.tencent.cloud import ask, client, code_of
from tests.emulator.tencent.scenario_file import DAY, NOW, SHOP, account, keys, load, user

from akwarden.emulator.tencent.clock import day
from akwarden.emulator.tencent.cos.state import CosState
from akwarden.emulator.tencent.scenario import load_scenario
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.cbs.state import CbsState
from akwarden.emulator.tencent.services.lighthouse.state import LighthouseState
from akwarden.emulator.tencent.services.public_ip import GIVEN
from akwarden.emulator.tencent.services.scf.state import ScfState
from akwarden.emulator.tencent.services.vpc.state import VpcState
from akwarden.emulator.tencent.state import Account, Cloud, Site, Status


@pytest.fixture
def shop(tmp_path: Path) -> Cloud:
    """Give the cloud of the file above."""
    return load(tmp_path, SHOP)


# What a file makes


def test_empty_has_one_account_with_a_root_key() -> None:
    cloud = load_scenario("empty", seed=1)

    (only,) = cloud.accounts.values()
    assert (len(only.keys), len(only.users)) == (1, 0)


def test_accounts_have_their_site_age_and_root_keys(shop: Cloud) -> None:
    made = account(shop, "shop")

    used, old = made.keys_of(made.uin)
    assert (made.site, made.created) == (Site.MAINLAND, NOW - 1000 * DAY)
    assert (used.status, used.created, used.last_used) == (Status.ACTIVE, NOW - 800 * DAY, NOW)
    assert (old.status, old.description, old.last_used) == (Status.INACTIVE, "old", NOW - 300 * DAY)


def test_an_account_is_as_old_as_what_is_in_it(shop: Cloud) -> None:
    assert account(shop, "head").created == NOW - 900 * DAY


def test_a_user_has_what_the_file_says(shop: Cloud) -> None:
    made = user(shop, "li.wei")

    assert (made.remark, made.email, made.phone, made.country_code) == (
        "李伟",
        "li.wei@shop.example",
        "13800000000",
        "86",
    )
    assert (made.console_login, made.mfa_login, made.mfa_action, made.kind) == (True, True, True, "SubUser")
    assert (made.last_login, made.last_login_ip) == (NOW - 3 * DAY, "203.0.113.9")
    assert made.created == NOW - 400 * DAY
    assert user(shop, "robot").kind == "AgentIdentity"
    assert user(shop, "robot").created == NOW - 500 * DAY


def test_keys_have_age_use_status_and_description(shop: Cloud) -> None:
    first, second = keys(shop, "li.wei")

    assert (first.created, first.works_from, first.last_used) == (
        NOW - 10 * DAY,
        NOW - 10 * DAY,
        NOW - 2 * DAY,
    )
    assert (second.status, second.last_used, second.description) == (Status.INACTIVE, None, "never-used")


def test_a_key_that_is_used_today_was_used_the_day_before_too(shop: Cloud) -> None:
    made = account(shop, "shop")

    used = made.keys_of(made.uin)[0]

    assert used.reported_use is not None
    assert day(used.reported_use) == day(NOW - DAY)


def test_the_trail_tells_who_made_a_key_the_oldest_first(shop: Cloud) -> None:
    second, first = account(shop, "shop").events

    assert (second.name, second.moment, second.action) == ("robot", NOW - 400 * DAY, "CreateCollApiKey")
    assert (first.name, first.moment, first.number) == ("root", NOW - 10 * DAY, 2)
    assert keys(shop, "li.wei")[0].secret_id in first.answer


def test_policies_are_attached_to_users_groups_and_as_boundary(shop: Cloud) -> None:
    made = account(shop, "shop")
    (deploy,) = made.policies.values()
    (group,) = made.groups.values()
    li_wei = user(shop, "li.wei")

    names = [shop.presets[one.policy].name for one in li_wei.attached]
    assert (deploy.name, deploy.description) == ("deploy", "发布")
    assert names == ["QcloudKMSReadOnlyAccess"]
    assert li_wei.boundary == deploy.id
    assert (group.name, [one.policy for one in group.attached]) == ("研发", [deploy.id])
    assert len(group.members) == 41


def test_documents_speak_of_accounts_and_users_by_name(shop: Cloud) -> None:
    made = account(shop, "shop")
    (deploy,) = made.policies.values()
    (role,) = (one for one in made.roles.values() if one.name == "Opened")

    assert f"uin/{made.uin}:uin/{user(shop, 'li.wei').uin}" in deploy.current.text
    assert f"uin/{account(shop, 'head').uin}:root" in role.trust_text
    assert (role.created, role.tags) == (NOW - 50 * DAY, {"team": "研发"})


def test_a_document_may_be_the_text_of_its_json(tmp_path: Path) -> None:
    text = """{"version": "2.0", "statement": [{"effect": "deny", "action": "*", "resource": "*"}]}"""

    cloud = load(tmp_path, f"accounts: [{{name: a, policies: [{{name: never, document: '{text}'}}]}}]")

    (made,) = account(cloud, "a").policies.values()
    assert made.current.text == text


def test_many_users_get_what_their_shares_say(shop: Cloud) -> None:
    many = [one for one in account(shop, "shop").users.values() if one.name.startswith("svc-")]

    made = account(shop, "shop")
    assert [many[0].name, many[-1].name] == ["svc-01", "svc-40"]
    assert many[0].email == "svc-01@shop.example"
    assert sum(one.console_login for one in many) == 20
    assert sum(one.mfa_login for one in many) == 5
    assert all(one.console_login for one in many if one.mfa_login)
    assert [one for one in many if (one.last_login is not None) != one.console_login] == []
    assert sum(len(made.keys_of(one.uin)) for one in many) == 40 + 12


def test_many_keys_are_spread_over_their_span_and_not_used_before_they_were_made(shop: Cloud) -> None:
    made = [key for n in range(1, 41) for key in keys(shop, f"svc-{n:02}") if key.status is Status.ACTIVE]

    assert len({key.created for key in made}) > 30
    assert all(NOW - 200 * DAY <= key.created <= NOW - 10 * DAY for key in made)
    assert all(key.last_used is not None and key.created <= key.last_used <= NOW for key in made)


def test_many_users_may_have_a_list_of_names(tmp_path: Path) -> None:
    cloud = load(tmp_path, "accounts: [{name: a, generate: [{names: [wang.fang, liu.yang], console: true}]}]")

    assert [one.name for one in account(cloud, "a").users.values()] == ["wang.fang", "liu.yang"]


# The same again


def test_one_seed_gives_equal_clouds(tmp_path: Path) -> None:
    one, other = load(tmp_path, SHOP), load(tmp_path, SHOP)

    assert fields_of(one) == fields_of(other)
    for mine, its in zip(one.accounts.values(), other.accounts.values(), strict=True):
        assert fields_of(mine) == fields_of(its)
        assert mine.state(CosState) == its.state(CosState)
        assert mine.state(CbsState) == its.state(CbsState)
        assert mine.state(ScfState).regions == its.state(ScfState).regions
        assert mine.state(VpcState) == its.state(VpcState)


def fields_of(part: Cloud | Account) -> dict[str, object]:
    """Give the fields of a cloud or an account, but for accounts and states of services."""
    left_out = {"accounts", "_states", "clock", "ids"}
    return {one.name: getattr(part, one.name) for one in fields(part) if one.name not in left_out}


def test_a_seed_changes_keys_and_nothing_else(tmp_path: Path) -> None:
    one, other = load(tmp_path, SHOP, seed=1), load(tmp_path, SHOP, seed=None)

    assert one.keys.keys().isdisjoint(other.keys.keys())
    assert [key.created for key in one.keys.values()] == [key.created for key in other.keys.values()]
    assert account(one, "shop").users == account(other, "shop").users


# It lives


def test_what_a_file_made_is_what_callers_see(tmp_path: Path) -> None:
    cloud = load(tmp_path, SHOP, now=time.time())
    service = keys(cloud, "svc-01")[0]

    with Emulator(cloud, rate_scale=0) as emulator:
        service.status = Status.ACTIVE
        cam = client("cam", emulator, service.secret_id, service.secret_key)
        assert len(ask(cam, "ListUsers")["Data"]) == 42
        assert len(ask(cam, "ListAccessKeys", TargetUin=user(cloud, "li.wei").uin)["AccessKeys"]) == 2
        refused = code_of(cam, "ListAccessKeys", TargetUin=user(cloud, "robot").uin)

    assert refused == "AuthFailure.UnauthorizedOperation"


def test_the_manager_of_the_organization_enters_a_member(tmp_path: Path) -> None:
    cloud = load(tmp_path, SHOP, now=time.time())
    head, member = account(cloud, "head"), account(cloud, "shop")
    root = head.keys_of(head.uin)[0]

    with Emulator(cloud, rate_scale=0) as emulator:
        organization = client("organization", emulator, root.secret_id, root.secret_key)
        members = ask(organization, "DescribeOrganizationMembers", Offset=0, Limit=10)
        arn = f"qcs::cam::uin/{member.uin}:roleName/OrganizationAccessControlRole"
        sts = client("sts", emulator, root.secret_id, root.secret_key)
        taken = ask(sts, "AssumeRole", RoleArn=arn, RoleSessionName="visit")["Credentials"]
        inside = client("cam", emulator, taken["TmpSecretId"], taken["TmpSecretKey"], taken["Token"])
        seen = ask(inside, "ListUsers")["Data"]

    assert str(member.uin) in {str(one["MemberUin"]) for one in members["Items"]}
    assert len(seen) == 42


def test_a_secret_holds_what_its_references_lead_to(tmp_path: Path) -> None:
    cloud = load(tmp_path, SHOP, now=time.time())
    made = account(cloud, "shop")
    root = made.keys_of(made.uin)[0]
    first, second = keys(cloud, "li.wei")
    head = account(cloud, "head")

    with Emulator(cloud, rate_scale=0) as emulator:
        ssm = client("ssm", emulator, root.secret_id, root.secret_key)
        ssm.region = "ap-shanghai"
        value = ask(ssm, "GetSecretValue", SecretName="pay", VersionId="SSM_Current")["SecretString"]

    assert value.split() == [
        first.secret_id,
        second.secret_key,
        str(head.appid),
        head.keys_of(head.uin)[0].secret_id,
    ]


def test_a_bucket_a_disk_and_a_function_are_there(tmp_path: Path) -> None:
    cloud = load(tmp_path, SHOP, now=time.time())
    made = account(cloud, "shop")
    root = made.keys_of(made.uin)[0]
    secret_key = keys(cloud, "li.wei")[0].secret_key

    with Emulator(cloud, rate_scale=0) as emulator:
        scf = client("scf", emulator, root.secret_id, root.secret_key)
        cbs = client("cbs", emulator, root.secret_id, root.secret_key)
        scf.region = cbs.region = "ap-shanghai"
        function = ask(scf, "GetFunction", FunctionName="hook")
        snapshots = ask(cbs, "DescribeSnapshots")["SnapshotSet"]

    variables = {one["Key"]: one["Value"] for one in function["Environment"]["Variables"]}
    bucket = made.state(CosState).buckets[f"backup-{made.appid}"]
    assert variables == {"KEY": secret_key, "MODE": "fast"}
    assert [one["SnapshotName"] for one in snapshots] == ["logs-1"]
    assert bucket.objects["www/.env"].content.decode() == f"KEY={secret_key}"


def test_machines_and_addresses_are_there(tmp_path: Path) -> None:
    cloud = load(tmp_path, SHOP, now=time.time())
    made = account(cloud, "shop")
    root = made.keys_of(made.uin)[0]

    with Emulator(cloud, rate_scale=0) as emulator:
        vpc, cvm, clb = (
            client(one, emulator, root.secret_id, root.secret_key) for one in ("vpc", "cvm", "clb")
        )
        machines = ask(cvm, "DescribeInstances")["InstanceSet"]
        addresses = ask(vpc, "DescribeAddresses")["AddressSet"]
        (gateway,) = ask(vpc, "DescribeNatGateways")["NatGatewaySet"]
        balancers = ask(clb, "DescribeLoadBalancers")["LoadBalancerSet"]

    assert {one["InstanceName"]: one["PublicIpAddresses"] for one in machines} == {
        "web": ["198.51.100.6"],
        "old-web": ["198.51.100.5"],
    }
    assert (machines[0]["CamRoleName"], machines[0]["Tags"]) == ("Opened", [{"Key": "team", "Value": "shop"}])
    bound = {one["AddressIp"]: one["InstanceId"] for one in addresses}
    assert bound == {
        "198.51.100.6": machines[0]["InstanceId"],
        "198.51.100.7": gateway["NatGatewayId"],
        "198.51.100.8": gateway["NatGatewayId"],
    }
    assert {one["LoadBalancerName"]: one["LoadBalancerType"] for one in balancers} == {
        "front": "OPEN",
        "inside": "INTERNAL",
    }


def test_an_address_that_is_left_out_is_one_that_the_cloud_gives(shop: Cloud) -> None:
    region = account(shop, "shop").state(VpcState).regions.at("ap-shanghai")

    given = [ip_address(one.ip) for one in region.addresses.values()]

    assert [one.name for one in region.addresses.values()] == ["spare", "out-2"]
    assert all(one in GIVEN for one in given)


def test_a_server_stands_where_the_file_says(shop: Cloud) -> None:
    (server,) = account(shop, "shop").state(LighthouseState).regions.at("ap-singapore").servers.values()

    assert (server.name, server.public_ips, server.tags) == ("blog", ["203.0.113.77"], {"team": "blog"})


def test_machines_and_addresses_change_no_other_id(tmp_path: Path, shop: Cloud) -> None:
    without = load(tmp_path, SHOP[: SHOP.index("    instances:")])

    assert fields_of(without) == fields_of(shop)
    for mine, its in zip(without.accounts.values(), shop.accounts.values(), strict=True):
        assert fields_of(mine) == fields_of(its)
        assert mine.state(CbsState) == its.state(CbsState)


def test_a_snapshot_is_shared_with_accounts_of_the_file_and_with_others(shop: Cloud) -> None:
    (snapshot,) = account(shop, "shop").state(CbsState).regions.at("ap-shanghai").snapshots.values()

    assert [*snapshot.shared] == [str(account(shop, "head").uin), "900000000001"]
