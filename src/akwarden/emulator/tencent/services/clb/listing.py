"""The list of load balancers, after DescribeLoadBalancers of the CLB API.

Nothing is behind a load balancer here: listeners and targets are not kept.
"""

from collections.abc import Callable, Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.clb.state import INTERNAL, IPV4, OPEN, Balancer, ClbRegion, ClbState
from akwarden.emulator.tencent.services.regional import (
    Values,
    filtered,
    limited_filters,
    paged,
    region_of,
)

MOST_NAMED = 20
_MOST_VALUES, _BAD_FILTER = 100, "InvalidParameter.InvalidFilter"
_CHARGE, _TRAFFIC = "POSTPAID_BY_HOUR", "TRAFFIC_POSTPAID_BY_HOUR"
_FIELDS: Mapping[str, Values[Balancer]] = {
    "charge-type": lambda _: [_CHARGE],
    "internet-charge-type": lambda b: [_TRAFFIC] if b.kind == OPEN else [],
    "master-zone-id": lambda _: [],
    "tag-key": lambda b: b.tags,
    "tag:": lambda b: (f"{key}={value}" for key, value in b.tags.items()),
    "function-name": lambda _: [],
    "vip-isp": lambda b: [_isp(b)],
    "sla-type": lambda _: [],
    "exclusive": lambda _: ["0"],
}
_ORDERS: Mapping[str, Callable[[Balancer], str | float]] = {
    "LoadBalancerName": lambda b: b.name,
    "CreateTime": lambda b: b.created,
    "Domain": lambda b: b.domain,
    "LoadBalancerType": lambda b: b.kind,
}
_LIKE: Mapping[str, Values[Balancer]] = {
    "LoadBalancerName": lambda b: [b.name],
    "Domain": lambda b: [b.domain],
    "SearchKey": lambda b: [b.id, b.name, b.domain, *b.vips, b.ipv6],
}
"""Parameters of which a part is enough."""
_SAME: Mapping[str, Values[Balancer]] = {
    "LoadBalancerType": lambda b: [b.kind],
    "Forward": lambda _: [1],
    "ProjectId": lambda b: [b.project],
    "WithRs": lambda _: [0, -1],
    "VpcId": lambda b: [b.vpc],
    "SecurityGroup": lambda _: [],
    "MasterZone": lambda b: [b.zone],
}
_ANY: Mapping[str, Values[Balancer]] = {
    "LoadBalancerIds": lambda b: [b.id],
    "LoadBalancerVips": lambda b: [*b.vips, b.ipv6],
    "BackendPublicIps": lambda _: [],
    "BackendPrivateIps": lambda _: [],
}
"""Parameters that list values of which one must fit."""


def region_balancers(call: Call) -> ClbRegion:
    """Return what is in the region of a call."""
    return call.account.state(ClbState).regions.at(region_of(call))


def _isp(balancer: Balancer) -> str:
    return INTERNAL if balancer.kind == INTERNAL else balancer.isp


@serve("clb", "DescribeLoadBalancers")
def describe_load_balancers(call: Call) -> Mapping[str, Any]:
    """Return the load balancers that fit, the newest first; an id that is not there gives nothing."""
    if len(call.items("LoadBalancerIds")) > MOST_NAMED:
        raise ApiError("InvalidParameterValue.Length", f"Up to {MOST_NAMED} load balancers can be named.")
    found = [one for one in region_balancers(call).balancers.values() if _fits(call, one)]
    asked = limited_filters(call, _MOST_VALUES, _BAD_FILTER)
    found = filtered(found, asked, _FIELDS, unknown=_BAD_FILTER)
    order = call.text("OrderBy") or "CreateTime"
    if order not in _ORDERS:
        raise ApiError("InvalidParameterValue", f"OrderBy is {', '.join(_ORDERS)}.")
    found = sorted(found, key=_ORDERS[order], reverse=bool(call.within("OrderType", 0, 1, 1)))
    counts = "TargetCount" in call.items("AdditionalFields")
    shown = [_described(call, one, counts=counts) for one in paged(call, found)]
    return {"TotalCount": len(found), "LoadBalancerSet": shown}


def _fits(call: Call, balancer: Balancer) -> bool:
    """Say whether a load balancer is what all parameters but the filters ask for."""
    like = (
        any(call.text(name) in value for value in values(balancer))
        for name, values in _LIKE.items()
        if call.text(name)
    )
    same = (
        call.parameters[name] in [*values(balancer)]
        for name, values in _SAME.items()
        if call.parameters.get(name) not in {None, ""}
    )
    among = (
        any(value in call.items(name) for value in values(balancer))
        for name, values in _ANY.items()
        if call.items(name)
    )
    return all(like) and all(same) and all(among)


def _described(call: Call, balancer: Balancer, *, counts: bool) -> dict[str, Any]:
    region = region_of(call)
    return {
        **_addresses(balancer),
        "LoadBalancerId": balancer.id,
        "LoadBalancerName": balancer.name,
        "LoadBalancerType": balancer.kind,
        "Forward": 1,
        "Status": 1,
        "CreateTime": local(balancer.created),
        "StatusTime": local(balancer.created),
        "ProjectId": balancer.project,
        "VpcId": balancer.vpc,
        "OpenBgp": 0,
        "Snat": False,
        "Isolation": 0,
        "Log": "",
        "SubnetId": balancer.subnet,
        "Tags": [{"TagKey": key, "TagValue": value} for key, value in balancer.tags.items()],
        "SecureGroups": [],
        "TargetRegionInfo": {"Region": region, "VpcId": balancer.vpc},
        "AnycastZone": "",
        "MasterZone": {"Zone": balancer.zone, "ZoneRegion": region, "LocalZone": False, "EdgeZone": False},
        "ChargeType": _CHARGE,
        "LogSetId": "",
        "LogTopicId": "",
        "IsDDos": False,
        "ConfigId": "",
        "LoadBalancerPassToTarget": balancer.passes,
        "ExclusiveCluster": {},
        "SnatPro": False,
        "SnatIps": [],
        "SlaType": "",
        "IsBlock": False,
        "IsBlockTime": "",
        "LocalBgp": False,
        "MixIpTarget": False,
        "NfvInfo": "",
        "HealthLogSetId": "",
        "HealthLogTopicId": "",
        "AttributeFlags": [],
        "Egress": "",
        "Exclusive": 0,
        "TargetCount": 0 if counts else None,
        "AssociateEndpoint": "",
    }


def _addresses(balancer: Balancer) -> dict[str, Any]:
    """Return where a load balancer is reached."""
    is_open, is_v4 = balancer.kind == OPEN, balancer.family == IPV4
    bandwidth = {"InternetChargeType": _TRAFFIC, "InternetMaxBandwidthOut": balancer.bandwidth}
    return {
        "Domain": balancer.domain,
        "LoadBalancerDomain": balancer.domain,
        "LoadBalancerVips": balancer.vips,
        "AddressIPVersion": "ipv4" if is_v4 else "ipv6",
        "AddressIPv6": balancer.ipv6 or None,
        "IPv6Mode": None if is_v4 else balancer.family,
        "VipIsp": _isp(balancer),
        "NetworkAttributes": bandwidth if is_open else None,
    }
