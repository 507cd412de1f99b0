from typing import Any

import pytest
from tests.emulator.tencent.cloud import ask, client, code_of, emulator
from tests.emulator.tencent.services.cam_texts import (
    allow,
    made_group,
    made_policy,
    made_user,
    policy_text,
    preset,
    trust,
    user_with_key,
)

from akwarden.emulator.tencent.server import Emulator

__all__ = ["emulator"]
READS = allow("cam:List*")
DENIED = "AuthFailure.UnauthorizedOperation"


def test_boundary_limits_what_a_user_may_do(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, own = user_with_key(cam, emulator, "limited")
    ask(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=preset(cam, "AdministratorAccess"))
    assert ask(own, "GetAccountSummary")["User"]

    ask(cam, "PutUserPermissionsBoundary", TargetUin=uin, PolicyId=made_policy(cam, "limit", READS))

    assert ask(own, "ListUsers")["Data"]
    assert code_of(own, "GetAccountSummary") == DENIED
    ask(cam, "DeleteUserPermissionsBoundary", TargetUin=uin)
    assert ask(own, "GetAccountSummary")["User"]


def test_boundary_that_denies_locks_a_user(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, own = user_with_key(cam, emulator, "locked")
    ask(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=preset(cam, "AdministratorAccess"))

    number = made_policy(cam, "lock", allow("*", effect="deny"))
    ask(cam, "PutUserPermissionsBoundary", TargetUin=uin, PolicyId=number)

    assert code_of(own, "ListUsers") == DENIED


def test_boundary_grants_nothing(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, own = user_with_key(cam, emulator, "bounded")

    ask(cam, "PutUserPermissionsBoundary", TargetUin=uin, PolicyId=preset(cam, "AdministratorAccess"))

    assert code_of(own, "ListUsers") == DENIED


def test_boundaries_can_be_read(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, number = made_user(cam, "read"), made_policy(cam, "read", READS)
    role = ask(cam, "CreateRole", RoleName="read", PolicyDocument=trust(service=["cvm.qcloud.com"]))["RoleId"]
    assert ask(cam, "GetUserPermissionBoundary", TargetUin=uin)["PolicyId"] is None

    ask(cam, "PutUserPermissionsBoundary", TargetUin=uin, PolicyId=number)
    ask(cam, "PutRolePermissionsBoundary", RoleName="read", PolicyId=preset(cam, "ReadOnlyAccess"))

    found = ask(cam, "GetUserPermissionBoundary", TargetUin=uin)
    assert (found["PolicyId"], found["PolicyDocument"], found["PolicyType"]) == (number, READS, 1)
    found = ask(cam, "GetRolePermissionBoundary", RoleId=role)
    assert (found["PolicyName"], found["PolicyType"]) == ("ReadOnlyAccess", 2)
    ask(cam, "DeleteRolePermissionsBoundary", RoleId=role)
    assert ask(cam, "GetRolePermissionBoundary", RoleId=role)["PolicyId"] is None


@pytest.mark.parametrize(
    ("action", "asked", "code"),
    [
        ("PutUserPermissionsBoundary", {"TargetUin": 1, "PolicyId": 1}, "UserNotExist"),
        ("DeleteUserPermissionsBoundary", {"TargetUin": 1}, "UserNotExist"),
        ("GetUserPermissionBoundary", {"TargetUin": 1}, "UserNotExist"),
        ("PutRolePermissionsBoundary", {"RoleId": "1", "PolicyId": 1}, "RoleNotExist"),
        ("PutRolePermissionsBoundary", {"PolicyId": 1}, "ParamError"),
        ("DeleteRolePermissionsBoundary", {"RoleName": "no"}, "RoleNotExist"),
        ("GetRolePermissionBoundary", {"RoleId": "1"}, "RoleNotExist"),
    ],
)
def test_who_is_not_there_is_refused(
    action: str, asked: dict[str, Any], code: str, emulator: Emulator
) -> None:
    assert code_of(client("cam", emulator), action, **asked) == f"InvalidParameter.{code}"


def test_unknown_policy_is_no_boundary(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin = made_user(cam, "unbounded")
    role = ask(cam, "CreateRole", RoleName="unbounded", PolicyDocument=trust(service=["cvm.qcloud.com"]))

    code = "InvalidParameter.PolicyIdNotExist"
    assert code_of(cam, "PutUserPermissionsBoundary", TargetUin=uin, PolicyId=999) == code
    assert code_of(cam, "PutRolePermissionsBoundary", RoleId=role["RoleId"], PolicyId=-1) == code


def granted(cam: Any, **asked: Any) -> dict[str, dict[str, Any]]:
    """Give the services that somebody is granted, by their names."""
    rows = ask(cam, "ListPoliciesGrantingServiceAccess", **asked)["List"]
    return {row["Service"]["ServiceType"]: row for row in rows}


def names(row: dict[str, Any]) -> set[str]:
    return {one["Name"] for one in row["Action"]}


def test_services_of_a_user_come_from_all_their_policies(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, group = made_user(cam, "reaching"), made_group(cam, "reaching")
    ask(cam, "AddUserToGroup", Info=[{"GroupId": group, "Uin": uin}])
    own, shared = (
        made_policy(cam, "own", allow("name/cam:*AccessKey*")),
        made_policy(cam, "kms", allow("kms:*")),
    )
    ask(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=own)
    ask(cam, "AttachGroupPolicy", AttachGroupId=group, PolicyId=shared)

    found = granted(cam, TargetUin=uin)

    assert set(found) == {"cam", "kms"}
    assert {"CreateAccessKey", "ListAccessKeys"} <= names(found["cam"])
    assert "ListUsers" not in names(found["cam"])
    assert [one["PolicyName"] for one in found["kms"]["Policy"]] == ["kms"]
    assert set(granted(cam, TargetUin=uin, ServiceType="kms")) == {"kms"}
    assert set(granted(cam, GroupId=group)) == {"kms"}


def test_services_of_a_role_are_those_of_its_policies(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    text = trust(service=["cvm.qcloud.com"])
    role = ask(cam, "CreateRole", RoleName="reaching", PolicyDocument=text)["RoleId"]
    assert granted(cam, RoleId=int(role)) == {}

    ask(cam, "AttachRolePolicy", AttachRoleId=role, PolicyName="QcloudKMSReadOnlyAccess")

    found = granted(cam, RoleId=int(role))
    assert set(found) == {"kms"}
    assert found["kms"]["Policy"][0]["PolicyType"] == "Presetting"


def test_actions_that_are_denied_for_everything_are_not_granted(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin = made_user(cam, "denied")
    text = policy_text(
        {"effect": "allow", "action": ["cam:*", "madeup:Do", "*:Describe*"], "resource": "*"},
        {"effect": "deny", "action": ["cam:*AccessKey"], "resource": "*"},
        {
            "effect": "deny",
            "action": ["cam:ListUsers"],
            "resource": "*",
            "condition": {"ip_equal": {"qcs:ip": "1.1.1.1"}},
        },
    )
    ask(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=made_policy(cam, "denied", text))

    found = granted(cam, TargetUin=uin)

    assert "CreateAccessKey" not in names(found["cam"])
    assert {"ListUsers", "ListAccessKeys"} <= names(found["cam"])
    assert names(found["madeup"]) == {"Do"}
    assert "DescribeInstances" in names(found["cvm"])


def test_somebody_is_asked_about(emulator: Emulator) -> None:
    cam, action = client("cam", emulator), "ListPoliciesGrantingServiceAccess"

    assert code_of(cam, action) == "InvalidParameter.ParamError"
    assert code_of(cam, action, TargetUin=1, GroupId=1) == "InvalidParameter.ParamError"
    assert code_of(cam, action, TargetUin=1) == "ResourceNotFound.UserNotExist"
    assert code_of(cam, action, RoleId=1) == "InvalidParameter.RoleNotExist"
    assert code_of(cam, action, GroupId=1) == "ResourceNotFound.GroupNotExist"
