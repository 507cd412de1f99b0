"""What may stand in a scenario file: names that are not here are refused.

Ages and uses are days before the start, whole or with a fraction; what is left out is as the field says.
"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from akwarden.emulator.tencent.scenarios.belongings import (
    WantedBucket,
    WantedDisk,
    WantedFunction,
    WantedSecret,
)
from akwarden.emulator.tencent.scenarios.parts import Part, Text
from akwarden.emulator.tencent.scenarios.reachable import (
    WantedAddress,
    WantedBalancer,
    WantedGateway,
    WantedInstance,
    WantedServer,
)
from akwarden.emulator.tencent.state import Site, Status

Days = Annotated[float, Meta(ge=0, le=10_000)]
Share = Annotated[float, Meta(ge=0, le=1)]
# No tuple of two: msgspec 0.22 reads past the end of a type that joins a bounded number and a fixed tuple.
Span = Days | Annotated[tuple[Days, ...], Meta(min_length=2, max_length=2)]
"""A number of days, or from and to, of which each gets its own."""
Name = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_.@+=,-]{1,64}\Z")]
"""As the cloud takes it for users, groups, roles and policies."""
Document = dict[str, Any] | str
"""A policy in YAML, or as the text of its JSON."""
_Description = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_+=,.@:/-]{0,1024}\Z")]


class WantedKey(Part, frozen=True, kw_only=True):
    """An access key."""

    age: Days = 0
    used: Days | None = None
    """When it was used last; never where left out."""
    status: Status = Status.ACTIVE
    description: _Description = ""
    made_by: str = ""
    """`root` or a user of the account: CloudAudit then tells who made it."""


class WantedPolicy(Part, frozen=True, kw_only=True):
    """A custom policy."""

    name: Name
    document: Document
    description: Text = ""


class WantedGroup(Part, frozen=True, kw_only=True):
    """A group; users say that they are in it."""

    name: Annotated[str, Meta(min_length=1, max_length=64)]
    policies: tuple[str, ...] = ()
    remark: Text = ""


class WantedUser(Part, frozen=True, kw_only=True):
    """A user."""

    name: Name
    kind: str = "SubUser"
    age: Days | None = None
    """As old as the oldest key where left out."""
    remark: Text = ""
    email: Text = ""
    phone: Text = ""
    console: bool = False
    mfa: bool = False
    """Asked for at a login and at what is sensitive."""
    login: Days | None = None
    """The last one; never where left out."""
    login_ip: Text = ""
    groups: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    """Attached directly: custom ones of the account, or preset ones."""
    boundary: str | None = None
    keys: tuple[WantedKey, ...] = ()


class WantedManyKeys(Part, frozen=True, kw_only=True):
    """One key for each of many users, or for a share of them."""

    share: Share = 1
    age: Span = 0
    used: Span | None = None
    status: Status = Status.ACTIVE
    description: _Description = ""
    made_by: str = ""


class WantedMany(Part, frozen=True, kw_only=True):
    """Users that are alike; a share between 0 and 1 says how many of them have something."""

    count: Annotated[int, Meta(ge=1, le=1000)] | None = None
    name: str = ""
    """With `{n}`, which becomes a number; goes with `count`."""
    names: tuple[Name, ...] = ()
    """The names themselves, in place of `count` and `name`."""
    kind: str = "SubUser"
    age: Span | None = None
    remark: Text = ""
    email: Text = ""
    """With `{name}`, which becomes the user's."""
    console: bool | Share = False
    mfa: bool | Share = False
    """The share is one of those who have a console login."""
    login: Span | None = None
    groups: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    boundary: str | None = None
    keys: tuple[WantedManyKeys, ...] = ()


class WantedRole(Part, frozen=True, kw_only=True):
    """A role."""

    name: Name
    trust: Document
    description: Text = ""
    age: Days = 0
    policies: tuple[str, ...] = ()
    boundary: str | None = None
    console: bool = False
    tags: dict[str, str] = msgspec.field(default_factory=dict)


class WantedAccount(Part, frozen=True, kw_only=True):
    """A main account."""

    name: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"\A[^%{}:/#]*\Z")]
    site: Site = Site.MAINLAND
    age: Days | None = None
    """As old as the oldest of what is in it where left out."""
    root_keys: tuple[WantedKey, ...] = ()
    policies: tuple[WantedPolicy, ...] = ()
    groups: tuple[WantedGroup, ...] = ()
    users: tuple[WantedUser, ...] = ()
    generate: tuple[WantedMany, ...] = ()
    roles: tuple[WantedRole, ...] = ()
    secrets: tuple[WantedSecret, ...] = ()
    disks: tuple[WantedDisk, ...] = ()
    buckets: tuple[WantedBucket, ...] = ()
    functions: tuple[WantedFunction, ...] = ()
    instances: tuple[WantedInstance, ...] = ()
    addresses: tuple[WantedAddress, ...] = ()
    """Elastic ones; those of a gateway stand in it."""
    nat_gateways: tuple[WantedGateway, ...] = ()
    load_balancers: tuple[WantedBalancer, ...] = ()
    lighthouse: tuple[WantedServer, ...] = ()


class WantedOrganization(Part, frozen=True, kw_only=True):
    """An organization over accounts of the file."""

    management: str
    members: tuple[str, ...] | None = None
    """All other accounts where left out."""


class WantedScenario(Part, frozen=True, kw_only=True):
    """A whole file."""

    organization: WantedOrganization | None = None
    accounts: Annotated[tuple[WantedAccount, ...], Meta(min_length=1, max_length=100)]
