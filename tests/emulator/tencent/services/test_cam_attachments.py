from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.cam_texts import (
    allow,
    made_group,
    made_policy,
    made_user,
    preset,
    trust,
    user_with_key,
)

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.state import Attachment

__all__ = ["emulator"]
READS = allow("cam:List*")


def made_role(cam: Any, emulator: Emulator, name: str) -> str:
    text = trust(qcs=[f"qcs::cam::uin/{account_of(emulator).uin}:root"])
    return str(ask(cam, "CreateRole", RoleName=name, PolicyDocument=text)["RoleId"])


def test_attached_policy_grants_until_it_is_detached(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, own = user_with_key(cam, emulator, "granted")
    number = made_policy(cam, "of-granted", READS)
    assert code_of(own, "ListUsers") == "AuthFailure.UnauthorizedOperation"

    ask(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=number)

    assert ask(own, "ListUsers")["Data"]
    ask(cam, "DetachUserPolicy", DetachUin=uin, PolicyId=number)
    assert code_of(own, "ListUsers") == "AuthFailure.UnauthorizedOperation"


def test_policy_of_a_group_grants_to_its_members(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, own = user_with_key(cam, emulator, "member")
    group, number = made_group(cam, "granted"), made_policy(cam, "of-group", READS)
    ask(cam, "AddUserToGroup", Info=[{"GroupId": group, "Uin": uin}])

    ask(cam, "AttachGroupPolicy", AttachGroupId=group, PolicyId=number)

    assert ask(own, "ListUsers")["Data"]
    ask(cam, "DetachGroupPolicy", DetachGroupId=group, PolicyId=number)
    assert code_of(own, "ListUsers") == "AuthFailure.UnauthorizedOperation"


def test_role_takes_policies_by_number_or_name(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    role, number = made_role(cam, emulator, "holder"), made_policy(cam, "of-role", READS)
    ask(cam, "AttachRolePolicy", AttachRoleId=role, PolicyId=number)
    ask(cam, "AttachRolePolicy", AttachRoleName="holder", PolicyName="AdministratorAccess")

    rows = ask(cam, "ListAttachedRolePolicies", RoleName="holder", Page=1, Rp=10)["List"]

    assert [(row["PolicyName"], row["PolicyType"]) for row in rows] == [
        ("of-role", "User"),
        ("AdministratorAccess", "QCS"),
    ]
    ask(cam, "DetachRolePolicy", DetachRoleName="holder", PolicyId=number)
    ask(cam, "DetachRolePolicy", DetachRoleId=role, PolicyName="AdministratorAccess")
    assert ask(cam, "ListAttachedRolePolicies", RoleId=role, Page=1, Rp=10)["TotalNum"] == 0


def test_role_policies_are_listed_by_type_and_keyword(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    role = made_role(cam, emulator, "typed")
    for name in ("ReadOnlyAccess", "AdministratorAccess"):
        ask(cam, "AttachRolePolicy", AttachRoleId=role, PolicyName=name)
    ask(cam, "AttachRolePolicy", AttachRoleId=role, PolicyId=made_policy(cam, "typed", READS))

    def names(**more: Any) -> list[str]:
        rows = ask(cam, "ListAttachedRolePolicies", RoleId=role, Page=1, Rp=10, **more)["List"]
        return [row["PolicyName"] for row in rows]

    assert names(PolicyType="User") == ["typed"]
    assert names(PolicyType="QCS") == ["ReadOnlyAccess", "AdministratorAccess"]
    assert names(Keyword="Only") == ["ReadOnlyAccess"]


def test_attaching_and_detaching_twice_changes_nothing(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, number = made_user(cam, "twice"), made_policy(cam, "twice", READS)

    for _ in range(2):
        ask(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=number)
        assert ask(cam, "ListAttachedUserPolicies", TargetUin=uin)["TotalNum"] == 1
    for _ in range(2):
        ask(cam, "DetachUserPolicy", DetachUin=uin, PolicyId=number)
        assert ask(cam, "ListAttachedUserPolicies", TargetUin=uin)["TotalNum"] == 0


def test_user_holds_up_to_200_policies(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, number = made_user(cam, "full"), made_policy(cam, "one-too-many", READS)
    account_of(emulator).users[uin].attached = [Attachment(-n, 0.0) for n in range(200)]

    code = code_of(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=number)

    assert code == "InvalidParameter.AttachmentFull"


@pytest.mark.parametrize(
    ("action", "asked", "code"),
    [
        ("AttachUserPolicy", {"AttachUin": 1, "PolicyId": 1}, "ResourceNotFound.UserNotExist"),
        ("DetachUserPolicy", {"DetachUin": 1, "PolicyId": 1}, "ResourceNotFound.UserNotExist"),
        ("AttachGroupPolicy", {"AttachGroupId": 1, "PolicyId": 1}, "ResourceNotFound.GroupNotExist"),
        ("DetachGroupPolicy", {"DetachGroupId": 1, "PolicyId": 1}, "ResourceNotFound.GroupNotExist"),
        ("AttachRolePolicy", {"AttachRoleId": "1", "PolicyId": 1}, "InvalidParameter.RoleNotExist"),
        ("DetachRolePolicy", {"DetachRoleName": "no", "PolicyId": 1}, "InvalidParameter.RoleNotExist"),
        ("AttachRolePolicy", {"PolicyId": 1}, "InvalidParameter.ParamError"),
        ("ListAttachedUserPolicies", {"TargetUin": 1}, "InvalidParameter.ParamError"),
        ("ListAttachedGroupPolicies", {"TargetGroupId": 1}, "InvalidParameter.ParamError"),
        ("ListAttachedRolePolicies", {"RoleId": "1", "Page": 1, "Rp": 1}, "InvalidParameter.RoleNotExist"),
        ("ListEntitiesForPolicy", {"PolicyId": 999}, "InvalidParameter.PolicyIdError"),
        (
            "ListAttachedUserAllPolicies",
            {"TargetUin": 1, "Rp": 1, "Page": 1, "AttachType": 0},
            "ResourceNotFound.UserNotExist",
        ),
    ],
)
def test_who_is_not_there_is_refused(
    action: str, asked: dict[str, Any], code: str, emulator: Emulator
) -> None:
    assert code_of(client("cam", emulator), action, **asked) == code


def test_unknown_policies_are_not_attached(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, group, role = made_user(cam, "none"), made_group(cam, "none"), made_role(cam, emulator, "none")

    code = "InvalidParameter.PolicyIdNotExist"
    assert code_of(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=999) == code
    assert code_of(cam, "DetachUserPolicy", DetachUin=uin, PolicyId=999) == code
    assert code_of(cam, "AttachGroupPolicy", AttachGroupId=group, PolicyId=999) == code
    assert code_of(cam, "DetachGroupPolicy", DetachGroupId=group, PolicyId=999) == code
    assert code_of(cam, "AttachRolePolicy", AttachRoleId=role, PolicyName="nothing") == code
    assert code_of(cam, "AttachRolePolicy", AttachRoleId=role) == "InvalidParameter.ParamError"


def test_all_policies_of_a_user_say_where_they_are_from(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, group = made_user(cam, "all"), made_group(cam, "all")
    both, own, inherited = (made_policy(cam, f"all-{n}", READS) for n in ("both", "own", "inherited"))
    ask(cam, "AddUserToGroup", Info=[{"GroupId": group, "Uin": uin}])
    for number in (both, own):
        ask(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=number)
    for number in (both, inherited):
        ask(cam, "AttachGroupPolicy", AttachGroupId=group, PolicyId=number)
    ask(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=preset(cam, "ReadOnlyAccess"))

    def rows(attach: int, **more: Any) -> dict[str, list[str]]:
        answer = ask(
            cam, "ListAttachedUserAllPolicies", TargetUin=uin, Rp=200, Page=1, AttachType=attach, **more
        )
        return {
            row["PolicyName"]: [one["GroupName"] for one in row["Groups"]] for row in answer["PolicyList"]
        }

    every = {"all-both": ["all"], "all-own": [], "all-inherited": ["all"], "ReadOnlyAccess": []}
    assert rows(0) == every
    assert rows(1) == {"all-both": [], "all-own": [], "ReadOnlyAccess": []}
    assert rows(2) == {"all-both": ["all"], "all-inherited": ["all"]}
    assert rows(0, StrategyType=2) == {"ReadOnlyAccess": []}
    assert rows(0, Keyword="inherit") == {"all-inherited": ["all"]}


def test_all_policies_of_a_user_come_in_pages_of_up_to_200(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin = made_user(cam, "paged")
    for n in range(3):
        ask(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=made_policy(cam, f"paged-{n}", READS))

    def answer(**more: Any) -> dict[str, Any]:
        asked = {"TargetUin": uin, "Rp": 2, "Page": 2, "AttachType": 0, **more}
        return ask(cam, "ListAttachedUserAllPolicies", **asked)

    assert answer()["TotalNum"] == 3
    assert [row["PolicyName"] for row in answer()["PolicyList"]] == ["paged-2"]
    for wrong in ({"Rp": 201}, {"Rp": 0}, {"Page": 0}, {"AttachType": 3}, {"StrategyType": 3}):
        asked = {"TargetUin": uin, "Rp": 2, "Page": 2, "AttachType": 0, **wrong}
        assert code_of(cam, "ListAttachedUserAllPolicies", **asked) == "InvalidParameter.ParamError"


def test_entities_of_a_policy_are_told_by_kind(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    number, uin = made_policy(cam, "shared", READS), made_user(cam, "sharer")
    group, role = made_group(cam, "sharers"), made_role(cam, emulator, "sharing")
    ask(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=number)
    ask(cam, "AttachGroupPolicy", AttachGroupId=group, PolicyId=number)
    ask(cam, "AttachRolePolicy", AttachRoleId=role, PolicyId=number)

    def rows(**more: Any) -> list[tuple[str, int]]:
        answer = ask(cam, "ListEntitiesForPolicy", PolicyId=number, **more)
        return [(row["Name"], row["RelatedType"]) for row in answer["List"]]

    assert rows() == [("sharer", 1), ("sharers", 2), ("sharing", 3)]
    assert rows(EntityFilter="Group") == [("sharers", 2)]
    assert rows(Rp=2, Page=2) == [("sharing", 3)]
    wrong = code_of(cam, "ListEntitiesForPolicy", PolicyId=number, EntityFilter="Key")
    assert wrong == "InvalidParameter.EntityFilterError"


def test_group_policies_are_listed(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    group, number = made_group(cam, "listed"), made_policy(cam, "listed", READS)
    ask(cam, "AttachGroupPolicy", AttachGroupId=group, PolicyId=number)

    answer = ask(cam, "ListAttachedGroupPolicies", TargetGroupId=group, Keyword="list")

    assert [(row["PolicyId"], row["PolicyType"]) for row in answer["List"]] == [(number, "User")]
    assert ask(cam, "ListAttachedGroupPolicies", TargetGroupId=group, Keyword="no")["TotalNum"] == 0
