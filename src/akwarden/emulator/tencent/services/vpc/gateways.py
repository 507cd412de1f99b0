"""NAT gateways: made and deleted, after CreateNatGateway and DeleteNatGateway of the VPC API.

VPCs are not kept: any id that can be one of a VPC is taken.
"""

import re
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.regional import region_of, tags_of
from akwarden.emulator.tencent.services.vpc.found import check_quota, gateway_resources, region_network
from akwarden.emulator.tencent.services.vpc.listing import described
from akwarden.emulator.tencent.services.vpc.state import Address, add_address, add_gateway

_VPC = re.compile(r"vpc-[a-z0-9]{8}")
_BANDWIDTHS = (20, 50, 100, 200, 500, 1000, 2000, 5000)
_CONNECTIONS = (1_000_000, 3_000_000, 10_000_000)
_MOST_IN_VPC, _MOST_ADDRESSES, _MOST_NAME = 3, 10, 60
"""Of gateways in a VPC, and of addresses of a gateway ("NAT Gateway", quota limits)."""
_STANDARD, _STANDARD_BANDWIDTH, _STANDARD_CONNECTIONS = 2, 5000, 2_000_000
_QUOTA = "LimitExceeded.AddressQuotaLimitExceeded"


@serve("vpc", "CreateNatGateway", write=True, rate=100, resources=gateway_resources)
def create_nat_gateway(call: Call) -> Mapping[str, Any]:
    """Make a gateway with addresses that there are, with new ones, or with both."""
    name, vpc, count = call.text("NatGatewayName"), call.text("VpcId"), call.number("AddressCount")
    if not name or len(name) > _MOST_NAME:
        raise ApiError("InvalidParameterValue", f"A name has 1 to {_MOST_NAME} characters.")
    _check_vpc(call, vpc)
    wanted, version = _existing(call), call.within("NatProductVersion", 1, _STANDARD, 1)
    bandwidth = _one_of(call, "InternetMaxBandwidthOut", _BANDWIDTHS, _BANDWIDTHS[2])
    connections = _one_of(call, "MaxConcurrentConnection", _CONNECTIONS, _CONNECTIONS[0])
    if not wanted and not count:
        raise ApiError("MissingParameter", "The request has neither AddressCount nor PublicIpAddresses.")
    if len(wanted) + count > _MOST_ADDRESSES:
        message = f"A gateway has up to {_MOST_ADDRESSES} addresses."
        raise ApiError("LimitExceeded.PublicIpAddressPerNatGatewayLimitExceeded", message)
    check_quota(call, count, _QUOTA)
    new = [add_address(call.cloud, call.account, region=region_of(call)) for _ in range(count)]
    made = add_gateway(call.cloud, call.account, name, [*wanted, *new], region=region_of(call), vpc=vpc)
    is_standard = version == _STANDARD
    made.version, made.zone, made.tags = version, call.text("Zone"), tags_of(call.items("Tags"))
    made.bandwidth = _STANDARD_BANDWIDTH if is_standard else bandwidth
    made.connections = _STANDARD_CONNECTIONS if is_standard else connections
    made.protected = bool(call.parameters.get("DeletionProtectionEnabled"))
    return {"NatGatewaySet": [described(made)], "TotalCount": 1}


def _check_vpc(call: Call, vpc: str) -> None:
    if not _VPC.fullmatch(vpc):
        raise ApiError("InvalidVpcId.Malformed", f"The id `{vpc}` is not one of a VPC.")
    if sum(one.vpc == vpc for one in region_network(call).gateways.values()) >= _MOST_IN_VPC:
        message = f"A VPC has up to {_MOST_IN_VPC} NAT gateways."
        raise ApiError("LimitExceeded.NatGatewayPerVpcLimitExceeded", message)


def _existing(call: Call) -> list[Address]:
    """Return the addresses that PublicIpAddresses names; raises ApiError for one that is not free."""
    own = {one.ip: one for one in region_network(call).addresses.values()}
    wanted = {*call.items("PublicIpAddresses")}
    for ip in wanted:
        if ip not in own:
            message = f"The address `{ip}` does not exist."
            raise ApiError("UnsupportedOperation.PublicIpAddressIsNotExisted", message)
        if own[ip].instance:
            raise ApiError("ResourceInUse.Address", f"The address `{ip}` is bound.")
    return [one for ip, one in own.items() if ip in wanted]


def _one_of(call: Call, name: str, values: tuple[int, ...], default: int) -> int:
    found = call.number(name, default)
    if found not in values:
        message = f"`{name}` is one of {', '.join(map(str, values))}."
        raise ApiError("InvalidParameterValue", message)
    return found


@serve("vpc", "DeleteNatGateway", write=True, sensitive=True, rate=100, resources=gateway_resources)
def delete_nat_gateway(call: Call) -> Mapping[str, Any]:
    """Delete a gateway; its addresses stay, bound to nothing."""
    gateways, gateway_id = region_network(call).gateways, call.text("NatGatewayId")
    found = gateways.get(gateway_id)
    if found is None:
        raise ApiError("ResourceNotFound", f"The NAT gateway `{gateway_id}` does not exist.")
    if found.protected:
        message = f"The NAT gateway `{gateway_id}` is protected."
        raise ApiError("UnsupportedOperation.DeletionProtectionEnabled", message)
    for address in found.addresses:
        address.unbind()
    del gateways[gateway_id]
    return {}
