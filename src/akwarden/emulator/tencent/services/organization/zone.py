"""The identity center of an organization: people, what they may be, and where.

It is opened in the console, as are its people and what they may do: scenarios and tests make them here.
"""

from dataclasses import dataclass, field


@dataclass(slots=True)
class CenterUser:
    """A person."""

    id: str
    """`u-…`"""
    name: str
    created: float
    email: str = ""
    display_name: str = ""
    description: str = ""
    enabled: bool = True
    synchronized: bool = False
    groups: set[str] = field(default_factory=set)


@dataclass(slots=True)
class RoleConfiguration:
    """What people may be in accounts."""

    id: str
    """`rc-…`"""
    name: str
    created: float
    description: str = ""
    session_duration: int = 3600
    relay_state: str = ""


@dataclass(slots=True)
class RoleAssignment:
    """A person, or a group, with what they may be in one account."""

    configuration: str
    target: int
    """Uin of the account."""
    principal: str
    """Id of the person or of the group."""
    created: float
    principal_name: str = ""
    is_group: bool = False


@dataclass(slots=True)
class Zone:
    """One identity center."""

    id: str
    """`z-` and 12 letters or digits, after "OpenIdentityCenter"."""
    users: list[CenterUser] = field(default_factory=list)
    configurations: list[RoleConfiguration] = field(default_factory=list)
    assignments: list[RoleAssignment] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    """From where people may come; from everywhere when empty."""
