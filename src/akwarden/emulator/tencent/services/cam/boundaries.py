"""Permissions boundaries: the most that a user or a role may do, whatever they hold.

After "Permissions Boundary" of Tencent Cloud CAM: a preset or a custom policy is the boundary, and only
what both it and the attached policies allow is allowed.
"""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cam.finding import policy_of, role_of, user_of
from akwarden.emulator.tencent.services.cam.policies import CREATED_BY_SYNTAX, kind_of
from akwarden.emulator.tencent.state import Role, User

_NO_USER = "InvalidParameter.UserNotExist"
_NO_POLICY = "InvalidParameter.PolicyIdNotExist"


@serve("cam", "PutUserPermissionsBoundary", write=True, sensitive=True)
def put_user_permissions_boundary(call: Call) -> Mapping[str, Any]:
    """Set the boundary of a user; one that was there before is replaced."""
    user = user_of(call, call.number("TargetUin"), _NO_USER)
    return _set(call, user, policy_of(call, call.number("PolicyId"), _NO_POLICY).id)


@serve("cam", "DeleteUserPermissionsBoundary", write=True, sensitive=True)
def delete_user_permissions_boundary(call: Call) -> Mapping[str, Any]:
    """Take the boundary of a user away."""
    return _set(call, user_of(call, call.number("TargetUin"), _NO_USER), None)


@serve("cam", "GetUserPermissionBoundary", mainland_only=True)
def get_user_permission_boundary(call: Call) -> Mapping[str, Any]:
    """Return the policy that is a user's boundary; nulls where there is none."""
    return _described(call, user_of(call, call.number("TargetUin"), _NO_USER))


@serve("cam", "PutRolePermissionsBoundary", write=True, sensitive=True)
def put_role_permissions_boundary(call: Call) -> Mapping[str, Any]:
    """Set the boundary of a role; one that was there before is replaced."""
    role = _role(call)
    return _set(call, role, policy_of(call, call.number("PolicyId"), _NO_POLICY).id)


@serve("cam", "DeleteRolePermissionsBoundary", write=True, sensitive=True)
def delete_role_permissions_boundary(call: Call) -> Mapping[str, Any]:
    """Take the boundary of a role away."""
    return _set(call, _role(call), None)


@serve("cam", "GetRolePermissionBoundary", mainland_only=True)
def get_role_permission_boundary(call: Call) -> Mapping[str, Any]:
    """Return the policy that is a role's boundary; nulls where there is none."""
    return _described(call, role_of(call))


def _role(call: Call) -> Role:
    role = role_of(call)
    if role.service_linked:
        code = "InvalidParameter.ServiceLinkedRoleCantUsePermissionBoundary"
        raise ApiError(code, "A service-linked role can't have a permissions boundary.")
    return role


def _set(call: Call, holder: User | Role, policy: int | None) -> Mapping[str, Any]:
    holder.boundary = policy
    call.cloud.changed()
    return {}


def _described(call: Call, holder: User | Role) -> Mapping[str, Any]:
    policy = call.cloud.policy(call.account, holder.boundary) if holder.boundary is not None else None
    if policy is None:
        return {}
    return {
        "PolicyId": policy.id,
        "PolicyName": policy.name,
        "PolicyDocument": policy.current.text,
        "PolicyType": kind_of(policy),
        "CreateMode": CREATED_BY_SYNTAX,
    }
