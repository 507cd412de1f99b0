"""Lists of disks and snapshots, after DescribeDisks and DescribeSnapshots of the API documents of CBS."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import day, iso, local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cbs.found import region_disks, shared_snapshots
from akwarden.emulator.tencent.services.cbs.state import CbsRegion, Disk, Snapshot
from akwarden.emulator.tencent.services.cvm.state import CvmState, Instance
from akwarden.emulator.tencent.services.regional import (
    Values,
    filtered,
    only_one,
    paged,
    pairs,
    region_of,
)

T = TypeVar("T")
_PRIVATE, _SHARED = "PRIVATE_SNAPSHOT", "SHARED_SNAPSHOT"
_DAY, _GIB = 86_400, 1024


def state_of(disk: Disk) -> str:
    """Return the DiskState."""
    return "ATTACHED" if disk.instances else "UNATTACHED"


def _instances(call: Call, disk: Disk) -> Iterator[Instance]:
    found = call.account.state(CvmState).regions.at(region_of(call)).instances
    return (found[one] for one in disk.instances if one in found)


def _disk_fields(call: Call) -> Mapping[str, Values[Disk]]:
    return {
        "disk-usage": lambda d: [d.usage],
        "disk-charge-type": lambda d: [d.charge],
        "portable": lambda d: [str(d.portable).upper()],
        "project-id": lambda d: [d.project],
        "disk-id": lambda d: [d.id],
        "disk-name": lambda d: [d.name],
        "disk-type": lambda d: [d.kind],
        "disk-state": lambda d: [state_of(d)],
        "instance-id": lambda d: d.instances,
        "zone": lambda d: [d.zone],
        "instance-ip-address": lambda d: [
            ip for i in _instances(call, d) for ip in (*i.private_ips, *i.public_ips)
        ],
        "instance-name": lambda d: [i.name for i in _instances(call, d)],
        "tag-key": lambda d: d.tags,
        "tag-value": lambda d: d.tags.values(),
        "tag:": lambda d: (f"{key}={value}" for key, value in d.tags.items()),
    }


_SNAPSHOT_FIELDS: Mapping[str, Values[tuple[Snapshot, str]]] = {
    "snapshot-id": lambda s: [s[0].id],
    "snapshot-name": lambda s: [s[0].name],
    "snapshot-state": lambda _: ["NORMAL"],
    "disk-usage": lambda s: [s[0].usage],
    "project-id": lambda _: [0],
    "disk-id": lambda s: [s[0].disk],
    "encrypt": lambda s: [str(s[0].encrypted).upper(), str(s[0].encrypted).lower()],
    "snapshot-type": lambda s: [s[1]],
}


def in_order(call: Call, found: list[T], keys: Mapping[str, Callable[[T], float]], order: str) -> list[T]:
    """Return a list in the order that a call asks for; raises ApiError for another."""
    by, order = call.text("OrderField") or "CREATE_TIME", call.text("Order") or order
    if by not in keys or order not in {"ASC", "DESC"}:
        raise ApiError("InvalidParameterValue", f"OrderField is {' or '.join(keys)}; Order is ASC or DESC.")
    return sorted(found, key=keys[by], reverse=order == "DESC")


@serve("cbs", "DescribeDisks")
def describe_disks(call: Call) -> Mapping[str, Any]:
    """Return the disks that fit; the newest first."""
    only_one(call, "DiskIds")
    ids, region = call.items("DiskIds"), region_disks(call)
    found = [disk for disk in region.disks.values() if not ids or disk.id in ids]
    found = filtered(found, call.items("Filters"), _disk_fields(call))
    keys = {"CREATE_TIME": lambda d: d.created, "DEADLINE": lambda d: d.deadline}
    found = in_order(call, found, keys, "DESC")
    return {"TotalCount": len(found), "DiskSet": [_disk(call, region, disk) for disk in paged(call, found)]}


@serve("cbs", "DescribeSnapshots")
def describe_snapshots(call: Call) -> Mapping[str, Any]:
    """Return the snapshots that fit, the account's own and those that others share with it."""
    only_one(call, "SnapshotIds")
    ids = call.items("SnapshotIds")
    seen = [(one, _PRIVATE) for one in region_disks(call).snapshots.values()]
    seen += [(one, _SHARED) for one in shared_snapshots(call)]
    found = filtered([s for s in seen if not ids or s[0].id in ids], call.items("Filters"), _SNAPSHOT_FIELDS)
    found = in_order(call, found, {"CREATE_TIME": lambda s: s[0].created}, "DESC")
    return {"TotalCount": len(found), "SnapshotSet": [_snapshot(*one) for one in paged(call, found)]}


def _disk(call: Call, region: CbsRegion, disk: Disk) -> dict[str, Any]:
    snapshots = [snapshot for snapshot in region.snapshots.values() if snapshot.disk == disk.id]
    is_prepaid = disk.charge == "PREPAID"
    return {
        "DeleteWithInstance": disk.delete_with_instance,
        "RenewFlag": disk.renew,
        "DiskType": disk.kind,
        "DiskState": state_of(disk),
        "SnapshotCount": len(snapshots),
        "AutoRenewFlagError": False,
        "Rollbacking": False,
        "InstanceIdList": disk.instances if disk.shareable else [],
        "Encrypt": disk.encrypted,
        "DiskName": disk.name,
        "BackupDisk": True,
        "Tags": pairs(disk.tags),
        "InstanceId": disk.instances[0] if disk.instances else "",
        "AttachMode": "PF",
        "AutoSnapshotPolicyIds": [] if call.parameters.get("ReturnBindAutoSnapshotPolicy") else None,
        "ThroughputPerformance": disk.throughput,
        "Migrating": False,
        "DiskId": disk.id,
        "SnapshotSize": sum(snapshot.size for snapshot in snapshots) * _GIB,
        "Placement": _placement(disk.zone, disk.project),
        "IsReturnable": is_prepaid or None,
        "DeadlineTime": local(disk.deadline) if disk.deadline else "0000-00-00 00:00:00",
        "Attached": bool(disk.instances),
        "DiskSize": disk.size,
        "MigratePercent": 0,
        "DiskUsage": disk.usage,
        "DiskChargeType": disk.charge,
        "Portable": disk.portable,
        "SnapshotAbility": not disk.shareable,
        "DeadlineError": False,
        "RollbackPercent": 100,
        "DifferDaysOfDeadline": int((disk.deadline - call.now) // _DAY) if is_prepaid else None,
        "ReturnFailCode": 0 if is_prepaid else 10,
        "Shareable": disk.shareable,
        "CreateTime": local(disk.created),
        "DeleteSnapshot": disk.delete_snapshot,
        "DiskBackupQuota": disk.backup_quota,
        "DiskBackupCount": sum(backup.disk == disk.id for backup in region.backups.values()),
        "InstanceType": "CVM" if disk.instances else "",
        "LastAttachInsId": disk.last_instance or None,
        "ErrorPrompt": "",
        "BurstPerformance": disk.burst,
        "EncryptType": disk.encrypt_type,
        "KmsKeyId": disk.key_id,
    }


def _placement(zone: str, project: int = 0) -> dict[str, Any]:
    return {"Zone": zone, "ProjectId": project, "ProjectName": "默认项目" if not project else ""}


def _snapshot(snapshot: Snapshot, kind: str) -> dict[str, Any]:
    first = min(snapshot.shared.values(), default=0.0)
    return {
        "Placement": _placement(snapshot.zone),
        "CopyFromRemote": False,
        "SnapshotState": "NORMAL",
        "IsPermanent": not snapshot.deadline,
        "SnapshotName": snapshot.name,
        "DeadlineTime": local(snapshot.deadline) if snapshot.deadline else "",
        "Percent": 100,
        "Images": [{"ImageId": image, "ImageName": name} for image, name in snapshot.images],
        "ShareReference": len(snapshot.shared) if kind == _PRIVATE else 0,
        "SnapshotType": kind,
        "DiskSize": snapshot.size,
        "DiskId": snapshot.disk,
        "CopyingToRegions": [],
        "Encrypt": snapshot.encrypted,
        "CreateTime": local(snapshot.created),
        "ImageCount": len(snapshot.images),
        "DiskUsage": snapshot.usage,
        "SnapshotId": snapshot.id,
        "TimeStartShare": day(first) if first else "",
        "Tags": pairs(snapshot.tags) if kind == _PRIVATE else [],
        "IsLocked": False,
        "LatestModifyTime": iso(max(snapshot.shared.values(), default=snapshot.created)),
        "AutoSnapshotPolicyId": "",
        "SnapshotMode": "",
    }
