from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.cam_texts import made_group, made_user

from akwarden.emulator.tencent.server import Emulator

__all__ = ["emulator"]


def uid_of(emulator: Emulator, uin: int) -> int:
    return account_of(emulator).users[uin].uid


def test_group_is_read_with_its_members(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    group = ask(cam, "CreateGroup", GroupName="read", Remark="Readers")["GroupId"]
    uin = made_user(cam, "reader", Email="reader@example.com")

    ask(cam, "AddUserToGroup", Info=[{"GroupId": group, "Uid": uid_of(emulator, uin)}])

    answer = ask(cam, "GetGroup", GroupId=group)
    assert (answer["GroupName"], answer["Remark"], answer["GroupNum"]) == ("read", "Readers", 1)
    assert [(user["Uin"], user["Email"]) for user in answer["UserInfo"]] == [(uin, "reader@example.com")]


def test_group_is_changed(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    group = made_group(cam, "old-name")

    ask(cam, "UpdateGroup", GroupId=group, GroupName="new-name", Remark="Changed")

    answer = ask(cam, "GetGroup", GroupId=group)
    assert (answer["GroupName"], answer["Remark"]) == ("new-name", "Changed")


def test_group_name_is_taken_once(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    made_group(cam, "taken")
    other = made_group(cam, "free")

    assert code_of(cam, "CreateGroup", GroupName="taken") == "InvalidParameter.GroupNameInUse"
    assert code_of(cam, "UpdateGroup", GroupId=other, GroupName="taken") == "InvalidParameter.GroupNameInUse"
    assert code_of(cam, "CreateGroup", GroupName="") == "InvalidParameter.ParamError"


def test_account_has_300_groups(emulator: Emulator) -> None:
    cam, account = client("cam", emulator), account_of(emulator)
    one, before = account.groups[made_group(cam, "some")], dict(account.groups)
    account.groups.update({-n: one for n in range(1, 301)})

    code = code_of(cam, "CreateGroup", GroupName="one-more")

    assert code == "InvalidParameter.GroupFull"
    account.groups = before


def test_deleted_group_is_gone_and_its_members_stay(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    group, uin = made_group(cam, "gone"), made_user(cam, "stays")
    ask(cam, "AddUserToGroup", Info=[{"GroupId": group, "Uin": uin}])

    ask(cam, "DeleteGroup", GroupId=group)

    assert code_of(cam, "GetGroup", GroupId=group) == "ResourceNotFound.UserNotExist"
    assert ask(cam, "GetUser", Name="stays")["Uin"] == uin
    assert ask(cam, "ListGroupsForUser", SubUin=uin)["TotalNum"] == 0


@pytest.mark.parametrize(
    ("action", "asked", "code"),
    [
        ("GetGroup", {"GroupId": 1}, "ResourceNotFound.UserNotExist"),
        ("DeleteGroup", {"GroupId": 1}, "ResourceNotFound.UserNotExist"),
        ("UpdateGroup", {"GroupId": 1}, "ResourceNotFound.GroupNotExist"),
        ("ListUsersForGroup", {"GroupId": 1}, "ResourceNotFound.GroupNotExist"),
        ("ListGroupsForUser", {"SubUin": 1}, "ResourceNotFound.UserNotExist"),
        ("ListGroupsForUser", {}, "ResourceNotFound.UserNotExist"),
        ("AddUserToGroup", {"Info": [{"GroupId": 1, "Uin": 1}]}, "InvalidParameter.GroupNotExist"),
        ("RemoveUserFromGroup", {"Info": [{"GroupId": 1, "Uin": 1}]}, "ResourceNotFound.UserNotExist"),
        ("AddUserToGroup", {"Info": []}, "InvalidParameter.ParamError"),
    ],
)
def test_what_is_not_there_is_refused(
    action: str, asked: dict[str, Any], code: str, emulator: Emulator
) -> None:
    assert code_of(client("cam", emulator), action, **asked) == code


def test_members_are_named_and_exist(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    group, uin = made_group(cam, "strict"), made_user(cam, "strict")

    nobody = code_of(cam, "AddUserToGroup", Info=[{"GroupId": group}])
    unknown = code_of(
        cam, "AddUserToGroup", Info=[{"GroupId": group, "Uin": uin}, {"GroupId": group, "Uin": 1}]
    )

    assert nobody == "InvalidParameter.UserUinAndUinNotAllNull"
    assert unknown == "ResourceNotFound.UserNotExist"
    assert ask(cam, "ListUsersForGroup", GroupId=group)["TotalNum"] == 0


def test_group_has_up_to_100_members(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    group, uin = made_group(cam, "crowd"), made_user(cam, "latecomer")
    members = account_of(emulator).groups[group].members
    members.extend(range(100))

    code = code_of(cam, "AddUserToGroup", Info=[{"GroupId": group, "Uin": uin}])

    assert code == "InvalidParameter.GroupUserFull"
    account_of(emulator).groups[group].members = []


def test_user_is_in_up_to_ten_groups(emulator: Emulator) -> None:
    cam, uin = client("cam", emulator), made_user(client("cam", emulator), "joiner")
    groups = [made_group(cam, f"ten-{n}") for n in range(11)]

    too_many = code_of(cam, "AddUserToGroup", Info=[{"GroupId": group, "Uin": uin} for group in groups])
    ask(cam, "AddUserToGroup", Info=[{"GroupId": group, "Uin": uin} for group in groups[:10]])
    again = ask(cam, "AddUserToGroup", Info=[{"GroupId": groups[0], "Uin": uin}])
    eleventh = code_of(cam, "AddUserToGroup", Info=[{"GroupId": groups[10], "Uin": uin}])

    assert too_many == eleventh == "InvalidParameter.UserGroupFull"
    assert set(again) == {"RequestId"}
    assert ask(cam, "ListGroupsForUser", Uid=uid_of(emulator, uin), Rp=3, Page=4)["GroupInfo"]


def test_users_leave_groups(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    group, first, second = made_group(cam, "left"), made_user(cam, "first"), made_user(cam, "second")
    ask(cam, "AddUserToGroup", Info=[{"GroupId": group, "Uin": uin} for uin in (first, second)])

    for _ in range(2):
        ask(cam, "RemoveUserFromGroup", Info=[{"GroupId": group, "Uin": first}])

    answer = ask(cam, "ListUsersForGroup", GroupId=group)
    assert [user["Uin"] for user in answer["UserInfo"]] == [second]


def test_groups_are_listed_in_pages_the_newest_first(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    groups = [made_group(cam, f"listed-{n}") for n in range(3)]

    first = ask(cam, "ListGroups", Keyword="listed-", Rp=2)
    second = ask(cam, "ListGroups", Keyword="listed-", Rp=2, Page=2)

    assert first["TotalNum"] == 3
    assert [one["GroupId"] for one in first["GroupInfo"] + second["GroupInfo"]] == groups[::-1]
    assert code_of(cam, "ListGroups", Rp=201) == "InvalidParameter.ParamError"
