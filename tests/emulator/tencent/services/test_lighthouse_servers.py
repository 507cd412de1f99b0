"""Lighthouse servers: bought, listed, given back, destroyed; and the regions."""

from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.granted import granted

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.lighthouse.state import add_server

__all__ = ["emulator"]
NOWHERE = "lhins-00000000"
WANTED = {
    "BundleId": "bundle_bw_small1_1",
    "BlueprintId": "lhbp-5e8807lo",
    "InstanceChargePrepaid": {"Period": 1},
}


@pytest.fixture
def lighthouse(emulator: Emulator) -> Any:
    """Give a client of the first region, from which what there was is gone."""
    on = client("lighthouse", emulator)
    for one in ask(on, "DescribeInstances", Limit=100)["InstanceSet"]:
        if one["InstanceState"] == "RUNNING":
            ask(on, "IsolateInstances", InstanceIds=[one["InstanceId"]])
        ask(on, "TerminateInstances", InstanceIds=[one["InstanceId"]])
    return on


def made(lighthouse: Any, **more: Any) -> list[str]:
    return list(ask(lighthouse, "CreateInstances", **{**WANTED, **more})["InstanceIdSet"])


def described(lighthouse: Any, server: str) -> dict[str, Any]:
    found: dict[str, Any] = ask(lighthouse, "DescribeInstances", InstanceIds=[server])["InstanceSet"][0]
    return found


def names(lighthouse: Any, **asked: Any) -> list[str]:
    return [one["InstanceName"] for one in ask(lighthouse, "DescribeInstances", **asked)["InstanceSet"]]


def test_regions_are_listed(lighthouse: Any) -> None:
    answer = ask(lighthouse, "DescribeRegions")

    places = {one["Region"]: (one["RegionName"], one["IsChinaMainland"]) for one in answer["RegionSet"]}
    assert answer["TotalCount"] == len(places)
    assert (places["ap-guangzhou"], places["ap-chengdu"]) == (("广州", True), ("成都", True))
    assert (places["ap-hongkong"], places["ap-singapore"]) == (("中国香港", False), ("新加坡", False))
    assert "ap-shanghai-fsi" not in places


def test_servers_that_were_bought_are_described(lighthouse: Any) -> None:
    tags = [{"Key": "a", "Value": "b"}]
    first, second = made(
        lighthouse, InstanceCount=2, InstanceName="blog", Zones=["ap-guangzhou-6"], Tags=tags
    )

    one, other = described(lighthouse, first), described(lighthouse, second)

    assert (one["InstanceName"], one["InstanceState"], one["Zone"]) == ("blog", "RUNNING", "ap-guangzhou-6")
    assert (one["Tags"], one["LatestOperation"]) == (tags, "CreateInstances")
    assert len(one["PublicAddresses"]) == len(one["PrivateAddresses"]) == 1
    assert one["PublicAddresses"] != other["PublicAddresses"]
    assert one["ExpiredTime"] > one["CreatedTime"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"BundleId": "large"}, "InvalidParameter.BundleIdNotFound"),
        ({"BlueprintId": "ubuntu"}, "InvalidParameterValue.BlueprintIdMalformed"),
        ({"InstanceChargePrepaid": {"Period": 13}}, "InvalidParameterValue.OutOfRange"),
        ({"InstanceChargePrepaid": {"Period": 1, "RenewFlag": "YES"}}, "InvalidParameterValue"),
        ({"InstanceCount": 31}, "InvalidParameterValue"),
        ({"InstanceName": "n" * 129}, "InvalidParameterValue.InstanceNameTooLong"),
        ({"Zones": ["ap-tokyo-1"]}, "InvalidParameterValue.InvalidZone"),
        ({"ClientToken": "t" * 65}, "InvalidParameterValue.ClientTokenTooLong"),
        (
            {"DomainName": "shop.example", "InstanceCount": 2},
            "InvalidParameterValue.InvalidParameterCombination",
        ),
        ({"DryRun": True}, "DryRunOperation"),
    ],
)
def test_server_that_can_not_be_is_refused(lighthouse: Any, more: dict[str, Any], code: str) -> None:
    assert code_of(lighthouse, "CreateInstances", **{**WANTED, **more}) == code
    assert names(lighthouse) == []


def test_same_token_gives_the_same_servers(lighthouse: Any) -> None:
    first = made(lighthouse, ClientToken="once")

    assert first == made(lighthouse, ClientToken="once") != made(lighthouse)


def test_server_is_given_back_and_then_destroyed(lighthouse: Any) -> None:
    (server,) = made(lighthouse)
    early = code_of(lighthouse, "TerminateInstances", InstanceIds=[server])

    ask(lighthouse, "IsolateInstances", InstanceIds=[server])
    waiting = described(lighthouse, server)
    twice = code_of(lighthouse, "IsolateInstances", InstanceIds=[server])
    ask(lighthouse, "TerminateInstances", InstanceIds=[server])

    assert (early, twice) == ("UnsupportedOperation.InvalidInstanceState",) * 2
    assert (waiting["InstanceState"], waiting["LatestOperation"]) == ("SHUTDOWN", "IsolateInstances")
    assert waiting["IsolatedTime"] is not None
    gone = code_of(lighthouse, "DescribeInstances", InstanceIds=[server])
    assert gone == "ResourceNotFound.InstanceIdNotFound"


@pytest.mark.parametrize("action", ["IsolateInstances", "TerminateInstances"])
@pytest.mark.parametrize(
    ("ids", "code"),
    [
        ([], "InvalidParameterValue"),
        (["blog"], "InvalidParameterValue.InstanceIdMalformed"),
        ([NOWHERE], "ResourceNotFound.InstanceIdNotFound"),
    ],
)
def test_end_of_what_is_not_there_is_refused(lighthouse: Any, action: str, ids: list[str], code: str) -> None:
    assert code_of(lighthouse, action, InstanceIds=ids) == code


def test_twenty_servers_are_given_back_at_once(lighthouse: Any) -> None:
    ids = made(lighthouse, InstanceCount=21)

    refused = code_of(lighthouse, "IsolateInstances", InstanceIds=ids)
    ask(lighthouse, "IsolateInstances", InstanceIds=ids[:20])

    assert refused == "LimitExceeded.IsolateResourcesLimitExceeded"
    states = [{"Name": "instance-state", "Values": ["RUNNING"]}]
    assert ask(lighthouse, "DescribeInstances", Filters=states)["TotalCount"] == 1


def test_servers_are_listed_in_order_by_page(lighthouse: Any, emulator: Emulator) -> None:
    for name, months in (("a", 3), ("b", 1), ("c", 2)):
        add_server(emulator.cloud, account_of(emulator), name, months=months)
        emulator.cloud.clock.advance(1)
    back = ask(lighthouse, "DescribeInstances", Filters=[{"Name": "instance-name", "Values": ["a"]}])
    ask(lighthouse, "IsolateInstances", InstanceIds=[back["InstanceSet"][0]["InstanceId"]])

    assert names(lighthouse) == ["a", "c", "b"]
    assert names(lighthouse, OrderField="EXPIRED_TIME") == ["b", "c", "a"]
    assert names(lighthouse, OrderField="EXPIRED_TIME", Order="DESC", Offset=1, Limit=1) == ["c"]
    assert ask(lighthouse, "DescribeInstances", Limit=1)["TotalCount"] == 3


@pytest.mark.parametrize(
    ("name", "values", "found"),
    [
        ("instance-name", ["blog", "none"], ["blog"]),
        ("public-ip-address", ["203.0.113.90"], ["shop"]),
        ("zone", ["ap-guangzhou-3"], ["blog", "shop"]),
        ("bundle-id", ["bundle_other"], []),
        ("tag:team", ["shop"], ["shop"]),
        ("tag-key", ["team"], ["shop"]),
    ],
)
def test_servers_are_filtered(
    lighthouse: Any, emulator: Emulator, name: str, values: list[str], found: list[str]
) -> None:
    add_server(emulator.cloud, account_of(emulator), "blog")
    add_server(emulator.cloud, account_of(emulator), "shop", ip="203.0.113.90", tags={"team": "shop"})

    assert sorted(names(lighthouse, Filters=[{"Name": name, "Values": values}])) == found


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"Limit": 101}, "InvalidParameterValue"),
        ({"Order": "ASC"}, "MissingParameter.OrderFieldRequired"),
        ({"OrderField": "COLOUR"}, "InvalidParameterValue"),
        ({"InstanceIds": ["blog"]}, "InvalidParameterValue.InstanceIdMalformed"),
        ({"InstanceIds": [f"lhins-{n:08}" for n in range(101)]}, "InvalidParameterValue.LimitExceeded"),
        (
            {"Filters": [{"Name": "colour", "Values": ["red"]}]},
            "InvalidParameter.InvalidFilterNotSupportedName",
        ),
        (
            {"Filters": [{"Name": "zone", "Values": ["a"] * 101}]},
            "InvalidParameter.FilterValueLimitExceeded",
        ),
        (
            {"InstanceIds": [NOWHERE], "Filters": [{"Name": "zone", "Values": ["a"]}]},
            "InvalidParameter.ParameterConflict",
        ),
    ],
)
def test_list_that_can_not_be_is_refused(lighthouse: Any, asked: dict[str, Any], code: str) -> None:
    assert code_of(lighthouse, "DescribeInstances", **asked) == code


def test_servers_stay_in_their_region(lighthouse: Any, emulator: Emulator) -> None:
    made(lighthouse)
    far = client("lighthouse", emulator)
    far.region = "ap-tokyo"

    assert ask(far, "DescribeInstances")["TotalCount"] == 0


def test_policy_for_one_server_opens_no_other(lighthouse: Any, emulator: Emulator) -> None:
    mine, other = made(lighthouse, InstanceCount=2)
    uin = account_of(emulator).uin
    resource = f"qcs::lighthouse::uin/{uin}:instance/{mine}"
    user = granted(emulator, "one-server", "lighthouse:DescribeInstances", resource)

    refused = code_of(user, "DescribeInstances", InstanceIds=[other])
    everything = code_of(user, "DescribeInstances")

    assert (refused, everything) == ("AuthFailure.UnauthorizedOperation",) * 2
    assert described(user, mine)["InstanceId"] == mine
