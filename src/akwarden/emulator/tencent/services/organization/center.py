"""The identity center: its people, what they may be in which account, and from where they may come."""

from collections.abc import Mapping
from ipaddress import ip_network
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.organization.lists import token_page
from akwarden.emulator.tencent.services.organization.state import Organization, managed
from akwarden.emulator.tencent.services.organization.zone import (
    CenterUser,
    RoleAssignment,
    RoleConfiguration,
    Zone,
)
from akwarden.emulator.tencent.state import Cloud

MOST_ADDRESSES = 100


def _zone(call: Call, *, named: bool = True) -> Zone:
    """Return the identity center; raises ApiError unless it is open and the call has its id."""
    zone = managed(call).zone
    if zone is None:
        raise ApiError("FailedOperation.IdentityCenterNotOpen", "The identity center is not open.")
    if (named or call.text("ZoneId")) and call.text("ZoneId") != zone.id:
        raise ApiError("FailedOperation.ZoneIdNotExist", "The parameter `ZoneId` is not that of the center.")
    return zone


@serve("organization", "GetIPWhitelist", mainland_only=True)
def get_ip_whitelist(call: Call) -> Mapping[str, Any]:
    """Return from where people may come."""
    return {"IpWhitelist": _zone(call, named=False).addresses}


@serve("organization", "UpdateIPWhitelist", write=True, sensitive=True, mainland_only=True)
def update_ip_whitelist(call: Call) -> Mapping[str, Any]:
    """Say anew from where people may come."""
    zone, addresses = _zone(call, named=False), call.items("IpWhitelist")
    if len(addresses) > MOST_ADDRESSES or not all(map(_is_network, addresses)):
        raise ApiError(
            "InvalidParameter.ParamError", f"The parameter `IpWhitelist` has up to {MOST_ADDRESSES} networks."
        )
    zone.addresses = addresses
    return {"Success": True}


def _is_network(text: str) -> bool:
    """Say whether it is an address or a network; the documents have one whose host bits are not zero."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


@serve("organization", "ListUsers")
def list_users(call: Call) -> Mapping[str, Any]:
    """Return the people, the oldest first where nothing else is asked for."""
    users = [user for user in _zone(call).users if _is_user_wanted(call, user)]
    users.sort(key=lambda user: user.created, reverse=call.text("SortType") == "Desc")
    groups = {*call.items("FilterGroups")}
    return token_page(call, "Users", [_user(user, groups) for user in users])


def _is_user_wanted(call: Call, user: CenterUser) -> bool:
    status, kind = call.text("UserStatus"), call.text("UserType")
    return (
        status in {"", _status(user)}
        and kind in {"", _user_type(user)}
        and any(call.text("Filter") in text for text in (user.name, user.email, user.id, user.description))
    )


def _status(user: CenterUser) -> str:
    return "Enabled" if user.enabled else "Disabled"


def _user_type(user: CenterUser) -> str:
    return "Synchronized" if user.synchronized else "Manual"


def _user(user: CenterUser, groups: set[str]) -> dict[str, Any]:
    return {
        "UserId": user.id,
        "UserName": user.name,
        "DisplayName": user.display_name,
        "Description": user.description,
        "Email": user.email,
        "UserStatus": _status(user),
        "UserType": _user_type(user),
        "CreateTime": local(user.created),
        "UpdateTime": local(user.created),
        "IsSelected": bool(groups & user.groups),
    }


@serve("organization", "ListRoleConfigurations")
def list_role_configurations(call: Call) -> Mapping[str, Any]:
    """Return what people may be; marked where one of the accounts that are named has it."""
    zone, search = _zone(call), call.text("Filter").lower()
    targets, principal = {*call.items("FilterTargets")}, call.text("PrincipalId")
    selected = {
        one.configuration
        for one in zone.assignments
        if one.target in targets and principal in {"", one.principal}
    }
    rows = [
        {**_configuration(one), "IsSelected": one.id in selected}
        for one in zone.configurations
        if search in one.name.lower() or search in one.description.lower()
    ]
    return token_page(call, "RoleConfigurations", rows)


def _configuration(one: RoleConfiguration) -> dict[str, Any]:
    return {
        "RoleConfigurationId": one.id,
        "RoleConfigurationName": one.name,
        "Description": one.description,
        "SessionDuration": one.session_duration,
        "RelayState": one.relay_state,
        "CreateTime": local(one.created),
        "UpdateTime": local(one.created),
    }


@serve("organization", "ListRoleAssignments")
def list_role_assignments(call: Call) -> Mapping[str, Any]:
    """Return who may be what in which account."""
    zone, organization = _zone(call), managed(call)
    names = {one.id: one.name for one in zone.configurations}
    rows = [_assignment(call.cloud, organization, names, one) for one in zone.assignments]
    wanted = {
        "RoleConfigurationId": call.text("RoleConfigurationId"),
        "TargetType": call.text("TargetType"),
        "TargetUin": call.number("TargetUin"),
        "PrincipalType": call.text("PrincipalType"),
        "PrincipalId": call.text("PrincipalId"),
    }
    found = [
        row
        for row in rows
        if all(not value or row[name] == value for name, value in wanted.items())
        and call.text("Filter") in row["RoleConfigurationName"]
    ]
    return token_page(call, "RoleAssignments", found)


def _assignment(
    cloud: Cloud, organization: Organization, names: Mapping[str, str], one: RoleAssignment
) -> dict[str, Any]:
    member = organization.members.get(one.target)
    return {
        "RoleConfigurationId": one.configuration,
        "RoleConfigurationName": names[one.configuration],
        "TargetUin": one.target,
        "TargetType": "MemberUin" if member else "ManagerUin",
        "TargetName": member.name if member else cloud.accounts[organization.host].name,
        "PrincipalId": one.principal,
        "PrincipalType": "Group" if one.is_group else "User",
        "PrincipalName": one.principal_name,
        "CreateTime": local(one.created),
        "UpdateTime": local(one.created),
    }
