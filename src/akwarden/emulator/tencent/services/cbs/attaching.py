"""Disks are put into instances and taken out, after AttachDisks and DetachDisks of the CBS API."""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cbs.found import disks_named, volumes
from akwarden.emulator.tencent.services.cbs.state import Disk
from akwarden.emulator.tencent.services.cvm.state import CvmState, DataDisk, Instance
from akwarden.emulator.tencent.services.regional import region_of

MOST_AT_ONCE, MOST_IN_INSTANCE = 10, 20


@serve("cbs", "AttachDisks", write=True, resources=volumes)
def attach_disks(call: Call) -> Mapping[str, Any]:
    """Put disks into an instance of their zone; all of them, or none."""
    disks, instance = disks_named(call, MOST_AT_ONCE), _instance(call, call.text("InstanceId"))
    if len(instance.data_disks) + len(disks) > MOST_IN_INSTANCE:
        raise ApiError(
            "LimitExceeded.InstanceAttachedDisk", f"An instance has up to {MOST_IN_INSTANCE} disks."
        )
    for disk in disks:
        _check_can_go(disk, instance)
    for disk in disks:
        disk.instances.append(instance.id)
        disk.last_instance = instance.id
        disk.delete_with_instance = (
            bool(call.parameters.get("DeleteWithInstance")) and disk.charge != "PREPAID"
        )
        instance.data_disks.append(
            DataDisk(
                disk.id,
                disk.size,
                disk.kind,
                disk.encrypted,
                disk.key_id,
                disk.delete_with_instance,
                disk.snapshot,
            )
        )
    return {}


def _check_can_go(disk: Disk, instance: Instance) -> None:
    if not disk.portable:
        raise ApiError("InvalidDisk.NotPortable", f"The disk `{disk.id}` is not elastic.")
    if instance.id in disk.instances or (disk.instances and not disk.shareable):
        raise ApiError("ResourceUnavailable.Attached", f"The disk `{disk.id}` is attached.")
    if disk.zone != instance.zone:
        raise ApiError("ResourceUnavailable.ZoneNotMatch", f"The disk `{disk.id}` is in another zone.")


def _instance(call: Call, instance_id: str) -> Instance:
    found = call.account.state(CvmState).regions.at(region_of(call)).instances.get(instance_id)
    if found is None:
        raise ApiError("InvalidInstanceId.NotFound", f"The instance `{instance_id}` does not exist.")
    return found


@serve("cbs", "DetachDisks", write=True, resources=volumes)
def detach_disks(call: Call) -> Mapping[str, Any]:
    """Take disks out of their instance; all of them, or none."""
    disks, asked = disks_named(call, MOST_AT_ONCE), call.text("InstanceId")
    for disk in disks:
        if not disk.portable:
            raise ApiError("InvalidDisk.NotPortable", f"The disk `{disk.id}` is not elastic.")
        if not disk.instances or (asked and asked not in disk.instances):
            raise ApiError("UnsupportedOperation.StateError", f"The disk `{disk.id}` is not attached there.")
        if len(disk.instances) > 1 and not asked:
            raise ApiError("MissingParameter", f"The disk `{disk.id}` is in several instances: name one.")
    for disk in disks:
        instance = _instance(call, asked or disk.instances[0])
        disk.instances.remove(instance.id)
        instance.data_disks = [one for one in instance.data_disks if one.id != disk.id]
    return {}
