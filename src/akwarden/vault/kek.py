"""The key-encryption key (KEK): what it can do, wherever it lies, and the one that lies in this process.

The rules that a provider keeps:

- Its id names the key and tells nothing about it, so a sealed secret can say which key it needs.
- What it wrapped for one place does not unwrap for another.
- It never hands out its own bytes.
"""

import hashlib
import hmac
import secrets
from typing import NewType, NoReturn, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from akwarden.errors import KekError, SealedError
from akwarden.model.secret import Secret

KekId = NewType("KekId", bytes)
"""16 bytes that name a key-encryption key; the check value of a local one."""

KEK_BYTES = 32
KEK_ID_BYTES = 16
NONCE_BYTES = 12

_ID_PURPOSE = b"akwarden.vault.kek-id/1"


class Kek(Protocol):
    """What wraps data keys: a local key here, or a cloud's key service that a workflow hands in."""

    @property
    def id(self) -> KekId:
        """The name of the key, `KEK_ID_BYTES` long."""

    def wrap(self, dek: bytes, bound: bytes) -> bytes:
        """Return `dek` encrypted so that only `unwrap` with the same `bound` gives it back."""

    def unwrap(self, wrapped: bytes, bound: bytes) -> bytes:
        """Return the data key; raise SealedError when `wrapped` was changed or made for another `bound`."""


class LocalKek:
    """A key-encryption key in the memory of this process: AES-256-GCM."""

    __slots__ = ("_cipher", "_id")

    def __init__(self, key: Secret) -> None:
        """Take the 32 bytes of the key; raise KekError for another size."""
        value = key.reveal()
        if len(value) != KEK_BYTES:
            raise KekError(f"a key of the vault has {KEK_BYTES} bytes, and this one has {len(value)}")
        self._cipher = AESGCM(value)
        self._id = KekId(hmac.new(value, _ID_PURPOSE, hashlib.sha256).digest()[:KEK_ID_BYTES])

    @property
    def id(self) -> KekId:
        """The first half of an HMAC-SHA256 under the key."""
        return self._id

    def wrap(self, dek: bytes, bound: bytes) -> bytes:
        """Return a random nonce, and `dek` encrypted with `bound` as associated data.

        Random nonces of 96 bits stay safe for some four thousand million wraps under one key.
        """
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, dek, bound)

    def unwrap(self, wrapped: bytes, bound: bytes) -> bytes:
        """Return the data key; raise SealedError when `wrapped` was changed or made for another `bound`."""
        try:
            return self._cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound)
        except (InvalidTag, ValueError) as error:
            raise SealedError("the wrapped key of a sealed secret was changed") from error

    def __repr__(self) -> str:
        """Show which key it is."""
        return f"LocalKek({self._id.hex()})"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied."""
        message = "a key of a vault is not written to a pickle"
        raise TypeError(message)
