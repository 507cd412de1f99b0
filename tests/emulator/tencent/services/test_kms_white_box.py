"""White-box keys, as far as the API goes."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4
from cryptography.hazmat.primitives.padding import PKCS7
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.kms.state import KmsState, add_white_box_key
from akwarden.emulator.tencent.services.kms.white_box import DECRYPT_MARK, MOST_KEYS

__all__ = ["emulator"]
FINGERPRINT = "0123abcd-0123456789abcd-0123456789abcd-0123456789abcd-0123456789abcdef"


@pytest.fixture(scope="module")
def kms(emulator: Emulator) -> Any:
    return client("kms", emulator)


def made(kms: Any, alias: str, algorithm: str = "AES_256") -> dict[str, Any]:
    return ask(kms, "CreateWhiteBoxKey", Alias=alias, Algorithm=algorithm)


def b64(plain: bytes) -> str:
    return base64.b64encode(plain).decode()


@pytest.mark.parametrize(("algorithm", "cipher"), [("AES_256", AES), ("SM4", SM4)])
def test_what_is_encrypted_can_be_decrypted_with_the_blob(kms: Any, algorithm: str, cipher: Any) -> None:
    key = made(kms, f"key-{algorithm}", algorithm)
    blob = base64.b64decode(ask(kms, "DescribeWhiteBoxDecryptKey", KeyId=key["KeyId"])["DecryptKey"])

    answer = ask(kms, "EncryptByWhiteBox", KeyId=key["KeyId"], PlainText=b64(b"a secret of 22 bytes.."))

    vector, body = (base64.b64decode(answer[name]) for name in ("InitializationVector", "CipherText"))
    opened = Cipher(cipher(blob.removeprefix(DECRYPT_MARK)), modes.CBC(vector)).decryptor().update(body)
    unpadder = PKCS7(128).unpadder()
    assert unpadder.update(opened) + unpadder.finalize() == b"a secret of 22 bytes.."


def test_vector_of_the_caller_comes_back(kms: Any) -> None:
    key_id, vector = made(kms, "vector")["KeyId"], b64(b"v" * 16)

    answer = ask(kms, "EncryptByWhiteBox", KeyId=key_id, PlainText=b64(b"a"), InitializationVector=vector)

    assert answer["InitializationVector"] == vector
    wrong = code_of(
        kms, "EncryptByWhiteBox", KeyId=key_id, PlainText=b64(b"a"), InitializationVector=b64(b"v")
    )
    assert wrong == "InvalidParameterValue"


def test_plaintext_has_4_kb(kms: Any) -> None:
    key_id, large = made(kms, "large")["KeyId"], b64(b"x" * 4097)

    refused = code_of(kms, "EncryptByWhiteBox", KeyId=key_id, PlainText=large)

    assert refused == "InvalidParameterValue.InvalidPlaintext"


def test_key_that_is_off_does_not_encrypt_and_can_be_deleted(kms: Any) -> None:
    key_id = made(kms, "off")["KeyId"]
    early = code_of(kms, "DeleteWhiteBoxKey", KeyId=key_id)

    ask(kms, "DisableWhiteBoxKey", KeyId=key_id)
    off = code_of(kms, "EncryptByWhiteBox", KeyId=key_id, PlainText=b64(b"a"))
    ask(kms, "EnableWhiteBoxKey", KeyId=key_id)
    ask(kms, "EncryptByWhiteBox", KeyId=key_id, PlainText=b64(b"a"))
    ask(kms, "DisableWhiteBoxKey", KeyId=key_id)
    ask(kms, "DeleteWhiteBoxKey", KeyId=key_id)

    assert (early, off) == ("ResourceUnavailable.CmkShouldBeDisabled", "ResourceUnavailable.KeyDisabled")
    assert code_of(kms, "DescribeWhiteBoxKey", KeyId=key_id) == "ResourceNotFound"


def test_fingerprints_are_replaced(kms: Any) -> None:
    key_id = made(kms, "bound")["KeyId"]
    prints = [{"Identity": FINGERPRINT, "Description": "a phone"}]

    ask(kms, "OverwriteWhiteBoxDeviceFingerprints", KeyId=key_id, DeviceFingerprints=prints)

    found = ask(kms, "DescribeWhiteBoxDeviceFingerprints", KeyId=key_id)["DeviceFingerprints"]
    assert found == prints
    assert ask(kms, "DescribeWhiteBoxKey", KeyId=key_id)["KeyInfo"]["DeviceFingerprintBind"] is True
    ask(kms, "OverwriteWhiteBoxDeviceFingerprints", KeyId=key_id)
    assert ask(kms, "DescribeWhiteBoxDeviceFingerprints", KeyId=key_id)["DeviceFingerprints"] == []


@pytest.mark.parametrize(
    ("prints", "code"),
    [
        ([{"Identity": "short"}], "InvalidParameterValue"),
        ([{"Identity": FINGERPRINT}] * 201, "LimitExceeded.FingerprintsLimitExceeded"),
    ],
)
def test_fingerprints_that_can_not_be_are_refused(kms: Any, prints: list[Any], code: str) -> None:
    key_id = made(kms, f"prints{len(prints)}")["KeyId"]

    refused = code_of(kms, "OverwriteWhiteBoxDeviceFingerprints", KeyId=key_id, DeviceFingerprints=prints)

    assert refused == code


def test_keys_are_listed_by_status_and_page(kms: Any) -> None:
    key_id = made(kms, "listed")["KeyId"]
    made(kms, "listed-too")
    ask(kms, "DisableWhiteBoxKey", KeyId=key_id)

    off = ask(kms, "DescribeWhiteBoxKeyDetails", KeyStatus=0)["KeyInfos"]
    whole = ask(kms, "DescribeWhiteBoxKeyDetails")
    one = ask(kms, "DescribeWhiteBoxKeyDetails", Offset=1, Limit=1)["KeyInfos"]

    assert [key["KeyId"] for key in off] == [key_id]
    assert len(whole["KeyInfos"]) == whole["TotalCount"] > 1
    assert one == whole["KeyInfos"][1:2]


def test_service_is_on(kms: Any) -> None:
    assert ask(kms, "DescribeWhiteBoxServiceStatus")["ServiceEnabled"] is True


def test_algorithm_is_one_of_two(kms: Any) -> None:
    assert code_of(kms, "CreateWhiteBoxKey", Alias="rsa", Algorithm="RSA") == "InvalidParameterValue"


def test_region_has_so_many_keys(kms: Any, emulator: Emulator) -> None:
    keys = account_of(emulator).state(KmsState).regions.at("ap-guangzhou").white_box
    before = {*keys}
    while len(keys) < MOST_KEYS:
        add_white_box_key(emulator.cloud, account_of(emulator), f"many{len(keys)}", "SM4")

    refused = code_of(kms, "CreateWhiteBoxKey", Alias="toomany", Algorithm="SM4")

    for added in keys.keys() - before:
        del keys[added]
    assert refused == "LimitExceeded.KeyLimitExceeded"
