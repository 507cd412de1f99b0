"""Identities: as what members can be entered, in general and each."""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.organization.lists import page
from akwarden.emulator.tencent.services.organization.state import (
    Identity,
    Member,
    Organization,
    managed,
    member_of,
)
from akwarden.emulator.tencent.state import Cloud

_PRESET, _CUSTOM = 1, 2
_PRESET_POLICY = 2
_CONFIGURED = 1


@serve("organization", "ListOrganizationIdentity")
def list_organization_identity(call: Call) -> Mapping[str, Any]:
    """Return the identities that members can have."""
    number, kind = call.number("IdentityId"), call.number("IdentityType")
    found = [
        identity
        for identity in managed(call).identities.values()
        if call.text("SearchKey") in identity.name
        and number in {0, identity.id}
        and kind in {0, _type_of(identity)}
    ]
    return {"Total": len(found), "Items": [_described(call.cloud, one) for one in page(call, found)]}


def _type_of(identity: Identity) -> int:
    return _PRESET if identity.preset else _CUSTOM


def _described(cloud: Cloud, identity: Identity) -> dict[str, Any]:
    presets = {policy.name: policy.id for policy in cloud.presets.values()}
    return {
        "IdentityId": identity.id,
        "IdentityAliasName": identity.name,
        "Description": identity.description,
        "IdentityPolicy": [
            {"PolicyId": presets[name], "PolicyName": name, "PolicyType": _PRESET_POLICY}
            for name in identity.policies
        ],
        "IdentityType": _type_of(identity),
        "UpdateTime": local(identity.created),
    }


@serve("organization", "DescribeOrganizationMemberAuthIdentities")
def describe_organization_member_auth_identities(call: Call) -> Mapping[str, Any]:
    """Return as what one member can be entered, or which members can be entered as one identity."""
    organization = managed(call)
    uin, number = call.number("MemberUin"), call.number("IdentityId")
    if not (uin or number):
        raise ApiError("InvalidParameter", "One of `MemberUin` and `IdentityId` must be given.")
    members = [member_of(organization, uin)] if uin else [*organization.members.values()]
    if number and number not in organization.identities:
        raise ApiError("ResourceNotFound.OrganizationIdentityNotExist", "The identity does not exist.")
    found = [(member, one) for member in members for one in member.identities if number in {0, one}]
    items = [_of_member(organization, member, one) for member, one in page(call, found)]
    return {"Total": len(found), "Items": items}


def _of_member(organization: Organization, member: Member, number: int) -> dict[str, Any]:
    identity, since = organization.identities[number], member.identities[number]
    return {
        "IdentityId": identity.id,
        "IdentityRoleName": identity.role,
        "IdentityRoleAliasName": identity.name,
        "Description": ", ".join(identity.policies),
        "CreateTime": local(since),
        "UpdateTime": local(since),
        "IdentityType": _type_of(identity),
        "Status": _CONFIGURED,
        "MemberUin": member.uin,
        "MemberName": member.name,
    }
