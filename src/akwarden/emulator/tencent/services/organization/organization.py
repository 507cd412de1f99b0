"""An organization: founded by the account that will manage it, and seen by all who are in it."""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.organization.guardrails import preset_policy
from akwarden.emulator.tencent.services.organization.money import MUST, described_permissions, payer_name
from akwarden.emulator.tencent.services.organization.state import (
    ADMIN,
    ADMIN_ROLE,
    Identity,
    Node,
    Organization,
    joined,
    organization_of,
    organizations,
)

_ENTERPRISE = 1


@serve("organization", "CreateOrganization", write=True, sensitive=True)
def create_organization(call: Call) -> Mapping[str, Any]:
    """Found an organization with its root and the preset identity."""
    existing = organization_of(call.cloud, call.account.uin)
    if existing is not None:
        member = existing.members.get(call.account.uin)
        if member is not None and not member.was_invited:
            raise ApiError(
                "UnsupportedOperation.CreateMemberNotAllowCreateOrganization",
                "A member that was created can't found an organization.",
            )
        raise ApiError("FailedOperation.OrganizationExistAlready", "The account is in one already.")
    founded = _founded(call)
    organizations(call.cloud).append(founded)
    return {"OrgId": founded.id, "NickName": call.account.name}


def _founded(call: Call) -> Organization:
    ids, now = call.cloud.ids, call.now
    root = Node(ids.number("node"), "Root", 0, now)
    admin = Identity(ADMIN, "admin", ADMIN_ROLE, ["AdministratorAccess"], now, "admin identity", preset=True)
    founded = Organization(ids.number("organization"), call.account.uin, now, root)
    founded.nodes[root.id] = root
    founded.identities[admin.id] = admin
    full = preset_policy(ids.number("control"), now)
    founded.control[full.id] = full
    return founded


@serve("organization", "DescribeOrganization")
def describe_organization(call: Call) -> Mapping[str, Any]:
    """Return the caller's organization, as who is in it sees it."""
    found = joined(call)
    member = found.members.get(call.account.uin)
    pay_uin = member.pay_uin if member else ""
    return {
        "OrgId": found.id,
        "HostUin": found.host,
        "NickName": call.cloud.accounts[found.host].name,
        "OrgType": _ENTERPRISE,
        "IsManager": member is None,
        **described_permissions(member.permissions if member else MUST),
        "RootNodeId": found.root.id,
        "CreateTime": local(found.created),
        "JoinTime": local(member.created if member else found.created),
        "IsAllowQuit": "Allow" if member is None or member.was_invited else "Denied",
        "PayUin": pay_uin,
        "PayName": payer_name(call.cloud, pay_uin),
        "IsAssignManager": False,
        "IsAuthManager": False,
    }
