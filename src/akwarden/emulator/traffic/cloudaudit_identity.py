"""The `userIdentity` of a CloudAudit record, as text.

Samples of Tencent's documents have the session as JSON in a string (2021, 2023) and as an object (2019), and
numbers of accounts as text and as numbers. A call with a permanent key has no session.
"""

import json

from akwarden.emulator.traffic.moment import local_text
from akwarden.emulator.traffic.principal import CallerKind, Principal

TYPES = {
    CallerKind.ROOT: "Root",
    CallerKind.USER: "CAMUser",
    CallerKind.ROLE: "AssumedRole",
    CallerKind.FEDERATED: "FederatedUser",
    CallerKind.WEB: "AssumedRole",
    CallerKind.SERVICE: "AssumedRole",
}
_NEVER = "0000-00-00 00:00:00"


def audit_identity(principal: Principal, *, numbers: bool = False, as_object: bool = False) -> str:
    """Return the identity; `numbers` writes accounts as numbers, `as_object` the session as an object."""
    account, mark = principal.account.number, "" if numbers else '"'
    session = session_text(principal)
    if not as_object:
        session = json.dumps(session) if session else '""'
    elif not session:
        session = "{}"
    return (
        f'{{"principalId":{mark}{principal.id}{mark},"accountId":{mark}{account}{mark},'
        f'"secretId":"{principal.key_id}","sessionContext":{session},'
        f'"type":"{TYPES[principal.kind]}","userName":"{principal.name}"}}'
    )


def session_text(principal: Principal) -> str:
    """Return the session as JSON; empty for a permanent key."""
    session = principal.session
    if session is None:
        return ""
    uin = principal.id if principal.kind in {CallerKind.USER, CallerKind.ROOT} else principal.account.number
    extra = '{\\"dictId\\":2208,\\"sessionUin\\":5000}' if session.is_console else ""
    narrowed = int(principal.kind is CallerKind.FEDERATED)
    return (
        f'{{"token": "{session.token}", "ua": "{principal.id[-8:]:0>32}", "userIp": "{session.user_ip}", '
        f'"uin": {uin}, "ownerUin": {principal.account.number}, "appId": {principal.account.appid}, '
        f'"expireTime": "{local_text(session.expires)}", "mfa": {int(session.mfa)}, '
        f'"mfaExpireTime": "{_NEVER}", "interfaceName": "", "hasPolicyFilter": {narrowed}, '
        f'"policyFilter": "", "extraInfo": "{extra}"}}'
    )
