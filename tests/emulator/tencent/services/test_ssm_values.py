"""Custom secrets and their versions."""

import base64
from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.granted import granted

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.ssm.secrets import MOST_SECRETS
from akwarden.emulator.tencent.services.ssm.state import SsmState, add_secret

__all__ = ["emulator"]


@pytest.fixture(scope="module")
def ssm(emulator: Emulator) -> Any:
    return client("ssm", emulator)


def value(ssm: Any, name: str, version: str = "SSM_Current") -> str:
    return str(ask(ssm, "GetSecretValue", SecretName=name, VersionId=version)["SecretString"])


def test_secret_that_was_made_is_read(ssm: Any) -> None:
    made = ask(ssm, "CreateSecret", SecretName="first", SecretString="pässword")

    assert made["VersionId"] == "SSM_Current"
    assert value(ssm, "first") == "pässword"


def test_binary_value_comes_back_in_base64(ssm: Any) -> None:
    binary = base64.b64encode(bytes(range(256))).decode()
    ask(ssm, "CreateSecret", SecretName="binary", SecretBinary=binary)

    answer = ask(ssm, "GetSecretValue", SecretName="binary", VersionId="SSM_Current")

    assert (answer["SecretBinary"], answer["SecretString"]) == (binary, "")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"SecretName": "-a"}, "InvalidParameterValue"),
        ({"SecretName": "a" * 129}, "InvalidParameterValue"),
        ({"VersionId": "_v"}, "InvalidParameterValue"),
        ({"Description": "d" * 2049}, "InvalidParameterValue"),
        ({"SecretBinary": "YQ=="}, "InvalidParameter"),
        ({"SecretString": ""}, "InvalidParameter"),
        ({"SecretString": "x" * 32_769}, "InvalidParameterValue"),
        ({"SecretString": "", "SecretBinary": "%"}, "InvalidParameterValue"),
        ({"SecretType": 1}, "InvalidParameterValue"),
        ({"SecretType": 3}, "OperationDenied"),
        ({"SecretType": 4}, "UnsupportedOperation"),
        ({"KmsKeyId": "none"}, "FailedOperation.AccessKmsError"),
        ({"KmsHsmClusterId": "cls"}, "InvalidParameterValue"),
        ({"Tags": [{"TagKey": "a", "TagValue": "b"}] * 2}, "InvalidParameterValue.TagKeysDuplicated"),
    ],
)
def test_secret_that_can_not_be_is_refused(ssm: Any, more: dict[str, Any], code: str) -> None:
    assert code_of(ssm, "CreateSecret", **{"SecretName": "refused", "SecretString": "a", **more}) == code


def test_name_is_taken_once_in_a_region(ssm: Any, emulator: Emulator) -> None:
    add_secret(emulator.cloud, account_of(emulator), "taken", "far", region="ap-tokyo")

    ask(ssm, "CreateSecret", SecretName="taken", SecretString="near")

    assert code_of(ssm, "CreateSecret", SecretName="taken", SecretString="a") == "ResourceInUse.SecretExists"
    assert value(ssm, "taken") == "near"


def test_versions_stand_beside_each_other(ssm: Any) -> None:
    ask(ssm, "CreateSecret", SecretName="several", SecretString="one", VersionId="v1")

    ask(ssm, "PutSecretValue", SecretName="several", VersionId="v2", SecretString="two")
    ask(ssm, "UpdateSecret", SecretName="several", VersionId="v1", SecretString="uno")

    assert (value(ssm, "several", "v1"), value(ssm, "several", "v2")) == ("uno", "two")
    versions = ask(ssm, "ListSecretVersionIds", SecretName="several")["Versions"]
    assert {one["VersionId"] for one in versions} == {"v1", "v2"}
    again = code_of(ssm, "PutSecretValue", SecretName="several", VersionId="v2", SecretString="x")
    assert again == "ResourceInUse.VersionIdExists"


def test_secret_has_ten_versions(ssm: Any) -> None:
    ask(ssm, "CreateSecret", SecretName="ten", SecretString="a")
    for number in range(9):
        ask(ssm, "PutSecretValue", SecretName="ten", VersionId=f"v{number}", SecretString="a")

    assert (
        code_of(ssm, "PutSecretValue", SecretName="ten", VersionId="v9", SecretString="a") == "LimitExceeded"
    )


def test_version_is_deleted(ssm: Any) -> None:
    ask(ssm, "CreateSecret", SecretName="fewer", SecretString="a", VersionId="v1")

    ask(ssm, "DeleteSecretVersion", SecretName="fewer", VersionId="v1")

    assert code_of(ssm, "GetSecretValue", SecretName="fewer", VersionId="v1") == "ResourceNotFound"


@pytest.mark.parametrize(
    "action", ["GetSecretValue", "DeleteSecretVersion", "UpdateSecret", "PutSecretValue"]
)
def test_secret_that_is_not_there_is_refused(ssm: Any, action: str) -> None:
    refused = code_of(ssm, action, SecretName="nothing", VersionId="v1")

    assert refused == "ResourceNotFound.SecretNotExist"


def test_value_is_lost_while_its_key_is_off(ssm: Any, emulator: Emulator) -> None:
    kms = client("kms", emulator)
    key_id = ask(kms, "CreateKey", Alias="of-secret")["KeyId"]
    ask(ssm, "CreateSecret", SecretName="sealed", SecretString="a", KmsKeyId=key_id)

    ask(kms, "DisableKey", KeyId=key_id)
    off = code_of(ssm, "GetSecretValue", SecretName="sealed", VersionId="SSM_Current")
    ask(kms, "EnableKey", KeyId=key_id)

    assert off == "FailedOperation.AccessKmsError"
    assert value(ssm, "sealed") == "a"
    assert ask(ssm, "DescribeSecret", SecretName="sealed")["KmsKeyId"] == key_id


def test_secret_without_a_key_is_sealed_with_that_of_the_product(ssm: Any, emulator: Emulator) -> None:
    ask(ssm, "CreateSecret", SecretName="by-default", SecretString="a")

    key_id = ask(ssm, "DescribeSecret", SecretName="by-default")["KmsKeyId"]

    found = ask(client("kms", emulator), "DescribeKey", KeyId=key_id)["KeyMetadata"]
    assert found["Owner"] == "ssm"


def test_software_key_is_not_one_of_kms(ssm: Any) -> None:
    ask(ssm, "CreateSecret", SecretName="software", SecretString="a", EncryptType=1)

    found = ask(ssm, "DescribeSecret", SecretName="software")

    assert (found["EncryptType"], found["KmsKeyId"], value(ssm, "software")) == (1, "", "a")


def test_value_is_kept_sealed(ssm: Any, emulator: Emulator) -> None:
    ask(ssm, "CreateSecret", SecretName="hidden", SecretString="in the clear")

    kept = account_of(emulator).state(SsmState).regions.at("ap-guangzhou").secrets["hidden"]

    assert "in the clear" not in repr(kept)


def test_policy_for_one_secret_opens_no_other(ssm: Any, emulator: Emulator) -> None:
    uin = account_of(emulator).uin
    for name in ("open", "shut"):
        ask(ssm, "CreateSecret", SecretName=name, SecretString=name)
    resource = f"qcs::ssm:ap-guangzhou:uin/{uin}:secret/creatorUin/{uin}/open"
    user = granted(emulator, "one-secret", "ssm:GetSecretValue", resource)

    assert value(user, "open") == "open"
    refused = code_of(user, "GetSecretValue", SecretName="shut", VersionId="SSM_Current")
    assert refused == "AuthFailure.UnauthorizedOperation"


def test_region_has_so_many_secrets(ssm: Any, emulator: Emulator) -> None:
    region = account_of(emulator).state(SsmState).regions.at("ap-guangzhou")
    one = add_secret(emulator.cloud, account_of(emulator), "one-of-many", "a")
    region.secrets.update({f"many{n}": one for n in range(MOST_SECRETS)})

    refused = code_of(ssm, "CreateSecret", SecretName="toomany", SecretString="a")

    assert refused == "LimitExceeded"
    for number in range(MOST_SECRETS):
        del region.secrets[f"many{number}"]
