"""Instances and regions, after the API documents of CVM (DescribeInstances, DescribeRegions)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import CHINA, iso
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cvm.asking import checked_filters
from akwarden.emulator.tencent.services.cvm.state import CvmState, DataDisk, Instance
from akwarden.emulator.tencent.services.regional import (
    MOST,
    REGIONS,
    Values,
    filtered,
    only_one,
    paged,
    pairs,
    region_of,
)

_FIELDS: Mapping[str, Values[Instance]] = {
    "zone": lambda i: [i.zone],
    "project-id": lambda _: [0],
    "vpc-id": lambda i: [i.vpc],
    "subnet-id": lambda i: [i.subnet],
    "instance-id": lambda i: [i.id],
    "uuid": lambda i: [i.uuid],
    "security-group-id": lambda i: i.groups,
    "instance-name": lambda i: [i.name],
    "instance-charge-type": lambda _: ["POSTPAID_BY_HOUR"],
    "instance-state": lambda i: [i.state],
    "private-ip-address": lambda i: i.private_ips,
    "public-ip-address": lambda i: i.public_ips,
    "tag-key": lambda i: i.tags,
    "tag-value": lambda i: i.tags.values(),
    "tag:": lambda i: (f"{key}={value}" for key, value in i.tags.items()),
}
_SINCE, _UNTIL = "creation-start-time", "creation-end-time"


@serve("cvm", "DescribeRegions")
def describe_regions(_: Call) -> Mapping[str, Any]:
    """Return the regions."""
    found = [{"Region": r, "RegionName": name, "RegionState": "AVAILABLE"} for r, name in REGIONS.items()]
    return {"TotalCount": len(found), "RegionSet": found}


@serve("cvm", "DescribeInstances")
def describe_instances(call: Call) -> Mapping[str, Any]:
    """Return the instances that fit; those that are named must be there."""
    only_one(call, "InstanceIds")
    ids, instances = (
        call.items("InstanceIds"),
        call.account.state(CvmState).regions.at(region_of(call)).instances,
    )
    if len(ids) > MOST:
        raise ApiError("InvalidParameterValue.LimitExceeded", f"Up to {MOST} instances can be named.")
    for one in ids:
        if one not in instances:
            raise ApiError("InvalidInstanceId.NotFound", f"The instance `{one}` does not exist.")
    found = [one for one in instances.values() if not ids or one.id in ids]
    asked = checked_filters(call)
    times = [one for one in asked if one["Name"] in {_SINCE, _UNTIL}]
    found = [one for one in found if all(_is_in_time(one, limit) for limit in times)]
    found = filtered(found, [one for one in asked if one not in times], _FIELDS)
    return {"TotalCount": len(found), "InstanceSet": [_described(one) for one in paged(call, found)]}


def _is_in_time(instance: Instance, limit: Mapping[str, Any]) -> bool:
    try:
        text = str(limit["Values"][0])
        moment = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA).timestamp()
    except (ValueError, IndexError):
        raise ApiError("InvalidFilter", "A time is written as 2023-06-01 00:00:00.") from None
    return instance.created >= moment if limit["Name"] == _SINCE else instance.created <= moment


def _disk(disk: DataDisk) -> dict[str, Any]:
    return {
        "DiskSize": disk.size,
        "DiskType": disk.kind,
        "DiskId": disk.id,
        "Encrypt": disk.encrypted,
        "KmsKeyId": disk.key_id,
    }


def _described(instance: Instance) -> dict[str, Any]:
    return {
        "Placement": {"Zone": instance.zone, "ProjectId": 0, "HostIds": []},
        "InstanceId": instance.id,
        "InstanceType": instance.kind,
        "CPU": instance.cpu,
        "Memory": instance.memory,
        "RestrictState": "NORMAL",
        "InstanceName": instance.name,
        "InstanceChargeType": "POSTPAID_BY_HOUR",
        "SystemDisk": _disk(instance.system_disk) if instance.system_disk else None,
        "DataDisks": [
            {
                **_disk(disk),
                "DeleteWithInstance": disk.delete_with_instance,
                "SnapshotId": disk.snapshot,
                "ThroughputPerformance": 0,
            }
            for disk in instance.data_disks
        ],
        "PrivateIpAddresses": instance.private_ips,
        "PublicIpAddresses": instance.public_ips or None,
        "InternetAccessible": {"PublicIpAssigned": bool(instance.public_ips), "InternetMaxBandwidthOut": 1},
        "VirtualPrivateCloud": {"VpcId": instance.vpc, "SubnetId": instance.subnet, "AsVpcGateway": False},
        "ImageId": instance.image,
        "CreatedTime": iso(instance.created),
        "OsName": "Ubuntu Server 22.04 LTS 64bit",
        "SecurityGroupIds": instance.groups,
        "LoginSettings": {"KeyIds": instance.login_keys},
        "InstanceState": instance.state,
        "Tags": pairs(instance.tags),
        "StopChargingMode": "NOT_APPLICABLE",
        "Uuid": instance.uuid,
        "DisasterRecoverGroupId": "",
        "DisasterRecoverGroupIds": [],
        "CamRoleName": instance.role,
        "HpcClusterId": "",
        "RdmaIpAddresses": [],
        "DedicatedClusterId": "",
        "IsolatedSource": "NOTISOLATED",
        "LicenseType": "TencentCloud",
        "DisableApiTermination": False,
        "DefaultLoginUser": "ubuntu",
        "DefaultLoginPort": 22,
        "Metadata": {"Items": pairs(instance.metadata)},
    }
