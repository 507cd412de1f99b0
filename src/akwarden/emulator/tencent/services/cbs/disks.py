"""Disks: bought and given back.

After the API documents of CBS (CreateDisks, TerminateDisks). The cloud does these things
some time after it answers; here they are done when the answer comes.
"""

import re
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cbs.found import disks_named, region_disks, shared_snapshots, volumes
from akwarden.emulator.tencent.services.cbs.state import DATA, Disk, Snapshot
from akwarden.emulator.tencent.services.regional import region_of, tags_of

MOST_CREATED = 100
_SIZES = {
    "CLOUD_PREMIUM": (10, 32_000),
    "CLOUD_BSSD": (10, 32_000),
    "CLOUD_SSD": (20, 32_000),
    "CLOUD_HSSD": (20, 32_000),
}
"""GiB of a disk by its type ("Cloud Disk Types")."""
_CHARGES = {"PREPAID", "POSTPAID_BY_HOUR"}
_MONTHS = {*range(1, 13), 24, 36}
_MONTH, _STEP, _MOST_NAME = 30 * 86_400, 10, 60
_TOKEN = re.compile(r"[\x21-\x7e]{1,64}")


@serve("cbs", "CreateDisks", write=True, resources=volumes)
def create_disks(call: Call) -> Mapping[str, Any]:
    """Make disks, empty or from a snapshot; a ClientToken that was seen gives the disks of then."""
    region, token = region_disks(call), call.text("ClientToken")
    if token and not _TOKEN.fullmatch(token):
        raise ApiError("InvalidParameter.InvalidClientToken", "A ClientToken has up to 64 ASCII characters.")
    if token in region.tokens:
        return {"DiskIdSet": region.tokens[token]}
    found = [_new_disk(call) for _ in range(call.within("DiskCount", 1, MOST_CREATED, 1))]
    for disk in found:
        region.disks[disk.id] = disk
    if token:
        region.tokens[token] = [disk.id for disk in found]
    return {"DiskIdSet": [disk.id for disk in found]}


def _new_disk(call: Call) -> Disk:
    kind, charge, placement = call.text("DiskType"), call.text("DiskChargeType"), call.parameters["Placement"]
    if kind not in _SIZES:
        raise ApiError("InvalidParameter.DiskConfigNotSupported", f"Disks of type `{kind}` can't be bought.")
    if charge not in _CHARGES:
        raise ApiError("InvalidParameterValue", "The DiskChargeType is PREPAID or POSTPAID_BY_HOUR.")
    if not str(placement["Zone"]).startswith(f"{region_of(call)}-"):
        raise ApiError("InvalidParameterValue", f"The zone `{placement['Zone']}` is not one of the region.")
    name = call.text("DiskName") or "未命名"
    if len(name.encode()) > _MOST_NAME:
        raise ApiError("InvalidParameterValue", f"A name has up to {_MOST_NAME} bytes.")
    snapshot = _snapshot(call)
    disk = Disk(
        f"disk-{call.cloud.ids.lower(8)}",
        name,
        placement["Zone"],
        call.now,
        _size(call, kind, snapshot),
        kind,
    )
    disk.project, disk.charge, disk.tags = (
        int(placement.get("ProjectId") or 0),
        charge,
        tags_of(call.items("Tags")),
    )
    disk.snapshot, disk.delete_snapshot = (
        snapshot.id if snapshot else "",
        call.within("DeleteSnapshot", 0, 1, 0),
    )
    disk.throughput, disk.backup_quota = call.number("ThroughputPerformance"), call.number("DiskBackupQuota")
    disk.burst = bool(call.parameters.get("BurstPerformance"))
    if charge == "PREPAID":
        _prepay(call, disk)
    _encrypt(call, disk, snapshot)
    return disk


def _snapshot(call: Call) -> Snapshot | None:
    """Return the data disk's snapshot that a disk is made from: an own one, or one that is shared."""
    snapshot_id = call.text("SnapshotId")
    if not snapshot_id:
        return None
    candidates = [*region_disks(call).snapshots.values(), *shared_snapshots(call)]
    found = next((snapshot for snapshot in candidates if snapshot.id == snapshot_id), None)
    if found is None:
        raise ApiError("InvalidSnapshotId.NotFound", f"The snapshot `{snapshot_id}` does not exist.")
    if found.usage != DATA:
        raise ApiError("InvalidSnapshot.NotSupported", "Disks are made from snapshots of data disks.")
    return found


def _size(call: Call, kind: str, snapshot: Snapshot | None) -> int:
    size = call.number("DiskSize", snapshot.size if snapshot else 0)
    if not size:
        raise ApiError("MissingParameter", "The request has neither DiskSize nor SnapshotId.")
    if snapshot and size < snapshot.size:
        raise ApiError("InvalidParameter.DiskSizeNotMatch", "A disk is not smaller than its snapshot.")
    low, high = _SIZES[kind]
    if not low <= size <= high or size % _STEP:
        raise ApiError(
            "InvalidParameterValue", f"A disk of {kind} has {low} to {high} GiB, in steps of {_STEP}."
        )
    return size


def _prepay(call: Call, disk: Disk) -> None:
    prepaid = call.parameters.get("DiskChargePrepaid")
    if not prepaid:
        raise ApiError("MissingParameter", "DiskChargePrepaid goes with PREPAID.")
    if prepaid["Period"] not in _MONTHS:
        raise ApiError("InvalidParameterValue", "The Period is 1 to 12, 24 or 36 months.")
    disk.deadline = call.now + int(prepaid["Period"]) * _MONTH
    disk.renew = prepaid.get("RenewFlag") or disk.renew


def _encrypt(call: Call, disk: Disk, snapshot: Snapshot | None) -> None:
    """Set whether a disk is encrypted: asked for, or as its snapshot is."""
    asked, disk.shareable = call.text("Encrypt"), bool(call.parameters.get("Shareable"))
    if asked not in {"", "ENCRYPT"} or (call.text("KmsKeyId") and not asked):
        raise ApiError("InvalidParameterValue", "Encrypt is ENCRYPT, and KmsKeyId goes with it.")
    disk.encrypted = bool(asked) or bool(snapshot and snapshot.encrypted)
    if disk.encrypted and (disk.shareable or call.parameters.get("AutoMountConfiguration")):
        raise ApiError(
            "UnsupportedOperation.DiskEncrypt", "An encrypted disk is neither shared nor mounted at once."
        )
    disk.key_id = call.text("KmsKeyId")
    disk.encrypt_type = (call.text("EncryptType") or "ENCRYPT_V2") if disk.encrypted else ""


@serve("cbs", "TerminateDisks", write=True, sensitive=True, resources=volumes)
def terminate_disks(call: Call) -> Mapping[str, Any]:
    """Give disks back that are in no instance; with DeleteSnapshot their snapshots of limited time too."""
    disks, region = disks_named(call), region_disks(call)
    with_snapshots = call.within("DeleteSnapshot", 0, 1, 0)
    for disk in disks:
        if not disk.portable:
            raise ApiError(
                "ResourceUnavailable.NotSupportRefund", f"The disk `{disk.id}` can't be given back."
            )
        if disk.instances:
            raise ApiError("ResourceUnavailable.Attached", f"The disk `{disk.id}` is attached.")
    for disk in disks:
        del region.disks[disk.id]
        if with_snapshots or disk.delete_snapshot:
            gone = [s.id for s in region.snapshots.values() if s.disk == disk.id and s.deadline]
            for snapshot_id in gone:
                del region.snapshots[snapshot_id]
    return {}
