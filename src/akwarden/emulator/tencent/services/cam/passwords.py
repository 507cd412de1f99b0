"""Passwords of sub-users, and the rules that they keep.

After "AddUser" of Tencent Cloud CAM: without rules of the account a password has 8 characters with
upper-case and lower-case letters, digits and special characters; one that the cloud makes up has 32.
"""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.ids import Ids
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cam.state import CamState

_MADE_UP = 32
_ONE_OF_EACH = "aA1!"


@serve("cam", "GetPasswordRules")
def get_password_rules(call: Call) -> Mapping[str, Any]:
    """Return the rules of the account's console passwords."""
    state = call.account.state(CamState)
    rules, changed = state.rules, state.rules_changed
    return {
        "Rules": {
            "MinimumLength": rules.minimum,
            "MustContain": rules.must_contain,
            "ForcePasswordChange": rules.valid_days,
            "ReusePasswordLimit": rules.reuse,
            "RetryPasswordLimit": rules.retries,
            "PasswordExpirationInvalidation": rules.expiry_locks,
        },
        "UpdateTime": local(call.account.created if changed is None else changed),
        "Modifier": str(call.account.uin),
    }


def check_password(call: Call) -> None:
    """Raise ApiError for a password of a request that the rules do not let through."""
    password = call.text("Password")
    if not password or not call.number("ConsoleLogin"):
        return
    rules = call.account.state(CamState).rules
    has = {
        "A": any(one.isupper() for one in password),
        "a": any(one.islower() for one in password),
        "1": any(one.isdecimal() for one in password),
        "!": not password.isalnum(),
    }
    if len(password) < rules.minimum or not all(has[kind] for kind in rules.must_contain):
        raise ApiError("InvalidParameter.PasswordViolatedRules", "The password does not meet the rules.")


def made_up(ids: Ids) -> str:
    """Return a password that any rules let through."""
    return ids.text(_MADE_UP - len(_ONE_OF_EACH)) + _ONE_OF_EACH
