"""Secrets of databases with their flows and rotations, and those of SSH keys."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator

from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.ssm.flows import FLOW_SECONDS
from akwarden.emulator.tencent.services.ssm.state import add_database

__all__ = ["emulator"]
DAY = 86_400
INSTANCE = "cdb-abcd1234"
WANTED = {
    "UserNamePrefix": "app",
    "ProductName": "Mysql",
    "InstanceID": INSTANCE,
    "Domains": ["%"],
    "PrivilegesList": [{"PrivilegeName": "GlobalPrivileges", "Privileges": ["SELECT"]}],
}


@pytest.fixture(scope="module")
def ssm(emulator: Emulator) -> Any:
    add_database(account_of(emulator), INSTANCE, "Mysql")
    return client("ssm", emulator)


def made(ssm: Any, emulator: Emulator, name: str, **more: Any) -> int:
    flow = int(ask(ssm, "CreateProductSecret", SecretName=name, **{**WANTED, **more})["FlowID"])
    emulator.cloud.clock.advance(FLOW_SECONDS)
    return flow


def current(ssm: Any, name: str, version: str = "SSM_Current") -> dict[str, str]:
    answer = ask(ssm, "GetSecretValue", SecretName=name, VersionId=version)
    found: dict[str, str] = json.loads(answer["SecretString"])
    return found


def test_secret_of_a_product_is_made_in_a_flow(ssm: Any, emulator: Emulator) -> None:
    flow = ask(ssm, "CreateProductSecret", SecretName="flowing", **WANTED)["FlowID"]
    running = ask(ssm, "DescribeAsyncRequestInfo", FlowID=flow)["TaskStatus"]
    early = code_of(ssm, "GetSecretValue", SecretName="flowing", VersionId="SSM_Current")

    emulator.cloud.clock.advance(FLOW_SECONDS)

    assert (running, early) == (0, "ResourceUnavailable.ResourceUninitialized")
    assert ask(ssm, "DescribeAsyncRequestInfo", FlowID=flow)["TaskStatus"] == 1
    assert current(ssm, "flowing")["UserName"].startswith("app_")
    assert ask(ssm, "DescribeSecret", SecretName="flowing")["ResourceID"] == INSTANCE


def test_flow_fails_while_its_key_is_off(ssm: Any, emulator: Emulator) -> None:
    kms = client("kms", emulator)
    key_id = ask(kms, "CreateKey", Alias="of-product")["KeyId"]
    flow = ask(ssm, "CreateProductSecret", SecretName="failing", KmsKeyId=key_id, **WANTED)["FlowID"]

    ask(kms, "DisableKey", KeyId=key_id)
    emulator.cloud.clock.advance(FLOW_SECONDS)

    assert ask(ssm, "DescribeAsyncRequestInfo", FlowID=flow)["TaskStatus"] == 2
    assert ask(ssm, "DescribeSecret", SecretName="failing")["Status"] == "Failed"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"ProductName": "Oracle"}, "InvalidParameterValue"),
        ({"UserNamePrefix": "1app"}, "InvalidParameterValue"),
        ({"Domains": []}, "InvalidParameterValue"),
        ({"InstanceID": "cdb-00000000"}, "ResourceNotFound"),
        ({"EnableRotation": True}, "MissingParameter"),
        ({"EnableRotation": True, "RotationBeginTime": "soon"}, "InvalidParameterValue"),
    ],
)
def test_secret_of_a_product_that_can_not_be_is_refused(ssm: Any, more: dict[str, Any], code: str) -> None:
    assert code_of(ssm, "CreateProductSecret", SecretName="refused", **{**WANTED, **more}) == code


def test_rotation_gives_a_new_account_and_keeps_the_old(ssm: Any, emulator: Emulator) -> None:
    made(ssm, emulator, "rotated")
    before = current(ssm, "rotated")

    flow = ask(ssm, "RotateProductSecret", SecretName="rotated")["FlowID"]
    twice = code_of(ssm, "RotateProductSecret", SecretName="rotated")
    emulator.cloud.clock.advance(FLOW_SECONDS)

    assert ask(ssm, "DescribeAsyncRequestInfo", FlowID=flow)["TaskStatus"] == 1
    assert twice == "FailedOperation.RotationForbidden"
    assert current(ssm, "rotated", "v1") == before
    assert current(ssm, "rotated") == current(ssm, "rotated", "v2") != before
    history = ask(ssm, "DescribeRotationHistory", SecretName="rotated")
    assert history["VersionIDs"] == ["v1", "v2"]
    assert history["AccountInfoList"][0]["AccountName"] == before["UserName"]


def test_rotation_comes_by_itself_when_it_is_due(ssm: Any, emulator: Emulator) -> None:
    made(ssm, emulator, "scheduled")
    begin = emulator.cloud.clock.now() + DAY

    ask(
        ssm,
        "UpdateRotationStatus",
        SecretName="scheduled",
        EnableRotation=True,
        Frequency=30,
        RotationBeginTime=local(begin),
    )
    planned = ask(ssm, "DescribeRotationDetail", SecretName="scheduled")
    emulator.cloud.clock.advance(31 * DAY + 60)

    assert (planned["Frequency"], planned["NextRotateBeginTime"]) == (30, local(begin))
    history = ask(ssm, "DescribeRotationHistory", SecretName="scheduled")
    assert history["VersionIDs"] == ["v1", "v2", "v3"]
    after = ask(ssm, "DescribeRotationDetail", SecretName="scheduled")
    assert after["LatestRotateTime"] == local(int(begin) + 30 * DAY)
    ask(ssm, "UpdateRotationStatus", SecretName="scheduled", EnableRotation=False)
    assert ask(ssm, "DescribeSecret", SecretName="scheduled")["RotationStatus"] is False


@pytest.mark.parametrize("days", [29, 366])
def test_rotation_has_its_bounds(ssm: Any, emulator: Emulator, days: int) -> None:
    made(ssm, emulator, f"bounds{days}")

    asked = {"SecretName": f"bounds{days}", "EnableRotation": True, "Frequency": days}

    assert code_of(ssm, "UpdateRotationStatus", **asked) == "InvalidParameterValue"


def test_versions_of_products_are_not_changed_by_hand(ssm: Any, emulator: Emulator) -> None:
    made(ssm, emulator, "by-hand")
    asked = {"SecretName": "by-hand", "VersionId": "v9"}

    assert code_of(ssm, "PutSecretValue", SecretString="a", **asked) == "UnsupportedOperation"
    assert code_of(ssm, "UpdateSecret", SecretString="a", **asked) == "UnsupportedOperation"
    assert code_of(ssm, "DeleteSecretVersion", **asked) == "UnsupportedOperation"


def test_custom_secrets_are_not_rotated(ssm: Any) -> None:
    ask(ssm, "CreateSecret", SecretName="custom", SecretString="a")

    for action in ("RotateProductSecret", "DescribeRotationDetail", "DescribeRotationHistory"):
        assert code_of(ssm, action, SecretName="custom") == "UnsupportedOperation"


def test_products_are_listed(ssm: Any, emulator: Emulator) -> None:
    made(ssm, emulator, "listed")

    found = ask(ssm, "ListSecrets", SecretType=1, ProductName="Mysql,Tdsql-mysql", SearchSecretName="listed")

    assert [row["SecretName"] for row in found["SecretMetadatas"]] == ["listed"]
    assert "Mysql" in ask(ssm, "DescribeSupportedProducts")["Products"]
    assert code_of(ssm, "DescribeAsyncRequestInfo", FlowID=1) == "ResourceNotFound"


def test_ssh_key_is_a_pair(ssm: Any) -> None:
    made_key = ask(ssm, "CreateSSHKeyPairSecret", SecretName="ssh", ProjectId=0, SSHKeyName="mine")

    found = ask(ssm, "GetSSHKeyPairValue", SecretName="ssh")

    private = load_pem_private_key(found["PrivateKey"].encode(), None)
    public = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    assert found["PublicKey"] == f"{public} {made_key['SSHKeyID']}"
    assert ask(ssm, "GetSSHKeyPairValue", SSHKeyId=made_key["SSHKeyID"])["SSHKeyName"] == "mine"
    assert code_of(ssm, "GetSecretValue", SecretName="ssh", VersionId="SSM_Current") == "UnsupportedOperation"


def test_ssh_key_is_deleted_at_once_only(ssm: Any) -> None:
    ask(ssm, "CreateSSHKeyPairSecret", SecretName="ssh-gone", ProjectId=0)
    ask(ssm, "DisableSecret", SecretName="ssh-gone")

    refused = code_of(ssm, "DeleteSecret", SecretName="ssh-gone", RecoveryWindowInDays=1)

    assert refused == "InvalidParameterValue"
    assert code_of(ssm, "GetSSHKeyPairValue", SecretName="ssh-gone") == "ResourceUnavailable.ResourceDisabled"


def test_ssh_key_is_named_somehow(ssm: Any) -> None:
    assert code_of(ssm, "GetSSHKeyPairValue") == "MissingParameter"
    assert code_of(ssm, "GetSSHKeyPairValue", SSHKeyId="skey-none") == "ResourceNotFound.SecretNotExist"
    bad = {"SecretName": "bad", "ProjectId": 0, "SSHKeyName": "n" * 26}
    assert code_of(ssm, "CreateSSHKeyPairSecret", **bad) == "InvalidParameterValue"
