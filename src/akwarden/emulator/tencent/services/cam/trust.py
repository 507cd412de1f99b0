"""Trust policies: who may take a role.

After "Role" and "Creating a Role" of Tencent Cloud CAM: a role trusts accounts and their users (`qcs`),
products (`service`) or identity providers (`federated`), and grants them an action of STS.
"""

import re

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.services.cam.documents import read
from akwarden.emulator.tencent.services.cam.state import CamState
from akwarden.emulator.tencent.state import Account
from akwarden.policy.grammar import Policy as Document
from akwarden.policy.grammar import Statement

_QCS = re.compile(
    r"qcs::cam::uin/(\d{1,19}):(?:root|uin/(\d{1,19})|roleName/([\w+=,.@-]{1,128})|role/(\d{1,19}))", re.ASCII
)
_PROVIDER = re.compile(r"qcs::cam::uin/(\d{1,19}):(saml|oidc)-provider/([\w+=,.@-]{1,128})", re.ASCII)
_SERVICE = re.compile(
    r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,3}\.(?:qcloud|cloud\.tencent|tencentcloud)\.com"
)


def read_trust(call: Call, text: str) -> Document:
    """Return a trust policy; raises ApiError with the code of what is wrong in it."""
    document = read(text)
    for statement in document.statements:
        _check(call, statement)
    return document


def _check(call: Call, statement: Statement) -> None:
    if statement.principals is None:
        raise ApiError(
            "InvalidParameter.PrincipalError", "A statement of a trust policy names who is trusted."
        )
    if statement.resources:
        raise ApiError("InvalidParameter.StatementError", "A statement of a trust policy has no resource.")
    if not all(action.removeprefix("name/").startswith("sts:") for action in statement.actions):
        raise ApiError("InvalidParameter.ActionError", "A trust policy grants actions of sts.")
    checks = {"qcs": _check_qcs, "service": _check_service, "federated": _check_provider}
    for kind, values in statement.principals.entries:
        if kind not in checks:
            raise ApiError("InvalidParameter.PrincipalError", "A trust policy names whom it trusts.")
        for value in values:
            checks[kind](call, value)


def _check_qcs(call: Call, value: str) -> None:
    found = _QCS.fullmatch(value)
    if found is None:
        raise ApiError("InvalidParameter.PrincipalQcsError", f"The principal `{value}` is incorrect.")
    account = call.cloud.accounts.get(int(found[1]))
    if account is None or not _has(account, found):
        raise ApiError("InvalidParameter.PrincipalQcsNotExist", f"The principal `{value}` does not exist.")
    if account.site is not call.account.site:
        raise ApiError(
            "InvalidParameter.PrincipalQcsCrossError", "A role can't trust an account of another site."
        )


def _has(account: Account, found: re.Match[str]) -> bool:
    """Say whether the account has the user or the role that is named; its root it has."""
    user, name, role = found.groups()[1:]
    if user:
        return int(user) in {account.uin, *account.users}
    if name:
        return any(one.name == name for one in account.roles.values())
    return int(role) in account.roles if role else True


def _check_service(call: Call, value: str) -> None:
    del call
    if not _SERVICE.fullmatch(value):
        raise ApiError("InvalidParameter.PrincipalServiceNotExist", f"The service `{value}` does not exist.")


def _check_provider(call: Call, value: str) -> None:
    found = _PROVIDER.fullmatch(value)
    state = call.account.state(CamState)
    known = state.saml if found and found[2] == "saml" else state.oidc
    if found is None or int(found[1]) != call.account.uin or found[3] not in known:
        raise ApiError("InvalidParameter.PrincipalError", f"There is no identity provider `{value}`.")
