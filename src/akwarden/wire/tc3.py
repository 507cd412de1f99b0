"""TC3-HMAC-SHA256, the signature of Tencent Cloud's APIs: bytes and text in, text out.

The rules that this module keeps:

- Host and query are signed as they are sent: the port is part of the host, nothing is sorted or encoded anew.
- Two headers are signed, `content-type` and `host`. Action, version, region and token are not.
- Days are those of UTC, and the service stands in the scope, not in the host.

After "Signature v3" in Tencent Cloud's API documents; the SDK for Python signs the same way.
"""

import hashlib
import hmac
from datetime import UTC, datetime

import msgspec

ALGORITHM = "TC3-HMAC-SHA256"
SIGNED_HEADERS = "content-type;host"
UNSIGNED_PAYLOAD = b"UNSIGNED-PAYLOAD"
"""Signed in the place of a body that is not; the header X-TC-Content-SHA256 then says so."""
_TERMINATOR = "tc3_request"


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a signature covers of a request."""

    method: str
    """In capitals."""
    query: str = ""
    """As in the request line, without the question mark."""
    content_type: str
    host: str
    """With the port, where the header has it."""
    payload: bytes
    """The body, or UNSIGNED_PAYLOAD."""


class Scope(msgspec.Struct, frozen=True):
    """When and for which service a signature counts."""

    timestamp: int
    """Seconds since 1970."""
    service: str

    @property
    def date(self) -> str:
        """Return the day of the timestamp, as in `2025-01-31`."""
        return datetime.fromtimestamp(self.timestamp, UTC).strftime("%Y-%m-%d")

    def __str__(self) -> str:
        """Return the scope as it is written into a signature."""
        return f"{self.date}/{self.service}/{_TERMINATOR}"


def canonical_request(request: Request) -> str:
    """Return the text whose hash is signed."""
    headers = f"content-type:{request.content_type}\nhost:{request.host}\n"
    digest = hashlib.sha256(request.payload).hexdigest()
    return f"{request.method}\n/\n{request.query}\n{headers}\n{SIGNED_HEADERS}\n{digest}"


def string_to_sign(request: Request, scope: Scope) -> str:
    """Return the text that is signed."""
    digest = hashlib.sha256(canonical_request(request).encode()).hexdigest()
    return "\n".join((ALGORITHM, str(scope.timestamp), str(scope), digest))


def signature(request: Request, scope: Scope, secret: bytes) -> str:
    """Return the signature in hexadecimal digits."""
    key = b"TC3" + secret
    for part in (scope.date, scope.service, _TERMINATOR):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, string_to_sign(request, scope).encode(), "sha256").hex()


def authorization(request: Request, scope: Scope, key_id: str, secret: bytes) -> str:
    """Return the value of the Authorization header."""
    signed = signature(request, scope, secret)
    return f"{ALGORITHM} Credential={key_id}/{scope}, SignedHeaders={SIGNED_HEADERS}, Signature={signed}"
