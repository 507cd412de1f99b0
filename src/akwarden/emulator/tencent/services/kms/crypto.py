"""Encrypting and decrypting with master keys: up to 4 KB at once, and data keys for more.

After the API documents of KMS (Encrypt, Decrypt, ReEncrypt, GenerateDataKey, GenerateRandom).
"""

import base64
import binascii
import os
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.kms.answering import told
from akwarden.emulator.tencent.services.kms.keys import (
    key_of,
    key_resource,
    known_key,
    named,
    refuse_cluster,
    usable,
)
from akwarden.emulator.tencent.services.kms.sealing import context_of, open_sealed, read_sealed, seal

MOST_PLAINTEXT = 4096
_MOST_RANDOM = 1024
_SPECS = {"AES_128": 16, "AES_256": 32}
_A_SECOND = 100


def plaintext_of(call: Call, name: str) -> bytes:
    """Return a plaintext that came in base64; raises ApiError for one that is too long, or none."""
    try:
        plain = base64.b64decode(call.text(name), validate=True)
    except (binascii.Error, ValueError):
        raise ApiError("InvalidParameterValue.InvalidPlaintext", f"`{name}` is not base64.") from None
    if not 0 < len(plain) <= MOST_PLAINTEXT:
        raise ApiError("InvalidParameterValue.InvalidPlaintext", f"`{name}` has 1 to {MOST_PLAINTEXT} bytes.")
    return plain


def _of_ciphertext(call: Call) -> tuple[str, ...]:
    """Return the key that a ciphertext was made with, and the one it is to be made with."""
    try:
        found = [read_sealed(call.text("CiphertextBlob")).key_id]
    except ApiError:
        found = ["*"]  # The handler says what is wrong with it, to those who may ask about all keys.
    more = call.text("DestinationKeyId")
    return tuple(key_resource(call, one) for one in (*found, *([more] if more else [])))


@serve("kms", "Encrypt", rate=_A_SECOND, resources=named)
def encrypt(call: Call) -> Mapping[str, Any]:
    """Encrypt up to 4 KB."""
    key, plain = usable(key_of(call)), plaintext_of(call, "Plaintext")
    return {"KeyId": key.id, "CiphertextBlob": seal(key, plain, context_of(call.text("EncryptionContext")))}


@serve("kms", "Decrypt", rate=_A_SECOND, resources=_of_ciphertext)
def decrypt(call: Call) -> Mapping[str, Any]:
    """Decrypt what Encrypt, ReEncrypt or GenerateDataKey made, with the same context."""
    sealed = read_sealed(call.text("CiphertextBlob"))
    key = usable(known_key(call, sealed.key_id))
    plain = open_sealed(key, sealed, context_of(call.text("EncryptionContext")))
    return {"KeyId": key.id, "Plaintext": told(call, plain)}


@serve("kms", "ReEncrypt", rate=_A_SECOND, resources=_of_ciphertext)
def re_encrypt(call: Call) -> Mapping[str, Any]:
    """Encrypt anew, with another key or with newer material of the same; else it stays as it is."""
    blob = call.text("CiphertextBlob")
    sealed = read_sealed(blob)
    source = usable(known_key(call, sealed.key_id))
    target = usable(key_of(call, "DestinationKeyId")) if call.text("DestinationKeyId") else source
    before, after = (context_of(call.text(f"{side}EncryptionContext")) for side in ("Source", "Destination"))
    plain = open_sealed(source, sealed, before)
    same = target is source and sealed.material == len(source.material) - 1 and before == after
    return {
        "CiphertextBlob": blob if same else seal(target, plain, after),
        "KeyId": target.id,
        "SourceKeyId": source.id,
        "ReEncrypted": not same,
    }


@serve("kms", "GenerateDataKey", rate=_A_SECOND, resources=named)
def generate_data_key(call: Call) -> Mapping[str, Any]:
    """Make a data key: once in clear, once sealed. KMS keeps neither; hosted data keys are not served."""
    refuse_cluster(call)
    if call.within("IsHostedByKms", 0, 1, 0):
        raise ApiError(
            "UnsupportedOperation.UserVersionNotSupport", "Data keys are not hosted in this edition."
        )
    size = _size(call)
    key, plain = usable(key_of(call)), os.urandom(size)
    return {
        "KeyId": key.id,
        "Plaintext": told(call, plain),
        "CiphertextBlob": seal(key, plain, context_of(call.text("EncryptionContext"))),
        "DataKeyId": "",
        "TagCode": 0,
        "TagMsg": "",
    }


def _size(call: Call) -> int:
    """Return how long a data key is to be: NumberOfBytes goes before KeySpec."""
    if call.parameters.get("NumberOfBytes") is not None:
        return call.within("NumberOfBytes", 1, _MOST_RANDOM, 0)
    spec = call.text("KeySpec")
    if not spec:
        raise ApiError("MissingParameter", "The request has neither KeySpec nor NumberOfBytes.")
    if spec not in _SPECS:
        raise ApiError("InvalidParameterValue", "The KeySpec is AES_128 or AES_256.")
    return _SPECS[spec]


@serve("kms", "GenerateRandom", rate=_A_SECOND)
def generate_random(call: Call) -> Mapping[str, Any]:
    """Return random bytes."""
    return {
        "Plaintext": base64.b64encode(os.urandom(call.within("NumberOfBytes", 1, _MOST_RANDOM, 0))).decode()
    }
