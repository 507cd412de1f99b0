"""AWS Signature Version 4: bytes and text in, text out.

The rules that this module keeps:

- Every header that it is given is signed, under its name in small letters, runs of spaces as one.
- Path and query are signed as they are given: encoded already, the query sorted by name.
- Days and times are those of UTC.

After "Create a signed AWS API request" in the AWS IAM User Guide; botocore signs the same way.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

ALGORITHM = "AWS4-HMAC-SHA256"
_TERMINATOR = "aws4_request"


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a signature covers of a request."""

    method: str
    """In capitals."""
    path: str = "/"
    query: str = ""
    """Without the question mark."""
    headers: Mapping[str, str]
    """Those to sign; `host` and `x-amz-date` must be among them."""
    payload: bytes


class Scope(msgspec.Struct, frozen=True):
    """When, where and for which service a signature counts."""

    timestamp: int
    """Seconds since 1970."""
    region: str
    service: str

    @property
    def time(self) -> str:
        """Return the timestamp as the header `x-amz-date` has it, as in `20250131T235959Z`."""
        return datetime.fromtimestamp(self.timestamp, UTC).strftime("%Y%m%dT%H%M%SZ")

    @property
    def date(self) -> str:
        """Return the day of the timestamp, as in `20250131`."""
        return self.time[:8]

    def __str__(self) -> str:
        """Return the scope as it is written into a signature."""
        return f"{self.date}/{self.region}/{self.service}/{_TERMINATOR}"


def canonical_request(request: Request) -> str:
    """Return the text whose hash is signed."""
    headers = {name.lower(): " ".join(value.split()) for name, value in request.headers.items()}
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    digest = hashlib.sha256(request.payload).hexdigest()
    return "\n".join((request.method, request.path, request.query, lines, signed_headers(request), digest))


def signed_headers(request: Request) -> str:
    """Return the names of the headers that are signed."""
    return ";".join(sorted(name.lower() for name in request.headers))


def string_to_sign(request: Request, scope: Scope) -> str:
    """Return the text that is signed."""
    digest = hashlib.sha256(canonical_request(request).encode()).hexdigest()
    return "\n".join((ALGORITHM, scope.time, str(scope), digest))


def signature(request: Request, scope: Scope, secret: bytes) -> str:
    """Return the signature in hexadecimal digits."""
    key = b"AWS4" + secret
    for part in (scope.date, scope.region, scope.service, _TERMINATOR):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, string_to_sign(request, scope).encode(), "sha256").hex()


def authorization(request: Request, scope: Scope, key_id: str, secret: bytes) -> str:
    """Return the value of the Authorization header."""
    names, signed = signed_headers(request), signature(request, scope, secret)
    return f"{ALGORITHM} Credential={key_id}/{scope}, SignedHeaders={names}, Signature={signed}"
