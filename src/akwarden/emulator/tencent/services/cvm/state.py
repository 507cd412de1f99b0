"""The machines of an account, region by region. No action makes any here: a scenario adds them.

`add_instance`, `add_image` and `add_launch_template` do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from akwarden.emulator.tencent.services.public_ip import private_ip
from akwarden.emulator.tencent.services.regional import DEFAULT_REGION, Regional
from akwarden.emulator.tencent.state import Account, Cloud

OFFICIAL = (
    ("img-487zeit5", "Ubuntu Server 22.04 LTS 64bit", "Ubuntu"),
    ("img-eb30mz89", "TencentOS Server 3.1 (TK4)", "TencentOS"),
    ("img-l8og963d", "CentOS 7.9 64bit", "CentOS"),
)
"""Id, name and platform of the public images that every account sees."""


@dataclass(slots=True)
class DataDisk:
    """A cloud disk on an instance."""

    id: str
    size: int
    kind: str
    encrypted: bool = False
    key_id: str = ""
    delete_with_instance: bool = False
    snapshot: str = ""


@dataclass(slots=True)
class Instance:
    """A virtual machine."""

    id: str
    uuid: str
    name: str
    zone: str
    created: float
    kind: str = "S5.MEDIUM2"
    cpu: int = 2
    memory: int = 2
    image: str = OFFICIAL[0][0]
    state: str = "RUNNING"
    role: str = ""
    """Name of the CAM role that it may take."""
    private_ips: list[str] = field(default_factory=list)
    public_ips: list[str] = field(default_factory=list)
    vpc: str = ""
    subnet: str = ""
    groups: list[str] = field(default_factory=list)
    login_keys: list[str] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    system_disk: DataDisk | None = None
    data_disks: list[DataDisk] = field(default_factory=list)


@dataclass(slots=True)
class Image:
    """A custom image."""

    id: str
    name: str
    created: float
    creator: int
    size: int = 50
    platform: str = "Ubuntu"
    system: str = OFFICIAL[0][1]
    description: str = ""
    snapshots: list[tuple[str, str, int]] = field(default_factory=list)
    """Id, DiskUsage and GiB of each."""
    shared: dict[str, float] = field(default_factory=dict)
    """When it was shared, by the uin of the account."""
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class LaunchTemplate:
    """A launch template: what instances are made from. UserData stands in its versions."""

    id: str
    created: float
    creator: int
    versions: list[Mapping[str, Any]]
    """LaunchTemplateVersionData of each, from version 1 on."""
    default: int = 1


@dataclass(slots=True)
class CvmRegion:
    """What there is in one region."""

    instances: dict[str, Instance] = field(default_factory=dict)
    images: dict[str, Image] = field(default_factory=dict)
    templates: dict[str, LaunchTemplate] = field(default_factory=dict)


@dataclass(slots=True)
class CvmState:
    """What CVM keeps for an account."""

    regions: Regional[CvmRegion] = field(default_factory=lambda: Regional(CvmRegion))


def add_instance(
    cloud: Cloud,
    account: Account,
    name: str,
    *,
    region: str = DEFAULT_REGION,
    zone: str = "",
    role: str = "",
    public_ips: Sequence[str] = (),
    tags: Mapping[str, str] | None = None,
    metadata: Mapping[str, str] | None = None,
) -> Instance:
    """Make a running instance with a system disk of 50 GiB, in the third zone where none is named."""
    ids = cloud.ids
    found = Instance(
        f"ins-{ids.lower(8)}", ids.uuid(), name, zone or f"{region}-3", cloud.clock.now(), role=role
    )
    found.private_ips, found.public_ips = [private_ip(cloud)], [*public_ips]
    found.tags, found.metadata = dict(tags or {}), dict(metadata or {})
    found.vpc, found.subnet = f"vpc-{ids.lower(8)}", f"subnet-{ids.lower(8)}"
    found.system_disk = DataDisk(f"disk-{ids.lower(8)}", 50, "CLOUD_PREMIUM")
    account.state(CvmState).regions.at(region).instances[found.id] = found
    return found


def add_image(
    cloud: Cloud,
    account: Account,
    name: str,
    *,
    region: str = DEFAULT_REGION,
    shared_with: Sequence[int] = (),
    snapshots: Sequence[tuple[str, str, int]] = (),
) -> Image:
    """Make a custom image, shared with other accounts by their uins."""
    now = cloud.clock.now()
    found = Image(f"img-{cloud.ids.lower(8)}", name, now, account.uin, snapshots=[*snapshots])
    found.shared = {str(uin): now for uin in shared_with}
    account.state(CvmState).regions.at(region).images[found.id] = found
    return found


def add_launch_template(
    cloud: Cloud, account: Account, versions: Sequence[Mapping[str, Any]], *, region: str = DEFAULT_REGION
) -> LaunchTemplate:
    """Make a launch template with the LaunchTemplateVersionData of each of its versions."""
    template_id = f"lt-{cloud.ids.lower(8)}"
    found = LaunchTemplate(template_id, cloud.clock.now(), account.uin, [*versions])
    account.state(CvmState).regions.at(region).templates[found.id] = found
    return found
