"""Service control policies and tag policies, as the managing account sees them."""

from collections.abc import Mapping
from typing import Any

import msgspec

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.organization.guardrails import ControlPolicy, PolicyType
from akwarden.emulator.tencent.services.organization.lists import numbered_page
from akwarden.emulator.tencent.services.organization.state import Organization, managed

_LOCAL, _PRESET = 1, 2
_NODE, _USER = 1, 2
_SCOPES = {"All": (_LOCAL, _PRESET), "QCS": (_PRESET,), "Local": (_LOCAL,)}
_TARGETS = {"All": (_NODE, _USER), "User": (_USER,), "Node": (_NODE,)}


@serve("organization", "ListPolicies")
def list_policies(call: Call) -> Mapping[str, Any]:
    """Return the policies of one type."""
    kinds = _SCOPES.get(call.text("Scope", "All"))
    if kinds is None:
        raise ApiError("InvalidParameter", "The parameter `Scope` is All, QCS or Local.")
    found = [
        policy
        for policy in managed(call).control.values()
        if policy.type is _type(call) and _kind(policy) in kinds and call.text("Keyword") in policy.name
    ]
    return {"TotalNum": len(found), "List": [_listed(policy) for policy in numbered_page(call, found)]}


@serve("organization", "DescribePolicy")
def describe_policy(call: Call) -> Mapping[str, Any]:
    """Return one policy with its text."""
    policy = _policy(call)
    known = {name: value for name, value in _listed(policy).items() if name != "AttachedTimes"}
    return {**known, "PolicyDocument": policy.text}


@serve("organization", "ListTargetsForPolicy")
def list_targets_for_policy(call: Call) -> Mapping[str, Any]:
    """Return the departments and members that a policy is attached to."""
    organization, policy = managed(call), _policy(call)
    kinds = _TARGETS.get(call.text("TargetType", "All"))
    if kinds is None:
        raise ApiError("InvalidParameter", "The parameter `TargetType` is All, User or Node.")
    wanted = call.text("Keyword").split()
    found = [
        target
        for target in policy.targets
        if _target_kind(organization, target) in kinds and (not wanted or str(target) in wanted)
    ]
    rows = [_target(organization, policy, target) for target in numbered_page(call, found)]
    return {"TotalNum": len(found), "List": rows}


@serve("organization", "DescribeEffectivePolicy")
def describe_effective_policy(call: Call) -> Mapping[str, Any]:
    """Return the tag policy of an account or a department: what is nearer goes before what is above."""
    organization, target = managed(call), call.number("TargetId")
    policies = [
        policy
        for place in _places(organization, target)
        for policy in organization.control.values()
        if policy.type is PolicyType.TAGS and place in policy.targets
    ]
    if not policies:
        raise ApiError("ResourceNotFound.EffectivePolicyNotFound", "The target has no tag policy.")
    tags: dict[str, Any] = {}
    for policy in policies:
        tags |= msgspec.json.decode(policy.text, type=dict[str, Any])["tags"]
    return {
        "EffectivePolicy": {
            "TargetId": target,
            "PolicyContent": msgspec.json.encode({"tags": tags}).decode(),
            "LastUpdatedTimestamp": int(max(policy.created for policy in policies)),
        }
    }


def _places(organization: Organization, target: int) -> list[int]:
    """Return what policies reach a target from: the departments above it, the root first, and itself."""
    member = organization.members.get(target)
    node = member.node if member else target
    above = [one.id for one in organization.path(node)] if node in organization.nodes else []
    return [*above, target] if member else above


def _type(call: Call) -> PolicyType:
    text = call.text("PolicyType", PolicyType.CONTROL)
    if text not in {*PolicyType}:
        raise ApiError("InvalidParameter", "The parameter `PolicyType` is not known.")
    return PolicyType(text)


def _policy(call: Call) -> ControlPolicy:
    policy = managed(call).control.get(call.number("PolicyId"))
    if policy is None or policy.type is not _type(call):
        raise ApiError("ResourceNotFound.PolicyNotExist", "The policy does not exist.")
    return policy


def _kind(policy: ControlPolicy) -> int:
    return _PRESET if policy.preset else _LOCAL


def _listed(policy: ControlPolicy) -> dict[str, Any]:
    return {
        "PolicyId": policy.id,
        "PolicyName": policy.name,
        "Type": _kind(policy),
        "Description": policy.description,
        "AddTime": local(policy.created),
        "UpdateTime": local(policy.created),
        "AttachedTimes": len(policy.targets),
    }


def _target_kind(organization: Organization, target: int) -> int:
    return _NODE if target in organization.nodes else _USER


def _target(organization: Organization, policy: ControlPolicy, target: int) -> dict[str, Any]:
    is_node = target in organization.nodes
    path = organization.path(target if is_node else organization.members[target].node)
    return {
        "Uin": target,
        "RelatedType": _target_kind(organization, target),
        "Name": organization.nodes[target].name if is_node else organization.members[target].name,
        "AddTime": local(policy.targets[target]),
        "NodePath": [node.name for node in path],
        "NodePathIds": [node.id for node in path],
    }
