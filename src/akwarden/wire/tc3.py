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
    more: tuple[tuple[str, str], ...] = ()
    """Further headers that are signed, in small letters, such as x-tc-action: some callers sign more."""

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Return all signed headers in the order in which they are signed."""
        return sorted((("content-type", self.content_type), ("host", self.host), *self.more))


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
    signed = request.headers
    headers = "".join(f"{name}:{value}\n" for name, value in signed)
    names = ";".join(name for name, _ in signed)
    digest = hashlib.sha256(request.payload).hexdigest()
    return f"{request.method}\n/\n{request.query}\n{headers}\n{names}\n{digest}"


def string_to_sign(request: Request, scope: Scope) -> str:
    """Return the text that is signed."""
    digest = hashlib.sha256(canonical_request(request).encode()).hexdigest()
    return "\n".join((ALGORITHM, str(scope.timestamp), str(scope), digest))


def signature(request: Request, scope: Scope, secret: bytes) -> str:
    """Return the signature in hexadecimal digits."""
    key = signing_key(secret, scope.date, scope.service)
    return hmac.digest(key, string_to_sign(request, scope).encode(), "sha256").hex()


def signing_key(secret: bytes, date: str, service: str) -> bytes:
    """Return the key that a secret gives for one day and service."""
    key = b"TC3" + secret
    for part in (date, service, _TERMINATOR):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def authorization(request: Request, scope: Scope, key_id: str, secret: bytes) -> str:
    """Return the value of the Authorization header."""
    signed = signature(request, scope, secret)
    return f"{ALGORITHM} Credential={key_id}/{scope}, SignedHeaders={SIGNED_HEADERS}, Signature={signed}"
