"""White-box keys, as far as the API goes.

The cloud hides a key in tables that its own library decrypts with, on a device. That library is not at
hand, so the blobs here hold the key in clear behind a marker that says so: whoever has the DecryptKey can
decrypt with any implementation of AES-256 or SM4 in CBC with PKCS #7. Fingerprints are kept, and bind
nothing.
"""

import base64
import binascii
import os
import re
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers import BlockCipherAlgorithm, Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4
from cryptography.hazmat.primitives.padding import PKCS7

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.kms.crypto import plaintext_of
from akwarden.emulator.tencent.services.kms.keys import named, region_keys
from akwarden.emulator.tencent.services.kms.listing import has_tags
from akwarden.emulator.tencent.services.kms.naming import (
    checked_alias,
    checked_description,
    checked_tags,
    tagged,
)
from akwarden.emulator.tencent.services.kms.state import WHITE_BOX_BYTES, WhiteBoxKey, add_white_box_key
from akwarden.emulator.tencent.services.regional import page, region_of

MOST_KEYS, MOST_FINGERPRINTS = 50, 200
ENCRYPT_MARK, DECRYPT_MARK = b"plain-white-box-e:", b"plain-white-box-d:"
_FINGERPRINT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{14}-[0-9a-f]{14}-[0-9a-f]{14}-[0-9a-f]{16}")
_BLOCK, _BITS = 16, 128
_MOST_DESCRIPTION = 1024


def _key(call: Call) -> WhiteBoxKey:
    found = region_keys(call).white_box.get(call.text("KeyId"))
    if found is None:
        raise ApiError("ResourceNotFound", "The white-box key does not exist.")
    return found


def _blob(mark: bytes, key: WhiteBoxKey) -> str:
    return base64.b64encode(mark + key.material).decode()


@serve("kms", "CreateWhiteBoxKey", write=True, sensitive=True)
def create_white_box_key(call: Call) -> Mapping[str, Any]:
    """Make a white-box key; up to 50 in a region."""
    keys, algorithm = region_keys(call).white_box, call.text("Algorithm")
    if algorithm not in WHITE_BOX_BYTES:
        raise ApiError("InvalidParameterValue", "The Algorithm is AES_256 or SM4.")
    alias, text, tags = (
        checked_alias(call, {k.alias for k in keys.values()}),
        checked_description(call),
        checked_tags(call),
    )
    if len(keys) >= MOST_KEYS:
        raise ApiError("LimitExceeded.KeyLimitExceeded", f"There are up to {MOST_KEYS} white-box keys.")
    uin = call.caller.uin
    key = add_white_box_key(
        call.cloud, call.account, alias, algorithm, region=region_of(call), creator=uin, description=text
    )
    key.tags = tags
    blobs = {"EncryptKey": _blob(ENCRYPT_MARK, key), "DecryptKey": _blob(DECRYPT_MARK, key)}
    return {**blobs, "KeyId": key.id, **tagged(tags)}


@serve("kms", "EncryptByWhiteBox", resources=named)
def encrypt_by_white_box(call: Call) -> Mapping[str, Any]:
    """Encrypt up to 4 KB in CBC; the vector is the caller's, or a random one."""
    key, plain = _key(call), plaintext_of(call, "PlainText")
    if not key.enabled:
        raise ApiError("ResourceUnavailable.KeyDisabled", "The white-box key is disabled.")
    vector = _vector(call)
    algorithm: BlockCipherAlgorithm = AES(key.material) if key.algorithm == "AES_256" else SM4(key.material)
    padder, encryptor = PKCS7(_BITS).padder(), Cipher(algorithm, modes.CBC(vector)).encryptor()
    body = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    encoded = (base64.b64encode(part).decode() for part in (vector, body))
    return dict(zip(("InitializationVector", "CipherText"), encoded, strict=True))


def _vector(call: Call) -> bytes:
    given = call.text("InitializationVector")
    try:
        vector = base64.b64decode(given, validate=True) if given else os.urandom(_BLOCK)
    except (binascii.Error, ValueError):
        vector = b""
    if len(vector) != _BLOCK:
        raise ApiError("InvalidParameterValue", f"The vector is {_BLOCK} bytes in base64.")
    return vector


@serve("kms", "DescribeWhiteBoxKey", sensitive=True, resources=named)
def describe_white_box_key(call: Call) -> Mapping[str, Any]:
    """Return a white-box key with its blobs."""
    return {"KeyInfo": _described(_key(call))}


@serve("kms", "DescribeWhiteBoxKeyDetails", sensitive=True)
def describe_white_box_key_details(call: Call) -> Mapping[str, Any]:
    """Return the white-box keys; all where Limit is 0."""
    status = call.within("KeyStatus", -1, 1, -1)
    found = [
        k
        for k in region_keys(call).white_box.values()
        if status in {-1, int(k.enabled)} and has_tags(call, k.tags)
    ]
    shown = page(found, call.number("Offset"), call.number("Limit") or len(found))
    return {"KeyInfos": [_described(key) for key in shown], "TotalCount": len(found)}


@serve("kms", "DescribeWhiteBoxDecryptKey", sensitive=True, resources=named)
def describe_white_box_decrypt_key(call: Call) -> Mapping[str, Any]:
    """Return the blob to decrypt with."""
    return {"DecryptKey": _blob(DECRYPT_MARK, _key(call))}


@serve("kms", "DescribeWhiteBoxServiceStatus")
def describe_white_box_service_status(call: Call) -> Mapping[str, Any]:
    """Return that white-box keys can be used."""
    region_of(call)
    return {"ServiceEnabled": True}


@serve("kms", "EnableWhiteBoxKey", write=True, resources=named)
def enable_white_box_key(call: Call) -> Mapping[str, Any]:
    """Switch a white-box key on."""
    _key(call).enabled = True
    return {}


@serve("kms", "DisableWhiteBoxKey", write=True, resources=named)
def disable_white_box_key(call: Call) -> Mapping[str, Any]:
    """Switch a white-box key off: nothing can be encrypted with it."""
    _key(call).enabled = False
    return {}


@serve("kms", "DeleteWhiteBoxKey", write=True, sensitive=True, resources=named)
def delete_white_box_key(call: Call) -> Mapping[str, Any]:
    """Delete a white-box key that is switched off."""
    key = _key(call)
    if key.enabled:
        raise ApiError(
            "ResourceUnavailable.CmkShouldBeDisabled", "The key must be disabled before it is deleted."
        )
    del region_keys(call).white_box[key.id]
    return {}


@serve("kms", "DescribeWhiteBoxDeviceFingerprints", resources=named)
def describe_white_box_device_fingerprints(call: Call) -> Mapping[str, Any]:
    """Return the fingerprints of the devices of a key."""
    found = _key(call).fingerprints.items()
    return {"DeviceFingerprints": [{"Identity": identity, "Description": text} for identity, text in found]}


@serve("kms", "OverwriteWhiteBoxDeviceFingerprints", write=True, resources=named)
def overwrite_white_box_device_fingerprints(call: Call) -> Mapping[str, Any]:
    """Set the fingerprints of a key; none where the list is empty."""
    key, items = _key(call), call.items("DeviceFingerprints")
    if len(items) > MOST_FINGERPRINTS:
        raise ApiError(
            "LimitExceeded.FingerprintsLimitExceeded", f"A key has up to {MOST_FINGERPRINTS} fingerprints."
        )
    for one in items:
        text = one.get("Description") or ""
        if not _FINGERPRINT.fullmatch(one["Identity"]) or len(text.encode()) > _MOST_DESCRIPTION:
            raise ApiError("InvalidParameterValue", f"The fingerprint `{one['Identity']}` is not valid.")
    key.fingerprints = {one["Identity"]: one.get("Description") or "" for one in items}
    return {}


def _described(key: WhiteBoxKey) -> dict[str, Any]:
    return {
        "KeyId": key.id,
        "Alias": key.alias,
        "CreatorUin": key.creator,
        "Description": key.description,
        "CreateTime": int(key.created),
        "Status": "Enabled" if key.enabled else "Disabled",
        "OwnerUin": key.owner,
        "Algorithm": key.algorithm,
        "EncryptKey": _blob(ENCRYPT_MARK, key),
        "DecryptKey": _blob(DECRYPT_MARK, key),
        "ResourceId": f"creatorUin/{key.creator}/{key.id}",
        "DeviceFingerprintBind": bool(key.fingerprints),
    }
