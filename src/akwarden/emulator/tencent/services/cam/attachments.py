"""Policies given to users, groups and roles, and taken from them.

After "Use Limits" of Tencent Cloud CAM: up to 200 policies for one user, group or role. To give what is
held, or to take what is not, changes nothing.
"""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cam.finding import (
    PARAM_ERROR,
    Holder,
    group_of,
    policy_named,
    policy_of,
    role_of,
    user_of,
)
from akwarden.emulator.tencent.state import Attachment, Policy

MOST_ATTACHED = 200
_CHANGES_A_SECOND = 10
_ROLE_CHANGES_A_SECOND = 3
_NO_POLICY = "InvalidParameter.PolicyIdNotExist"
_NO_USER = "ResourceNotFound.UserNotExist"
_NO_GROUP = "ResourceNotFound.GroupNotExist"


@serve("cam", "AttachUserPolicy", write=True, rate=_CHANGES_A_SECOND, sensitive=True)
def attach_user_policy(call: Call) -> Mapping[str, Any]:
    """Give a policy to a user."""
    user = user_of(call, call.number("AttachUin"), _NO_USER)
    return _attach(call, user, policy_of(call, call.number("PolicyId"), _NO_POLICY))


@serve("cam", "DetachUserPolicy", write=True, rate=_CHANGES_A_SECOND, sensitive=True)
def detach_user_policy(call: Call) -> Mapping[str, Any]:
    """Take a policy from a user."""
    user = user_of(call, call.number("DetachUin"), _NO_USER)
    return _detach(call, user, policy_of(call, call.number("PolicyId"), _NO_POLICY))


@serve("cam", "AttachGroupPolicy", write=True, rate=_CHANGES_A_SECOND, sensitive=True)
def attach_group_policy(call: Call) -> Mapping[str, Any]:
    """Give a policy to a group."""
    group = group_of(call, call.number("AttachGroupId"), _NO_GROUP)
    return _attach(call, group, policy_of(call, call.number("PolicyId"), _NO_POLICY))


@serve("cam", "DetachGroupPolicy", write=True, rate=_CHANGES_A_SECOND, sensitive=True)
def detach_group_policy(call: Call) -> Mapping[str, Any]:
    """Take a policy from a group."""
    group = group_of(call, call.number("DetachGroupId"), _NO_GROUP)
    return _detach(call, group, policy_of(call, call.number("PolicyId"), _NO_POLICY))


@serve("cam", "AttachRolePolicy", write=True, rate=_ROLE_CHANGES_A_SECOND, sensitive=True)
def attach_role_policy(call: Call) -> Mapping[str, Any]:
    """Give a policy, named by id or name, to a role."""
    return _attach(call, role_of(call, "AttachRoleId", "AttachRoleName"), _policy(call))


@serve("cam", "DetachRolePolicy", write=True, rate=_ROLE_CHANGES_A_SECOND, sensitive=True)
def detach_role_policy(call: Call) -> Mapping[str, Any]:
    """Take a policy, named by id or name, from a role."""
    return _detach(call, role_of(call, "DetachRoleId", "DetachRoleName"), _policy(call))


def _policy(call: Call) -> Policy:
    number, name = call.number("PolicyId"), call.text("PolicyName")
    if number:
        return policy_of(call, number, _NO_POLICY)
    if not name:
        raise ApiError(PARAM_ERROR, "Either `PolicyId` or `PolicyName` must be entered.")
    found = policy_named(call, name)
    if found is None:
        raise ApiError(_NO_POLICY, f"The policy `{name}` does not exist.")
    return found


def _attach(call: Call, holder: Holder, policy: Policy) -> Mapping[str, Any]:
    if all(one.policy != policy.id for one in holder.attached):
        if len(holder.attached) >= MOST_ATTACHED:
            raise ApiError(
                "InvalidParameter.AttachmentFull", f"Up to {MOST_ATTACHED} policies can be attached."
            )
        holder.attached.append(Attachment(policy.id, call.now))
        call.cloud.changed()
    return {}


def _detach(call: Call, holder: Holder, policy: Policy) -> Mapping[str, Any]:
    holder.attached = [one for one in holder.attached if one.policy != policy.id]
    call.cloud.changed()
    return {}
