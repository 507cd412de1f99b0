"""Servers and regions, after DescribeInstances and DescribeRegions of the Lighthouse API."""

from collections.abc import Mapping, Sequence
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import iso
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.lighthouse.found import (
    region_servers,
    server_resources,
    servers_named,
)
from akwarden.emulator.tencent.services.lighthouse.state import SHUTDOWN, Server
from akwarden.emulator.tencent.services.regional import (
    MOST,
    REGIONS,
    Values,
    filtered,
    limited_filters,
    only_one,
    paged,
    pairs,
)

_MOST_VALUES = 100
_MAINLAND = ("华北", "华东", "华南", "西南")
"""How the names of regions of the mainland begin."""
_REGIONS = tuple(name for name in REGIONS if not name.endswith("-fsi"))
"""Financial regions have no Lighthouse."""
_FIELDS: Mapping[str, Values[Server]] = {
    "instance-name": lambda s: [s.name],
    "private-ip-address": lambda s: s.private_ips,
    "public-ip-address": lambda s: s.public_ips,
    "zone": lambda s: [s.zone],
    "instance-state": lambda s: [s.state],
    "bundle-id": lambda s: [s.bundle],
    "tag-key": lambda s: s.tags,
    "tag-value": lambda s: s.tags.values(),
    "tag:": lambda s: (f"{key}={value}" for key, value in s.tags.items()),
}


@serve("lighthouse", "DescribeRegions")
def describe_regions(_: Call) -> Mapping[str, Any]:
    """Return the regions."""
    found = [
        {
            "Region": name,
            "RegionName": _town(REGIONS[name]),
            "RegionState": "AVAILABLE",
            "IsChinaMainland": REGIONS[name].startswith(_MAINLAND),
        }
        for name in _REGIONS
    ]
    return {"TotalCount": len(found), "RegionSet": found}


def _town(name: str) -> str:
    """Return the town of a region's name: 广州 of 华南地区(广州)."""
    return name.partition("(")[2].removesuffix(")")


@serve("lighthouse", "DescribeInstances", resources=server_resources)
def describe_instances(call: Call) -> Mapping[str, Any]:
    """Return the servers that fit; those that are named must be there."""
    only_one(call, "InstanceIds", "InvalidParameter.ParameterConflict")
    named = (
        servers_named(call, MOST, "InvalidParameterValue.LimitExceeded") if call.items("InstanceIds") else []
    )
    asked = limited_filters(call, _MOST_VALUES, "InvalidParameter.FilterValueLimitExceeded")
    unknown = "InvalidParameter.InvalidFilterNotSupportedName"
    found = filtered(named or region_servers(call).servers.values(), asked, _FIELDS, unknown=unknown)
    shown = [_described(one) for one in paged(call, _in_order(call, found))]
    return {"TotalCount": len(found), "InstanceSet": shown}


def _in_order(call: Call, found: Sequence[Server]) -> list[Server]:
    """Return servers as a call asks for: those that were given back first, then the newest first."""
    by, order = call.text("OrderField"), call.text("Order") or "ASC"
    if call.text("Order") and not by:
        raise ApiError("MissingParameter.OrderFieldRequired", "OrderField goes with Order.")
    if by not in {"", "EXPIRED_TIME"} or order not in {"ASC", "DESC"}:
        raise ApiError("InvalidParameterValue", "OrderField is EXPIRED_TIME; Order is ASC or DESC.")
    if by:
        return sorted(found, key=lambda s: s.expires, reverse=order == "DESC")
    return sorted(found, key=lambda s: (s.state != SHUTDOWN, -s.created))


def _described(server: Server) -> dict[str, Any]:
    last = server.last
    return {
        "InstanceId": server.id,
        "BundleId": server.bundle,
        "BlueprintId": server.blueprint,
        "CPU": 1,
        "Memory": 1,
        "InstanceName": server.name,
        "InstanceChargeType": "PREPAID",
        "SystemDisk": {"DiskType": "CLOUD_PREMIUM", "DiskSize": 50, "DiskId": server.disk},
        "PrivateAddresses": server.private_ips,
        "PublicAddresses": server.public_ips,
        "InternetAccessible": {
            "InternetChargeType": "TRAFFIC_POSTPAID_BY_HOUR",
            "InternetMaxBandwidthOut": 20,
            "PublicIpAssigned": bool(server.public_ips),
        },
        "RenewFlag": server.renew,
        "LoginSettings": {"KeyIds": []},
        "InstanceState": server.state,
        "Uuid": server.uuid,
        "LatestOperation": last.action if last else "",
        "LatestOperationState": "SUCCESS" if last else "",
        "LatestOperationRequestId": last.request_id if last else "",
        "LatestOperationStartedTime": iso(last.moment) if last else None,
        "IsolatedTime": iso(server.isolated) if server.isolated else None,
        "CreatedTime": iso(server.created),
        "ExpiredTime": iso(server.expires),
        "PlatformType": "LINUX_UNIX",
        "Platform": "CENTOS",
        "OsName": "CentOS 7.6 64bit",
        "Zone": server.zone,
        "Tags": pairs(server.tags),
        "InstanceRestrictState": "NORMAL",
        "PublicIpv6Addresses": [],
        "InitInvocationId": "",
    }
