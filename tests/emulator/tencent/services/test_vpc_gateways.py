"""NAT gateways: made, listed, deleted."""

from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.granted import granted

from akwarden.emulator.tencent.server import Emulator

__all__ = ["emulator"]
VPC = "vpc-0yi4hekt"
WANTED = {"NatGatewayName": "out", "VpcId": VPC, "AddressCount": 1}


@pytest.fixture
def vpc(emulator: Emulator) -> Any:
    """Give a client of the first region, from which what there was is gone."""
    on = client("vpc", emulator)
    for one in ask(on, "DescribeNatGateways", Limit=100)["NatGatewaySet"]:
        if not one["DeletionProtectionEnabled"]:
            ask(on, "DeleteNatGateway", NatGatewayId=one["NatGatewayId"])
    for one in ask(on, "DescribeAddresses", Limit=100)["AddressSet"]:
        if one["AddressStatus"] == "UNBIND":
            ask(on, "ReleaseAddresses", AddressIds=[one["AddressId"]])
    return on


def made(vpc: Any, **more: Any) -> dict[str, Any]:
    (found,) = ask(vpc, "CreateNatGateway", **{**WANTED, **more})["NatGatewaySet"]
    return dict(found)


def ips(gateway: dict[str, Any]) -> list[str]:
    return [one["PublicIpAddress"] for one in gateway["PublicIpAddressSet"]]


def test_gateway_that_was_made_is_described(vpc: Any) -> None:
    gateway = made(vpc, Zone="ap-guangzhou-3", Tags=[{"Key": "a", "Value": "b"}])

    (found,) = ask(vpc, "DescribeNatGateways", NatGatewayIds=[gateway["NatGatewayId"]])["NatGatewaySet"]

    assert found == gateway
    assert (found["NatGatewayName"], found["VpcId"], found["State"]) == ("out", VPC, "AVAILABLE")
    assert (found["Zone"], found["TagSet"]) == ("ap-guangzhou-3", [{"Key": "a", "Value": "b"}])
    assert (found["InternetMaxBandwidthOut"], found["MaxConcurrentConnection"]) == (100, 1_000_000)


def test_gateway_takes_addresses_that_there_are_and_new_ones(vpc: Any) -> None:
    own = ask(vpc, "AllocateAddresses", VipCluster=["203.0.113.70"])["AddressSet"]

    gateway = made(vpc, PublicIpAddresses=["203.0.113.70"])

    bound = ask(vpc, "DescribeAddresses", Filters=[{"Name": "instance-type", "Values": ["NAT"]}])[
        "AddressSet"
    ]
    ids = [one["AddressId"] for one in gateway["PublicIpAddressSet"]]
    assert (ips(gateway)[0], len(ips(gateway)), ids[:1]) == ("203.0.113.70", 2, own)
    assert {one["AddressId"]: one["InstanceId"] for one in bound} == dict.fromkeys(
        ids, gateway["NatGatewayId"]
    )


def test_standard_gateway_has_the_size_of_all(vpc: Any) -> None:
    gateway = made(vpc, NatProductVersion=2)

    size = (gateway["InternetMaxBandwidthOut"], gateway["MaxConcurrentConnection"])
    assert (gateway["NatProductVersion"], size) == (2, (5000, 2_000_000))


def test_address_of_a_gateway_is_in_use(vpc: Any) -> None:
    (ip,) = ips(made(vpc))
    address = ask(vpc, "DescribeAddresses", Filters=[{"Name": "address-ip", "Values": [ip]}])["AddressSet"][0]

    other = code_of(vpc, "CreateNatGateway", **{**WANTED, "PublicIpAddresses": [ip]})
    off = code_of(vpc, "DisassociateAddress", AddressId=address["AddressId"])
    back = code_of(vpc, "ReleaseAddresses", AddressIds=[address["AddressId"]])

    assert (other, off) == ("ResourceInUse.Address", "InvalidAddressState")
    assert back == "UnsupportedOperation.AddressStatusNotPermit"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"AddressCount": 0}, "MissingParameter"),
        ({"AddressCount": 11}, "LimitExceeded.PublicIpAddressPerNatGatewayLimitExceeded"),
        ({"PublicIpAddresses": ["203.0.113.1"]}, "UnsupportedOperation.PublicIpAddressIsNotExisted"),
        ({"VpcId": "vpc"}, "InvalidVpcId.Malformed"),
        ({"NatGatewayName": "n" * 61}, "InvalidParameterValue"),
        ({"NatGatewayName": ""}, "InvalidParameterValue"),
        ({"InternetMaxBandwidthOut": 7}, "InvalidParameterValue"),
        ({"MaxConcurrentConnection": 7}, "InvalidParameterValue"),
        ({"NatProductVersion": 3}, "InvalidParameterValue"),
    ],
)
def test_gateway_that_can_not_be_is_refused(vpc: Any, more: dict[str, Any], code: str) -> None:
    assert code_of(vpc, "CreateNatGateway", **{**WANTED, **more}) == code
    assert ask(vpc, "DescribeNatGateways", Filters=[{"Name": "vpc-id", "Values": [VPC]}])["TotalCount"] == 0


def test_vpc_has_three_gateways_and_a_region_twenty_addresses(vpc: Any) -> None:
    for _ in range(3):
        made(vpc, AddressCount=5)

    full = code_of(vpc, "CreateNatGateway", **WANTED)
    poor = code_of(vpc, "CreateNatGateway", **{**WANTED, "VpcId": "vpc-11111111", "AddressCount": 6})

    assert full == "LimitExceeded.NatGatewayPerVpcLimitExceeded"
    assert poor == "LimitExceeded.AddressQuotaLimitExceeded"


def test_deleted_gateway_leaves_its_addresses(vpc: Any) -> None:
    gateway = made(vpc)

    ask(vpc, "DeleteNatGateway", NatGatewayId=gateway["NatGatewayId"])

    (address,) = ask(vpc, "DescribeAddresses")["AddressSet"]
    assert ([address["AddressIp"]], address["AddressStatus"]) == (ips(gateway), "UNBIND")
    assert code_of(vpc, "DeleteNatGateway", NatGatewayId=gateway["NatGatewayId"]) == "ResourceNotFound"


def test_protected_gateway_stays(emulator: Emulator) -> None:
    on = client("vpc", emulator)
    on.region = "ap-seoul"
    gateway = made(on, DeletionProtectionEnabled=True)

    refused = code_of(on, "DeleteNatGateway", NatGatewayId=gateway["NatGatewayId"])

    assert refused == "UnsupportedOperation.DeletionProtectionEnabled"
    assert ask(on, "DescribeNatGateways")["TotalCount"] == 1


def test_gateways_are_listed_by_filter_and_page(vpc: Any) -> None:
    for name in ("one", "two", "three"):
        made(vpc, NatGatewayName=name)

    def found(**asked: Any) -> list[str]:
        return [one["NatGatewayName"] for one in ask(vpc, "DescribeNatGateways", **asked)["NatGatewaySet"]]

    assert found(Offset=1, Limit=1) == ["two"]
    assert found(Filters=[{"Name": "nat-gateway-name", "Values": ["one", "three"]}]) == ["one", "three"]
    assert found(Filters=[{"Name": "nat-state", "Values": ["PENDING"]}]) == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"Limit": 101}, "InvalidParameterValue"),
        ({"NatGatewayIds": ["nat-00000000"]}, "ResourceNotFound"),
        ({"NatGatewayIds": ["nat-00000000"] * 101}, "InvalidParameterValue.LimitExceeded"),
        ({"Filters": [{"Name": "vpc-id", "Values": ["a"] * 6}]}, "LimitExceeded.NumberOfFilters"),
        ({"Filters": [{"Name": "colour", "Values": ["red"]}]}, "InvalidParameter.InvalidFilter"),
        (
            {"NatGatewayIds": ["nat-00000000"], "Filters": [{"Name": "vpc-id", "Values": ["a"]}]},
            "InvalidParameter.Coexist",
        ),
    ],
)
def test_list_that_can_not_be_is_refused(vpc: Any, asked: dict[str, Any], code: str) -> None:
    assert code_of(vpc, "DescribeNatGateways", **asked) == code


def test_policy_for_one_gateway_opens_no_other(vpc: Any, emulator: Emulator) -> None:
    mine, other = made(vpc)["NatGatewayId"], made(vpc)["NatGatewayId"]
    uin = account_of(emulator).uin
    user = granted(emulator, "one-gateway", "vpc:DeleteNatGateway", f"qcs::vpc::uin/{uin}:nat/{mine}")

    refused = code_of(user, "DeleteNatGateway", NatGatewayId=other)
    ask(user, "DeleteNatGateway", NatGatewayId=mine)

    assert refused == "AuthFailure.UnauthorizedOperation"
