"""Temporary keys that stand for the caller: narrowed by a policy, or won with a one-time code.

After "GetFederationToken" (what the key may do is what the caller may and the policy allows; only for
permanent keys) and "GetSessionToken" of the STS documents.
"""

import re
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.sts.mfa import check_code
from akwarden.emulator.tencent.services.sts.sessions import issue, narrowing, own_lifetime, refuse_temporary

_FEDERATIONS_A_SECOND = 600
# The document says letters; keys of it that were published have digits and underscores in the name.
_NAME = re.compile(r"[A-Za-z][\w.@=,-]{0,127}", re.ASCII)


@serve("sts", "GetFederationToken", write=True, rate=_FEDERATIONS_A_SECOND, sensitive=True)
def get_federation_token(call: Call) -> Mapping[str, Any]:
    """Return a temporary key that may do what both the caller and the policy may."""
    refuse_temporary(call.caller)
    name = call.text("Name")
    if not _NAME.fullmatch(name):
        raise ApiError("InvalidParameter.ParamError", "The parameter `Name` is made of letters.")
    policy = narrowing(call)
    if policy is None:
        raise ApiError("InvalidParameter.StrategyFormatError", "The parameter `Policy` is empty.")
    return issue(
        call.cloud,
        call.account,
        kind="federated",
        seconds=own_lifetime(call),
        name=name,
        issuer=call.caller.uin,
        policy=policy,
    )


@serve("sts", "GetSessionToken", write=True, sensitive=True, mainland_only=True)
def get_session_token(call: Call) -> Mapping[str, Any]:
    """Return a temporary key of the caller, who showed a one-time code."""
    refuse_temporary(call.caller)
    check_code(call)
    name = call.caller.user.name if call.caller.user else "root"
    return issue(
        call.cloud,
        call.account,
        kind="session",
        seconds=own_lifetime(call),
        name=name,
        issuer=call.caller.uin,
    )
