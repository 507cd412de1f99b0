"""The accounts as a whole: sub-accounts of all kinds, collaborators, and what there is how often."""

from collections.abc import Iterator, Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cam.finding import PARAM_ERROR
from akwarden.emulator.tencent.services.cam.paging import number_within
from akwarden.emulator.tencent.services.cam.state import CamState
from akwarden.emulator.tencent.services.cam.users import user_info
from akwarden.emulator.tencent.state import User

_MOST_ASKED = 50
_MOST_ITEMS = 100
_MOST_COLLABORATORS = 200
_ROWS = 20
_OWNER = 1
_SUB_USER = 2
_NUMBERS = {"WechatCorpUser": 3, "Collaborator": 4, "MessageReceiver": 5}
"""UserType of DescribeSubAccounts."""
_KINDS = (
    *("Owner", "SubUser", "CICUser", "WechatCorpUser", "AgentIdentity"),
    *("Collaborator", "MessageReceiver"),
)
"""UserType of ListAccounts."""


@serve("cam", "DescribeSubAccounts")
def describe_sub_accounts(call: Call) -> Mapping[str, Any]:
    """Return those of up to 50 accounts that there are, with their last login."""
    asked = call.items("FilterSubAccountUin")
    if len(asked) > _MOST_ASKED:
        raise ApiError("InvalidParameter", f"Up to {_MOST_ASKED} sub-accounts can be asked about.")
    return {"SubAccounts": [row for uin in dict.fromkeys(asked) for row in _sub_account(call, uin)]}


def _sub_account(call: Call, uin: int) -> Iterator[dict[str, Any]]:
    account = call.account
    if uin == account.uin:
        created = local(account.created)
        yield {"Uin": uin, "Name": account.name, "Remark": "", "CreateTime": created, "UserType": _OWNER}
    user = account.users.get(uin)
    if user is not None:
        yield {
            "Uin": user.uin,
            "Name": user.name,
            "Uid": user.uid,
            "Remark": user.remark,
            "CreateTime": local(user.created),
            "UserType": _NUMBERS.get(user.kind, _SUB_USER),
            "LastLoginIp": user.last_login_ip,
            "LastLoginTime": local(user.last_login) if user.last_login is not None else "",
        }


@serve("cam", "ListCollaborators")
def list_collaborators(call: Call) -> Mapping[str, Any]:
    """Return other main accounts that work in this one."""
    limit = number_within(call, "Limit", 1, _MOST_COLLABORATORS, _ROWS)
    start = call.number("Offset")
    found = [user for user in call.account.users.values() if user.kind == "Collaborator"]
    return {"TotalNum": len(found), "Data": [user_info(user) for user in found[start : start + limit]]}


@serve("cam", "ListAccounts", mainland_only=True)
def list_accounts(call: Call) -> Mapping[str, Any]:
    """Return accounts of all kinds, the main one first; Marker goes on where an answer was cut."""
    kind, most = call.text("UserType"), number_within(call, "MaxItems", 1, _MOST_ITEMS, _MOST_ITEMS)
    if kind not in {"", *_KINDS}:
        raise ApiError(PARAM_ERROR, f"The parameter `UserType` is one of {', '.join(_KINDS)}.")
    after = _after(call)
    users = sorted(call.account.users.values(), key=lambda user: user.uin)
    users = sorted(call.account.users.values(), key=lambda user: user.uin)
    rows = [_owner(call), *map(_any_user, users)]
    found = [row for row in rows if kind in {"", row["UserType"]} and _place(row) > after]
    shown, is_cut = found[:most], len(found) > most
    return {"Users": shown, "Marker": str(shown[-1]["Uin"]) if is_cut else "", "IsTruncated": is_cut}


def _place(row: Mapping[str, Any]) -> tuple[bool, int]:
    """Return where an account stands in the order: the main one, then by uin."""
    return row["UserType"] != "Owner", row["Uin"]


def _after(call: Call) -> tuple[bool, int]:
    """Return the place after which a page begins; raises ApiError for a marker that no answer had."""
    marker = call.text("Marker")
    if marker and not (marker.isascii() and marker.isdecimal()):
        raise ApiError("InvalidParameter.PaginationTokenInvalid", "The parameter `Marker` is not valid.")
    return bool(marker) and int(marker) != call.account.uin, int(marker or 0)


def _owner(call: Call) -> dict[str, Any]:
    account = call.account
    return {
        "Uin": account.uin,
        "Name": account.name,
        "Remark": "",
        "ConsoleLogin": 1,
        "PhoneNum": "",
        "CountryCode": "",
        "Email": "",
        "CreateTime": local(account.created),
        "UserType": "Owner",
    }


def _any_user(user: User) -> dict[str, Any]:
    known = {name: value for name, value in user_info(user).items() if name != "NickName"}
    return {**known, "UserType": user.kind if user.kind in _KINDS else "Unknown"}


@serve("cam", "GetUserAppId")
def get_user_app_id(call: Call) -> Mapping[str, Any]:
    """Return who calls, in which account, and the account's other number."""
    return {
        "Uin": str(call.caller.uin),
        "OwnerUin": str(call.account.uin),
        "AppId": call.account.appid,
    }


@serve("cam", "GetAccountSummary")
def get_account_summary(call: Call) -> Mapping[str, Any]:
    """Return how many there are of each; keys are not counted."""
    account, state = call.account, call.account.state(CamState)
    providers = len(state.saml) + len(state.oidc)
    return {
        "Policies": len(account.policies),
        "Roles": len(account.roles),
        "Idps": providers,
        "User": len(account.users),
        "Group": len(account.groups),
        "Member": sum(len(group.members) for group in account.groups.values()),
        "IdentityProviders": providers,
    }
