"""Snapshots: made, deleted, and shared with other accounts.

After the API documents of CBS (CreateSnapshot, DeleteSnapshots, ModifySnapshotsSharePermission).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cbs.found import (
    check_number,
    disk_of,
    region_disks,
    snapshot_of,
    snapshot_resources,
    snapshots_named,
    volumes,
)
from akwarden.emulator.tencent.services.cbs.state import DATA, SYSTEM, add_snapshot
from akwarden.emulator.tencent.services.regional import qualified, region_of, tags_of

MOST_SHARES = 50
MOST_SNAPSHOTS = 7_000
"""Of one region. The API documents give no number."""
_DAY, _MOST_NAME = 86_400, 60


@serve("cbs", "CreateSnapshot", write=True, resources=volumes)
def create_snapshot(call: Call) -> Mapping[str, Any]:
    """Make a snapshot of a disk, or turn a backup point into one; it is complete at once."""
    region, backup_id, usage = region_disks(call), call.text("DiskBackupId"), call.text("DiskUsage")
    backup = region.backups.get(backup_id)
    if backup_id and backup is None:
        raise ApiError("ResourceNotFound.NotFound", f"The backup point `{backup_id}` does not exist.")
    disk_id = backup.disk if backup else call.text("DiskId")
    if not disk_id:
        raise ApiError("MissingParameter", "The request has neither DiskId nor DiskBackupId.")
    disk = disk_of(region.disks, disk_id)
    if disk.shareable:
        raise ApiError("UnsupportedOperation.ShareDiskNotSupportSnap", "A shared disk has no snapshots.")
    if usage not in {"", DATA, SYSTEM}:
        raise ApiError("InvalidParameterValue", f"The DiskUsage is {DATA} or {SYSTEM}.")
    name, deadline = call.text("SnapshotName") or "未命名", _deadline(call)
    if len(name) > _MOST_NAME:
        raise ApiError("InvalidParameterValue", f"A name has up to {_MOST_NAME} characters.")
    if len(region.snapshots) >= MOST_SNAPSHOTS:
        raise ApiError("InsufficientSnapshotQuota", f"A region has up to {MOST_SNAPSHOTS} snapshots.")
    snapshot = add_snapshot(call.cloud, call.account, name, disk=disk, region=region_of(call))
    snapshot.usage, snapshot.deadline, snapshot.tags = (
        usage or disk.usage,
        deadline,
        tags_of(call.items("Tags")),
    )
    if backup:
        del region.backups[backup.id]
    return {"SnapshotId": snapshot.id}


def _deadline(call: Call) -> float:
    """Return when a snapshot ends, which is a day ahead at least; 0 for never."""
    text = call.text("Deadline")
    if not text:
        return 0.0
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ApiError(
            "InvalidParameterValue", "The Deadline is a time as 2022-01-08T09:47:55+00:00."
        ) from None
    found = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    if found < call.now + _DAY:
        raise ApiError("InvalidParameterValue", "The Deadline is a day ahead at least.")
    return found


@serve("cbs", "DeleteSnapshots", write=True, sensitive=True, resources=snapshot_resources)
def delete_snapshots(call: Call) -> Mapping[str, Any]:
    """Delete snapshots that are not shared, and without DeleteBindImages have no image; all, or none."""
    snapshots, region = snapshots_named(call), region_disks(call)
    for snapshot in snapshots:
        if snapshot.shared:
            raise ApiError("UnsupportedOperation.SnapHasShared", f"The snapshot `{snapshot.id}` is shared.")
        if snapshot.images and not call.parameters.get("DeleteBindImages"):
            message = f"The snapshot `{snapshot.id}` has images."
            raise ApiError("UnsupportedOperation.SnapshotHasBindedImage", message)
    for one in {snapshot.id for snapshot in snapshots}:
        del region.snapshots[one]
    return {}


def _one_snapshot(call: Call) -> tuple[str, ...]:
    return (qualified(call, "cvm", f"snapshot/{call.text('SnapshotId')}"),)


@serve("cbs", "DescribeSnapshotSharePermission", resources=_one_snapshot)
def describe_snapshot_share_permission(call: Call) -> Mapping[str, Any]:
    """Return whom a snapshot is shared with, and since when."""
    found = snapshot_of(call, call.text("SnapshotId")).shared.items()
    return {"SharePermissionSet": [{"AccountId": uin, "CreatedTime": local(since)} for uin, since in found]}


@serve("cbs", "ModifySnapshotsSharePermission", write=True, sensitive=True, resources=snapshot_resources)
def modify_snapshots_share_permission(call: Call) -> Mapping[str, Any]:
    """Share snapshots of data disks with accounts, up to 50 each, or take that back; all, or none."""
    snapshots, accounts, what = snapshots_named(call), call.items("AccountIds"), call.text("Permission")
    check_number(accounts, "AccountIds", MOST_SHARES)
    if what not in {"SHARE", "CANCEL"}:
        raise ApiError("InvalidParameterValue", "The Permission is SHARE or CANCEL.")
    if any(not one.isdecimal() or one == str(call.account.uin) for one in accounts):
        raise ApiError("InvalidParameterValue", "AccountIds names other accounts by their numbers.")
    for snapshot in snapshots:
        if snapshot.usage != DATA or snapshot.encrypted:
            raise ApiError("InvalidSnapshot.NotSupported", "Snapshots of plain data disks can be shared.")
        if what == "SHARE" and len({*snapshot.shared, *accounts}) > MOST_SHARES:
            message = f"A snapshot is shared with up to {MOST_SHARES} accounts."
            raise ApiError("InvalidParameterValue.LimitExceeded", message)
    for snapshot in snapshots:
        for one in accounts:
            if what == "SHARE":
                snapshot.shared.setdefault(one, call.now)
            else:
                snapshot.shared.pop(one, None)
    return {}
