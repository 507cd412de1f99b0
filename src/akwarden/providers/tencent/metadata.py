"""The role of the machine that akwarden runs on, from the metadata service of CVM.

After "Metadata" of Cloud Virtual Machine: the name of the role below `cam/security-credentials/`, and below
that name a temporary key. The service is asked without any proxy: it is a part of the machine.
"""

import urllib.request
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote

import msgspec

from akwarden.errors import CredentialError
from akwarden.model.credential import Credential
from akwarden.model.lease import Lease
from akwarden.model.secret import Secret
from akwarden.providers.tencent.answer import number, read
from akwarden.providers.tencent.endpoints import read_endpoint

_ADDRESS = "http://metadata.tencentyun.com"
_PATH = "/latest/meta-data/cam/security-credentials/"
_SECONDS = 3.0
_MOST_BYTES = 1 << 16
_LONGEST_NAME = 128


class _Key(msgspec.Struct, frozen=True, rename="pascal"):
    """What the service tells of a role."""

    code: str = ""
    tmp_secret_id: str = ""
    tmp_secret_key: str = ""
    token: str = ""
    expired_time: str = ""


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Return nowhere to go."""


def role_lease(replaced: str | None) -> Lease:
    """Return a key of the machine's role; `replaced` is another address of the service.

    Raises CredentialError where no service answers or the machine has no role.
    """
    address = _ADDRESS
    if replaced is not None:
        endpoint = read_endpoint(replaced)
        address = f"{endpoint.scheme}://{endpoint.host}"
    role = _get(address + _PATH).strip()
    if not role or len(role) > _LONGEST_NAME or "\n" in role or "<" in role:
        raise _no_role("the metadata service names none")
    try:
        key = read(_Key, msgspec.json.decode(_get(address + _PATH + quote(role, safe=""))))
    except (msgspec.MsgspecError, RecursionError):
        raise _no_role("the answer of the metadata service is not JSON") from None
    ends = number(key.expired_time)
    if key.code != "Success" or not (key.tmp_secret_id and key.tmp_secret_key and key.token and ends > 0):
        raise _no_role("the metadata service gives no key for it")
    credential = Credential(
        key.tmp_secret_id, Secret(key.tmp_secret_key.encode()), Secret(key.token.encode())
    )
    return Lease(credential, datetime.fromtimestamp(ends, UTC))


def _get(url: str) -> str:
    """Return what an address of the service holds; raises CredentialError where nothing comes."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay())
    try:
        with opener.open(url, timeout=_SECONDS) as response:
            content: bytes = response.read(_MOST_BYTES)
            return content.decode()
    except HTTPError as error:
        error.close()
        raise _no_role(f"the metadata service answers with HTTP {error.code}") from None
    except (OSError, HTTPException, ValueError) as error:
        raise _no_role(f"the metadata service does not answer ({type(error).__name__})") from None


def _no_role(why: str) -> CredentialError:
    return CredentialError(
        "this machine has no role of Tencent Cloud",
        why=why,
        mend="bind a role to the CVM instance, or give the key from another place",
    )
