"""Load balancers: made and deleted, after CreateLoadBalancer and DeleteLoadBalancer of the CLB API.

The resources are those of "Authorization Definition" of Cloud Load Balancer. The cloud makes load balancers
some time after it answers; here they are there when the answer comes. Any ids of VPCs and subnets are taken.
"""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.clb.listing import MOST_NAMED, region_balancers
from akwarden.emulator.tencent.services.clb.state import (
    FULL_CHAIN,
    INTERNAL,
    IPV4,
    NAT64,
    OPEN,
    Balancer,
    add_balancer,
)
from akwarden.emulator.tencent.services.public_ip import is_choosable
from akwarden.emulator.tencent.services.regional import qualified, region_of, tags_of

MOST_BALANCERS = 100
"""Of one kind in a region ("Use Limits" of Cloud Load Balancer)."""
_FAMILIES = {"ipv4": IPV4, "ipv6": NAT64, "ipv6fullchain": FULL_CHAIN}
_BY_HOUR = "POSTPAID_BY_HOUR"
_ISPS = ("BGP", "CMCC", "CTCC", "CUCC")
_MOST_NAME, _MOST_TAGS, _MOST_TOKEN, _MOST_BANDWIDTH, _BANDWIDTH = 80, 20, 64, 2048, 10
_NOT_HERE = (
    *("EipAddressId", "ExclusiveCluster", "ClusterIds", "ClusterTag", "SlaType", "SnatPro", "SnatIps"),
    *("LBChargePrepaid", "BandwidthPackageId", "AvailableZoneAffinityInfo"),
)
"""Parameters that would change what is described, in ways that are not kept."""


def _resources(call: Call) -> tuple[str, ...]:
    return tuple(qualified(call, "clb", f"clb/{one}") for one in call.items("LoadBalancerIds") or ["*"])


@serve("clb", "CreateLoadBalancer", write=True, resources=_resources)
def create_load_balancer(call: Call) -> Mapping[str, Any]:
    """Make load balancers; a ClientToken that was seen gives those of then."""
    region, token = region_balancers(call), call.text("ClientToken")
    if len(token) > _MOST_TOKEN or not token.isascii():
        raise ApiError("InvalidParameterValue.Length", f"A ClientToken has up to {_MOST_TOKEN} characters.")
    if token and token in region.tokens:
        return {"LoadBalancerIds": region.tokens[token]}
    kind, count = call.text("LoadBalancerType"), call.within("Number", 1, MOST_NAMED, 1)
    _check_kind(call, kind)
    family, vip, bandwidth = _family(call, kind), _vip(call, count), _bandwidth(call)
    if sum(one.kind == kind for one in region.balancers.values()) + count > MOST_BALANCERS:
        raise ApiError("LimitExceeded", f"A region has up to {MOST_BALANCERS} of the type {kind}.")
    made = [_made(call, kind, family, vip) for _ in range(count)]
    for number, one in enumerate(made, 1):
        one.bandwidth = bandwidth
        if call.text("LoadBalancerName") and count > 1:
            one.name = f"{call.text('LoadBalancerName')}-{number}"
    if token:
        region.tokens[token] = [one.id for one in made]
    return {"LoadBalancerIds": [one.id for one in made]}


def _check_kind(call: Call, kind: str) -> None:
    """Raise ApiError for a load balancer that can't be."""
    for name in _NOT_HERE:
        if call.parameters.get(name):
            raise ApiError("UnsupportedOperation", f"Here `{name}` is not supported.")
    if kind not in {OPEN, INTERNAL}:
        raise ApiError("InvalidParameterValue", f"The LoadBalancerType is {OPEN} or {INTERNAL}.")
    if kind == INTERNAL and not (call.text("VpcId") and call.text("SubnetId")):
        raise ApiError("MissingParameter", f"VpcId and SubnetId go with {INTERNAL}.")
    if len(call.text("LoadBalancerName")) > _MOST_NAME:
        raise ApiError("InvalidParameterValue.Length", f"A name has up to {_MOST_NAME} characters.")
    if len(call.items("Tags")) > _MOST_TAGS:
        raise ApiError("InvalidParameterValue.Length", f"There are up to {_MOST_TAGS} tags.")
    call.within("Forward", 1, 1, 1)
    if call.text("LBChargeType", _BY_HOUR) != _BY_HOUR:
        raise ApiError("UnsupportedOperation", f"Here load balancers are {_BY_HOUR}.")
    if call.text("VipIsp", _ISPS[0]) not in _ISPS:
        raise ApiError("InvalidParameterValue", f"VipIsp is one of {', '.join(_ISPS)}.")


def _family(call: Call, kind: str) -> str:
    found = _FAMILIES.get(call.text("AddressIPVersion", "IPV4").lower())
    if found is None or (found != IPV4 and kind == INTERNAL):
        raise ApiError("InvalidParameterValue", f"AddressIPVersion is IPV4, or more of {OPEN} ones.")
    if found == FULL_CHAIN and not call.text("SubnetId"):
        raise ApiError("MissingParameter", f"SubnetId goes with {FULL_CHAIN}.")
    return found


def _vip(call: Call, count: int) -> str:
    """Return the address that is asked for by number; empty for any."""
    vip = call.text("Vip")
    if vip and (count > 1 or call.text("AddressIPVersion", "IPV4").lower() != IPV4):
        raise ApiError("InvalidParameterCombination", "Vip goes with one load balancer of IPV4.")
    if vip and call.text("LoadBalancerType") == OPEN and not is_choosable(vip):
        raise ApiError("InvalidParameterValue", f"The address `{vip}` is not to be had.")
    return vip


def _bandwidth(call: Call) -> int:
    asked = (call.parameters.get("InternetAccessible") or {}).get("InternetMaxBandwidthOut")
    if asked is not None and not 0 <= asked <= _MOST_BANDWIDTH:
        raise ApiError("InvalidParameterValue.Range", f"The bandwidth is up to {_MOST_BANDWIDTH} Mbps.")
    return _BANDWIDTH if asked is None else int(asked)


def _made(call: Call, kind: str, family: str, vip: str) -> Balancer:
    region, has_domain = region_of(call), bool(call.parameters.get("DynamicVip"))
    name = call.text("LoadBalancerName")
    made = add_balancer(
        call.cloud,
        call.account,
        name,
        region=region,
        kind=kind,
        family=family,
        vip=vip,
        has_domain=has_domain,
    )
    made.vpc, made.subnet = call.text("VpcId") or made.vpc, call.text("SubnetId")
    made.zone = call.text("ZoneId") or call.text("MasterZoneId") or made.zone
    made.isp, made.project = call.text("VipIsp", made.isp), call.number("ProjectId")
    made.passes = bool(call.parameters.get("LoadBalancerPassToTarget"))
    made.tags = tags_of(call.items("Tags"), "TagKey", "TagValue")
    return made


@serve("clb", "DeleteLoadBalancer", write=True, sensitive=True, resources=_resources)
def delete_load_balancer(call: Call) -> Mapping[str, Any]:
    """Delete load balancers; all, or none."""
    ids, balancers = call.items("LoadBalancerIds"), region_balancers(call).balancers
    if not 1 <= len(ids) <= MOST_NAMED:
        raise ApiError("InvalidParameterValue.Length", f"`LoadBalancerIds` has 1 to {MOST_NAMED} ids.")
    for one in ids:
        if one not in balancers:
            raise ApiError("InvalidParameter.LBIdNotFound", f"The load balancer `{one}` does not exist.")
    for one in {*ids}:
        del balancers[one]
    return {}
