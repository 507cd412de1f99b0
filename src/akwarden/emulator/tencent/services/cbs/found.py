"""The disks and snapshots that a call names, and the resources that policies know them by.

CAM counts disks and snapshots among the resources of `cvm` ("CAM-Enabled API: Cloud Virtual Machine").
"""

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.services.cbs.state import SYSTEM, CbsRegion, CbsState, Disk, Snapshot
from akwarden.emulator.tencent.services.cvm.state import CvmState, Instance
from akwarden.emulator.tencent.services.regional import qualified, region_of

MOST_AT_ONCE = 100


def region_disks(call: Call) -> CbsRegion:
    """Return what is in the region of a call; snapshots whose time is over are gone."""
    region = region_of(call)
    found = call.account.state(CbsState).regions.at(region)
    found.expire(call.now)
    for instance in call.account.state(CvmState).regions.at(region).instances.values():
        _adopt(found, instance)
    return found


def _adopt(region: CbsRegion, instance: Instance) -> None:
    """Count the system disk of an instance among the disks."""
    own = instance.system_disk
    if own and own.id not in region.disks:
        disk = Disk(
            own.id, f"{instance.name}_sys", instance.zone, instance.created, own.size, own.kind, SYSTEM
        )
        disk.instances, disk.last_instance, disk.delete_with_instance = [instance.id], instance.id, True
        disk.encrypted, disk.key_id = own.encrypted, own.key_id
        region.disks[disk.id] = disk


def disks_named(call: Call, most: int = MOST_AT_ONCE) -> list[Disk]:
    """Return the disks that DiskIds names; raises ApiError where one is missing, before anything is done."""
    ids, disks = call.items("DiskIds"), region_disks(call).disks
    check_number(ids, "DiskIds", most)
    return [disk_of(disks, one) for one in ids]


def disk_of(disks: dict[str, Disk], disk_id: str) -> Disk:
    """Return a disk; raises ApiError for none."""
    if disk_id not in disks:
        raise ApiError("InvalidDiskId.NotFound", f"The disk `{disk_id}` does not exist.")
    return disks[disk_id]


def snapshots_named(call: Call) -> list[Snapshot]:
    """Return the account's own snapshots that SnapshotIds names; raises ApiError where one is missing."""
    ids = call.items("SnapshotIds")
    check_number(ids, "SnapshotIds", MOST_AT_ONCE)
    return [snapshot_of(call, one) for one in ids]


def snapshot_of(call: Call, snapshot_id: str) -> Snapshot:
    """Return a snapshot of the account's own; raises ApiError for none."""
    found = region_disks(call).snapshots.get(snapshot_id)
    if found is None:
        raise ApiError("InvalidSnapshotId.NotFound", f"The snapshot `{snapshot_id}` does not exist.")
    return found


def check_number(ids: list[str], name: str, most: int) -> None:
    """Raise ApiError unless a list has something, and not too much."""
    if not ids:
        raise ApiError("InvalidParameterValue", f"`{name}` is empty.")
    if len(ids) > most:
        raise ApiError("InvalidParameterValue.LimitExceeded", f"`{name}` has up to {most} ids.")


def shared_snapshots(call: Call) -> list[Snapshot]:
    """Return the snapshots that other accounts share with the caller's, in the region of the call."""
    region, uin, found = region_of(call), str(call.account.uin), []
    for account in call.cloud.accounts.values():
        if account is not call.account:
            there = account.state(CbsState).regions.at(region)
            there.expire(call.now)
            found += [snapshot for snapshot in there.snapshots.values() if uin in snapshot.shared]
    return found


def volumes(call: Call) -> tuple[str, ...]:
    """Return the resources of the disks of a call, and of the instance that it names."""
    ids = [*call.items("DiskIds"), *([call.text("DiskId")] if call.text("DiskId") else [])]
    found = [qualified(call, "cvm", f"volume/{one}") for one in ids or ["*"]]
    instance = call.text("InstanceId")
    return (*found, *([qualified(call, "cvm", f"instance/{instance}")] if instance else []))


def snapshot_resources(call: Call) -> tuple[str, ...]:
    """Return the resources of the snapshots of a call."""
    return tuple(qualified(call, "cvm", f"snapshot/{one}") for one in call.items("SnapshotIds") or ["*"])
