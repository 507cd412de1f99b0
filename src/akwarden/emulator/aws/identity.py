"""IAM and STS: who there is, what they hold, their keys, and the credential report.

After the API references of IAM and STS, and "Get credential reports for your AWS account" (IAM User Guide).
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from typing import Any
from urllib.parse import quote

from akwarden.emulator.aws.asking import Asked
from akwarden.emulator.aws.state import Account, Group, Key, Role, User
from akwarden.emulator.aws.wire import Refusal, moment_text

Content = Mapping[str, Any]
_NOT_FOUND = 404
_COLUMNS = (
    *("user", "arn", "user_creation_time", "password_enabled", "password_last_used", "password_last_changed"),
    *("password_next_rotation", "mfa_active"),
    *(
        f"access_key_{number}_{what}"
        for number in (1, 2)
        for what in ("active", "last_rotated", "last_used_date", "last_used_region", "last_used_service")
    ),
    *(f"cert_{number}_{what}" for number in (1, 2) for what in ("active", "last_rotated")),
)
_NOTHING = "N/A"


def caller_identity(asked: Asked) -> Content:
    """Answer GetCallerIdentity."""
    holder = asked.holder
    account, user = holder.account, holder.user
    arn = account.arn("user", user.name) if user else f"arn:aws:iam::{account.number}:root"
    return {"UserId": user.id if user else account.number, "Account": account.number, "Arn": arn}


def authorization_details(asked: Asked) -> Content:
    """Answer GetAccountAuthorizationDetails, on one page."""
    account = asked.account
    return {
        "UserDetailList": [_user(account, one) for one in account.users.values()],
        "GroupDetailList": [_group(account, one) for one in account.groups.values()],
        "RoleDetailList": [_role(account, one) for one in account.roles.values()],
        "Policies": list(_policies(account)),
        "IsTruncated": False,
    }


def roles(asked: Asked) -> Content:
    """Answer ListRoles."""
    account = asked.account
    return {
        "Roles": [
            {
                "Path": role.path,
                "RoleName": role.name,
                "RoleId": role.id,
                "Arn": account.arn("role", role.name, role.path),
                "CreateDate": role.created,
                "AssumeRolePolicyDocument": quote(role.trust),
                "Description": role.description,
                "MaxSessionDuration": role.session_seconds,
            }
            for role in account.roles.values()
        ],
        "IsTruncated": False,
    }


def keys(asked: Asked) -> Content:
    """Answer ListAccessKeys; raises Refusal for a user that there is not."""
    name = asked.text("UserName")
    user = asked.account.users.get(name)
    if user is None:
        raise Refusal("NoSuchEntity", f"The user with name {name} cannot be found.", _NOT_FOUND)
    return {
        "AccessKeyMetadata": [
            {
                "UserName": user.name,
                "AccessKeyId": key.id,
                "Status": "Active" if key.is_active else "Inactive",
                "CreateDate": key.created,
            }
            for key in user.keys
        ],
        "IsTruncated": False,
    }


def key_last_used(asked: Asked) -> Content:
    """Answer GetAccessKeyLastUsed; raises Refusal for a key that is not of this account."""
    wanted = asked.text("AccessKeyId")
    for user in asked.account.users.values():
        for key in user.keys:
            if key.id == wanted:
                used = {"LastUsedDate": key.last_used, "ServiceName": key.service, "Region": key.region}
                return {"UserName": user.name, "AccessKeyLastUsed": used}
    raise Refusal("AccessDenied", "Cannot get last used information for the key.", 403)


def generate_report(asked: Asked) -> Content:  # noqa: ARG001  every action takes what is asked
    """Answer GenerateCredentialReport: it is made when it is fetched."""
    return {"State": "COMPLETE", "Description": ""}


def report(asked: Asked) -> Content:
    """Answer GetCredentialReport."""
    account, out = asked.account, StringIO()
    table = csv.DictWriter(out, _COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerow(_root_row(account))
    table.writerows(_row(account, user) for user in account.users.values())
    return {"Content": out.getvalue().encode(), "ReportFormat": "text/csv", "GeneratedTime": account.created}


def _user(account: Account, user: User) -> Content:
    return {
        "Path": "/",
        "UserName": user.name,
        "UserId": user.id,
        "Arn": account.arn("user", user.name),
        "CreateDate": user.created,
        "GroupList": user.groups,
        "AttachedManagedPolicies": _attached(user.policies),
    }


def _group(account: Account, group: Group) -> Content:
    return {
        "Path": "/",
        "GroupName": group.name,
        "GroupId": group.id,
        "Arn": account.arn("group", group.name),
        "CreateDate": group.created,
        "AttachedManagedPolicies": _attached(group.policies),
    }


def _role(account: Account, role: Role) -> Content:
    return {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": account.arn("role", role.name, role.path),
        "CreateDate": role.created,
        "AssumeRolePolicyDocument": quote(role.trust),
        "AttachedManagedPolicies": _attached(role.policies),
    }


def _attached(arns: Iterable[str]) -> list[Content]:
    return [{"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in arns]


def _policies(account: Account) -> Iterator[Content]:
    holders: list[User | Group | Role] = [*account.users.values(), *account.groups.values()]
    holders += account.roles.values()
    for policy in account.policies.values():
        yield {
            "PolicyName": policy.arn.rpartition("/")[2],
            "PolicyId": f"ANPA{policy.arn.rpartition('/')[2].upper()[:16]}",
            "Arn": policy.arn,
            "Path": "/",
            "DefaultVersionId": "v1",
            "AttachmentCount": sum(policy.arn in one.policies for one in holders),
            "PermissionsBoundaryUsageCount": 0,
            "IsAttachable": True,
            "CreateDate": policy.created,
            "UpdateDate": policy.created,
            "PolicyVersionList": [
                {
                    "Document": quote(policy.text),
                    "VersionId": "v1",
                    "IsDefaultVersion": True,
                    "CreateDate": policy.created,
                }
            ],
        }


def _root_row(account: Account) -> dict[str, str]:
    return {
        "user": "<root_account>",
        "arn": f"arn:aws:iam::{account.number}:root",
        "user_creation_time": moment_text(account.created),
        "password_enabled": "not_supported",
        "password_last_used": _time(account.root_last_login, "no_information"),
        "password_last_changed": "not_supported",
        "password_next_rotation": "not_supported",
        "mfa_active": _flag(is_on=account.root_mfa),
        **_key_cells(account.root_keys),
    }


def _row(account: Account, user: User) -> dict[str, str]:
    return {
        "user": user.name,
        "arn": account.arn("user", user.name),
        "user_creation_time": moment_text(user.created),
        "password_enabled": _flag(is_on=user.has_password),
        "password_last_used": _time(user.last_login, "no_information" if user.has_password else _NOTHING),
        "password_last_changed": moment_text(user.created) if user.has_password else _NOTHING,
        "password_next_rotation": _NOTHING,
        "mfa_active": _flag(is_on=user.has_mfa),
        **_key_cells(user.keys),
    }


def _key_cells(held: list[Key]) -> dict[str, str]:
    cells = {f"cert_{number}_{what}": _NOTHING for number in (1, 2) for what in ("active", "last_rotated")}
    for number in (1, 2):
        key = held[number - 1] if len(held) >= number else None
        cells |= {
            f"access_key_{number}_active": _flag(is_on=key is not None and key.is_active),
            f"access_key_{number}_last_rotated": moment_text(key.created) if key else _NOTHING,
            f"access_key_{number}_last_used_date": _time(key.last_used if key else None, _NOTHING),
            f"access_key_{number}_last_used_region": key.region if key else _NOTHING,
            f"access_key_{number}_last_used_service": key.service if key else _NOTHING,
        }
    return cells


def _flag(*, is_on: bool) -> str:
    return "true" if is_on else "false"


def _time(moment: float | None, otherwise: str) -> str:
    return otherwise if moment is None else moment_text(moment)
