from collections.abc import Iterator
from typing import Any

import pytest
from tests.providers.tencent.saying import Saying, error
from tests.providers.tencent.shop import opened, root_key, shop_cloud, told_by

from akwarden.emulator.tencent.server import Emulator
from akwarden.model.account import AccountSite
from akwarden.model.own_address import AddressKind, OwnAddress
from akwarden.providers.tencent.regions import KNOWN, KNOWN_FINANCE

REGION: dict[str, Any] = {"RegionSet": [{"Region": "ap-guangzhou", "RegionState": "AVAILABLE"}]}
LISTS = ("DescribeInstances", "DescribeAddresses", "DescribeNatGateways", "DescribeLoadBalancers")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[OwnAddress]]:
    with Emulator(shop_cloud(tmp_path_factory.mktemp("shop")), rate_scale=0) as running:
        yield [*opened(running, root_key(running.cloud)).addresses()]


def said(**answers: Any) -> list[OwnAddress]:
    """Give the addresses where a cloud says this."""
    with Saying({"*": {}, "DescribeRegions": REGION, **answers}) as server:
        return [*told_by(server.endpoint).addresses()]


def test_every_kind_of_address_is_there(found: list[OwnAddress]) -> None:
    shown = {(one.kind, one.network, one.label, one.region) for one in found}

    assert shown == {
        (AddressKind.INSTANCE, "198.51.100.20/32", "web-1", "ap-guangzhou"),
        (AddressKind.EIP, "198.51.100.20/32", "web", "ap-guangzhou"),
        (AddressKind.EIP, "198.51.100.10/32", "way-out", "ap-guangzhou"),
        (AddressKind.EIP, "198.51.100.11/32", "way-out", "ap-guangzhou"),
        (AddressKind.NAT, "198.51.100.10/32", "way-out", "ap-guangzhou"),
        (AddressKind.NAT, "198.51.100.11/32", "way-out", "ap-guangzhou"),
        (AddressKind.LOAD_BALANCER, "198.51.100.30/32", "front", "ap-guangzhou"),
        (AddressKind.LIGHTHOUSE, "198.51.100.40/32", "blog", "ap-singapore"),
    }


def test_every_address_names_what_has_it(found: list[OwnAddress]) -> None:
    begins = {one.kind: one.resource.partition("-")[0] for one in found}

    assert begins == {
        AddressKind.INSTANCE: "ins",
        AddressKind.EIP: "eip",
        AddressKind.NAT: "nat",
        AddressKind.LOAD_BALANCER: "lb",
        AddressKind.LIGHTHOUSE: "lhins",
    }


def test_private_addresses_are_left_out() -> None:
    rows = [
        {"LoadBalancerId": "lb-1", "LoadBalancerType": "INTERNAL", "LoadBalancerVips": ["10.0.0.9"]},
        {"LoadBalancerId": "lb-2", "LoadBalancerType": "OPEN", "LoadBalancerVips": ["198.51.100.1"]},
    ]
    instances = [{"InstanceId": "ins-1", "PrivateIpAddresses": ["10.0.0.8"], "PublicIpAddresses": None}]

    networks = said(
        DescribeLoadBalancers={"TotalCount": 2, "LoadBalancerSet": rows},
        DescribeInstances={"TotalCount": 1, "InstanceSet": instances},
    )

    assert [one.network for one in networks] == ["198.51.100.1/32"]


def test_addresses_of_version_six_are_there() -> None:
    balancer = {"LoadBalancerId": "lb-1", "LoadBalancerType": "OPEN", "AddressIPv6": "2001:db8::1"}
    instance = {
        "InstanceId": "x",
        "PublicIPv6Addresses": ["2001:db8::2"],
        "PublicIpv6Addresses": ["2001:db8::3"],
    }

    networks = said(
        DescribeLoadBalancers={"TotalCount": 1, "LoadBalancerSet": [balancer]},
        DescribeInstances={"TotalCount": 1, "InstanceSet": [instance]},
    )

    assert {one.network for one in networks} == {"2001:db8::1/128", "2001:db8::2/128", "2001:db8::3/128"}


def test_what_is_no_address_is_left_out() -> None:
    rows = [{"AddressId": "eip-1", "AddressIp": text} for text in ("", None, "soon", "10.0.0.0/8", "1.2.3.4")]

    networks = said(DescribeAddresses={"TotalCount": 5, "AddressSet": rows})

    assert [one.network for one in networks] == ["1.2.3.4/32"]


@pytest.mark.parametrize("code", ["UnauthorizedOperation", "InvalidAction"])
def test_a_kind_that_can_not_be_seen_is_a_blind_spot_and_asked_for_in_one_region(code: str) -> None:
    regions = {"RegionSet": [{"Region": "ap-a"}, {"Region": "ap-b"}]}
    eips: Any = {"TotalCount": 1, "AddressSet": [{"AddressId": "eip-1", "AddressIp": "1.2.3.4"}]}
    answers = {
        "*": {},
        "DescribeRegions": regions,
        "DescribeAddresses": eips,
        "DescribeNatGateways": error(code),
    }
    with Saying(answers) as server:
        inventory = told_by(server.endpoint)
        found = [*inventory.addresses()]

    assert len(found) == 2
    assert [spot.right for spot in inventory.tally.blind_spots] == ["vpc:DescribeNatGateways"]
    assert server.asked.count("DescribeNatGateways") == 1


@pytest.mark.parametrize(
    ("site", "known"), [(AccountSite.MAINLAND, KNOWN), (AccountSite.FINANCE, KNOWN_FINANCE)]
)
def test_without_the_right_to_ask_for_regions_those_that_are_known_are_tried(
    site: AccountSite, known: tuple[str, ...]
) -> None:
    with Saying({"*": {}, "DescribeRegions": error("UnauthorizedOperation")}) as server:
        inventory = told_by(server.endpoint, site)
        list(inventory.addresses())

    assert tuple(head["x-tc-region"] for head in server.heads[1 : 1 + len(known)]) == known
    assert [spot.right for spot in inventory.tally.blind_spots] == [
        "cvm:DescribeRegions",
        "lighthouse:DescribeRegions",
    ]


def test_a_region_that_is_not_for_the_account_is_not_asked() -> None:
    regions = {
        "RegionSet": [
            {"Region": "ap-closed", "RegionState": "UNAVAILABLE"},
            {"Region": "ap-open", "RegionState": "AVAILABLE"},
        ]
    }
    with Saying({"*": {}, "DescribeRegions": regions}) as server:
        list(told_by(server.endpoint).addresses())

    asked = {head["x-tc-region"] for head in server.heads if head["x-tc-action"] in LISTS}
    assert asked == {"ap-open"}
