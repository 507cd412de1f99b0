"""What users are asked for besides a password: at login, before sensitive operations, from unusual places."""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cam.finding import PARAM_ERROR, user_of
from akwarden.emulator.tencent.services.cam.state import CamState, Protection
from akwarden.emulator.tencent.state import User

_KINDS = ("Phone", "Token", "Stoken", "Wechat", "Custom", "Mail", "U2FToken", "Passkey")
_NO_USER = "ResourceNotFound.UserNotExist"


@serve("cam", "DescribeSafeAuthFlag", mainland_only=True)
def describe_safe_auth_flag(call: Call) -> Mapping[str, Any]:
    """Return the protection of the caller."""
    return {**_described(call, call.caller.uin), "PromptTrust": 1}


@serve("cam", "DescribeSafeAuthFlagIntl")
def describe_safe_auth_flag_intl(call: Call) -> Mapping[str, Any]:
    """Return the protection of the caller, as the international site has it."""
    return _described(call, call.caller.uin)


@serve("cam", "DescribeSafeAuthFlagColl")
def describe_safe_auth_flag_coll(call: Call) -> Mapping[str, Any]:
    """Return the protection of a sub-account."""
    user = user_of(call, call.number("SubUin"), _NO_USER)
    return {**_described(call, user.uin), "PromptTrust": 1}


def _described(call: Call, uin: int) -> dict[str, Any]:
    state, user = call.account.state(CamState), call.account.users.get(uin)
    kept = state.protection.get(uin) or _implied(user)
    return {
        "LoginFlag": {kind: kept.login.get(kind, 0) for kind in _KINDS},
        "ActionFlag": {kind: kept.action.get(kind, 0) for kind in _KINDS},
        "OffsiteFlag": {
            "VerifyFlag": int(state.checks_place),
            "NotifyPhone": 1,
            "NotifyEmail": 1,
            "NotifyWechat": 1,
            "Tips": 0,
        },
    }


def _implied(user: User | None) -> Protection:
    """Return the protection of a user of whom only is known that there is one: by a soft token."""
    login, action = (user.mfa_login, user.mfa_action) if user else (False, False)
    return Protection({"Stoken": int(login)}, {"Stoken": int(action)})


@serve("cam", "SetMfaFlag", write=True, sensitive=True)
def set_mfa_flag(call: Call) -> Mapping[str, Any]:
    """Set what a sub-user is asked for; a flag that the request does not have stays."""
    user = user_of(call, call.number("OpUin", call.caller.uin), _NO_USER)
    given = {name: call.parameters.get(name) or {} for name in ("LoginFlag", "ActionFlag")}
    for flags in given.values():
        _check(user, flags)
    state = call.account.state(CamState)
    kept = state.protection.setdefault(user.uin, _implied(user))
    kept.login.update({kind: flag for kind, flag in given["LoginFlag"].items() if flag is not None})
    kept.action.update({kind: flag for kind, flag in given["ActionFlag"].items() if flag is not None})
    user.mfa_login, user.mfa_action = any(kept.login.values()), any(kept.action.values())
    return {}


def _check(user: User, flags: Mapping[str, Any]) -> None:
    """Refuse flags that are neither 0 nor 1, and ways by which the user can't be reached."""
    if any(flag not in {None, 0, 1} for flag in flags.values()):
        raise ApiError(PARAM_ERROR, "A flag is 0 or 1.")
    if flags.get("Phone") and not user.phone:
        raise ApiError("FailedOperation.UserNotBindPhone", "The user has no phone.")
    if flags.get("Wechat") and not user.more.get("wechat"):
        raise ApiError("FailedOperation.UserNotBindWechat", "The user has no WeChat.")


@serve("cam", "ConsumeCustomMFAToken", write=True)
def consume_custom_mfa_token(call: Call) -> Mapping[str, Any]:
    """Take a token of an own multi-factor check; each can be shown once."""
    tokens, token = call.account.state(CamState).mfa_tokens, call.text("MFAToken")
    if token not in tokens:
        raise ApiError("InvalidParameter.MFATokenError", "The multi-factor token is not valid.")
    tokens.discard(token)
    return {}
