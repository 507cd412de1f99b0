"""Temporary keys: how long they live, what narrows them, and what an answer shows of them.

After "AssumeRole", "GetFederationToken" and "GetSessionToken" of the STS documents.
"""

from typing import Any
from urllib.parse import unquote

from akwarden.emulator.tencent.call import Call, Caller
from akwarden.emulator.tencent.clock import iso
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.state import Account, Cloud, Session
from akwarden.errors import PolicyError
from akwarden.policy.grammar import MOST_BYTES, Language, Policy, read_policy

MOST_OF_ROOT = 7_200
"""Seconds that a key of GetFederationToken or GetSessionToken may live when the root key asks for it."""
MOST_OF_USER = 129_600
"""The same for a sub-account."""
KEPT = 86_400
"""Seconds for which a key that has expired is still known: its use is told from that of an unknown one."""
_USUAL = 1_800


def lifetime(call: Call, usual: int, most: int) -> int:
    """Return for how many seconds a key is asked for; raises ApiError for too many, and for none."""
    seconds = call.number("DurationSeconds", min(usual, most))
    if seconds <= 0:
        raise ApiError("InvalidParameter.ParamError", "The parameter `DurationSeconds` must be above 0.")
    if seconds > most:
        raise ApiError(
            "InvalidParameter.OverTimeError", f"The parameter `DurationSeconds` can be up to {most} here."
        )
    return seconds


def own_lifetime(call: Call) -> int:
    """Return the lifetime of a key that stands for the caller: users may have it longer than the root."""
    return lifetime(call, _USUAL, MOST_OF_USER if call.caller.user else MOST_OF_ROOT)


def refuse_temporary(caller: Caller) -> None:
    """Raise ApiError where the key that signed is itself a temporary one."""
    if caller.session is not None:
        raise ApiError(
            "FailedOperation.TempKeyNotAllowed", "The action can't be called with a temporary key."
        )


def narrowing(call: Call) -> Policy | None:
    """Return the policy that narrows a session, which comes URL-encoded; raises ApiError for a wrong one."""
    if not call.text("Policy"):
        return None
    text = unquote(call.text("Policy"))
    if len(text.encode(errors="surrogatepass")) > MOST_BYTES:
        raise ApiError("InvalidParameter.PolicyTooLong", f"A policy has up to {MOST_BYTES} bytes.")
    try:
        policy = read_policy(text, Language.CAM)
    except PolicyError as error:
        code = "ResouceError" if ".resource" in error.what else "StrategyFormatError"
        raise ApiError(f"InvalidParameter.{code}", f"{error.what}: {error.why}.") from None
    if any(statement.principals for statement in policy.statements):
        raise ApiError("InvalidParameter.StrategyInvalid", "The policy of a session has no principal.")
    return policy


def issue(
    cloud: Cloud,
    account: Account,
    *,
    kind: str,
    seconds: int,
    name: str,
    issuer: int,
    role: int | None = None,
    policy: Policy | None = None,
    source_identity: str = "",
) -> dict[str, Any]:
    """Make a temporary key; return the answer that shows it."""
    _forget_old(cloud)
    now = cloud.clock.now()
    ids = cloud.ids
    session = Session(
        ids.temporary_id(),
        ids.secret_key(),
        ids.token(),
        account.uin,
        kind,
        now + seconds,
        name,
        issuer,
        role=role,
        policy=policy,
        source_identity=source_identity,
    )
    cloud.sessions[session.secret_id] = session
    return {
        "Credentials": {
            "Token": session.token,
            "TmpSecretId": session.secret_id,
            "TmpSecretKey": session.secret_key,
        },
        "ExpiredTime": int(session.expires),
        "Expiration": iso(session.expires),
    }


def _forget_old(cloud: Cloud) -> None:
    """Forget the oldest keys, so that memory stays flat: those that expired a day ago."""
    end = cloud.clock.now() - KEPT
    while cloud.sessions:
        oldest = next(iter(cloud.sessions.values()))
        if oldest.expires >= end:
            return
        del cloud.sessions[oldest.secret_id]
