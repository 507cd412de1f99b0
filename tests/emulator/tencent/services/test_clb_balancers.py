"""Load balancers: made, listed, deleted."""

from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.granted import granted

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.clb.state import add_balancer

__all__ = ["emulator"]
INSIDE = {"LoadBalancerType": "INTERNAL", "VpcId": "vpc-0yi4hekt", "SubnetId": "subnet-0yi4hekt"}


@pytest.fixture
def clb(emulator: Emulator) -> Any:
    """Give a client of the first region, from which what there was is gone."""
    on = client("clb", emulator)
    while ids := [one["LoadBalancerId"] for one in ask(on, "DescribeLoadBalancers")["LoadBalancerSet"]]:
        ask(on, "DeleteLoadBalancer", LoadBalancerIds=ids)
    return on


def made(clb: Any, **more: Any) -> list[str]:
    answer = ask(clb, "CreateLoadBalancer", **{"LoadBalancerType": "OPEN", **more})
    return list(answer["LoadBalancerIds"])


def described(clb: Any, balancer: str) -> dict[str, Any]:
    found: dict[str, Any] = ask(clb, "DescribeLoadBalancers", LoadBalancerIds=[balancer])["LoadBalancerSet"][
        0
    ]
    return found


def names(clb: Any, **asked: Any) -> list[str]:
    return [one["LoadBalancerName"] for one in ask(clb, "DescribeLoadBalancers", **asked)["LoadBalancerSet"]]


def test_open_load_balancer_has_a_public_address(clb: Any) -> None:
    tags = [{"TagKey": "a", "TagValue": "b"}]
    (balancer,) = made(
        clb, LoadBalancerName="web", Tags=tags, InternetAccessible={"InternetMaxBandwidthOut": 5}
    )

    found = described(clb, balancer)

    assert (found["LoadBalancerName"], found["LoadBalancerType"], found["Status"]) == ("web", "OPEN", 1)
    assert (len(found["LoadBalancerVips"]), found["AddressIPv6"], found["Tags"]) == (1, None, tags)
    assert (found["VipIsp"], found["NetworkAttributes"]["InternetMaxBandwidthOut"]) == ("BGP", 5)


def test_inner_load_balancer_has_a_private_address(clb: Any) -> None:
    (balancer,) = made(clb, **INSIDE)

    found = described(clb, balancer)

    assert found["LoadBalancerVips"][0].startswith("10.")
    assert (found["SubnetId"], found["VipIsp"], found["NetworkAttributes"]) == (
        INSIDE["SubnetId"],
        "INTERNAL",
        None,
    )
    assert found["LoadBalancerName"] == balancer


@pytest.mark.parametrize(("version", "mode"), [("IPV6", "IPv6Nat64"), ("IPv6FullChain", "IPv6FullChain")])
def test_load_balancer_of_ipv6_has_such_an_address(clb: Any, version: str, mode: str) -> None:
    (balancer,) = made(clb, AddressIPVersion=version, SubnetId=INSIDE["SubnetId"])

    found = described(clb, balancer)

    assert (found["LoadBalancerVips"], found["AddressIPVersion"], found["IPv6Mode"]) == ([], "ipv6", mode)
    assert found["AddressIPv6"].startswith("2001:db8:")


def test_load_balancer_with_a_domain_has_no_fixed_address(clb: Any) -> None:
    (balancer,) = made(clb, DynamicVip=True)

    found = described(clb, balancer)

    assert found["LoadBalancerVips"] == []
    assert found["LoadBalancerDomain"].startswith(balancer)


def test_address_may_be_asked_for_by_number(clb: Any) -> None:
    (balancer,) = made(clb, Vip="203.0.113.80")

    assert described(clb, balancer)["LoadBalancerVips"] == ["203.0.113.80"]


def test_several_have_numbers_in_their_names(clb: Any) -> None:
    made(clb, LoadBalancerName="web", Number=2)

    assert sorted(names(clb)) == ["web-1", "web-2"]


def test_same_token_gives_the_same_load_balancers(clb: Any) -> None:
    assert made(clb, ClientToken="once") == made(clb, ClientToken="once") != made(clb)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"LoadBalancerType": "PUBLIC"}, "InvalidParameterValue"),
        ({"LoadBalancerType": "INTERNAL"}, "MissingParameter"),
        ({**INSIDE, "AddressIPVersion": "IPV6"}, "InvalidParameterValue"),
        ({"AddressIPVersion": "IPV5"}, "InvalidParameterValue"),
        ({"AddressIPVersion": "IPv6FullChain"}, "MissingParameter"),
        ({"Number": 0}, "InvalidParameterValue"),
        ({"Number": 21}, "InvalidParameterValue"),
        ({"Forward": 0}, "InvalidParameterValue"),
        ({"VipIsp": "ISP"}, "InvalidParameterValue"),
        ({"Vip": "10.0.0.1"}, "InvalidParameterValue"),
        ({"Vip": "203.0.113.81", "Number": 2}, "InvalidParameterCombination"),
        ({"LoadBalancerName": "n" * 81}, "InvalidParameterValue.Length"),
        ({"ClientToken": "t" * 65}, "InvalidParameterValue.Length"),
        ({"Tags": [{"TagKey": "a", "TagValue": "b"}] * 21}, "InvalidParameterValue.Length"),
        ({"InternetAccessible": {"InternetMaxBandwidthOut": 2049}}, "InvalidParameterValue.Range"),
        ({"LBChargeType": "PREPAID"}, "UnsupportedOperation"),
        ({"EipAddressId": "eip-00000000"}, "UnsupportedOperation"),
    ],
)
def test_load_balancer_that_can_not_be_is_refused(clb: Any, more: dict[str, Any], code: str) -> None:
    assert code_of(clb, "CreateLoadBalancer", **{"LoadBalancerType": "OPEN", **more}) == code
    assert names(clb) == []


def test_region_has_a_hundred_of_a_kind(clb: Any) -> None:
    for _ in range(5):
        made(clb, Number=20)

    assert code_of(clb, "CreateLoadBalancer", LoadBalancerType="OPEN") == "LimitExceeded"
    assert len(made(clb, **INSIDE)) == 1


def test_load_balancers_are_listed_in_order_by_page(clb: Any, emulator: Emulator) -> None:
    for name in ("b", "a", "c"):
        add_balancer(emulator.cloud, account_of(emulator), name)
        emulator.cloud.clock.advance(1)

    assert (names(clb), names(clb, OrderType=0)) == (["c", "a", "b"], ["b", "a", "c"])
    assert names(clb, OrderBy="LoadBalancerName", OrderType=0, Offset=1, Limit=1) == ["b"]
    assert ask(clb, "DescribeLoadBalancers", Limit=1)["TotalCount"] == 3


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"LoadBalancerType": "INTERNAL"}, ["inner"]),
        ({"LoadBalancerType": ""}, ["inner", "shop-web"]),
        ({"LoadBalancerName": "shop"}, ["shop-web"]),
        ({"LoadBalancerVips": ["203.0.113.82", "203.0.113.83"]}, ["shop-web"]),
        ({"SearchKey": "113.82"}, ["shop-web"]),
        ({"VpcId": "vpc-0yi4hekt"}, ["inner"]),
        ({"WithRs": 1}, []),
        ({"WithRs": 0}, ["inner", "shop-web"]),
        ({"BackendPrivateIps": ["10.0.0.1"]}, []),
        ({"LoadBalancerIds": ["lb-00000000"]}, []),
        ({"Filters": [{"Name": "tag:team", "Values": ["shop"]}]}, ["shop-web"]),
        ({"Filters": [{"Name": "vip-isp", "Values": ["INTERNAL"]}]}, ["inner"]),
    ],
)
def test_load_balancers_are_found(clb: Any, asked: dict[str, Any], found: list[str]) -> None:
    tags = [{"TagKey": "team", "TagValue": "shop"}]
    made(clb, LoadBalancerName="shop-web", Vip="203.0.113.82", Tags=tags)
    made(clb, LoadBalancerName="inner", **INSIDE)

    assert sorted(names(clb, **asked)) == found


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"Limit": 101}, "InvalidParameterValue"),
        ({"OrderBy": "Colour"}, "InvalidParameterValue"),
        ({"OrderType": 2}, "InvalidParameterValue"),
        ({"LoadBalancerIds": ["lb-00000000"] * 21}, "InvalidParameterValue.Length"),
        ({"Filters": [{"Name": "colour", "Values": ["red"]}]}, "InvalidParameter.InvalidFilter"),
        ({"Filters": [{"Name": "tag-key", "Values": ["a"]}] * 11}, "InvalidParameter.InvalidFilter"),
    ],
)
def test_list_that_can_not_be_is_refused(clb: Any, asked: dict[str, Any], code: str) -> None:
    assert code_of(clb, "DescribeLoadBalancers", **asked) == code


def test_targets_are_counted_where_that_is_asked_for(clb: Any) -> None:
    made(clb)

    (plain,) = ask(clb, "DescribeLoadBalancers")["LoadBalancerSet"]
    (counted,) = ask(clb, "DescribeLoadBalancers", AdditionalFields=["TargetCount"])["LoadBalancerSet"]

    assert (plain["TargetCount"], counted["TargetCount"]) == (None, 0)


def test_load_balancers_are_deleted_all_or_none(clb: Any) -> None:
    one, other = made(clb, Number=2)

    missing = code_of(clb, "DeleteLoadBalancer", LoadBalancerIds=[one, "lb-00000000"])
    empty = code_of(clb, "DeleteLoadBalancer", LoadBalancerIds=[])
    ask(clb, "DeleteLoadBalancer", LoadBalancerIds=[one])

    assert (missing, empty) == ("InvalidParameter.LBIdNotFound", "InvalidParameterValue.Length")
    left = ask(clb, "DescribeLoadBalancers")["LoadBalancerSet"]
    assert [found["LoadBalancerId"] for found in left] == [other]


def test_load_balancers_stay_in_their_region(clb: Any, emulator: Emulator) -> None:
    made(clb)
    far = client("clb", emulator)
    far.region = "ap-tokyo"

    assert ask(far, "DescribeLoadBalancers")["TotalCount"] == 0


def test_policy_for_one_load_balancer_opens_no_other(clb: Any, emulator: Emulator) -> None:
    mine, other = made(clb, Number=2)
    uin = account_of(emulator).uin
    user = granted(emulator, "one-balancer", "clb:DeleteLoadBalancer", f"qcs::clb::uin/{uin}:clb/{mine}")

    refused = code_of(user, "DeleteLoadBalancer", LoadBalancerIds=[other])
    ask(user, "DeleteLoadBalancer", LoadBalancerIds=[mine])

    assert refused == "AuthFailure.UnauthorizedOperation"
