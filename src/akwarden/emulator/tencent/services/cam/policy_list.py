"""The policies that there are, with how many hold each."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cam.paging import keyword_of, page_of
from akwarden.emulator.tencent.services.cam.policies import CREATED_BY_SYNTAX, holders, kind_of, limited
from akwarden.emulator.tencent.services.cam.state import CamState
from akwarden.emulator.tencent.services.cam.tags import written
from akwarden.emulator.tencent.state import Account, Policy

_LEVELS = {"AdministratorAccess": "Global", "ReadOnlyAccess": "Global", "QCloudFinanceFullAccess": "Finance"}


@serve("cam", "ListPolicies")
def list_policies(call: Call) -> Mapping[str, Any]:
    """Return a page of policies: those of the account first, then the preset ones, each by its number."""
    scope, keyword = call.text("Scope", "All"), keyword_of(call)
    if scope not in {"All", "QCS", "Local"}:
        raise ApiError("InvalidParameter.ScopeError", "The parameter `Scope` is All, QCS or Local.")
    own = call.account.policies.values() if scope != "QCS" else ()
    preset = call.cloud.presets.values() if scope != "Local" else ()
    found = [policy for policy in (*own, *preset) if keyword in policy.name]
    counts = _Counts(call.account)
    rows = [_row(call, policy, counts) for policy in page_of(call, found)]
    return {"TotalNum": len(found), "List": rows, "ServiceTypeList": []}


class _Counts:
    """How often policies are attached."""

    def __init__(self, account: Account) -> None:
        users = account.users.values()
        self.users = Counter(one.policy for user in users for one in user.attached)
        self.all = Counter(one.policy for holder in holders(account) for one in holder.attached)
        self.boundaries = Counter(holder.boundary for holder in limited(account))


def _row(call: Call, policy: Policy, counts: _Counts) -> dict[str, Any]:
    return {
        "PolicyId": policy.id,
        "PolicyName": policy.name,
        "AddTime": local(policy.created),
        "Type": kind_of(policy),
        "Description": policy.description,
        "CreateMode": CREATED_BY_SYNTAX,
        "Attachments": counts.users[policy.id],
        "ServiceType": "",
        "Deactived": 0,
        "DeactivedDetail": [],
        "IsServiceLinkedPolicy": 0,
        "AttachEntityCount": counts.all[policy.id],
        "AttachEntityBoundaryCount": counts.boundaries[policy.id],
        "UpdateTime": local(policy.updated),
        "Tags": written(call.account.state(CamState).policy_tags.get(policy.id, {})),
        "PermissionLevel": _LEVELS.get(policy.name, "CloudProduct") if policy.preset else None,
    }
