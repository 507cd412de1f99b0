"""Encrypting and decrypting with master keys."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.granted import granted

from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.kms.sealing import open_sealed, read_sealed, seal
from akwarden.emulator.tencent.services.kms.state import KeyState, KmsState, MasterKey, add_key

__all__ = ["emulator"]
CONTEXT, TURNED = '{"a":"1","b":"2"}', '{"b": "2", "a": "1"}'


@pytest.fixture(scope="module")
def kms(emulator: Emulator) -> Any:
    return client("kms", emulator)


@pytest.fixture(scope="module")
def key(emulator: Emulator) -> MasterKey:
    return add_key(emulator.cloud, account_of(emulator), "crypto")


def b64(plain: bytes) -> str:
    return base64.b64encode(plain).decode()


def sealed(kms: Any, key: MasterKey, plain: bytes = b"secret", **more: Any) -> str:
    return str(ask(kms, "Encrypt", KeyId=key.id, Plaintext=b64(plain), **more)["CiphertextBlob"])


def test_what_was_encrypted_is_decrypted(kms: Any, key: MasterKey) -> None:
    blob = sealed(kms, key)

    answer = ask(kms, "Decrypt", CiphertextBlob=blob)

    assert (answer["KeyId"], base64.b64decode(answer["Plaintext"])) == (key.id, b"secret")


def test_same_plaintext_gives_another_ciphertext(kms: Any, key: MasterKey) -> None:
    assert sealed(kms, key) != sealed(kms, key)


def test_context_is_needed_again_in_any_order(kms: Any, key: MasterKey) -> None:
    blob = sealed(kms, key, EncryptionContext=CONTEXT)

    assert ask(kms, "Decrypt", CiphertextBlob=blob, EncryptionContext=TURNED)["Plaintext"] == b64(b"secret")
    for context in ("", '{"a":"1"}'):
        given_context = {"EncryptionContext": context} if context else {}
        assert code_of(kms, "Decrypt", CiphertextBlob=blob, **given_context) == "FailedOperation.DecryptError"


@pytest.mark.parametrize("context", ["no json", "[]", '{"a": 1}', '{"a":"' + "x" * 1024 + '"}'])
def test_context_that_is_none_is_refused(kms: Any, key: MasterKey, context: str) -> None:
    refused = code_of(kms, "Encrypt", KeyId=key.id, Plaintext=b64(b"a"), EncryptionContext=context)

    assert refused == "InvalidParameterValue"


@pytest.mark.parametrize("plain", ["", "%%%", b64(b"x" * 4097)])
def test_plaintext_that_can_not_be_is_refused(kms: Any, key: MasterKey, plain: str) -> None:
    assert code_of(kms, "Encrypt", KeyId=key.id, Plaintext=plain) == "InvalidParameterValue.InvalidPlaintext"


def test_changed_ciphertext_is_refused(kms: Any, key: MasterKey) -> None:
    head, tag, body = sealed(kms, key).split("-k-")
    bits = bytearray(base64.b64decode(body))
    bits[0] ^= 1
    changed = "-k-".join((head, tag, b64(bytes(bits))))

    assert code_of(kms, "Decrypt", CiphertextBlob=changed) == "FailedOperation.DecryptError"
    assert code_of(kms, "Decrypt", CiphertextBlob="x") == "InvalidParameterValue.InvalidCiphertext"


@given(st.text(max_size=200) | st.binary(max_size=80).map(lambda b: "-k-".join([b64(b)] * 3)))
@settings(max_examples=200)
def test_reading_a_ciphertext_raises_nothing_else(blob: str) -> None:
    with pytest.raises(ApiError, match=r"InvalidCiphertext"):
        read_sealed(blob)


@given(st.binary(min_size=1, max_size=300), st.binary(max_size=50))
@settings(max_examples=50)
def test_sealing_is_undone(plain: bytes, context: bytes) -> None:
    key = MasterKey("00000000-0000-4000-8000-000000000001", "a", 0.0, 1)

    assert open_sealed(key, read_sealed(seal(key, plain, context)), context) == plain


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (KeyState.DISABLED, "ResourceUnavailable.CmkDisabled"),
        (KeyState.ARCHIVED, "ResourceUnavailable.CmkArchived"),
        (KeyState.PENDING_DELETE, "ResourceUnavailable.CmkStateNotSupport"),
    ],
)
def test_key_that_is_off_does_nothing(kms: Any, emulator: Emulator, state: KeyState, code: str) -> None:
    key = add_key(emulator.cloud, account_of(emulator), f"off-{state}")
    blob = sealed(kms, key)
    key.state = state

    assert code_of(kms, "Encrypt", KeyId=key.id, Plaintext=b64(b"a")) == code
    assert code_of(kms, "Decrypt", CiphertextBlob=blob) == code
    assert code_of(kms, "GenerateDataKey", KeyId=key.id, KeySpec="AES_256") == code


def test_other_account_can_not_decrypt(kms: Any, key: MasterKey, emulator: Emulator) -> None:
    other = emulator.cloud.add_account("other")
    stranger = emulator.cloud.add_key(other, other.uin)
    on = client("kms", emulator, stranger.secret_id, stranger.secret_key)

    assert code_of(on, "Decrypt", CiphertextBlob=sealed(kms, key)) == "ResourceUnavailable.CmkNotFound"


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({"KeySpec": "AES_128"}, 16),
        ({"KeySpec": "AES_256"}, 32),
        ({"NumberOfBytes": 5, "KeySpec": "AES_256"}, 5),
    ],
)
def test_data_key_comes_in_clear_and_sealed(
    kms: Any, key: MasterKey, asked: dict[str, Any], size: int
) -> None:
    made = ask(kms, "GenerateDataKey", KeyId=key.id, EncryptionContext=CONTEXT, **asked)

    opened = ask(kms, "Decrypt", CiphertextBlob=made["CiphertextBlob"], EncryptionContext=CONTEXT)

    assert (made["Plaintext"], len(base64.b64decode(made["Plaintext"]))) == (opened["Plaintext"], size)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "MissingParameter"),
        ({"KeySpec": "AES_512"}, "InvalidParameterValue"),
        ({"NumberOfBytes": 1025}, "InvalidParameterValue"),
        ({"KeySpec": "AES_128", "IsHostedByKms": 1}, "UnsupportedOperation.UserVersionNotSupport"),
    ],
)
def test_data_key_that_can_not_be_is_refused(
    kms: Any, key: MasterKey, asked: dict[str, Any], code: str
) -> None:
    assert code_of(kms, "GenerateDataKey", KeyId=key.id, **asked) == code


def test_answer_is_encrypted_with_the_callers_key(kms: Any, key: MasterKey) -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    asked = {"CiphertextBlob": sealed(kms, key), "EncryptionPublicKey": pem}

    answer = ask(kms, "Decrypt", EncryptionAlgorithm="RSAES_OAEP_SHA_256", **asked)

    assert private.decrypt(base64.b64decode(answer["Plaintext"]), oaep) == b"secret"
    assert code_of(kms, "Decrypt", **asked) == "UnsupportedOperation"
    assert code_of(kms, "Decrypt", EncryptionAlgorithm="ROT13", **asked) == "InvalidParameterValue"
    asked["EncryptionPublicKey"] = "no key"
    assert code_of(kms, "Decrypt", EncryptionAlgorithm="RSAES_PKCS1_V1_5", **asked) == "InvalidParameterValue"


def test_ciphertext_moves_to_another_key(kms: Any, key: MasterKey, emulator: Emulator) -> None:
    other = add_key(emulator.cloud, account_of(emulator), "moved-to")
    blob = sealed(kms, key, EncryptionContext=CONTEXT)

    moved = ask(
        kms, "ReEncrypt", CiphertextBlob=blob, DestinationKeyId=other.id, SourceEncryptionContext=CONTEXT
    )

    assert (moved["ReEncrypted"], moved["KeyId"], moved["SourceKeyId"]) == (True, other.id, key.id)
    assert ask(kms, "Decrypt", CiphertextBlob=moved["CiphertextBlob"])["KeyId"] == other.id


def test_same_key_encrypts_anew_only_after_a_rotation(kms: Any, emulator: Emulator) -> None:
    key = add_key(emulator.cloud, account_of(emulator), "renewed")
    blob = sealed(kms, key)

    before = ask(kms, "ReEncrypt", CiphertextBlob=blob)
    key.rotate_days, key.rotate_from = 7, emulator.cloud.clock.now() - 8 * 86_400
    after = ask(kms, "ReEncrypt", CiphertextBlob=blob)

    assert (before["ReEncrypted"], before["CiphertextBlob"]) == (False, blob)
    assert after["ReEncrypted"] is True
    for one in (blob, after["CiphertextBlob"]):
        assert ask(kms, "Decrypt", CiphertextBlob=one)["Plaintext"] == b64(b"secret")


def test_random_bytes_are_as_many_as_asked_for(kms: Any) -> None:
    assert len(base64.b64decode(ask(kms, "GenerateRandom", NumberOfBytes=20)["Plaintext"])) == 20
    assert code_of(kms, "GenerateRandom", NumberOfBytes=0) == "InvalidParameterValue"


def test_policy_for_one_key_decrypts_with_no_other(kms: Any, key: MasterKey, emulator: Emulator) -> None:
    uin = account_of(emulator).uin
    other = add_key(emulator.cloud, account_of(emulator), "not-granted")
    user = granted(emulator, "decrypter", "kms:Decrypt", f"qcs::kms::uin/{uin}:key/creatorUin/{uin}/{key.id}")

    assert ask(user, "Decrypt", CiphertextBlob=sealed(kms, key))["Plaintext"] == b64(b"secret")
    refused = code_of(user, "Decrypt", CiphertextBlob=sealed(kms, other))
    assert refused == "AuthFailure.UnauthorizedOperation"


def test_material_of_a_key_is_nowhere_told(kms: Any, key: MasterKey, emulator: Emulator) -> None:
    held = account_of(emulator).state(KmsState).regions.at("ap-guangzhou").keys[key.id].material[0]

    told = str(ask(kms, "DescribeKey", KeyId=key.id))

    assert held.hex() not in told
    assert b64(held) not in told
