"""Signature v1 of Tencent Cloud's APIs: HMAC over the sorted parameters, which are not encoded for it.

After "Signature" (v1) in Tencent Cloud's API documents; the SDK for Python signs the same way.
"""

import base64
import hmac
from collections.abc import Mapping

METHODS = {"HmacSHA1": "sha1", "HmacSHA256": "sha256"}
"""The values of SignatureMethod, with the hash of each."""
SIGNATURE = "Signature"


def string_to_sign(method: str, host: str, parameters: Mapping[str, str]) -> str:
    """Return the text that is signed; `host` as it was sent, with its port.

    In the names of parameters `_` becomes `.`, as in the first version of the API.
    """
    named = ((name.replace("_", "."), value) for name, value in parameters.items() if name != SIGNATURE)
    pairs = "&".join(f"{name}={value}" for name, value in sorted(named))
    return f"{method}{host}/?{pairs}"


def signature(method: str, host: str, parameters: Mapping[str, str], secret: bytes) -> str:
    """Return the signature in base64. Raises KeyError for an unknown SignatureMethod."""
    digest = METHODS[parameters.get("SignatureMethod", "HmacSHA1")]
    signed = hmac.digest(secret, string_to_sign(method, host, parameters).encode(), digest)
    return base64.b64encode(signed).decode()
