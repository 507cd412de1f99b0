"""The disks and snapshots of an account, region by region.

A scenario adds with `add_disk`, `add_snapshot`, `add_backup` and `add_snapshot_group`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from akwarden.emulator.tencent.services.regional import DEFAULT_REGION, Regional
from akwarden.emulator.tencent.state import Account, Cloud

DATA, SYSTEM = "DATA_DISK", "SYSTEM_DISK"


@dataclass(slots=True)
class Disk:
    """A cloud disk. What happens to it is done when the call returns; the cloud takes a while."""

    id: str
    name: str
    zone: str
    created: float
    size: int = 20
    kind: str = "CLOUD_PREMIUM"
    usage: str = DATA
    charge: str = "POSTPAID_BY_HOUR"
    deadline: float = 0.0
    """When a prepaid one ends."""
    project: int = 0
    snapshot: str = ""
    """What it was made from."""
    encrypted: bool = False
    key_id: str = ""
    shareable: bool = False
    instances: list[str] = field(default_factory=list)
    last_instance: str = ""
    delete_with_instance: bool = False
    delete_snapshot: int = 0
    throughput: int = 0
    backup_quota: int = 0
    burst: bool = False
    encrypt_type: str = ""
    renew: str = "NOTIFY_AND_MANUAL_RENEW"
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def portable(self) -> bool:
        """Say whether it can be taken off; a system disk can't."""
        return self.usage == DATA


@dataclass(slots=True)
class Snapshot:
    """A snapshot of a disk."""

    id: str
    name: str
    disk: str
    zone: str
    created: float
    size: int = 20
    usage: str = DATA
    encrypted: bool = False
    deadline: float = 0.0
    """When it is deleted; 0 for never."""
    shared: dict[str, float] = field(default_factory=dict)
    """When it was shared, by the uin of the account."""
    images: list[tuple[str, str]] = field(default_factory=list)
    """Id and name of each image that is made of it."""
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Backup:
    """A backup point of a disk."""

    id: str
    name: str
    disk: str
    size: int
    usage: str
    created: float
    encrypted: bool = False


@dataclass(slots=True)
class SnapshotGroup:
    """Snapshots of several disks at one moment."""

    id: str
    name: str
    snapshots: list[str]
    created: float
    has_system_disk: bool = False


@dataclass(slots=True)
class CbsRegion:
    """What there is in one region."""

    disks: dict[str, Disk] = field(default_factory=dict)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    backups: dict[str, Backup] = field(default_factory=dict)
    groups: dict[str, SnapshotGroup] = field(default_factory=dict)
    tokens: dict[str, list[str]] = field(default_factory=dict)
    """The disks that were made for a ClientToken."""

    def expire(self, now: float) -> None:
        """Delete the snapshots whose time is over."""
        for snapshot in [*self.snapshots.values()]:
            if 0 < snapshot.deadline <= now:
                del self.snapshots[snapshot.id]


@dataclass(slots=True)
class CbsState:
    """What CBS keeps for an account."""

    regions: Regional[CbsRegion] = field(default_factory=lambda: Regional(CbsRegion))


def add_disk(
    cloud: Cloud,
    account: Account,
    name: str,
    *,
    region: str = DEFAULT_REGION,
    zone: str = "",
    size: int = 20,
    usage: str = DATA,
) -> Disk:
    """Make a disk; in the region's third zone where none is named."""
    disk = Disk(f"disk-{cloud.ids.lower(8)}", name, zone or f"{region}-3", cloud.clock.now(), size)
    disk.usage = usage
    account.state(CbsState).regions.at(region).disks[disk.id] = disk
    return disk


def add_snapshot(
    cloud: Cloud,
    account: Account,
    name: str,
    *,
    disk: Disk | None = None,
    region: str = DEFAULT_REGION,
    size: int = 20,
    usage: str = DATA,
    shared_with: Sequence[int] = (),
) -> Snapshot:
    """Make a snapshot, of a disk or of one that is gone, shared with other accounts by their uins."""
    now, zone = cloud.clock.now(), disk.zone if disk else f"{region}-3"
    disk_id = disk.id if disk else f"disk-{cloud.ids.lower(8)}"
    found = Snapshot(
        f"snap-{cloud.ids.lower(8)}", name, disk_id, zone, now, disk.size if disk else size, usage
    )
    if disk:
        found.usage, found.encrypted = disk.usage, disk.encrypted
    found.shared = {str(uin): now for uin in shared_with}
    account.state(CbsState).regions.at(region).snapshots[found.id] = found
    return found


def add_backup(cloud: Cloud, account: Account, disk: Disk, *, region: str = DEFAULT_REGION) -> Backup:
    """Make a backup point of a disk."""
    name = f"backup of {disk.name}"
    found = Backup(f"dbp-{cloud.ids.lower(8)}", name, disk.id, disk.size, disk.usage, cloud.clock.now())
    account.state(CbsState).regions.at(region).backups[found.id] = found
    return found


def add_snapshot_group(
    cloud: Cloud, account: Account, name: str, snapshots: Sequence[Snapshot], *, region: str = DEFAULT_REGION
) -> SnapshotGroup:
    """Make a group of snapshots that there are."""
    ids = [snapshot.id for snapshot in snapshots]
    found = SnapshotGroup(f"csnap-{cloud.ids.lower(8)}", name, ids, cloud.clock.now())
    found.has_system_disk = any(snapshot.usage == SYSTEM for snapshot in snapshots)
    account.state(CbsState).regions.at(region).groups[found.id] = found
    return found
