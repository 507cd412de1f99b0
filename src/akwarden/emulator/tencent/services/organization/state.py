"""Organizations: an account that manages, its departments, its members, and who may enter these."""

from dataclasses import dataclass, field

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.services.organization.guardrails import ControlPolicy, attach_preset
from akwarden.emulator.tencent.services.organization.zone import Zone
from akwarden.emulator.tencent.state import Cloud

ADMIN = 1
"""Id of the preset identity, which every member that was created has."""
ADMIN_ROLE = "OrganizationAccessControlRole"
"""The role that stands for it in members, after samples of "DescribeOrganizationMemberAuthIdentities"."""
MOST_MEMBERS = 100
"""After "Operation" of the questions about the service; more for whoever asks for more."""


@dataclass(slots=True)
class Node:
    """A department, or the root of all."""

    id: int
    name: str
    parent: int
    """0 for the root."""
    created: float
    remark: str = ""
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Identity:
    """As what one may enter a member: a role there, with preset policies of CAM."""

    id: int
    name: str
    role: str
    """Name of the role in the members."""
    policies: list[str]
    """Names of the preset policies."""
    created: float
    description: str = ""
    preset: bool = False


@dataclass(slots=True)
class Member:
    """An account of the organization that does not manage it."""

    uin: int
    name: str
    node: int
    created: float
    permissions: list[int]
    """What the manager may do with its money."""
    remark: str = ""
    pay_uin: str = ""
    was_invited: bool = False
    identities: dict[int, float] = field(default_factory=dict)
    """As what it can be entered, and since when."""
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class MemberPolicy:
    """The right to enter one member, which sub-accounts of the manager can have; a policy of CAM there."""

    id: int
    """Of the policy in the managing account, too."""
    name: str
    member: int
    identity: int
    created: float
    description: str = ""


@dataclass(slots=True)
class Organization:
    """One organization."""

    id: int
    host: int
    """Uin of the account that manages it."""
    created: float
    root: Node
    most_members: int = MOST_MEMBERS
    nodes: dict[int, Node] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    """By their uins, in the order in which they came."""
    identities: dict[int, Identity] = field(default_factory=dict)
    policies: dict[int, MemberPolicy] = field(default_factory=dict)
    control: dict[int, ControlPolicy] = field(default_factory=dict)
    """Service control policies and tag policies."""
    is_controlled: bool = False
    """Whether service control is on: it is off at first."""
    zone: Zone | None = None
    """The identity center; None until it is opened in the console."""

    def switch_control_on(self, now: float) -> None:
        """Switch service control on, as the console does."""
        self.is_controlled = True
        self.control_newcomers([*self.nodes, *self.members], now)

    def control_newcomers(self, targets: list[int], now: float) -> None:
        """Attach the preset policy to departments and members that came, where service control is on."""
        if self.is_controlled:
            attach_preset(self.control, targets, now)

    def path(self, node: int) -> list[Node]:
        """Return the nodes from the root down to one."""
        found: list[Node] = []
        while node:
            found.insert(0, self.nodes[node])
            node = found[0].parent
        return found


def organizations(cloud: Cloud) -> list[Organization]:
    """Return all organizations of a cloud."""
    if cloud.organization is None:
        cloud.organization = []
    return cloud.organization  # type: ignore[no-any-return]


def organization_of(cloud: Cloud, uin: int) -> Organization | None:
    """Return the organization that an account manages or is a member of."""
    return next((one for one in organizations(cloud) if uin == one.host or uin in one.members), None)


def joined(call: Call) -> Organization:
    """Return the caller's organization; raises ApiError where there is none."""
    found = organization_of(call.cloud, call.account.uin)
    if found is None:
        raise ApiError("ResourceNotFound.OrganizationNotExist", "The account is in no organization.")
    return found


def managed(call: Call) -> Organization:
    """Return the organization that the caller's account manages; raises ApiError for members and others."""
    found = joined(call)
    if found.host != call.account.uin:
        raise ApiError("InvalidParameter.OrganizationMemberNotManager", "The account does not manage it.")
    return found


def member_of(organization: Organization, uin: int) -> Member:
    """Return a member; raises ApiError for an account that is none."""
    found = organization.members.get(uin)
    if found is None:
        raise ApiError("ResourceNotFound.OrganizationMemberNotExist", f"The member {uin} does not exist.")
    return found


def node_of(organization: Organization, number: int) -> Node:
    """Return a department; raises ApiError where there is none."""
    found = organization.nodes.get(number)
    if found is None:
        raise ApiError(
            "ResourceNotFound.OrganizationNodeNotExist", f"The department {number} does not exist."
        )
    return found
