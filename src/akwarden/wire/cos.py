"""The signature of Cloud Object Storage: HMAC-SHA1 over method, path, and the named parameters and headers.

The rules that this module keeps:

- A signature names the headers and parameters that it covers; whatever it does not name is not signed.
- Names are in small letters and sorted, values are percent-encoded; the path is signed decoded.
- The signing key holds only within a span of time, which is a part of the signature.

After "Request Signature" in Tencent Cloud's COS documents; the SDK for Python signs the same way.
"""

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import quote

import msgspec

ALGORITHM = "sha1"
_UNRESERVED = "-_.~"


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a signature covers of a request."""

    method: str
    path: str
    """Decoded, with the leading slash."""
    parameters: Mapping[str, str] = {}
    """Decoded; those to sign."""
    headers: Mapping[str, str] = {}
    """Those to sign; names in any case."""


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """What the Authorization header says, or the query of a signed URL."""

    secret_id: str
    sign_time: str
    """Two times in seconds since 1970, as in `1735689540;1735699600`."""
    key_time: str
    headers: tuple[str, ...]
    """The names of those that are signed."""
    parameters: tuple[str, ...]
    value: str


def _encoded(text: str) -> str:
    return quote(text, safe=_UNRESERVED)


def _sorted(pairs: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted((_encoded(name).lower(), _encoded(value)) for name, value in pairs.items())


def _joined(pairs: Mapping[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in _sorted(pairs))


def http_string(request: Request) -> str:
    """Return the text that stands for a request."""
    parts = (request.method.lower(), request.path, _joined(request.parameters), _joined(request.headers))
    return "".join(f"{part}\n" for part in parts)


def string_to_sign(request: Request, sign_time: str) -> str:
    """Return the text that is signed."""
    digest = hashlib.sha1(http_string(request).encode(), usedforsecurity=False).hexdigest()
    return f"{ALGORITHM}\n{sign_time}\n{digest}\n"


def signature(request: Request, sign_time: str, key_time: str, secret: bytes) -> str:
    """Return the signature in hexadecimal digits."""
    key = hmac.digest(secret, key_time.encode(), ALGORITHM).hex()
    return hmac.digest(key.encode(), string_to_sign(request, sign_time).encode(), ALGORITHM).hex()


def authorization(request: Request, times: str, secret_id: str, secret: bytes) -> str:
    """Return the value of the Authorization header; `times` are `start;end` in seconds since 1970."""
    fields = {
        "q-sign-algorithm": ALGORITHM,
        "q-ak": secret_id,
        "q-sign-time": times,
        "q-key-time": times,
        "q-header-list": ";".join(name for name, _ in _sorted(request.headers)),
        "q-url-param-list": ";".join(name for name, _ in _sorted(request.parameters)),
        "q-signature": signature(request, times, times, secret),
    }
    return "&".join(f"{name}={value}" for name, value in fields.items())


def read(fields: Mapping[str, str]) -> Signature | None:
    """Return the signature that the fields of a header or of a query make; None where they make none."""
    if fields.get("q-sign-algorithm") != ALGORITHM:
        return None
    try:
        return Signature(
            secret_id=fields["q-ak"],
            sign_time=fields["q-sign-time"],
            key_time=fields["q-key-time"],
            headers=_names(fields["q-header-list"]),
            parameters=_names(fields["q-url-param-list"]),
            value=fields["q-signature"],
        )
    except KeyError:
        return None


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(";") if name)
