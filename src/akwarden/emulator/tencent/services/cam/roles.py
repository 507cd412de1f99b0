"""Roles: made, read, found and deleted.

After "CreateRole" and "Use Limits" of Tencent Cloud CAM: names of 1 to 128 letters, digits and `+=,.@-_`,
up to 1,000 roles, sessions of up to 43,200 seconds.
"""

import re
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cam.finding import PARAM_ERROR, role_of
from akwarden.emulator.tencent.services.cam.paging import number_within, page_of
from akwarden.emulator.tencent.services.cam.policies import description_of
from akwarden.emulator.tencent.services.cam.tags import tagged, written
from akwarden.emulator.tencent.services.cam.trust import read_trust
from akwarden.emulator.tencent.state import Role

MOST_ROLES = 1000
LONGEST_SESSION = 43_200
_SESSION = 7200
"""Seconds, where a role has no number of its own."""
_CREATIONS_A_SECOND = 2
_NAME = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)


@serve("cam", "CreateRole", write=True, rate=_CREATIONS_A_SECOND, sensitive=True)
def create_role(call: Call) -> Mapping[str, Any]:
    """Make a role that those may take whom its trust policy names."""
    name, text = call.text("RoleName"), call.text("PolicyDocument")
    if not _NAME.fullmatch(name):
        raise ApiError("InvalidParameter.RoleNameError", "The role name is not valid.")
    if any(role.name == name for role in call.account.roles.values()):
        raise ApiError("InvalidParameter.RoleNameInUse", "The role name is in use.")
    if len(call.account.roles) >= MOST_ROLES:
        raise ApiError("InvalidParameter.RoleFull", f"An account can have up to {MOST_ROLES} roles.")
    description, tags = description_of(call), tagged({}, call.items("Tags"))
    duration, login = session_of(call), console_login_of(call)
    trust = read_trust(call, text)
    number = call.cloud.ids.number("role")
    role = Role(number, name, text, trust, call.now, call.now, description, duration, login, tags=tags)
    call.account.roles[number] = role
    return {"RoleId": str(number)}


@serve("cam", "DeleteRole", write=True, sensitive=True)
def delete_role(call: Call) -> Mapping[str, Any]:
    """Delete a role with what it held; one that belongs to a service is refused."""
    role = changeable_role(call)
    del call.account.roles[role.id]
    call.cloud.changed()
    return {}


@serve("cam", "GetRole")
def get_role(call: Call) -> Mapping[str, Any]:
    """Return one role."""
    return {"RoleInfo": _described(call, role_of(call))}


@serve("cam", "DescribeRoleList")
def describe_role_list(call: Call) -> Mapping[str, Any]:
    """Return a page of roles, those with all of the given tags."""
    wanted = {(tag["Key"], tag["Value"]) for tag in call.items("Tags")}
    found = [role for role in call.account.roles.values() if wanted <= {*role.tags.items()}]
    return {"TotalNum": len(found), "List": [_described(call, role) for role in page_of(call, found)]}


def changeable_role(call: Call) -> Role:
    """Return the role that a call names; raises ApiError for one that belongs to a service."""
    role = role_of(call)
    if role.service_linked:
        raise ApiError(PARAM_ERROR, "A service-linked role is its service's to change.")
    return role


def session_of(call: Call) -> int:
    """Return the seconds that a session of a role may last; 0 stands for the usual number."""
    return number_within(call, "SessionDuration", 0, LONGEST_SESSION, _SESSION) or _SESSION


def console_login_of(call: Call) -> bool:
    """Return whether the role can be taken in the console."""
    return bool(number_within(call, "ConsoleLogin", 0, 1, 0))


def _described(call: Call, role: Role) -> dict[str, Any]:
    return {
        "RoleId": str(role.id),
        "RoleName": role.name,
        "PolicyDocument": role.trust_text,
        "Description": role.description,
        "AddTime": local(role.created),
        "UpdateTime": local(role.updated),
        "ConsoleLogin": int(role.console_login),
        "RoleType": "service_linked" if role.service_linked else "user",
        "SessionDuration": role.session_duration,
        "Tags": written(role.tags),
        "RoleArn": f"qcs::cam::uin/{call.account.uin}:roleName/{role.name}",
    }
