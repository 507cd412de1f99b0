"""The secrets of an account, region by region.

A scenario adds with `add_secret`, and says with `add_database` which instances product secrets may be made
for.
"""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from akwarden.emulator.tencent.services.kms.sealing import open_sealed, read_sealed, seal
from akwarden.emulator.tencent.services.kms.state import KeyState, KmsState, MasterKey, add_key
from akwarden.emulator.tencent.services.regional import DEFAULT_REGION, Regional
from akwarden.emulator.tencent.state import Account, Cloud

CURRENT = "SSM_Current"
_DEFAULT_KEY = "ssm-default"


class Kind(IntEnum):
    """SecretType, after DescribeSecret."""

    CUSTOM = 0
    DATABASE = 1
    SSH = 2
    API_KEY = 3
    REDIS = 4


class Status(StrEnum):
    """After DescribeSecret."""

    ENABLED = "Enabled"
    DISABLED = "Disabled"
    PENDING_DELETE = "PendingDelete"
    CREATING = "Creating"
    FAILED = "Failed"


@dataclass(slots=True)
class Version:
    """One value of a secret, sealed."""

    id: str
    created: float
    sealed: str
    binary: bool = False
    account: str = ""
    """Of the database, for a secret of a product."""


@dataclass(slots=True)
class Rotation:
    """How often a secret of a product is rotated."""

    enabled: bool = False
    days: int = 1
    begin: float = 0.0
    latest: float = 0.0

    @property
    def next(self) -> float:
        """Return when the next rotation is due; 0 for never."""
        if not self.enabled:
            return 0.0
        return self.begin if self.begin > self.latest else self.latest + self.days * 86_400


@dataclass(slots=True)
class Product:
    """What a secret of a product is about."""

    name: str
    instance: str
    prefix: str
    domains: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SshKey:
    """What a secret of an SSH key is about; the private half is the secret's value."""

    id: str
    name: str
    project: int
    public: str


@dataclass(slots=True)
class Secret:
    """A secret with its versions, in the order in which they came."""

    name: str
    kind: Kind
    created: float
    creator: int
    key: MasterKey
    description: str = ""
    status: Status = Status.ENABLED
    software: bool = False
    """Whether it is sealed with a key of SSM's own, and not with one of KMS."""
    versions: dict[str, Version] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    deletion: float = 0.0
    number: int = 0
    rotation: Rotation = field(default_factory=Rotation)
    product: Product | None = None
    ssh: SshKey | None = None

    def keep(self, version: str, value: bytes, now: float, *, binary: bool = False) -> Version:
        """Keep a value under a version, in place of the one that was there; raises ApiError for no key."""
        kept = Version(version, now, seal(self.key, value, self.name.encode()), binary)
        self.versions[version] = kept
        return kept

    def value(self, version: Version) -> bytes:
        """Return a value in clear; raises ApiError where the key does not open it."""
        return open_sealed(self.key, read_sealed(version.sealed), self.name.encode())


@dataclass(slots=True)
class Flow:
    """Something that takes a while: the making or the rotation of a product's secret."""

    id: int
    secret: str
    done_at: float
    rotates: bool
    settled: bool = False


@dataclass(slots=True)
class SsmRegion:
    """What there is in one region."""

    secrets: dict[str, Secret] = field(default_factory=dict)
    flows: dict[int, Flow] = field(default_factory=dict)
    databases: dict[str, str] = field(default_factory=dict)
    """The products of the instances that there are, by their ids."""


@dataclass(slots=True)
class SsmState:
    """What SSM keeps for an account."""

    regions: Regional[SsmRegion] = field(default_factory=lambda: Regional(SsmRegion))


def default_key(cloud: Cloud, account: Account, region: str) -> MasterKey:
    """Return the CMK that SSM seals with where none is named; it is made when it is first needed."""
    keys = account.state(KmsState).regions.at(region).keys.values()
    found = next((key for key in keys if key.owner == "ssm" and key.alias == _DEFAULT_KEY), None)
    return found or add_key(cloud, account, _DEFAULT_KEY, region=region, owner="ssm")


def software_key(cloud: Cloud) -> MasterKey:
    """Return a key of SSM's own, which KMS does not know."""
    return MasterKey(cloud.ids.uuid(), "", cloud.clock.now(), 0, KeyState.ENABLED)


def add_secret(
    cloud: Cloud,
    account: Account,
    name: str,
    value: str,
    *,
    region: str = DEFAULT_REGION,
    version: str = CURRENT,
    creator: int = 0,
    description: str = "",
    tags: dict[str, str] | None = None,
) -> Secret:
    """Make a custom secret with one version; `creator` 0 is the account itself."""
    key, now = default_key(cloud, account, region), cloud.clock.now()
    secret = Secret(name, Kind.CUSTOM, now, creator or account.uin, key, description, tags=tags or {})
    secret.number = cloud.ids.number("secret")
    secret.keep(version, value.encode(), now)
    account.state(SsmState).regions.at(region).secrets[name] = secret
    return secret


def add_database(account: Account, instance: str, product: str, *, region: str = DEFAULT_REGION) -> None:
    """Say that an instance of a product, such as `cdb-abcd1234` of `Mysql`, is there."""
    account.state(SsmState).regions.at(region).databases[instance] = product
