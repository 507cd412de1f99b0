"""Asks the machine's metadata service for the key of its role: version 2 of the service only, with a token.

No proxy is used, no redirect is followed, and at most 64 KiB are read. After "Use the Instance Metadata
Service to access instance metadata" (Amazon EC2 User Guide).
"""

import json
from collections.abc import Mapping
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from akwarden.errors import CredentialError
from akwarden.model.lease import Lease
from akwarden.providers.aws.written_key import Names, read_key
from akwarden.providers.provider import Surroundings

_ADDRESS = "http://169.254.169.254"
_ROLES = "/latest/meta-data/iam/security-credentials/"
_TOKEN_SECONDS = "60"  # noqa: S105  a time
_SECONDS = 3
_MOST_BYTES = 1 << 16
_NOT_FOUND = 404
_KEY = Names("AccessKeyId", "SecretAccessKey", "Token", "Expiration")
_PLACE = "the metadata service of this machine"


class _NoRedirect(HTTPRedirectHandler):
    """Follows none."""

    def redirect_request(self, *_: object) -> None:
        """Refuse."""


def instance_lease(surroundings: Surroundings) -> Lease:
    """Return the key of the machine's role. Raises CredentialError where there is none."""
    service = _Metadata(surroundings.endpoints.get("metadata", _ADDRESS))
    role = service.get(_ROLES).split("\n")[0].strip()
    if not role:
        raise _no_role()
    try:
        told: object = json.loads(service.get(_ROLES + quote(role, safe="")))
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or told.get("Code", "Success") != "Success":
        raise CredentialError(
            f"{_PLACE} gives no key for its role", mend="look at the role and its trust policy"
        )
    return read_key(told, _KEY, _PLACE)


class _Metadata:
    """The service, opened with a token."""

    def __init__(self, address: str) -> None:
        """Get the token."""
        if urlsplit(address).scheme not in {"http", "https"}:
            raise CredentialError(f"the address of {_PLACE} is none", mend="write it as http://HOST")
        self._address = address.rstrip("/")
        self._opener: OpenerDirector = build_opener(ProxyHandler({}), _NoRedirect())
        self._headers: Mapping[str, str] = {}
        asked = {"X-aws-ec2-metadata-token-ttl-seconds": _TOKEN_SECONDS}
        self._headers = {"X-aws-ec2-metadata-token": self._send("PUT", "/latest/api/token", asked)}

    def get(self, path: str) -> str:
        """Return what lies at a path."""
        return self._send("GET", path, self._headers)

    def _send(self, method: str, path: str, headers: Mapping[str, str]) -> str:
        """Make one call. Raises CredentialError for one that is refused or not answered."""
        request = Request(self._address + path, headers=dict(headers), method=method)  # noqa: S310  http(s) only
        try:
            with self._opener.open(request, timeout=_SECONDS) as answer:
                content: bytes = answer.read(_MOST_BYTES)
                return content.decode("utf-8")
        except HTTPError as error:
            error.close()
            if error.code == _NOT_FOUND and path == _ROLES:
                raise _no_role() from None
            raise _silent(f"it answered HTTP {error.code}") from None
        except (OSError, ValueError, HTTPException) as error:
            raise _silent(f"it can't be reached ({type(error).__name__})") from None


def _no_role() -> CredentialError:
    """Return that the machine has no role."""
    return CredentialError(
        "this machine has no role", mend="attach an instance profile, or name another source"
    )


def _silent(why: str) -> CredentialError:
    """Return that the service does not answer as it should."""
    return CredentialError(
        f"{_PLACE} gives no key", why=why, mend="run akwarden on an EC2 instance, or name another source"
    )
