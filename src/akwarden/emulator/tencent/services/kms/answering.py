"""Plaintexts that come back encrypted, with the public key that the caller sends along."""

import base64

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError

_DEFAULT = "SM2"
_SM2 = {"SM2", "SM2_C1C3C2_ASN1"}
_PADDINGS = {
    "RSAES_PKCS1_V1_5": padding.PKCS1v15(),
    "RSAES_OAEP_SHA_1": padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None),  # noqa: S303  its name
    "RSAES_OAEP_SHA_256": padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None),
}


def told(call: Call, plain: bytes) -> str:
    """Return a plaintext in base64; encrypted first, where the call has an EncryptionPublicKey.

    SM2, which the cloud takes where no algorithm is named, is refused: no implementation of it is at hand.
    """
    pem = call.text("EncryptionPublicKey")
    if not pem:
        return base64.b64encode(plain).decode()
    algorithm = call.text("EncryptionAlgorithm") or _DEFAULT
    if algorithm in _SM2:
        raise ApiError("UnsupportedOperation", "This emulator encrypts answers with RSA only, not with SM2.")
    if algorithm not in _PADDINGS:
        raise ApiError("InvalidParameterValue", f"The algorithm `{algorithm}` is not known.")
    return base64.b64encode(_encrypted(pem, algorithm, plain)).decode()


def _encrypted(pem: str, algorithm: str, plain: bytes) -> bytes:
    try:
        key = load_pem_public_key(pem.encode())
        if isinstance(key, RSAPublicKey):
            return key.encrypt(plain, _PADDINGS[algorithm])
    except (ValueError, UnsupportedAlgorithm):
        pass
    raise ApiError(
        "InvalidParameterValue", "The public key is not one of RSA, or too short for the plaintext."
    )
