"""The addresses and gateways that a call names, and the resources that policies know them by.

CAM counts elastic addresses among the resources of `cvm`, NAT gateways among those of `vpc` ("Authorization
Definition" of Cloud Virtual Machine and of Virtual Private Cloud). No document names a resource of the lists
here: they are granted for `*`.
"""

import re
from collections.abc import Iterable

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.services.regional import qualified, region_of
from akwarden.emulator.tencent.services.vpc.state import Address, VpcRegion, VpcState

MOST_ADDRESSES = 20
"""Of one region ("Elastic IP", quota limits)."""
_ID = re.compile(r"eip-[a-z0-9]{8}")


def region_network(call: Call) -> VpcRegion:
    """Return what is in the region of a call."""
    return call.account.state(VpcState).regions.at(region_of(call))


def address_of(call: Call, address_id: str) -> Address:
    """Return an address of the account's own; raises ApiError for none."""
    check_ids([address_id])
    found = region_network(call).addresses.get(address_id)
    if found is None:
        raise ApiError("InvalidAddressId.NotFound", f"The address `{address_id}` does not exist.")
    return found


def check_ids(ids: Iterable[str]) -> None:
    """Raise ApiError for an id that can't be one of an address."""
    for one in ids:
        if not _ID.fullmatch(one):
            message = f"The id `{one}` is not one of an address."
            raise ApiError("InvalidParameterValue.AddressIdMalformed", message)


def check_quota(call: Call, more: int, code: str) -> None:
    """Raise ApiError where so many more addresses are too many for the region."""
    if len(region_network(call).addresses) + more > MOST_ADDRESSES:
        raise ApiError(code, f"A region has up to {MOST_ADDRESSES} addresses.")


def task(call: Call) -> str:
    """Return the TaskId of what was done; it is over when the answer comes."""
    return str(call.cloud.ids.number("vpc task"))


def address_resources(call: Call) -> tuple[str, ...]:
    """Return the resources of the addresses of a call, and of the instance that it names."""
    ids = [*call.items("AddressIds"), *([call.text("AddressId")] if call.text("AddressId") else [])]
    found = [qualified(call, "cvm", f"eip/{one}") for one in ids or ["*"]]
    instance = call.text("InstanceId")
    return (*found, *([qualified(call, "cvm", f"instance/{instance}")] if instance else []))


def gateway_resources(call: Call) -> tuple[str, ...]:
    """Return the resources of the gateway of a call, and of the VPC that a new one is in."""
    found = qualified(call, "vpc", f"nat/{call.text('NatGatewayId') or '*'}")
    vpc = call.text("VpcId")
    return (found, *([qualified(call, "vpc", f"vpc/{vpc}")] if vpc else []))
