"""All policies of a user: their own and those of their groups."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cam.attached import held
from akwarden.emulator.tencent.services.cam.finding import PARAM_ERROR, user_of
from akwarden.emulator.tencent.services.cam.paging import keyword_of, page_of
from akwarden.emulator.tencent.services.cam.policies import CREATED_BY_SYNTAX, kind_of
from akwarden.emulator.tencent.state import Group, Policy, User

_EVERY, _DIRECT, _INHERITED = 0, 1, 2
"""Values of AttachType."""


@dataclass(slots=True)
class _Held:
    """A policy with the groups that it comes from."""

    policy: Policy
    groups: list[Group] = field(default_factory=list)


@serve("cam", "ListAttachedUserAllPolicies")
def list_attached_user_all_policies(call: Call) -> Mapping[str, Any]:
    """Return a page of a user's policies, one row for each, also where several groups have it."""
    user = user_of(call, call.number("TargetUin"), "ResourceNotFound.UserNotExist")
    attach, strategy, keyword = call.number("AttachType"), call.number("StrategyType"), keyword_of(call)
    if attach not in {_EVERY, _DIRECT, _INHERITED} or strategy not in {0, 1, 2}:
        raise ApiError(PARAM_ERROR, "AttachType is 0, 1 or 2, and StrategyType 1 or 2.")
    rows = [one for one in _all(call, user, attach) if strategy in {0, kind_of(one.policy)}]
    found = [one for one in rows if keyword in one.policy.name]
    return {"TotalNum": len(found), "PolicyList": [_row(one) for one in page_of(call, found)]}


def _all(call: Call, user: User, attach: int) -> list[_Held]:
    """Return what a user holds: directly first, then what comes from groups only."""
    found: dict[int, _Held] = {}
    if attach != _INHERITED:
        found = {policy.id: _Held(policy) for _, policy in held(call, user)}
    if attach != _DIRECT:
        for group in call.account.groups.values():
            if user.uin in group.members:
                for _, policy in held(call, group):
                    found.setdefault(policy.id, _Held(policy)).groups.append(group)
    return [*found.values()]


def _row(one: _Held) -> dict[str, Any]:
    policy = one.policy
    return {
        "PolicyId": str(policy.id),
        "PolicyName": policy.name,
        "Description": policy.description,
        "AddTime": local(policy.created),
        "StrategyType": str(kind_of(policy)),
        "CreateMode": str(CREATED_BY_SYNTAX),
        "Groups": [{"GroupId": group.id, "GroupName": group.name} for group in one.groups],
        "Deactived": 0,
        "DeactivedDetail": [],
    }
