"""Custom policies: made, changed and deleted; and preset ones, which can only be read and given a remark.

Limits after "Use Limits" of Tencent Cloud CAM: 1,500 custom policies of up to 6,144 characters. Name and
description after "CreatePolicy" and the error codes of CAM.
"""

import re
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cam.documents import read_rights
from akwarden.emulator.tencent.services.cam.finding import (
    PARAM_ERROR,
    Holder,
    custom_policy_of,
    policy_named,
    policy_of,
)
from akwarden.emulator.tencent.services.cam.state import CamState
from akwarden.emulator.tencent.services.cam.tags import tagged, written
from akwarden.emulator.tencent.state import Account, Policy, Version

MOST_POLICIES = 1500
_CHANGES_A_SECOND = 10
_NAME = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)
_LONGEST_DESCRIPTION = 300
_NOT_FOUND = "ResourceNotFound.PolicyIdNotFound"
CREATED_BY_SYNTAX = 2
"""How policies were made that were written down, as preset ones and those of CreatePolicy are."""


def kind_of(policy: Policy) -> int:
    """Return 1 for a custom policy, 2 for a preset one."""
    return 2 if policy.preset else 1


def description_of(call: Call) -> str:
    """Return the description of a request; raises ApiError for one of more than 300 bytes."""
    text = call.text("Description")
    if len(text.encode()) > _LONGEST_DESCRIPTION:
        code = "InvalidParameter.DescriptionLengthOverlimit"
        raise ApiError(code, f"The description can have up to {_LONGEST_DESCRIPTION} bytes.")
    return text


@serve("cam", "CreatePolicy", write=True, rate=_CHANGES_A_SECOND, sensitive=True)
def create_policy(call: Call) -> Mapping[str, Any]:
    """Make a policy with its first version."""
    name, description = call.text("PolicyName"), description_of(call)
    text = call.text("PolicyDocument")
    _check_name(call, name)
    if len(call.account.policies) >= MOST_POLICIES:
        raise ApiError(
            "FailedOperation.PolicyFull", f"An account can have up to {MOST_POLICIES} custom policies."
        )
    tags = tagged({}, call.items("Tags"))
    version = Version(1, text, read_rights(text), call.now)
    number = call.cloud.ids.number("policy")
    policy = Policy(number, name, [version], description=description, created=call.now, updated=call.now)
    call.account.policies[number] = policy
    call.account.state(CamState).policy_tags[number] = tags
    return {"PolicyId": number}


@serve("cam", "UpdatePolicy", write=True, rate=_CHANGES_A_SECOND, sensitive=True)
def update_policy(call: Call) -> Mapping[str, Any]:
    """Change name, description and the default version in place; of a preset policy only the remark."""
    by_id, name = call.number("PolicyId"), call.text("PolicyName")
    policy = policy_of(call, by_id, _NOT_FOUND) if by_id else policy_named(call, name)
    if policy is None:
        code = _NOT_FOUND if name else PARAM_ERROR
        raise ApiError(
            code, f"The policy `{name}` does not exist." if name else "Enter PolicyId or PolicyName."
        )
    if policy.preset:
        _set_remark(call, policy)
    else:
        _update(call, policy)
    return {"PolicyId": None if by_id else policy.id}


def _set_remark(call: Call, policy: Policy) -> None:
    if call.parameters.keys() - {"PolicyId", "PolicyName", "Alias"} or "Alias" not in call.parameters:
        raise ApiError("InvalidParameter.PolicyIdError", "A preset policy can't be changed.")
    call.account.state(CamState).preset_remarks[policy.id] = call.text("Alias")


def _update(call: Call, policy: Policy) -> None:
    """Change a custom policy, after a look at all that is asked for."""
    name = call.text("PolicyName") or policy.name
    if name != policy.name:
        _check_name(call, name)
    description = description_of(call) if "Description" in call.parameters else policy.description
    text = call.text("PolicyDocument")
    document = read_rights(text) if text else None
    policy.name, policy.description, policy.updated = name, description, call.now
    if document is not None:
        policy.current.text, policy.current.document = text, document
        call.cloud.changed()


def _check_name(call: Call, name: str) -> None:
    if not _NAME.fullmatch(name):
        raise ApiError("InvalidParameter.PolicyNameError", "The policy name is not valid.")
    if policy_named(call, name):
        raise ApiError("FailedOperation.PolicyNameInUse", "The policy name is in use.")


@serve("cam", "DeletePolicy", write=True, rate=_CHANGES_A_SECOND, sensitive=True)
def delete_policy(call: Call) -> Mapping[str, Any]:
    """Delete policies, all or none; who held one holds it no more."""
    numbers = call.items("PolicyId")
    if not numbers:
        raise ApiError(PARAM_ERROR, "The parameter `PolicyId` is empty.")
    for number in numbers:
        custom_policy_of(call, number, _NOT_FOUND)
        if any(one.boundary == number for one in limited(call.account)):
            raise ApiError("FailedOperation", f"The policy {number} is a permissions boundary.")
    for number in numbers:
        for holder in holders(call.account):
            holder.attached = [one for one in holder.attached if one.policy != number]
        call.account.policies.pop(number, None)
        call.account.state(CamState).policy_tags.pop(number, None)
    call.cloud.changed()
    return {}


@serve("cam", "GetPolicy")
def get_policy(call: Call) -> Mapping[str, Any]:
    """Return one policy with the document of its default version."""
    policy = policy_of(call, call.number("PolicyId"), _NOT_FOUND)
    state = call.account.state(CamState)
    return {
        "PolicyName": policy.name,
        "Description": policy.description,
        "Type": kind_of(policy),
        "AddTime": local(policy.created),
        "UpdateTime": local(policy.updated),
        "PolicyDocument": policy.current.text,
        "PresetAlias": state.preset_remarks.get(policy.id, ""),
        "IsServiceLinkedRolePolicy": 0,
        "Tags": written(state.policy_tags.get(policy.id, {})),
    }


def holders(account: Account) -> tuple[Holder, ...]:
    """Return all who can hold policies."""
    return (*account.users.values(), *account.groups.values(), *account.roles.values())


def limited(account: Account) -> tuple[Any, ...]:
    """Return all who can have a permissions boundary."""
    return (*account.users.values(), *account.roles.values())
