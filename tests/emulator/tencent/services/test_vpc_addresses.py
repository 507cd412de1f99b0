"""Elastic addresses: taken, put to machines, taken off, given back, listed."""

from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.granted import granted

from akwarden.emulator.tencent.server import Emulator, empty_cloud
from akwarden.emulator.tencent.services.cvm.state import Instance, add_instance
from akwarden.emulator.tencent.services.vpc.found import MOST_ADDRESSES
from akwarden.emulator.tencent.services.vpc.state import add_address

__all__ = ["emulator"]
NOWHERE = "eip-00000000"


@pytest.fixture
def vpc(emulator: Emulator) -> Any:
    """Give a client of the first region, from which what there was is gone."""
    on = client("vpc", emulator)
    for one in ask(on, "DescribeAddresses", Limit=100)["AddressSet"]:
        if one["InstanceType"] == "CVM":
            ask(on, "DisassociateAddress", AddressId=one["AddressId"])
        ask(on, "ReleaseAddresses", AddressIds=[one["AddressId"]])
    return on


def made(vpc: Any, **more: Any) -> list[str]:
    return list(ask(vpc, "AllocateAddresses", **more)["AddressSet"])


def described(vpc: Any, address: str) -> dict[str, Any]:
    found: dict[str, Any] = ask(vpc, "DescribeAddresses", AddressIds=[address])["AddressSet"][0]
    return found


def machine(emulator: Emulator, *public_ips: str) -> Instance:
    return add_instance(emulator.cloud, account_of(emulator), "host", public_ips=public_ips)


def public_ips(emulator: Emulator, host: Instance) -> Any:
    cvm = client("cvm", emulator)
    return ask(cvm, "DescribeInstances", InstanceIds=[host.id])["InstanceSet"][0]["PublicIpAddresses"]


def test_addresses_that_were_taken_are_described(vpc: Any) -> None:
    first, second = made(vpc, AddressCount=2, AddressName="out", Tags=[{"Key": "a", "Value": "b"}])

    one, other = described(vpc, first), described(vpc, second)

    assert (one["AddressName"], one["AddressStatus"], one["AddressType"]) == ("out", "UNBIND", "EIP")
    assert (one["InstanceId"], one["TagSet"]) == (None, [{"Key": "a", "Value": "b"}])
    assert one["AddressIp"] != other["AddressIp"]


def test_address_may_be_asked_for_by_number(vpc: Any) -> None:
    (address,) = made(vpc, VipCluster=["203.0.113.40"])

    assert described(vpc, address)["AddressIp"] == "203.0.113.40"
    again = code_of(vpc, "AllocateAddresses", VipCluster=["203.0.113.40"])
    assert again == "InvalidParameterValue.AddressIpNotAvailable"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"AddressCount": 0}, "InvalidParameterValue"),
        ({"AddressCount": MOST_ADDRESSES + 1}, "InvalidParameterValue"),
        ({"AddressType": "AnycastEIP"}, "InvalidParameterValue"),
        ({"InternetServiceProvider": "ISP"}, "InvalidParameterValue"),
        ({"InternetChargeType": "FREE"}, "InvalidParameterValue"),
        ({"InternetMaxBandwidthOut": 101}, "InvalidParameterValue"),
        ({"AddressName": "n" * 129}, "InvalidParameterValue"),
        ({"ClientToken": "t" * 65}, "InvalidParameterValue"),
        ({"VipCluster": ["10.0.0.1"]}, "InvalidParameterValue.AddressIpNotAvailable"),
        ({"VipCluster": ["2001:db8::1"]}, "InvalidParameterValue.AddressIpNotAvailable"),
        ({"VipCluster": ["203.0.113.9"] * 2}, "InvalidParameterValue.AddressIpNotAvailable"),
    ],
)
def test_address_that_can_not_be_is_refused(vpc: Any, asked: dict[str, Any], code: str) -> None:
    assert code_of(vpc, "AllocateAddresses", **asked) == code
    assert ask(vpc, "DescribeAddresses")["TotalCount"] == 0


def test_region_has_twenty_addresses(vpc: Any) -> None:
    made(vpc, AddressCount=MOST_ADDRESSES)

    assert code_of(vpc, "AllocateAddresses") == "AddressQuotaLimitExceeded"


def test_same_token_gives_the_same_addresses(vpc: Any) -> None:
    assert made(vpc, ClientToken="once") == made(vpc, ClientToken="once") != made(vpc)


def test_address_goes_to_a_machine_and_off(vpc: Any, emulator: Emulator) -> None:
    host, (address,) = machine(emulator), made(vpc)

    ask(vpc, "AssociateAddress", AddressId=address, InstanceId=host.id)
    bound, shown = described(vpc, address), public_ips(emulator, host)
    ask(vpc, "DisassociateAddress", AddressId=address)

    assert (bound["AddressStatus"], bound["InstanceType"], bound["InstanceId"]) == ("BIND", "CVM", host.id)
    assert (bound["PrivateAddressIp"], shown) == (host.private_ips[0], [bound["AddressIp"]])
    assert (described(vpc, address)["AddressStatus"], public_ips(emulator, host)) == ("UNBIND", None)


def test_machine_has_one_address(vpc: Any, emulator: Emulator) -> None:
    host, other, (first, second) = (
        machine(emulator),
        machine(emulator, "203.0.113.50"),
        made(vpc, AddressCount=2),
    )
    ask(vpc, "AssociateAddress", AddressId=first, InstanceId=host.id)

    twice = code_of(vpc, "AssociateAddress", AddressId=second, InstanceId=host.id)
    ordinary = code_of(vpc, "AssociateAddress", AddressId=second, InstanceId=other.id)
    bound = code_of(vpc, "AssociateAddress", AddressId=first, InstanceId=other.id)

    assert twice == "InvalidInstanceId.AlreadyBindEip"
    assert ordinary == "InvalidParameterValue.InstanceHasWanIP"
    assert bound == "InvalidAddressIdStatus.NotPermit"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "MissingParameter"),
        ({"InstanceId": "host"}, "InvalidParameterValue.InstanceIdMalformed"),
        ({"InstanceId": "ins-00000000"}, "InvalidInstanceId.NotFound"),
        ({"NetworkInterfaceId": "eni-00000000"}, "InvalidNetworkInterfaceId.NotFound"),
        ({"InstanceId": "ins-00000000", "NetworkInterfaceId": "eni-0"}, "InvalidParameter.Coexist"),
        ({"AddressId": NOWHERE, "InstanceId": "ins-00000000"}, "InvalidAddressId.NotFound"),
        ({"AddressId": "address"}, "InvalidParameterValue.AddressIdMalformed"),
    ],
)
def test_binding_that_can_not_be_is_refused(vpc: Any, asked: dict[str, Any], code: str) -> None:
    (address,) = made(vpc)

    assert code_of(vpc, "AssociateAddress", **{"AddressId": address, **asked}) == code


def test_private_address_is_one_of_the_machine(vpc: Any, emulator: Emulator) -> None:
    host, (address,) = machine(emulator), made(vpc)
    asked = {"AddressId": address, "InstanceId": host.id}

    refused = code_of(vpc, "AssociateAddress", **asked, PrivateIpAddress="10.9.9.9")
    ask(vpc, "AssociateAddress", **asked, PrivateIpAddress=host.private_ips[0])

    assert refused == "InvalidParameterValue.PrivateIpAddressNotMatch"


def test_address_that_is_free_does_not_come_off(vpc: Any, emulator: Emulator) -> None:
    host, (address,) = machine(emulator), made(vpc)
    free = code_of(vpc, "DisassociateAddress", AddressId=address)
    ask(vpc, "AssociateAddress", AddressId=address, InstanceId=host.id)

    ordinary = code_of(vpc, "DisassociateAddress", AddressId=address, ReallocateNormalPublicIp=True)

    assert (free, ordinary) == ("InvalidAddressState", "UnsupportedOperation")


def test_addresses_are_given_back_all_or_none(vpc: Any, emulator: Emulator) -> None:
    host, (free, bound) = machine(emulator), made(vpc, AddressCount=2)
    ask(vpc, "AssociateAddress", AddressId=bound, InstanceId=host.id)

    refused = code_of(vpc, "ReleaseAddresses", AddressIds=[free, bound])
    before = ask(vpc, "DescribeAddresses")["TotalCount"]
    ask(vpc, "ReleaseAddresses", AddressIds=[free])

    assert (refused, before) == ("UnsupportedOperation.AddressStatusNotPermit", 2)
    assert ask(vpc, "DescribeAddresses", AddressIds=[free])["TotalCount"] == 0
    assert code_of(vpc, "ReleaseAddresses", AddressIds=[free]) == "InvalidAddressId.NotFound"
    assert code_of(vpc, "ReleaseAddresses", AddressIds=[]) == "InvalidParameterValue"


def test_addresses_of_the_region_are_listed_page_by_page() -> None:
    cloud, account = empty_cloud(seed=1)
    for number in range(120):
        add_address(cloud, account, f"a{number}")
    add_address(cloud, account, "far", region="ap-tokyo")
    with Emulator(cloud, rate_scale=0) as running:
        on = client("vpc", running)

        first = ask(on, "DescribeAddresses", Limit=100)
        second = ask(on, "DescribeAddresses", Limit=100, Offset=100)
        short = ask(on, "DescribeAddresses")
        on.region = "ap-tokyo"
        far = ask(on, "DescribeAddresses")

    names = [one["AddressName"] for one in (*first["AddressSet"], *second["AddressSet"])]
    assert names == [f"a{number}" for number in range(120)]
    assert (first["TotalCount"], len(short["AddressSet"])) == (120, 20)
    assert [one["AddressName"] for one in far["AddressSet"]] == ["far"]


@pytest.mark.parametrize(
    ("name", "values", "found"),
    [
        ("address-name", ["spare", "out"], {"spare", "out"}),
        ("address-ip", ["203.0.113.60"], {"out"}),
        ("address-status", ["UNBIND"], {"spare"}),
        ("instance-type", ["CVM"], {"out"}),
        ("address-type", ["WanIP"], set()),
        ("address-type", ["EIP"], {"spare", "out"}),
        ("is-arrears", ["TRUE"], set()),
    ],
)
def test_addresses_are_filtered(
    vpc: Any, emulator: Emulator, name: str, values: list[str], found: set[str]
) -> None:
    made(vpc, AddressName="spare")
    (out,) = made(vpc, AddressName="out", VipCluster=["203.0.113.60"])
    ask(vpc, "AssociateAddress", AddressId=out, InstanceId=machine(emulator).id)

    answer = ask(vpc, "DescribeAddresses", Filters=[{"Name": name, "Values": values}])

    assert {one["AddressName"] for one in answer["AddressSet"]} == found


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"Limit": 101}, "InvalidParameterValue"),
        ({"AddressIds": ["address"]}, "InvalidParameterValue.AddressIdMalformed"),
        ({"Filters": [{"Name": "colour", "Values": ["red"]}]}, "InvalidParameter.InvalidFilter"),
        ({"Filters": [{"Name": "address-ip", "Values": ["a"]}] * 11}, "LimitExceeded.NumberOfFilters"),
        ({"Filters": [{"Name": "address-ip", "Values": ["a"] * 101}]}, "LimitExceeded.NumberOfFilters"),
        (
            {"AddressIds": [NOWHERE], "Filters": [{"Name": "address-id", "Values": [NOWHERE]}]},
            "InvalidParameter.Coexist",
        ),
    ],
)
def test_list_that_can_not_be_is_refused(vpc: Any, asked: dict[str, Any], code: str) -> None:
    assert code_of(vpc, "DescribeAddresses", **asked) == code


def test_region_must_be_named(emulator: Emulator) -> None:
    nowhere = client("vpc", emulator)
    nowhere.region = ""

    assert code_of(nowhere, "DescribeAddresses") == "MissingParameter"


def test_policy_for_one_address_opens_no_other(vpc: Any, emulator: Emulator) -> None:
    mine, other = made(vpc, AddressCount=2)
    uin = account_of(emulator).uin
    user = granted(emulator, "one-address", "vpc:ReleaseAddresses", f"qcs::cvm::uin/{uin}:eip/{mine}")

    refused = code_of(user, "ReleaseAddresses", AddressIds=[mine, other])
    ask(user, "ReleaseAddresses", AddressIds=[mine])

    assert refused == "AuthFailure.UnauthorizedOperation"


def test_list_is_granted_by_its_name(vpc: Any, emulator: Emulator) -> None:
    (mine,) = made(vpc)
    user = granted(emulator, "address-reader", "vpc:DescribeAddresses", "*")

    assert [one["AddressId"] for one in ask(user, "DescribeAddresses")["AddressSet"]] == [mine]
    assert code_of(user, "DescribeNatGateways") == "AuthFailure.UnauthorizedOperation"
    assert account_of(emulator).events[-2].action == "DescribeAddresses"
