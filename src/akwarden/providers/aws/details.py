"""Users, groups, roles and policies of an account: one listing of IAM tells all of them, so it is asked once.

A large account has some hundred megabytes of it. What is kept are policies that are attached or were written
in the account, each with the version that is in force, and who has which.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from akwarden.model.policy import Grant, GrantKind, Group, GroupId, Policy, PolicyId, PolicyKind
from akwarden.model.principal import Principal, PrincipalId, PrincipalType
from akwarden.providers.aws.answers import (
    AccountDetails,
    AttachedPolicy,
    Boundary,
    GroupDetail,
    InlinePolicy,
    ManagedPolicy,
    RoleDetail,
    UserDetail,
)
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.documents import read_document
from akwarden.providers.aws.permissions import GET_ACCOUNT_AUTHORIZATION_DETAILS

_PAGE = 1000
_SERVICE_PATH = "/aws-service-role/"
_OWNER_PART = 4
"""Where an ARN tells the account; `aws` stands there for a policy that AWS wrote."""


class Held(msgspec.Struct, frozen=True):
    """One user or role with what it has."""

    principal: Principal
    grants: tuple[Grant, ...]
    groups: tuple[str, ...] = ()
    """The names of its groups."""


class Details(msgspec.Struct, frozen=True):
    """All of them, by their ids."""

    users: Mapping[PrincipalId, Held]
    roles: Mapping[PrincipalId, Held]
    groups: Mapping[GroupId, Group]
    group_ids: Mapping[str, GroupId]
    """By the name of the group."""
    policies: Mapping[PolicyId, Policy]


def load_details(client: Client) -> Details:
    """Ask for all of them. Raises CloudError, and MissingRightError without the right."""
    users: dict[PrincipalId, Held] = {}
    roles: dict[PrincipalId, Held] = {}
    groups: dict[GroupId, Group] = {}
    policies: dict[PolicyId, Policy] = {}
    pages = client.pages(GET_ACCOUNT_AUTHORIZATION_DETAILS, {"MaxItems": _PAGE}, AccountDetails)
    with client.needing(GET_ACCOUNT_AUTHORIZATION_DETAILS):
        for page in pages:
            users |= {held.principal.id: held for held in map(_user, page.user_detail_list)}
            roles |= {held.principal.id: held for held in map(_role, page.role_detail_list)}
            groups |= {group.id: group for group in map(_group, page.group_detail_list)}
            policies |= {policy.id: policy for policy in _policies(page)}
    ids = {group.name: group.id for group in groups.values()}
    return Details(users, roles, groups, ids, policies)


def _user(user: UserDetail) -> Held:
    """Return a user, as far as the listing tells."""
    principal = Principal(
        id=PrincipalId(user.user_id),
        type=PrincipalType.USER,
        name=user.user_name,
        arn=user.arn,
        created_at=user.create_date,
    )
    boundary = user.permissions_boundary
    grants = _grants(user.arn, user.attached_managed_policies, user.user_policy_list, boundary)
    return Held(principal, grants, user.group_list)


def _role(role: RoleDetail) -> Held:
    """Return a role, as far as the listing tells."""
    is_service = role.path.startswith(_SERVICE_PATH)
    trust = role.assume_role_policy_document
    principal = Principal(
        id=PrincipalId(role.role_id),
        type=PrincipalType.SERVICE if is_service else PrincipalType.ROLE,
        name=role.role_name,
        arn=role.arn,
        created_at=role.create_date,
        console_login=False,
        trust=read_document(trust).text if trust is not None else None,
    )
    boundary = role.permissions_boundary
    grants = _grants(role.arn, role.attached_managed_policies, role.role_policy_list, boundary)
    return Held(principal, grants)


def _group(group: GroupDetail) -> Group:
    """Return a group."""
    return Group(
        id=GroupId(group.group_id),
        name=group.group_name,
        created_at=group.create_date,
        grants=_grants(group.arn, group.attached_managed_policies, group.group_policy_list),
    )


def _grants(
    holder: str,
    attached: Iterable[AttachedPolicy],
    inline: Iterable[InlinePolicy],
    boundary: Boundary | None = None,
) -> tuple[Grant, ...]:
    """Return which policies a holder has."""
    grants = [Grant(PolicyId(policy.policy_arn)) for policy in attached]
    grants += [Grant(_inline_id(holder, policy)) for policy in inline]
    if boundary is not None:
        grants.append(Grant(PolicyId(boundary.permissions_boundary_arn), GrantKind.BOUNDARY))
    return tuple(grants)


def _inline_id(holder: str, policy: InlinePolicy) -> PolicyId:
    """Return the id of a policy inside the user, role or group with the ARN `holder`."""
    return PolicyId(f"{holder}/inline/{policy.policy_name}")


def _policies(page: AccountDetails) -> Iterator[Policy]:
    """Yield the policies of one page that matter."""
    for managed in page.policies:
        is_preset = managed.arn.split(":")[_OWNER_PART:][:1] == ["aws"]
        is_used = managed.attachment_count or managed.permissions_boundary_usage_count
        if is_used or not is_preset:
            yield _managed(managed, PolicyKind.PRESET if is_preset else PolicyKind.CUSTOM)
    for user in page.user_detail_list:
        yield from (_inline(user.arn, policy) for policy in user.user_policy_list)
    for role in page.role_detail_list:
        yield from (_inline(role.arn, policy) for policy in role.role_policy_list)
    for group in page.group_detail_list:
        yield from (_inline(group.arn, policy) for policy in group.group_policy_list)


def _managed(managed: ManagedPolicy, kind: PolicyKind) -> Policy:
    """Return a managed policy with the version that is in force."""
    wanted = managed.default_version_id
    sent = next((v.document for v in managed.policy_version_list if v.version_id == wanted), None)
    document = read_document(sent) if sent is not None else None
    return Policy(
        id=PolicyId(managed.arn),
        name=managed.arn.rpartition("/")[2],
        kind=kind,
        version=wanted,
        document=document.text if document else None,
        fault=document.fault if document else "AWS did not send the version that is in force",
        updated_at=managed.update_date,
    )


def _inline(holder: str, policy: InlinePolicy) -> Policy:
    """Return a policy inside its holder; IAM has no versions of it, so its digest is one."""
    document = read_document(policy.policy_document)
    return Policy(
        id=_inline_id(holder, policy),
        name=policy.policy_name,
        kind=PolicyKind.INLINE,
        version=document.digest,
        document=document.text,
        fault=document.fault,
    )
