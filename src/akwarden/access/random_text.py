"""What opens a door, made at random: cookies, links and tokens, and what of them is kept.

- Each holds at least 256 random bits, so that its SHA-256 can be kept without a salt and looked up.
- A token ends in a checksum: a typing error is told from a wrong token, and a scanner finds only real ones.
"""

import hashlib
import hmac
import re
import secrets
from string import ascii_letters, digits
from typing import Final

from akwarden.model.checksum import Checksum, crc32_base62, in_base62, is_right

_BYTES: Final = 32
_BODY, _CHECK = 43, 6
_TOKEN: Final = re.compile(rf"akw_[0-9A-Za-z]{{{_BODY + _CHECK}}}", re.ASCII)
_WIRE_LETTERS: Final = digits + ascii_letters
_WIRE_ID: Final = 32
WIRE_PREFIX: Final = "AKWI"
"""How the id of a pair for the wire API begins; no cloud has ids that do."""
TOKEN_PREFIX: Final = "akw_"  # noqa: S105  how a token begins
"""How an API token begins."""


def secret_text() -> str:
    """Return 256 random bits, for a cookie or a link."""
    return secrets.token_urlsafe(_BYTES)


def public_id() -> str:
    """Return a name for a session, a token or a pair, by which people can speak of it."""
    return secrets.token_hex(8)


def api_token() -> str:
    """Return a new API token."""
    body = f"{TOKEN_PREFIX}{in_base62(secrets.randbits(_BYTES * 8), _BODY)}"
    return body + crc32_base62(body)


def is_token(text: str) -> bool:
    """Say whether a text has the form of an API token, its checksum included."""
    return bool(_TOKEN.fullmatch(text)) and is_right(text, Checksum.CRC32_BASE62)


def wire_id() -> str:
    """Return a new SecretId for the wire API."""
    return WIRE_PREFIX + "".join(secrets.choice(_WIRE_LETTERS) for _ in range(_WIRE_ID))


def wire_secret() -> bytes:
    """Return a new SecretKey for the wire API, of the length that clients expect."""
    return "".join(secrets.choice(_WIRE_LETTERS) for _ in range(_WIRE_ID)).encode()


def digest(text: str) -> bytes:
    """Return what is kept of a text that opens a door."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def derived(text: str, purpose: str) -> str:
    """Return another secret that belongs to one: who has the first can make it, nobody goes back."""
    return hmac.new(text.encode("utf-8", "surrogatepass"), purpose.encode(), hashlib.sha256).hexdigest()
