"""Members: accounts that the organization makes, each with a role by which the manager enters it.

After "CreateOrganizationMember" and "Authorizing Sub-Users to Log in to Member Accounts" of the documents.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.organization import money
from akwarden.emulator.tencent.services.organization.lists import page, shown_tags, tags_of
from akwarden.emulator.tencent.services.organization.state import (
    ADMIN,
    Identity,
    Member,
    Organization,
    managed,
    node_of,
)
from akwarden.emulator.tencent.state import Account, Attachment, Cloud, Role
from akwarden.policy.grammar import Language, read_policy

# "Letters, digits, Chinese characters and +@、&._[]-:,", 25 of them.
_NAME = re.compile(r"[A-Za-z0-9\u4e00-\u9fff+@、&._\[\]:,-]{1,25}")


@serve("organization", "CreateOrganizationMember", write=True, sensitive=True)
def create_organization_member(call: Call) -> Mapping[str, Any]:
    """Open an account in the organization; it has no key and no user, only the roles of its identities."""
    organization = managed(call)
    identities = _identities(call, organization)
    _check(call, organization)
    tags = tags_of(call)
    account = call.cloud.add_account(call.text("AccountName"), call.account.site)
    member = Member(
        account.uin,
        call.text("Name"),
        call.number("NodeId"),
        call.now,
        call.items("PermissionIds"),
        call.text("Remark"),
        call.text("PayUin"),
        tags=tags,
    )
    organization.members[member.uin] = member
    for identity in identities:
        let_in(call.cloud, organization, member, identity)
    organization.control_newcomers([member.uin], call.now)
    call.cloud.changed()
    return {"Uin": account.uin}


def let_in(cloud: Cloud, organization: Organization, member: Member, identity: Identity) -> Role:
    """Make the role in a member that an identity stands for; the managing account may take it."""
    account = cloud.accounts[member.uin]
    now = cloud.clock.now()
    text = _trust_text(organization.host)
    trust = read_policy(text, Language.CAM)
    role = Role(cloud.ids.number("role"), identity.role, text, trust, now, now, identity.description)
    presets = {policy.name: policy.id for policy in cloud.presets.values()}
    role.attached = [Attachment(presets[name], now) for name in identity.policies]
    account.roles[role.id] = role
    member.identities[identity.id] = now
    return role


def _trust_text(host: int) -> str:
    statement = {
        "action": "name/sts:AssumeRole",
        "effect": "allow",
        "principal": {"qcs": [f"qcs::cam::uin/{host}:root"]},
    }
    return msgspec.json.encode({"version": "2.0", "statement": [statement]}).decode()


def _identities(call: Call, organization: Organization) -> list[Identity]:
    """Return as what the member can be entered: the admin, where nothing else is asked for."""
    numbers = dict.fromkeys(call.items("IdentityRoleID") or [ADMIN])
    if not {*numbers} <= {*organization.identities}:
        raise ApiError("ResourceNotFound.OrganizationIdentityNotExist", "An identity does not exist.")
    return [organization.identities[number] for number in numbers]


def _check(call: Call, organization: Organization) -> None:
    """Raise ApiError for the first reason why a member can't be made."""
    for parameter in ("Name", "AccountName"):
        if not _NAME.fullmatch(call.text(parameter)):
            raise ApiError("InvalidParameter", f"The parameter `{parameter}` has 1 to 25 letters or digits.")
    permissions = call.items("PermissionIds")
    money.check_permissions(call.text("PolicyType"), permissions)
    money.check_payer(organization, permissions, call.text("PayUin"))
    node_of(organization, call.number("NodeId"))
    if call.number("RecordId"):
        raise ApiError("FailedOperation.CreateRecordNotExist", "There is no such failed creation.")
    if call.number("AuthRelationId"):
        raise ApiError("ResourceNotFound.OrganizationAuthRelationNotExist", "There is no such other company.")
    if any(member.name == call.text("Name") for member in organization.members.values()):
        raise ApiError("FailedOperation.OrganizationMemberNameUsed", "The name of the member is in use.")
    if len(organization.members) >= organization.most_members:
        most = organization.most_members
        raise ApiError("LimitExceeded.OrganizationMemberOverLimit", f"There are {most} members at most.")


@serve("organization", "DescribeOrganizationMembers")
def describe_organization_members(call: Call) -> Mapping[str, Any]:
    """Return the members; the managing account is none of them."""
    organization = managed(call)
    node = call.number("NodeId")
    if node:
        node_of(organization, node)
    members = [member for member in organization.members.values() if _is_wanted(call, organization, member)]
    items = [_described(call.cloud, organization, member) for member in page(call, members)]
    return {"Total": len(members), "Items": items}


def _is_wanted(call: Call, organization: Organization, member: Member) -> bool:
    """Say whether a member is one of those that are asked for."""
    search, node = call.text("SearchKey"), call.number("NodeId")
    return (
        (not search or search in member.name or search == str(member.uin))
        and (not node or member.node == node)
        and call.text("NodeName") in organization.nodes[member.node].name
        and call.text("AuthName") in call.cloud.accounts[organization.host].name
        and tags_of(call).items() <= member.tags.items()
    )


def _described(cloud: Cloud, organization: Organization, member: Member) -> dict[str, Any]:
    account: Account = cloud.accounts[member.uin]
    names = {number: organization.identities[number].name for number in member.identities}
    return {
        "MemberUin": member.uin,
        "Name": member.name,
        "MemberType": "Invite" if member.was_invited else "Create",
        **money.described_permissions(member.permissions),
        "NodeId": member.node,
        "NodeName": organization.nodes[member.node].name,
        "Remark": member.remark,
        "CreateTime": local(member.created),
        "UpdateTime": local(member.created),
        "IsAllowQuit": "Allow" if member.was_invited else "Denied",
        "PayUin": member.pay_uin,
        "PayName": money.payer_name(cloud, member.pay_uin),
        "OrgIdentity": [{"IdentityId": n, "IdentityAliasName": name} for n, name in names.items()],
        "BindStatus": "Unbound",
        "PermissionStatus": "Confirmed",
        "Tags": shown_tags(member.tags),
        "NickName": account.name,
    }
