"""Elastic addresses: taken, put to instances, taken off and given back.

After the API documents of VPC (AllocateAddresses, AssociateAddress, DisassociateAddress, ReleaseAddresses).
The cloud does these things some time after it answers; here they are done when the answer comes.
"""

import re
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cvm.state import CvmState, Instance
from akwarden.emulator.tencent.services.public_ip import is_choosable
from akwarden.emulator.tencent.services.regional import region_of, tags_of
from akwarden.emulator.tencent.services.vpc.found import (
    MOST_ADDRESSES,
    address_of,
    address_resources,
    check_quota,
    region_network,
    task,
)
from akwarden.emulator.tencent.services.vpc.state import (
    CVM,
    UNNAMED,
    Address,
    VpcState,
    add_address,
    bind_instance,
)

_TRAFFIC = "TRAFFIC_POSTPAID_BY_HOUR"
_CHARGES = (_TRAFFIC, "BANDWIDTH_POSTPAID_BY_HOUR")
"""Those that need nothing else to be bought."""
_ISPS = ("BGP", "CMCC", "CTCC", "CUCC")
_MOST_BANDWIDTH, _MOST_TOKEN, _MOST_NAME = 100, 64, 128
_INSTANCE = re.compile(r"ins-[a-z0-9]{8}")
_QUOTA = "AddressQuotaLimitExceeded"


@serve("vpc", "AllocateAddresses", write=True, resources=address_resources)
def allocate_addresses(call: Call) -> Mapping[str, Any]:
    """Make addresses; a ClientToken that was seen gives those of then."""
    region, token, wanted = region_network(call), call.text("ClientToken"), call.items("VipCluster")
    if len(token) > _MOST_TOKEN or not token.isascii():
        raise ApiError("InvalidParameterValue", f"A ClientToken has up to {_MOST_TOKEN} ASCII characters.")
    if token and token in region.tokens:
        return {"AddressSet": region.tokens[token], "TaskId": task(call)}
    count = len(wanted) or call.within("AddressCount", 1, MOST_ADDRESSES, 1)
    bandwidth = call.within("InternetMaxBandwidthOut", 1, _MOST_BANDWIDTH, 1)
    _check_bought(call)
    _check_free(call, wanted)
    check_quota(call, count, _QUOTA)
    made = [_made(call, ip, bandwidth) for ip in wanted or [""] * count]
    if token:
        region.tokens[token] = [one.id for one in made]
    return {"AddressSet": [one.id for one in made], "TaskId": task(call)}


def _check_bought(call: Call) -> None:
    """Raise ApiError for an address that can't be bought."""
    if call.text("AddressType", "EIP") != "EIP":
        raise ApiError("InvalidParameterValue", "Here only addresses of the type EIP are given.")
    if call.text("InternetServiceProvider", _ISPS[0]) not in _ISPS:
        raise ApiError("InvalidParameterValue", f"InternetServiceProvider is one of {', '.join(_ISPS)}.")
    if call.text("InternetChargeType", _TRAFFIC) not in _CHARGES:
        raise ApiError("InvalidParameterValue", f"InternetChargeType is one of {', '.join(_CHARGES)}.")
    if len(call.text("AddressName")) > _MOST_NAME:
        raise ApiError("InvalidParameterValue", f"A name has up to {_MOST_NAME} characters.")


def _check_free(call: Call, wanted: list[str]) -> None:
    """Raise ApiError where an address that is asked for by number is no address, or somebody's."""
    taken = {
        address.ip
        for account in call.cloud.accounts.values()
        for region in account.state(VpcState).regions.regions.values()
        for address in region.addresses.values()
    }
    for ip in wanted:
        if not is_choosable(ip) or ip in taken or wanted.count(ip) > 1:
            raise ApiError("InvalidParameterValue.AddressIpNotAvailable", f"`{ip}` is not to be had.")


def _made(call: Call, ip: str, bandwidth: int) -> Address:
    name = call.text("AddressName") or UNNAMED
    made = add_address(call.cloud, call.account, name, region=region_of(call), ip=ip)
    made.isp = call.text("InternetServiceProvider", _ISPS[0])
    made.charge, made.bandwidth = call.text("InternetChargeType", _TRAFFIC), bandwidth
    made.tags = tags_of(call.items("Tags"))
    return made


@serve("vpc", "ReleaseAddresses", write=True, sensitive=True, resources=address_resources)
def release_addresses(call: Call) -> Mapping[str, Any]:
    """Give addresses back that are bound to nothing; all, or none."""
    found = [address_of(call, one) for one in call.items("AddressIds")]
    if not found:
        raise ApiError("InvalidParameterValue", "`AddressIds` is empty.")
    for address in found:
        if address.instance:
            message = f"The address `{address.id}` is bound."
            raise ApiError("UnsupportedOperation.AddressStatusNotPermit", message)
    for one in {address.id for address in found}:
        del region_network(call).addresses[one]
    return {"TaskId": task(call)}


@serve("vpc", "AssociateAddress", write=True, resources=address_resources)
def associate_address(call: Call) -> Mapping[str, Any]:
    """Bind an address to a CVM instance that has no public one yet."""
    address, interface = address_of(call, call.text("AddressId")), call.text("NetworkInterfaceId")
    if interface and call.text("InstanceId"):
        raise ApiError("InvalidParameter.Coexist", "Give InstanceId or NetworkInterfaceId.")
    if interface:
        raise ApiError("InvalidNetworkInterfaceId.NotFound", f"The interface `{interface}` does not exist.")
    instance = _instance(call, call.text("InstanceId"))
    if address.instance:
        raise ApiError("InvalidAddressIdStatus.NotPermit", f"The address `{address.id}` is bound.")
    _check_has_none(call, instance)
    private = call.text("PrivateIpAddress")
    if private and private not in instance.private_ips:
        message = f"The instance `{instance.id}` does not have `{private}`."
        raise ApiError("InvalidParameterValue.PrivateIpAddressNotMatch", message)
    bind_instance(address, instance)
    return {"TaskId": task(call)}


def _check_has_none(call: Call, instance: Instance) -> None:
    """Raise ApiError where an instance has a public address."""
    if any(one.instance == instance.id for one in region_network(call).addresses.values()):
        message = f"The instance `{instance.id}` has an elastic address."
        raise ApiError("InvalidInstanceId.AlreadyBindEip", message)
    if instance.public_ips:
        message = f"The instance `{instance.id}` has an ordinary public address."
        raise ApiError("InvalidParameterValue.InstanceHasWanIP", message)


def _instance(call: Call, instance_id: str) -> Instance:
    if not instance_id:
        raise ApiError("MissingParameter", "The request has neither InstanceId nor NetworkInterfaceId.")
    if not _INSTANCE.fullmatch(instance_id):
        message = f"The id `{instance_id}` is not one of an instance."
        raise ApiError("InvalidParameterValue.InstanceIdMalformed", message)
    found = call.account.state(CvmState).regions.at(region_of(call)).instances.get(instance_id)
    if found is None:
        raise ApiError("InvalidInstanceId.NotFound", f"The instance `{instance_id}` does not exist.")
    return found


@serve("vpc", "DisassociateAddress", write=True, resources=address_resources)
def disassociate_address(call: Call) -> Mapping[str, Any]:
    """Take an address from its CVM instance; from a NAT gateway it comes with another action."""
    address = address_of(call, call.text("AddressId"))
    if address.instance_type != CVM:
        raise ApiError("InvalidAddressState", f"The address `{address.id}` is not bound to an instance.")
    if call.parameters.get("ReallocateNormalPublicIp"):
        raise ApiError("UnsupportedOperation", "Here no ordinary address comes in place of an elastic one.")
    _instance(call, address.instance).public_ips.remove(address.ip)
    address.unbind()
    return {"TaskId": task(call)}
