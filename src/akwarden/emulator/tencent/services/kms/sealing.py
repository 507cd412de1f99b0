"""Ciphertexts of master keys: AES-256-GCM, with the encryption context as what is authenticated besides.

A blob is three parts of base64 with `-k-` between them, as those of the cloud: here a header (format, key,
number of its material, nonce), the tag and the ciphertext. Only this emulator can open what it sealed.
"""

import base64
import binascii
import os
import struct
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.services.kms.state import MasterKey

_SEPARATOR = "-k-"
_HEADER = struct.Struct(">B16sI12s")
_FORMAT, _NONCE, _TAG = 1, 12, 16
_PARTS = 3
MOST_CONTEXT = 1024


@dataclass(frozen=True, slots=True)
class Sealed:
    """A ciphertext, read but not opened."""

    key_id: str
    material: int
    nonce: bytes
    header: bytes
    tag: bytes
    body: bytes


def context_of(text: str) -> bytes:
    """Return an EncryptionContext in one form, whatever the order of its pairs; raises ApiError for none."""
    if not text:
        return b""
    if len(text) > MOST_CONTEXT:
        raise ApiError("InvalidParameterValue", f"An encryption context has up to {MOST_CONTEXT} characters.")
    try:
        found: Mapping[str, Any] = msgspec.json.decode(text, type=dict[str, str])
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise ApiError(
            "InvalidParameterValue", "An encryption context is an object of JSON with texts."
        ) from None
    return msgspec.json.encode(found, order="sorted")


def seal(key: MasterKey, plain: bytes, context: bytes = b"") -> str:
    """Encrypt with the present material of a key."""
    nonce = os.urandom(_NONCE)
    number = len(key.material) - 1
    header = _HEADER.pack(_FORMAT, uuid.UUID(key.id).bytes, number, nonce)
    sealed = AESGCM(key.material[number]).encrypt(nonce, plain, header + context)
    parts = header, sealed[-_TAG:], sealed[:-_TAG]
    return _SEPARATOR.join(base64.b64encode(part).decode() for part in parts)


def read_sealed(blob: str) -> Sealed:
    """Read a ciphertext; raises ApiError for what is none."""
    try:
        parts = [base64.b64decode(part, validate=True) for part in blob.split(_SEPARATOR)]
        if len(parts) == _PARTS:
            form, key_id, number, nonce = _HEADER.unpack(parts[0])
            if form == _FORMAT and len(parts[1]) == _TAG:
                return Sealed(str(uuid.UUID(bytes=key_id)), number, nonce, *parts)
    except (binascii.Error, ValueError, struct.error):
        pass
    raise ApiError("InvalidParameterValue.InvalidCiphertext", "The ciphertext is not valid.")


def open_sealed(key: MasterKey, sealed: Sealed, context: bytes = b"") -> bytes:
    """Decrypt; raises ApiError where the context is another one, or a bit was changed."""
    try:
        material = key.material[sealed.material]
        return AESGCM(material).decrypt(sealed.nonce, sealed.body + sealed.tag, sealed.header + context)
    except (InvalidTag, IndexError):
        raise ApiError("FailedOperation.DecryptError", "The ciphertext can't be decrypted.") from None
