"""OpenID Connect tokens: read, and verified with the keys of the provider that signed them.

RFC 7515 (JSON Web Signature) and RFC 7519 (JSON Web Token): RS256, RS384, RS512 and ES256; nothing else is
taken, above all no token without a signature.
"""

from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

_RSA: Mapping[str, Callable[[], HashAlgorithm]] = {"RS256": SHA256, "RS384": SHA384, "RS512": SHA512}
_ELLIPTIC = "ES256"
_HALF = 32
_PARTS = 3
_Json = dict[str, Any]


class TokenError(ValueError):
    """A token that is none, or that nobody known has signed."""


def claims_of(token: str, keys: str) -> _Json:
    """Return what a token says, its signature verified with a JSON Web Key Set; raises TokenError."""
    parts = token.split(".")
    if len(parts) != _PARTS:
        message = "it does not have three parts"
        raise TokenError(message)
    try:
        header = msgspec.json.decode(_bytes(parts[0]), type=_Json)
        claims = msgspec.json.decode(_bytes(parts[1]), type=_Json)
        _verify(
            header, f"{parts[0]}.{parts[1]}".encode(), _bytes(parts[2]), msgspec.json.decode(keys, type=_Json)
        )
    except InvalidSignature:
        message = "its signature is not that of the provider"
        raise TokenError(message) from None
    except (KeyError, RecursionError, TypeError, ValueError) as error:
        message = "it can't be read"
        raise TokenError(message) from error
    return claims


def _verify(header: _Json, signed: bytes, signature: bytes, keys: Mapping[str, Any]) -> None:
    """Raise InvalidSignature, or ValueError where the provider has no key for it."""
    algorithm, wanted = header["alg"], header.get("kid")
    for key in keys.get("keys", []):
        if wanted is None or key.get("kid") == wanted:
            if algorithm in _RSA and key["kty"] == "RSA":
                return _verify_rsa(key, signed, signature, _RSA[algorithm]())
            if algorithm == _ELLIPTIC and key["kty"] == "EC":
                return _verify_elliptic(key, signed, signature)
    raise InvalidSignature


def _verify_rsa(key: _Json, signed: bytes, signature: bytes, digest: HashAlgorithm) -> None:
    public = RSAPublicNumbers(_number(key["e"]), _number(key["n"])).public_key()
    public.verify(signature, signed, PKCS1v15(), digest)


def _verify_elliptic(key: _Json, signed: bytes, signature: bytes) -> None:
    if len(signature) != 2 * _HALF:
        raise InvalidSignature
    public = EllipticCurvePublicNumbers(_number(key["x"]), _number(key["y"]), SECP256R1()).public_key()
    halves = (int.from_bytes(half) for half in (signature[:_HALF], signature[_HALF:]))
    public.verify(encode_dss_signature(*halves), signed, ECDSA(SHA256()))


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


def _number(text: str) -> int:
    return int.from_bytes(_bytes(text))
