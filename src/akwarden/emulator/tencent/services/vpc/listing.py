"""Lists of addresses and gateways, after DescribeAddresses and DescribeNatGateways of the VPC API.

Ordinary public addresses, AddressType WanIP, are told by the instances that have them and not here.
"""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import iso, local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.regional import (
    MOST,
    Values,
    filtered,
    limited_filters,
    only_one,
    paged,
    pairs,
)
from akwarden.emulator.tencent.services.vpc.found import check_ids, region_network
from akwarden.emulator.tencent.services.vpc.state import Address, Gateway

_MOST_VALUES, _MOST_GATEWAY_VALUES = 100, 5
_TOO_MANY, _UNKNOWN = "LimitExceeded.NumberOfFilters", "InvalidParameter.InvalidFilter"
_COEXIST = "InvalidParameter.Coexist"
_ADDRESS_FIELDS: Mapping[str, Values[Address]] = {
    "address-id": lambda a: [a.id],
    "address-name": lambda a: [a.name],
    "address-ip": lambda a: [a.ip],
    "address-status": lambda a: [a.status],
    "instance-id": lambda a: [a.instance],
    "private-ip-address": lambda a: [a.private_ip],
    "network-interface-id": lambda _: [],
    "is-arrears": lambda _: ["FALSE"],
    "instance-type": lambda a: [a.instance_type],
    "address-type": lambda _: ["EIP"],
    "address-isp": lambda a: [a.isp],
    "dedicated-cluster-id": lambda _: [],
    "tag-key": lambda a: a.tags,
    "tag-value": lambda a: a.tags.values(),
    "tag:": lambda a: (f"{key}={value}" for key, value in a.tags.items()),
}
_GATEWAY_FIELDS: Mapping[str, Values[Gateway]] = {
    "nat-gateway-id": lambda g: [g.id],
    "vpc-id": lambda g: [g.vpc],
    "nat-gateway-name": lambda g: [g.name],
    "tag-key": lambda g: g.tags,
    "nat-state": lambda _: ["AVAILABLE"],
}


@serve("vpc", "DescribeAddresses")
def describe_addresses(call: Call) -> Mapping[str, Any]:
    """Return the elastic addresses that fit; an id that is not there gives nothing."""
    ids, asked = call.items("AddressIds"), limited_filters(call, _MOST_VALUES, _TOO_MANY)
    check_ids(ids)
    if ids and any(one["Name"] == "address-id" for one in asked):
        raise ApiError(_COEXIST, "`AddressIds` and the filter `address-id` can't be given together.")
    found = [one for one in region_network(call).addresses.values() if not ids or one.id in ids]
    found = filtered(found, asked, _ADDRESS_FIELDS, unknown=_UNKNOWN)
    return {"TotalCount": len(found), "AddressSet": [_address(one) for one in paged(call, found)]}


@serve("vpc", "DescribeNatGateways", rate=100)
def describe_nat_gateways(call: Call) -> Mapping[str, Any]:
    """Return the NAT gateways that fit; those that are named must be there."""
    only_one(call, "NatGatewayIds", _COEXIST)
    ids, gateways = call.items("NatGatewayIds"), region_network(call).gateways
    if len(ids) > MOST:
        raise ApiError("InvalidParameterValue.LimitExceeded", f"Up to {MOST} gateways can be named.")
    for one in ids:
        if one not in gateways:
            raise ApiError("ResourceNotFound", f"The NAT gateway `{one}` does not exist.")
    asked = limited_filters(call, _MOST_GATEWAY_VALUES, _TOO_MANY)
    found = [one for one in gateways.values() if not ids or one.id in ids]
    found = filtered(found, asked, _GATEWAY_FIELDS, unknown=_UNKNOWN)
    shown = [described(one) for one in paged(call, found)]
    return {"TotalCount": len(found), "NatGatewaySet": shown, "VerboseLevel": "DETAIL"}


def _address(address: Address) -> dict[str, Any]:
    return {
        "AddressId": address.id,
        "AddressName": address.name,
        "AddressStatus": address.status,
        "AddressIp": address.ip,
        "InstanceId": address.instance or None,
        "CreatedTime": iso(address.created),
        "PrivateAddressIp": address.private_ip or None,
        "IsArrears": False,
        "IsBlocked": False,
        "IsEipDirectConnection": False,
        "AddressType": "EIP",
        "CascadeRelease": False,
        "EipAlgType": {"Ftp": False, "Sip": False},
        "InternetServiceProvider": address.isp,
        "LocalBgp": False,
        "Bandwidth": address.bandwidth,
        "InternetChargeType": address.charge,
        "TagSet": pairs(address.tags),
        "InstanceType": address.instance_type or None,
        "Egress": "center_egress1",
    }


def described(gateway: Gateway) -> dict[str, Any]:
    """Return a gateway as the API has it."""
    return {
        "NatGatewayId": gateway.id,
        "NatGatewayName": gateway.name,
        "CreatedTime": local(gateway.created),
        "State": "AVAILABLE",
        "InternetMaxBandwidthOut": gateway.bandwidth,
        "MaxConcurrentConnection": gateway.connections,
        "PublicIpAddressSet": [
            {"AddressId": one.id, "PublicIpAddress": one.ip, "IsBlocked": False, "BlockType": "NORMAL"}
            for one in gateway.addresses
        ],
        "NetworkState": "AVAILABLE",
        "DestinationIpPortTranslationNatRuleSet": [],
        "VpcId": gateway.vpc,
        "Zone": gateway.zone,
        "DirectConnectGatewayIds": [],
        "TagSet": pairs(gateway.tags),
        "SecurityGroupSet": [],
        "SourceIpTranslationNatRuleSet": [],
        "IsExclusive": False,
        "RestrictState": "NORMAL",
        "NatProductVersion": gateway.version,
        "StrictSnatMode": False,
        "SmartScheduleMode": False,
        "DedicatedClusterId": "",
        "DeletionProtectionEnabled": gateway.protected,
    }
