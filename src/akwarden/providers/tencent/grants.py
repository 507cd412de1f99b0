"""Which policies are attached to a user, a group or a role, and which is its boundary."""

from collections.abc import Iterable
from functools import partial

import msgspec

from akwarden.model.policy import Grant, GrantKind, PolicyId
from akwarden.providers.tencent.answer import number
from akwarden.providers.tencent.client import Client
from akwarden.providers.tencent.pages import numbered
from akwarden.providers.tencent.rights import Rights

_DIRECTLY = 1
"""AttachType of ListAttachedUserAllPolicies: without what comes from groups."""


class _Attached(msgspec.Struct, frozen=True, rename="pascal"):
    """A row of each of the lists."""

    policy_id: str = ""


class _OfUser(msgspec.Struct, frozen=True):
    total: str = msgspec.field(name="TotalNum", default="")
    rows: tuple[_Attached, ...] = msgspec.field(name="PolicyList", default=())


class _Attachments(msgspec.Struct, frozen=True):
    total: str = msgspec.field(name="TotalNum", default="")
    rows: tuple[_Attached, ...] = msgspec.field(name="List", default=())


def of_user(client: Client, rights: Rights, uin: str) -> tuple[Grant, ...] | None:
    """Return what a user has directly, with the boundary; None where it can't be seen."""
    asked = {"TargetUin": int(uin), "AttachType": _DIRECTLY}
    action = "ListAttachedUserAllPolicies"
    attached = rights.attempt(
        "cam",
        action,
        lambda: _grants(numbered(lambda page: client.ask("cam", action, _OfUser, {**asked, **page}))),
    )
    return _with_boundary(client, rights, attached, "GetUserPermissionBoundary", {"TargetUin": int(uin)})


def of_role(client: Client, rights: Rights, role: str, *, bounded: bool) -> tuple[Grant, ...] | None:
    """Return what a role has, with the boundary where it can have one; None where it can't be seen."""
    action = "ListAttachedRolePolicies"
    attached = rights.attempt(
        "cam",
        action,
        lambda: _grants(
            numbered(lambda page: client.ask("cam", action, _Attachments, {"RoleId": role, **page}))
        ),
    )
    if not bounded:
        client.tally.spared()
        return attached
    return _with_boundary(client, rights, attached, "GetRolePermissionBoundary", {"RoleId": role})


def of_group(client: Client, rights: Rights, group: str) -> tuple[Grant, ...] | None:
    """Return what a group gives its members; None where it can't be seen."""
    action = "ListAttachedGroupPolicies"
    asked = {"TargetGroupId": int(group)}
    return rights.attempt(
        "cam",
        action,
        lambda: _grants(numbered(lambda page: client.ask("cam", action, _Attachments, {**asked, **page}))),
    )


def _with_boundary(
    client: Client,
    rights: Rights,
    attached: tuple[Grant, ...] | None,
    action: str,
    asked: dict[str, object],
) -> tuple[Grant, ...] | None:
    """Return the policies with the boundary, as far as both can be seen."""
    boundary = rights.attempt("cam", action, partial(client.ask, "cam", action, _Attached, asked))
    if attached is None or boundary is None or not number(boundary.policy_id):
        return attached
    return (*attached, Grant(PolicyId(boundary.policy_id), GrantKind.BOUNDARY))


def _grants(rows: Iterable[_Attached]) -> tuple[Grant, ...]:
    ids = dict.fromkeys(row.policy_id for row in rows if number(row.policy_id))
    return tuple(Grant(PolicyId(one)) for one in ids)
