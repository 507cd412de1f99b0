"""Groups of users.

After "Use Limits" of Tencent Cloud CAM: up to 300 groups an account.
"""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cam.finding import PARAM_ERROR, group_of
from akwarden.emulator.tencent.services.cam.members import member_info
from akwarden.emulator.tencent.services.cam.paging import page_of
from akwarden.emulator.tencent.state import Group

MOST_GROUPS = 300
_NOT_FOUND = "ResourceNotFound.UserNotExist"
"""What GetGroup and DeleteGroup say of a group that there is not."""


@serve("cam", "CreateGroup", write=True)
def create_group(call: Call) -> Mapping[str, Any]:
    """Make a group."""
    name = call.text("GroupName")
    _check_name(call, name)
    if len(call.account.groups) >= MOST_GROUPS:
        raise ApiError("InvalidParameter.GroupFull", f"An account can have up to {MOST_GROUPS} user groups.")
    group = Group(call.cloud.ids.number("group"), name, call.now, call.text("Remark"))
    call.account.groups[group.id] = group
    return {"GroupId": group.id}


@serve("cam", "UpdateGroup", write=True)
def update_group(call: Call) -> Mapping[str, Any]:
    """Change name and remark."""
    group = group_of(call, call.number("GroupId"), "ResourceNotFound.GroupNotExist")
    name = call.text("GroupName", group.name)
    if name != group.name:
        _check_name(call, name)
    group.name, group.remark = name, call.text("Remark", group.remark)
    return {}


@serve("cam", "DeleteGroup", write=True)
def delete_group(call: Call) -> Mapping[str, Any]:
    """Delete a group; its members stay, without what it gave them."""
    group = group_of(call, call.number("GroupId"), _NOT_FOUND)
    del call.account.groups[group.id]
    call.cloud.changed()
    return {}


@serve("cam", "GetGroup")
def get_group(call: Call) -> Mapping[str, Any]:
    """Return a group with its members."""
    group = group_of(call, call.number("GroupId"), _NOT_FOUND)
    members = [call.account.users[uin] for uin in group.members]
    return {
        **_described(group),
        "GroupNum": len(members),
        "UserInfo": [member_info(user) for user in members],
    }


@serve("cam", "ListGroups")
def list_groups(call: Call) -> Mapping[str, Any]:
    """Return a page of groups, the newest first."""
    keyword = call.text("Keyword")
    found = [group for group in reversed(call.account.groups.values()) if keyword in group.name]
    return {"TotalNum": len(found), "GroupInfo": [_described(group) for group in page_of(call, found)]}


@serve("cam", "ListGroupsForUser")
def list_groups_for_user(call: Call) -> Mapping[str, Any]:
    """Return a page of the groups of a user, who is named by Uid or SubUin."""
    uid, uin = call.number("Uid"), call.number("SubUin")
    users = call.account.users.values()
    user = next((one for one in users if uin == one.uin or (not uin and uid == one.uid)), None)
    if user is None:
        raise ApiError("ResourceNotFound.UserNotExist", "The user does not exist.")
    found = [group for group in call.account.groups.values() if user.uin in group.members]
    return {"TotalNum": len(found), "GroupInfo": [_described(group) for group in page_of(call, found)]}


def _check_name(call: Call, name: str) -> None:
    if not name:
        raise ApiError(PARAM_ERROR, "The parameter `GroupName` is empty.")
    if any(group.name == name for group in call.account.groups.values()):
        raise ApiError("InvalidParameter.GroupNameInUse", "The group name is in use.")


def _described(group: Group) -> dict[str, Any]:
    return {
        "GroupId": group.id,
        "GroupName": group.name,
        "CreateTime": local(group.created),
        "Remark": group.remark,
    }
