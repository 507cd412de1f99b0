"""Roles that are taken to read an account: their names, and the temporary key that taking one gives."""

from datetime import UTC, datetime

import msgspec

from akwarden.errors import CloudError
from akwarden.model.account import AccountSite
from akwarden.model.credential import Credential
from akwarden.model.lease import Lease
from akwarden.model.secret import Secret
from akwarden.providers.inventory import Access, Tally
from akwarden.providers.provider import RoleRequest
from akwarden.providers.tencent.answer import number
from akwarden.providers.tencent.client import Client, Timing
from akwarden.providers.tencent.endpoints import home_region

_SECONDS = 3600
"""How long the key may be used; a new one is asked for before it ends."""


class _Credentials(msgspec.Struct, frozen=True, rename="pascal"):
    token: str = ""
    tmp_secret_id: str = ""
    tmp_secret_key: str = ""


class _Taken(msgspec.Struct, frozen=True, rename="pascal"):
    """The answer of AssumeRole."""

    credentials: _Credentials = _Credentials()
    expired_time: str = ""


def role_arn(account: str, role: str, site: AccountSite) -> str:  # noqa: ARG001  the same at all sites
    """Return how a role is named."""
    return f"qcs::cam::uin/{account}:roleName/{role}"


def assume(request: RoleRequest, access: Access, timing: Timing | None = None) -> Lease:
    """Return a temporary key of a role; raises CloudError, MissingRightError where it may not be taken."""
    client = Client(access, Tally(), timing or Timing())
    asked: dict[str, object] = {
        "RoleArn": request.arn,
        "RoleSessionName": request.session_name,
        "DurationSeconds": _SECONDS,
    }
    if request.external_id is not None:
        asked["ExternalId"] = request.external_id
    taken = client.ask("sts", "AssumeRole", _Taken, asked, home_region(access.site))
    key = taken.credentials
    ends = number(taken.expired_time)
    if not (key.tmp_secret_id and key.tmp_secret_key and key.token and ends > 0):
        raise CloudError("the answer to sts AssumeRole holds no key")
    credential = Credential(
        key.tmp_secret_id, Secret(key.tmp_secret_key.encode()), Secret(key.token.encode())
    )
    return Lease(credential, datetime.fromtimestamp(ends, UTC))
