"""Everything that an emulated cloud remembers: accounts with their users, groups, roles, policies and keys.

State of other services hangs on the account: `account.state(KmsState)` makes it when it is first asked for.
"""

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from akwarden.emulator.tencent.clock import Clock
from akwarden.emulator.tencent.ids import Ids
from akwarden.policy.grammar import Policy as Document

EVENTS_KEPT = 20_000
"""Events that an account keeps; older ones go, so that memory stays flat."""
T = TypeVar("T")


class Site(StrEnum):
    """Where an account was opened."""

    MAINLAND = "mainland"
    INTERNATIONAL = "international"


class Status(StrEnum):
    """Whether a key works."""

    ACTIVE = "Active"
    INACTIVE = "Inactive"


@dataclass(slots=True)
class Key:
    """A permanent access key."""

    secret_id: str
    secret_key: str
    account: int
    """Uin of the main account."""
    owner: int
    """Uin of the user it belongs to; the account's own for a root key."""
    created: float
    status: Status = Status.ACTIVE
    description: str = ""
    works_from: float = 0.0
    """A new key works only a while after it was made, where the cloud is told so."""
    last_used: float | None = None
    reported_use: float | None = None
    """The last use of a day that is over: what GetSecurityLastUsed tells."""
    deleted: bool = False


@dataclass(slots=True)
class Version:
    """One version of a policy."""

    number: int
    text: str
    document: Document
    created: float


@dataclass(slots=True)
class Policy:
    """A policy of an account, or a preset one."""

    id: int
    name: str
    versions: list[Version]
    default: int = 1
    preset: bool = False
    description: str = ""
    created: float = 0.0
    updated: float = 0.0

    @property
    def current(self) -> Version:
        """Return the version that counts."""
        return next(one for one in self.versions if one.number == self.default)


@dataclass(slots=True)
class Attachment:
    """A policy in the hands of somebody."""

    policy: int
    since: float


@dataclass(slots=True)
class User:
    """A sub-account."""

    uin: int
    uid: int
    name: str
    created: float
    remark: str = ""
    console_login: bool = False
    phone: str = ""
    country_code: str = ""
    email: str = ""
    kind: str = "SubUser"
    """As ListAccounts has it: SubUser, Collaborator, WechatCorpUser, AgentIdentity."""
    attached: list[Attachment] = field(default_factory=list)
    boundary: int | None = None
    """Id of the policy that is the permissions boundary."""
    mfa_login: bool = False
    mfa_action: bool = False
    last_login: float | None = None
    last_login_ip: str = ""
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Group:
    """A group of users."""

    id: int
    name: str
    created: float
    remark: str = ""
    members: list[int] = field(default_factory=list)
    """Uins, in the order in which they came."""
    attached: list[Attachment] = field(default_factory=list)


@dataclass(slots=True)
class Role:
    """A role that others may take."""

    id: int
    name: str
    trust_text: str
    trust: Document
    created: float
    updated: float
    description: str = ""
    session_duration: int = 7200
    console_login: bool = False
    attached: list[Attachment] = field(default_factory=list)
    boundary: int | None = None
    tags: dict[str, str] = field(default_factory=dict)
    service_linked: bool = False


@dataclass(slots=True)
class Session:
    """A temporary key."""

    secret_id: str
    secret_key: str
    token: str
    account: int
    kind: str
    """`role`, `federated` or `session`."""
    expires: float
    name: str
    """Of the session, or of the federated user."""
    issuer: int
    """Uin of the user who asked; of the account for a root key."""
    role: int | None = None
    policy: Document | None = None
    """Narrows what the session may do."""
    source_identity: str = ""


@dataclass(slots=True)
class Account:
    """A main account."""

    uin: int
    appid: int
    name: str
    created: float
    site: Site = Site.MAINLAND
    users: dict[int, User] = field(default_factory=dict)
    groups: dict[int, Group] = field(default_factory=dict)
    roles: dict[int, Role] = field(default_factory=dict)
    policies: dict[int, Policy] = field(default_factory=dict)
    """Its own ones; the preset ones lie in the cloud."""
    keys: dict[str, Key] = field(default_factory=dict)
    """Also those that were deleted, which QueryApiKey still tells."""
    events: deque[Any] = field(default_factory=lambda: deque(maxlen=EVENTS_KEPT))
    """What CloudAudit recorded, as `audit` makes it; the newest last."""
    _states: dict[type, Any] = field(default_factory=dict)

    def state(self, kind: type[T]) -> T:
        """Return what a service keeps for this account."""
        found = self._states.get(kind)
        if found is None:
            found = self._states[kind] = kind()
        return found

    def user_named(self, name: str) -> User | None:
        """Return the user of a name."""
        return next((user for user in self.users.values() if user.name == name), None)

    def keys_of(self, owner: int) -> list[Key]:
        """Return the keys of a user that there are, in the order in which they were made."""
        return [key for key in self.keys.values() if key.owner == owner and not key.deleted]


@dataclass(slots=True)
class Cloud:
    """One emulated cloud; nothing of it is shared with another."""

    clock: Clock
    ids: Ids
    accounts: dict[int, Account] = field(default_factory=dict)
    presets: dict[int, Policy] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    """All permanent keys by their ids, also deleted ones."""
    sessions: dict[str, Session] = field(default_factory=dict)
    generation: int = 0
    """Grows with every change of users, groups, roles and policies: what was worked out before is old."""
    key_delay: float = 0.0
    """Seconds until a new key works."""
    audit_delay: float = 0.0
    """Seconds until a call can be looked up in CloudAudit; tracks have delays of their own."""
    organization: Any = None
    """What the service `organization` keeps; it spans accounts."""

    def changed(self) -> None:
        """Say that somebody's rights may have changed."""
        self.generation += 1

    def policy(self, account: Account, number: int) -> Policy | None:
        """Return a policy of an account, or a preset one."""
        return account.policies.get(number) or self.presets.get(number)

    def add_account(self, name: str, site: Site = Site.MAINLAND) -> Account:
        """Open an account."""
        now = self.clock.now()
        account = Account(self.ids.number("uin"), self.ids.number("appid"), name, now, site)
        self.accounts[account.uin] = account
        return account

    def add_key(self, account: Account, owner: int, description: str = "") -> Key:
        """Make a key; the limit of two is the caller's to keep."""
        now = self.clock.now()
        key = Key(self.ids.secret_id(), self.ids.secret_key(), account.uin, owner, now)
        key.description, key.works_from = description, now + self.key_delay
        account.keys[key.secret_id] = self.keys[key.secret_id] = key
        return key
