"""Which services somebody can reach, by which actions and policies.

What a policy grants is looked up in the catalogue of known actions; an action that it does not have is told
where a policy names it in full. An action is left out where a statement denies it for everything and
without condition.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cam.attached import held
from akwarden.emulator.tencent.services.cam.finding import PARAM_ERROR, Holder, group_of, role_of, user_of
from akwarden.emulator.tencent.state import Policy
from akwarden.policy.catalogue import load_catalogue
from akwarden.policy.grammar import Effect, Language, Statement

_WHO = ("TargetUin", "RoleId", "GroupId")


@dataclass(slots=True)
class _Granted:
    """One service."""

    actions: set[str] = field(default_factory=set)
    policies: dict[int, Policy] = field(default_factory=dict)


@serve("cam", "ListPoliciesGrantingServiceAccess", mainland_only=True)
def list_policies_granting_service_access(call: Call) -> Mapping[str, Any]:
    """Return the services that a user, a role or a group is granted, or the one that ServiceType names."""
    policies = {policy.id: policy for holder in _holders(call) for _, policy in held(call, holder)}
    granted = _granted([*policies.values()])
    only = call.text("ServiceType")
    names = [name for name in sorted(granted) if only in {"", name}]
    return {"List": [_node(name, granted[name]) for name in names]}


def _holders(call: Call) -> list[Holder]:
    """Return who is asked about; a user is asked about with their groups."""
    if sum(bool(call.parameters.get(name)) for name in _WHO) != 1:
        raise ApiError(PARAM_ERROR, f"One of {', '.join(_WHO)} must be entered.")
    if call.text("RoleId"):
        return [role_of(call)]
    if group := call.number("GroupId"):
        return [group_of(call, group, "ResourceNotFound.GroupNotExist")]
    user = user_of(call, call.number("TargetUin"), "ResourceNotFound.UserNotExist")
    return [user, *(group for group in call.account.groups.values() if user.uin in group.members)]


def _granted(policies: list[Policy]) -> dict[str, _Granted]:
    statements = [(policy, one) for policy in policies for one in policy.current.document.statements]
    denied = {action for _, one in statements if _denies_all(one) for action in _actions(one)}
    found: dict[str, _Granted] = {}
    for policy, statement in statements:
        if statement.effect is Effect.ALLOW:
            for service, _, action in (one.partition(":") for one in _actions(statement) - denied):
                node = found.setdefault(service, _Granted())
                node.actions.add(action)
                node.policies[policy.id] = policy
    return found


def _denies_all(statement: Statement) -> bool:
    return statement.effect is Effect.DENY and "*" in statement.resources and not statement.conditions


def _actions(statement: Statement) -> set[str]:
    """Return the actions of a statement as `service:Action`."""
    catalogue = load_catalogue(Language.CAM)
    found: set[str] = set()
    for pattern in statement.actions:
        plain = pattern.removeprefix("name/")
        known = catalogue.expand(plain)
        found.update(known or ([plain] if ":" in plain else []))
    return found


def _node(name: str, granted: _Granted) -> dict[str, Any]:
    known = load_catalogue(Language.CAM).service(name)
    return {
        "Service": {"ServiceType": name, "ServiceName": known.title if known else name},
        "Action": [{"Name": action, "Description": action} for action in sorted(granted.actions)],
        "Policy": [_policy(policy) for policy in granted.policies.values()],
    }


def _policy(policy: Policy) -> dict[str, str]:
    return {
        "PolicyId": str(policy.id),
        "PolicyName": policy.name,
        "PolicyType": "Presetting" if policy.preset else "Custom",
        "PolicyDescription": policy.description,
    }
