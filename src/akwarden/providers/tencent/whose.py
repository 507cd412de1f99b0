"""Whose key it is: the account and the identity that STS GetCallerIdentity tells.

After the samples of "GetCallerIdentity" of the STS documents: `qcs::cam::uin/ACCOUNT:uin/USER` and
`qcs::sts:ACCOUNT:assumed-role/ROLE`; `:root` is how programs print the account itself.
"""

import re

import msgspec

from akwarden.errors import CloudError
from akwarden.model.account import AccountNumber
from akwarden.model.identity import Identity
from akwarden.model.principal import PrincipalType
from akwarden.providers.tencent.client import Client
from akwarden.providers.tencent.endpoints import home_region

_ROLE = re.compile(r"assumed-role/([^/:]+)")
_USER = re.compile(r"(?:uin|federated-user)/([0-9]+)$")


class _Caller(msgspec.Struct, frozen=True, rename="pascal"):
    """The answer of GetCallerIdentity."""

    arn: str = ""
    account_id: str = ""
    user_id: str = ""
    type: str = ""


def identity_of(client: Client) -> Identity:
    """Return who calls; raises CredentialError for a key that does not work."""
    region = home_region(client.access.site)
    caller = client.ask("sts", "GetCallerIdentity", _Caller, region=region)
    if not (caller.account_id and caller.arn):
        raise CloudError("the answer to sts GetCallerIdentity tells no identity")
    account = AccountNumber(caller.account_id)
    if role := _ROLE.search(caller.arn):
        return Identity(account, caller.arn, PrincipalType.ROLE, role[1])
    user = _USER.search(caller.arn)
    name = user[1] if user else caller.user_id
    if caller.type == "RootAccount" or caller.arn.endswith(":root") or name == caller.account_id:
        return Identity(account, caller.arn, PrincipalType.ROOT, caller.account_id)
    return Identity(account, caller.arn, PrincipalType.USER, name)
