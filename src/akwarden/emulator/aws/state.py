"""What an emulated AWS remembers: accounts with their users, groups, roles, policies, keys and trails."""

from collections import deque
from dataclasses import dataclass, field

from akwarden.emulator.tencent.clock import Clock

EVENTS_KEPT = 20_000
"""Events that CloudTrail keeps of an account; older ones go, so that memory stays flat."""
PRESET = "arn:aws:iam::aws:policy/"


@dataclass(slots=True)
class Key:
    """A permanent access key."""

    id: str
    secret: str
    created: float
    is_active: bool = True
    last_used: float | None = None
    service: str = "N/A"
    """What it was used for last."""
    region: str = "N/A"


@dataclass(slots=True)
class User:
    """A user of an account."""

    name: str
    id: str
    created: float
    keys: list[Key] = field(default_factory=list)
    policies: list[str] = field(default_factory=list)
    """ARNs."""
    groups: list[str] = field(default_factory=list)
    """Names."""
    has_password: bool = False
    has_mfa: bool = False
    last_login: float | None = None


@dataclass(slots=True)
class Group:
    """A group of users."""

    name: str
    id: str
    created: float
    policies: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Role:
    """A role that others may take."""

    name: str
    id: str
    created: float
    trust: str
    """Its trust policy, as JSON."""
    policies: list[str] = field(default_factory=list)
    description: str = ""
    session_seconds: int = 3600
    path: str = "/"


@dataclass(slots=True)
class Policy:
    """A managed policy."""

    arn: str
    text: str
    """As JSON."""
    created: float


@dataclass(slots=True)
class Address:
    """A reserved public address."""

    ip: str
    id: str
    region: str
    name: str


@dataclass(slots=True)
class Function:
    """A function of Lambda."""

    name: str
    region: str
    role: str
    modified: float
    variables: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Trail:
    """A trail of CloudTrail over all regions."""

    name: str
    region: str
    """Where it is at home."""
    bucket: str
    is_logging: bool = True


@dataclass(frozen=True, slots=True)
class TrailEvent:
    """One recorded call."""

    moment: float
    region: str
    record: str
    """The record, as JSON."""


@dataclass(slots=True)
class Account:
    """One account."""

    number: str
    name: str
    created: float
    regions: tuple[str, ...]
    """Those that are enabled."""
    root_mfa: bool = True
    root_last_login: float | None = None
    root_keys: list[Key] = field(default_factory=list)
    users: dict[str, User] = field(default_factory=dict)
    """By their names, as groups and roles."""
    groups: dict[str, Group] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    """By their ARNs, preset ones that are used among them."""
    addresses: list[Address] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)
    trails: list[Trail] = field(default_factory=list)
    buckets: dict[str, str] = field(default_factory=dict)
    """The regions of buckets by their names."""
    events: deque[TrailEvent] = field(default_factory=lambda: deque(maxlen=EVENTS_KEPT))

    def arn(self, kind: str, name: str, path: str = "/") -> str:
        """Return the ARN of something in IAM."""
        return f"arn:aws:iam::{self.number}:{kind}{path}{name}"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a key is."""

    account: Account
    user: User | None
    """None for the account itself."""
    key: Key


@dataclass(slots=True)
class Cloud:
    """One emulated AWS; nothing of it is shared with another."""

    clock: Clock
    accounts: dict[str, Account] = field(default_factory=dict)
    """By their numbers."""
    management: str = ""
    """The number of the account that manages the organisation; empty where there is none."""

    def holder(self, key_id: str) -> Holder | None:
        """Return whose a key is; None for one that there is not."""
        for account in self.accounts.values():
            for key in account.root_keys:
                if key.id == key_id:
                    return Holder(account, None, key)
            for user in account.users.values():
                for key in user.keys:
                    if key.id == key_id:
                        return Holder(account, user, key)
        return None
