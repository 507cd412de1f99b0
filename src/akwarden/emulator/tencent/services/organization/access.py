"""Who may enter members, and as what: identities, policies for them, and sub-accounts that have these.

After "Authorizing Sub-Users to Log in to Member Accounts": such a policy is one of CAM in the managing
account, which lets a sub-account take the role of an identity in one member.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.organization.lists import page
from akwarden.emulator.tencent.services.organization.state import (
    Identity,
    MemberPolicy,
    Organization,
    managed,
    member_of,
)
from akwarden.emulator.tencent.state import Attachment, Policy, User, Version
from akwarden.policy.grammar import Language, read_policy

MOST_USERS = 5
_POLICY_NAME = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)


@serve("organization", "CreateOrganizationMemberPolicy", write=True, sensitive=True)
def create_organization_member_policy(call: Call) -> Mapping[str, Any]:
    """Make the right to enter a member, as a policy of CAM in the managing account."""
    organization = managed(call)
    member = member_of(organization, call.number("MemberUin"))
    name = call.text("PolicyName")
    if not _POLICY_NAME.fullmatch(name):
        raise ApiError("InvalidParameter", "The parameter `PolicyName` has 1 to 128 letters or digits.")
    if call.number("IdentityId") not in member.identities:
        raise ApiError("ResourceNotFound.MemberIdentityNotExist", "The member has no such identity.")
    if any(policy.name == name for policy in organization.policies.values()):
        raise ApiError("FailedOperation.MemberPolicyNameExist", "The name is in use.")
    if any(policy.name == name for policy in call.account.policies.values()):
        raise ApiError("FailedOperation.CreatePolicy", "A policy of CAM has the name.")
    identity = organization.identities[call.number("IdentityId")]
    policy = _policy(call, member.uin, identity)
    call.account.policies[policy.id] = policy
    made = MemberPolicy(policy.id, name, member.uin, identity.id, call.now, call.text("Description"))
    organization.policies[made.id] = made
    return {"PolicyId": made.id}


def _policy(call: Call, member: int, identity: Identity) -> Policy:
    """Return the policy of CAM that lets one take the role of an identity in a member."""
    statement = {
        "effect": "allow",
        "action": ["name/sts:AssumeRole"],
        "resource": [f"qcs::cam::uin/{member}:roleName/{identity.role}"],
    }
    text = msgspec.json.encode({"version": "2.0", "statement": [statement]}).decode()
    version = Version(1, text, read_policy(text, Language.CAM), call.now)
    number = call.cloud.ids.number("policy")
    policy = Policy(number, call.text("PolicyName"), [version], description=call.text("Description"))
    policy.created = policy.updated = call.now
    return policy


@serve("organization", "BindOrganizationMemberAuthAccount", write=True, sensitive=True)
def bind_organization_member_auth_account(call: Call) -> Mapping[str, Any]:
    """Give sub-accounts the right to enter a member."""
    policy = _policy_of(call, managed(call))
    uins = call.items("OrgSubAccountUins")
    if not 1 <= len(uins) <= MOST_USERS:
        raise ApiError("InvalidParameter", f"There are 1 to {MOST_USERS} sub-accounts.")
    if not {*uins} <= {*call.account.users}:
        raise ApiError("FailedOperation.SubAccountNotExist", "A sub-account does not exist.")
    users = [call.account.users[uin] for uin in dict.fromkeys(uins)]
    if any(_attachment(user, policy) for user in users):
        raise ApiError("FailedOperation.SubAccountIdentityExist", "A sub-account has the right already.")
    for user in users:
        user.attached.append(Attachment(policy.id, call.now))
    call.cloud.changed()
    return {}


def _policy_of(call: Call, organization: Organization) -> MemberPolicy:
    """Return the policy that a call is about; raises ApiError unless it is there, in CAM too."""
    member = member_of(organization, call.number("MemberUin"))
    policy = organization.policies.get(call.number("PolicyId"))
    if policy is None or policy.member != member.uin or policy.id not in call.account.policies:
        raise ApiError("ResourceNotFound.MemberPolicyNotExist", "The member has no such policy.")
    return policy


def _attachment(user: User, policy: MemberPolicy) -> Attachment | None:
    return next((one for one in user.attached if one.policy == policy.id), None)


@serve("organization", "DescribeOrganizationMemberPolicies")
def describe_organization_member_policies(call: Call) -> Mapping[str, Any]:
    """Return the rights to enter a member that there are."""
    organization = managed(call)
    member = member_of(organization, call.number("MemberUin"))
    search = call.text("SearchKey")
    found = [
        policy
        for policy in organization.policies.values()
        if policy.member == member.uin and (search in policy.name or search in policy.description)
    ]
    items = [_described_policy(organization, policy) for policy in page(call, found)]
    return {"Total": len(found), "Items": items}


def _described_policy(organization: Organization, policy: MemberPolicy) -> dict[str, Any]:
    identity = organization.identities[policy.identity]
    return {
        "PolicyId": policy.id,
        "PolicyName": policy.name,
        "IdentityId": identity.id,
        "IdentityRoleName": identity.role,
        "IdentityRoleAliasName": identity.name,
        "Description": policy.description,
        "CreateTime": local(policy.created),
        "UpdateTime": local(policy.created),
    }


@serve("organization", "DescribeOrganizationMemberAuthAccounts")
def describe_organization_member_auth_accounts(call: Call) -> Mapping[str, Any]:
    """Return the sub-accounts that have a right to enter a member."""
    organization = managed(call)
    policy = _policy_of(call, organization)
    bound = [(user, one) for user in call.account.users.values() if (one := _attachment(user, policy))]
    shown = {k: v for k, v in _described_policy(organization, policy).items() if k != "Description"}
    items = [
        {
            **shown,
            "OrgSubAccountUin": user.uin,
            "OrgSubAccountName": user.name,
            "CreateTime": local(attachment.since),
            "UpdateTime": local(attachment.since),
        }
        for user, attachment in page(call, bound)
    ]
    return {"Total": len(bound), "Items": items}
