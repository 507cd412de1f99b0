"""Users: sub-accounts with their names, and what the console shows of them.

After "AddUser", "DeleteUser" and "Use Limits" of Tencent Cloud CAM: up to 1,000 sub-accounts; a password
counts only where the console may be used, and is made up where none is given; to delete keys with a user
takes `cam:DeleteApiKey`.
"""

import re
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.authorization import grants_of
from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import iso, local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cam.passwords import check_password, made_up
from akwarden.emulator.tencent.state import User
from akwarden.policy.evaluate import Request, evaluate

MOST_USERS = 1000
_NO_SUB_USERS = ("Collaborator", "MessageReceiver")
_NAME = re.compile(r"[\w.@+=,-]{1,64}", re.ASCII)


@serve("cam", "ListUsers")
def list_users(call: Call) -> Mapping[str, Any]:
    """Return all sub-users; collaborators and message receivers are none."""
    users = call.account.users.values()
    return {"Data": [user_info(user) for user in users if user.kind not in _NO_SUB_USERS]}


@serve("cam", "AddUser", write=True, sensitive=True)
def add_user(call: Call) -> Mapping[str, Any]:
    """Make a sub-account, with a key where UseApi asks for one."""
    name = call.text("Name")
    if not _NAME.fullmatch(name):
        raise ApiError("InvalidParameter.UserNameIllegal", "The user name is not valid.")
    if call.account.user_named(name):
        raise ApiError("InvalidParameter.SubUserNameInUse", "The user name is in use.")
    if len(call.account.users) >= MOST_USERS:
        raise ApiError("InvalidParameter.SubUserFull", "There are too many users.")
    check_password(call)
    ids = call.cloud.ids
    user = User(ids.number("uin"), ids.number("uid"), name, call.now)
    _update(user, call)
    call.account.users[user.uin] = user
    call.cloud.changed()
    key = call.cloud.add_key(call.account, user.uin) if call.number("UseApi") else None
    return {
        "Uin": user.uin,
        "Name": user.name,
        "Uid": user.uid,
        "Password": (call.text("Password") or made_up(ids)) if user.console_login else None,
        "SecretId": key.secret_id if key else None,
        "SecretKey": key.secret_key if key else None,
    }


@serve("cam", "UpdateUser", write=True)
def update_user(call: Call) -> Mapping[str, Any]:
    """Change what is known of a user."""
    user = _named(call)
    check_password(call)
    _update(user, call)
    return {}


@serve("cam", "DeleteUser", write=True, sensitive=True)
def delete_user(call: Call) -> Mapping[str, Any]:
    """Delete a user; with keys only where Force asks for it."""
    user = _named(call)
    keys = call.account.keys_of(user.uin)
    if keys and not call.number("Force"):
        raise ApiError("OperationDenied.HaveKeys", "The user still has access keys.")
    if keys and not _may_delete_keys(call):
        raise ApiError("UnauthorizedOperation.DeleteApiKey", "You are not authorized to delete API keys.")
    for key in keys:
        key.deleted = True
    del call.account.users[user.uin]
    for group in call.account.groups.values():
        group.members = [uin for uin in group.members if uin != user.uin]
    call.cloud.changed()
    return {}


def _may_delete_keys(call: Call) -> bool:
    asked = Request(
        service="cam",
        action="DeleteApiKey",
        context={"qcs:ip": (call.request.address,), "qcs:current_time": (iso(call.now),)},
        account=str(call.account.uin),
        appid=str(call.account.appid),
        principal=call.caller.principal,
        resource_level=False,
    )
    return evaluate(asked, grants_of(call.cloud, call.caller)).allowed


@serve("cam", "GetUser")
def get_user(call: Call) -> Mapping[str, Any]:
    """Return one user."""
    user = _named(call)
    known = {k: v for k, v in user_info(user).items() if k not in {"CreateTime", "NickName"}}
    login = user.last_login
    return {
        **known,
        "RecentlyLoginIP": user.last_login_ip,
        "RecentlyLoginTime": local(login) if login else "",
    }


def _named(call: Call) -> User:
    user = call.account.user_named(call.text("Name"))
    if user is None:
        raise ApiError("ResourceNotFound.UserNotExist", f"The user `{call.text('Name')}` does not exist.")
    return user


def _update(user: User, call: Call) -> None:
    user.remark = call.text("Remark", user.remark)
    user.phone = call.text("PhoneNum", user.phone)
    user.country_code = call.text("CountryCode", user.country_code)
    user.email = call.text("Email", user.email)
    user.console_login = bool(call.number("ConsoleLogin", int(user.console_login)))


def user_info(user: User) -> dict[str, Any]:
    """Return a user as lists show them."""
    return {
        "Uin": user.uin,
        "Name": user.name,
        "Uid": user.uid,
        "Remark": user.remark,
        "ConsoleLogin": int(user.console_login),
        "PhoneNum": user.phone,
        "CountryCode": user.country_code,
        "Email": user.email,
        "CreateTime": local(user.created),
        "NickName": user.name,
    }
