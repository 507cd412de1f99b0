"""Who is in which group.

After "Use Limits" of Tencent Cloud CAM: up to 100 users in a group, and a user in up to 10 groups.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cam.finding import PARAM_ERROR, group_of
from akwarden.emulator.tencent.services.cam.paging import page_of
from akwarden.emulator.tencent.state import Group, User

MOST_MEMBERS = 100
MOST_GROUPS_OF_A_USER = 10
_NO_USER = "ResourceNotFound.UserNotExist"
_KINDS = {"Collaborator": 1}
_SUB_USER = 3
"""UserType of a sub-user in the samples of GetGroup and ListUsersForGroup."""


@serve("cam", "AddUserToGroup", write=True)
def add_user_to_group(call: Call) -> Mapping[str, Any]:
    """Add users to groups, all or none; who is a member already stays one."""
    members = {number: [*group.members] for number, group in call.account.groups.items()}
    for group, user in _pairs(call, "InvalidParameter.GroupNotExist"):
        inside = members[group.id]
        if user.uin in inside:
            continue
        if len(inside) >= MOST_MEMBERS:
            raise ApiError("InvalidParameter.GroupUserFull", f"A group can have up to {MOST_MEMBERS} users.")
        if sum(user.uin in one for one in members.values()) >= MOST_GROUPS_OF_A_USER:
            code, most = "InvalidParameter.UserGroupFull", MOST_GROUPS_OF_A_USER
            raise ApiError(code, f"A user can be in up to {most} groups.")
        inside.append(user.uin)
    _set(call, members)
    return {}


@serve("cam", "RemoveUserFromGroup", write=True)
def remove_user_from_group(call: Call) -> Mapping[str, Any]:
    """Take users from groups, all or none; who is no member is passed over."""
    members = {number: [*group.members] for number, group in call.account.groups.items()}
    for group, user in _pairs(call, _NO_USER):
        members[group.id] = [uin for uin in members[group.id] if uin != user.uin]
    _set(call, members)
    return {}


@serve("cam", "ListUsersForGroup")
def list_users_for_group(call: Call) -> Mapping[str, Any]:
    """Return a page of the members of a group, in the order in which they came."""
    group = group_of(call, call.number("GroupId"), "ResourceNotFound.GroupNotExist")
    users = [call.account.users[uin] for uin in page_of(call, group.members)]
    return {"TotalNum": len(group.members), "UserInfo": [member_info(user) for user in users]}


def member_info(user: User) -> dict[str, Any]:
    """Return a user as groups show them."""
    return {
        "Uid": user.uid,
        "Uin": user.uin,
        "Name": user.name,
        "PhoneNum": user.phone,
        "CountryCode": user.country_code,
        "PhoneFlag": 0,
        "Email": user.email,
        "EmailFlag": 0,
        "UserType": _KINDS.get(user.kind, _SUB_USER),
        "CreateTime": local(user.created),
        "IsReceiverOwner": 0,
        "Remark": user.remark,
    }


def _pairs(call: Call, no_group: str) -> Iterator[tuple[Group, User]]:
    """Yield each group with the user that a row of Info names for it."""
    rows = call.items("Info")
    if not rows:
        raise ApiError(PARAM_ERROR, "The parameter `Info` is empty.")
    users = call.account.users
    for row in rows:
        group = group_of(call, row["GroupId"], no_group)
        uin, uid = row.get("Uin") or 0, row.get("Uid") or 0
        if not (uin or uid):
            raise ApiError("InvalidParameter.UserUinAndUinNotAllNull", "Either Uin or Uid must be entered.")
        user = users.get(uin) if uin else next((one for one in users.values() if one.uid == uid), None)
        if user is None:
            raise ApiError(_NO_USER, f"The user {uin or uid} does not exist.")
        yield group, user


def _set(call: Call, members: Mapping[int, list[int]]) -> None:
    for number, inside in members.items():
        call.account.groups[number].members = inside
    call.cloud.changed()
