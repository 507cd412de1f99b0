"""The keys of an account, region by region.

A scenario adds with `add_key` and `add_white_box_key`.
"""

import os
from dataclasses import dataclass, field
from enum import StrEnum

from akwarden.emulator.tencent.services.regional import DEFAULT_REGION, Regional
from akwarden.emulator.tencent.state import Account, Cloud

DAY = 86_400
KEY_BYTES = 32


class KeyState(StrEnum):
    """As KeyMetadata has it."""

    ENABLED = "Enabled"
    DISABLED = "Disabled"
    PENDING_DELETE = "PendingDelete"
    PENDING_IMPORT = "PendingImport"
    ARCHIVED = "Archived"


class Origin(StrEnum):
    """Who made the material of a key."""

    KMS = "TENCENT_KMS"
    EXTERNAL = "EXTERNAL"


@dataclass(slots=True)
class MasterKey:
    """A CMK. Its material never leaves; a rotation adds new material, and the old still decrypts."""

    id: str
    alias: str
    created: float
    creator: int
    """Uin of who made it."""
    state: KeyState = KeyState.ENABLED
    description: str = ""
    origin: Origin = Origin.KMS
    owner: str = "user"
    """`user`, or the product that made it."""
    tags: dict[str, str] = field(default_factory=dict)
    material: list[bytes] = field(default_factory=lambda: [os.urandom(KEY_BYTES)])
    rotate_days: int = 0
    """0: it is not rotated."""
    rotate_from: float = 0.0
    """When the present material came, or rotation was switched on, whichever is later."""
    last_rotated: float = 0.0
    deletion: float = 0.0

    @property
    def next_rotation(self) -> float:
        """Return when the next rotation is due; 0 for never."""
        return self.rotate_from + self.rotate_days * DAY if self.rotate_days else 0.0

    def rotate_due(self, now: float) -> None:
        """Do the rotations that came due; a key that does not work is not rotated."""
        while self.state is KeyState.ENABLED and self.rotate_days and self.next_rotation <= now:
            self.rotate_from = self.last_rotated = self.next_rotation
            self.material.append(os.urandom(KEY_BYTES))


@dataclass(slots=True)
class WhiteBoxKey:
    """A white-box key: one symmetric key in two blobs."""

    id: str
    alias: str
    algorithm: str
    created: float
    creator: int
    owner: int
    description: str = ""
    enabled: bool = True
    tags: dict[str, str] = field(default_factory=dict)
    material: bytes = b""
    fingerprints: dict[str, str] = field(default_factory=dict)
    """Descriptions by the identities of devices."""


@dataclass(slots=True)
class KmsRegion:
    """The keys of one region, in the order in which they were made."""

    keys: dict[str, MasterKey] = field(default_factory=dict)
    white_box: dict[str, WhiteBoxKey] = field(default_factory=dict)


@dataclass(slots=True)
class KmsState:
    """What KMS keeps for an account."""

    regions: Regional[KmsRegion] = field(default_factory=lambda: Regional(KmsRegion))


def add_key(
    cloud: Cloud,
    account: Account,
    alias: str,
    *,
    region: str = DEFAULT_REGION,
    creator: int = 0,
    owner: str = "user",
    description: str = "",
    state: KeyState = KeyState.ENABLED,
    origin: Origin = Origin.KMS,
) -> MasterKey:
    """Make a master key; `creator` 0 is the account itself. The rules for names are the caller's to keep."""
    key = MasterKey(cloud.ids.uuid(), alias, cloud.clock.now(), creator or account.uin, state)
    key.owner, key.description, key.origin = owner, description, origin
    if origin is Origin.EXTERNAL:
        key.state, key.material = KeyState.PENDING_IMPORT, []
    account.state(KmsState).regions.at(region).keys[key.id] = key
    return key


WHITE_BOX_BYTES = {"AES_256": 32, "SM4": 16}
"""Bytes of a key by its algorithm."""


def add_white_box_key(
    cloud: Cloud,
    account: Account,
    alias: str,
    algorithm: str,
    *,
    region: str = DEFAULT_REGION,
    creator: int = 0,
    description: str = "",
) -> WhiteBoxKey:
    """Make a white-box key; `creator` 0 is the account itself."""
    key = WhiteBoxKey(
        cloud.ids.uuid(),
        alias,
        algorithm,
        cloud.clock.now(),
        creator or account.uin,
        account.uin,
        description,
    )
    key.material = os.urandom(WHITE_BOX_BYTES[algorithm])
    account.state(KmsState).regions.at(region).white_box[key.id] = key
    return key
