"""Lists of backup points and snapshot groups, after DescribeDiskBackups and DescribeSnapshotGroups of CBS."""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import iso
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cbs.found import region_disks
from akwarden.emulator.tencent.services.cbs.listing import in_order
from akwarden.emulator.tencent.services.cbs.state import Backup, SnapshotGroup
from akwarden.emulator.tencent.services.regional import Values, filtered, only_one, paged

_BACKUP_FIELDS: Mapping[str, Values[Backup]] = {
    "disk-backup-id": lambda b: [b.id],
    "disk-id": lambda b: [b.disk],
    "disk-usage": lambda b: [b.usage],
}
_GROUP_FIELDS: Mapping[str, Values[SnapshotGroup]] = {
    "snapshot-group-id": lambda g: [g.id],
    "snapshot-group-state": lambda _: ["NORMAL"],
    "snapshot-group-name": lambda g: [g.name],
    "snapshot-id": lambda g: g.snapshots,
}


@serve("cbs", "DescribeDiskBackups")
def describe_disk_backups(call: Call) -> Mapping[str, Any]:
    """Return the backup points that fit; the oldest first."""
    only_one(call, "DiskBackupIds")
    ids = call.items("DiskBackupIds")
    found = [backup for backup in region_disks(call).backups.values() if not ids or backup.id in ids]
    found = filtered(found, call.items("Filters"), _BACKUP_FIELDS)
    found = in_order(call, found, {"CREATE_TIME": lambda b: b.created}, "ASC")
    return {"TotalCount": len(found), "DiskBackupSet": [_backup(one) for one in paged(call, found)]}


@serve("cbs", "DescribeSnapshotGroups")
def describe_snapshot_groups(call: Call) -> Mapping[str, Any]:
    """Return the snapshot groups that fit."""
    found = filtered(region_disks(call).groups.values(), call.items("Filters"), _GROUP_FIELDS)
    return {"TotalCount": len(found), "SnapshotGroupSet": [_group(one) for one in paged(call, found)]}


def _backup(backup: Backup) -> dict[str, Any]:
    return {
        "DiskBackupId": backup.id,
        "DiskId": backup.disk,
        "DiskSize": backup.size,
        "DiskUsage": backup.usage,
        "DiskBackupName": backup.name,
        "DiskBackupState": "NORMAL",
        "Percent": 100,
        "CreateTime": iso(backup.created),
        "Encrypt": backup.encrypted,
    }


def _group(group: SnapshotGroup) -> dict[str, Any]:
    return {
        "SnapshotGroupId": group.id,
        "SnapshotGroupType": "NORMAL",
        "ContainRootSnapshot": group.has_system_disk,
        "SnapshotIdSet": group.snapshots,
        "SnapshotGroupState": "NORMAL",
        "Percent": 100,
        "CreateTime": iso(group.created),
        "ModifyTime": iso(group.created),
        "Images": [],
        "SnapshotGroupName": group.name,
        "ImageCount": 0,
        "IsPermanent": True,
        "DeadlineTime": None,
        "AutoSnapshotPolicyId": None,
    }
