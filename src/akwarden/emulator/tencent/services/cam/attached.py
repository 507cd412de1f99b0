"""Which policies users, groups and roles hold, and who holds a policy."""

from collections.abc import Iterator, Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cam.finding import (
    PARAM_ERROR,
    Holder,
    group_of,
    policy_of,
    role_of,
    user_of,
)
from akwarden.emulator.tencent.services.cam.paging import keyword_of, page_of
from akwarden.emulator.tencent.services.cam.policies import CREATED_BY_SYNTAX
from akwarden.emulator.tencent.state import Attachment, Policy

_USER, _GROUP, _ROLE = 1, 2, 3
"""How an entity is related to a policy."""
_FILTERS = {"All": {_USER, _GROUP, _ROLE}, "User": {_USER}, "Group": {_GROUP}, "Role": {_ROLE}}


@serve("cam", "ListAttachedUserPolicies")
def list_attached_user_policies(call: Call) -> Mapping[str, Any]:
    """Return a page of the policies that a user holds directly."""
    return _listed(call, user_of(call, call.number("TargetUin"), PARAM_ERROR))


@serve("cam", "ListAttachedGroupPolicies")
def list_attached_group_policies(call: Call) -> Mapping[str, Any]:
    """Return a page of the policies that a group holds."""
    return _listed(call, group_of(call, call.number("TargetGroupId"), PARAM_ERROR))


def _listed(call: Call, holder: Holder) -> Mapping[str, Any]:
    keyword = keyword_of(call)
    found = [pair for pair in held(call, holder) if keyword in pair[1].name]
    return {"TotalNum": len(found), "List": [_row(policy) for _, policy in page_of(call, found)]}


def _row(policy: Policy) -> dict[str, Any]:
    return {
        "PolicyId": policy.id,
        "PolicyName": policy.name,
        "AddTime": local(policy.created),
        "CreateMode": CREATED_BY_SYNTAX,
        "PolicyType": _type_of(policy),
        "Remark": policy.description,
        "Deactived": 0,
        "DeactivedDetail": [],
    }


@serve("cam", "ListAttachedRolePolicies")
def list_attached_role_policies(call: Call) -> Mapping[str, Any]:
    """Return a page of the policies that a role holds, of one type where PolicyType names it."""
    role, keyword, kind = role_of(call), keyword_of(call), call.text("PolicyType")
    if kind not in {"", "User", "QCS"}:
        raise ApiError(PARAM_ERROR, "The parameter `PolicyType` is User or QCS.")
    pairs = [(one, policy) for one, policy in held(call, role) if keyword in policy.name]
    found = [(one, policy) for one, policy in pairs if kind in {"", _type_of(policy)}]
    return {"TotalNum": len(found), "List": [_role_row(*pair) for pair in page_of(call, found)]}


def _role_row(attachment: Attachment, policy: Policy) -> dict[str, Any]:
    return {
        "PolicyId": policy.id,
        "PolicyName": policy.name,
        "AddTime": local(attachment.since),
        "PolicyType": _type_of(policy),
        "CreateMode": CREATED_BY_SYNTAX,
        "Deactived": 0,
        "DeactivedDetail": [],
        "Description": policy.description,
    }


@serve("cam", "ListEntitiesForPolicy")
def list_entities_for_policy(call: Call) -> Mapping[str, Any]:
    """Return a page of those who hold a policy: users, then groups, then roles."""
    policy = policy_of(call, call.number("PolicyId"), "InvalidParameter.PolicyIdError")
    kinds = _FILTERS.get(call.text("EntityFilter", "All"))
    if kinds is None:
        raise ApiError(
            "InvalidParameter.EntityFilterError", "The parameter `EntityFilter` is All, User, Group or Role."
        )
    found = [row for row in _entities(call, policy) if row["RelatedType"] in kinds]
    return {"TotalNum": len(found), "List": page_of(call, found)}


def _entities(call: Call, policy: Policy) -> Iterator[dict[str, Any]]:
    account = call.account
    for user in account.users.values():
        yield from _entity(policy, user, _USER, Id=str(user.uid), Uin=user.uin)
    for group in account.groups.values():
        yield from _entity(policy, group, _GROUP, Id=str(group.id))
    for role in account.roles.values():
        yield from _entity(policy, role, _ROLE, Id=str(role.id))


def _entity(policy: Policy, holder: Holder, related: int, **named: Any) -> Iterator[dict[str, Any]]:
    """Yield a row where the holder has the policy."""
    for one in holder.attached:
        if one.policy == policy.id:
            yield {
                "Name": holder.name,
                "RelatedType": related,
                "AttachmentTime": local(one.since),
                **named,
            }


def held(call: Call, holder: Holder) -> Iterator[tuple[Attachment, Policy]]:
    """Yield each attachment of a holder with its policy."""
    for one in holder.attached:
        policy = call.cloud.policy(call.account, one.policy)
        if policy is not None:
            yield one, policy


def _type_of(policy: Policy) -> str:
    return "QCS" if policy.preset else "User"
