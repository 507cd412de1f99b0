"""Who signed a call.

After the samples of "GetCallerIdentity" of the STS documents, which has none for the root: `:root` and
`RootAccount` are what programs that print its answer show.
"""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call, CallerKind
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.state import Session


@serve("sts", "GetCallerIdentity", open_to_all=True)
def get_caller_identity(call: Call) -> Mapping[str, Any]:
    """Return account, user and name of the caller; everybody may ask."""
    caller, main = call.caller, call.account.uin
    if caller.session is not None and caller.kind in {CallerKind.ROLE, CallerKind.FEDERATED}:
        return _of_session(main, caller.session)
    known = {"AccountId": str(main), "UserId": str(caller.uin), "PrincipalId": str(caller.uin)}
    if caller.user is None:
        return {**known, "Arn": f"qcs::cam::uin/{main}:root", "Type": "RootAccount"}
    return {**known, "Arn": f"qcs::cam:{main}:uin/{caller.uin}", "Type": "CAMUser"}


def _of_session(main: int, session: Session) -> Mapping[str, Any]:
    """Return who a temporary key stands for, and the uin of who asked for it."""
    issuer = session.issuer
    is_role = session.role is not None
    return {
        "Arn": f"qcs::sts:{main}:assumed-role/{session.role}"
        if is_role
        else f"qcs::sts:{main}:federated-user/{issuer}",
        "AccountId": str(main),
        "UserId": f"{session.role if is_role else issuer}:{session.name}",
        "PrincipalId": str(issuer),
        "Type": "CAMRole" if is_role else "CAMUser",
    }
