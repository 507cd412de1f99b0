"""Secrets are switched on and off, deleted after a while, brought back, and listed."""

from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.ssm.state import add_secret

__all__ = ["emulator"]
DAY = 86_400


@pytest.fixture(scope="module")
def ssm(emulator: Emulator) -> Any:
    return client("ssm", emulator)


def made(emulator: Emulator, name: str) -> str:
    return add_secret(emulator.cloud, account_of(emulator), name, "a").name


def status(ssm: Any, name: str) -> str:
    return str(ask(ssm, "DescribeSecret", SecretName=name)["Status"])


def read(ssm: Any, name: str) -> str:
    return code_of(ssm, "GetSecretValue", SecretName=name, VersionId="SSM_Current")


def test_value_of_a_disabled_secret_is_not_told(ssm: Any, emulator: Emulator) -> None:
    name = made(emulator, "off")

    ask(ssm, "DisableSecret", SecretName=name)

    assert (status(ssm, name), read(ssm, name)) == ("Disabled", "ResourceUnavailable.ResourceDisabled")
    ask(ssm, "PutSecretValue", SecretName=name, VersionId="v2", SecretString="b")
    ask(ssm, "EnableSecret", SecretName=name)
    assert status(ssm, name) == "Enabled"


def test_enabled_secret_is_not_deleted(ssm: Any, emulator: Emulator) -> None:
    name = made(emulator, "in-use")

    assert code_of(ssm, "DeleteSecret", SecretName=name) == "FailedOperation"


def test_secret_is_deleted_at_once(ssm: Any, emulator: Emulator) -> None:
    name = made(emulator, "at-once")
    ask(ssm, "DisableSecret", SecretName=name)

    ask(ssm, "DeleteSecret", SecretName=name)

    assert code_of(ssm, "DescribeSecret", SecretName=name) == "ResourceNotFound.SecretNotExist"


def test_secret_that_is_to_be_deleted_goes_when_its_days_are_over(ssm: Any, emulator: Emulator) -> None:
    name = made(emulator, "planned")
    ask(ssm, "DisableSecret", SecretName=name)

    told = ask(ssm, "DeleteSecret", SecretName=name, RecoveryWindowInDays=3)

    assert told["DeleteTime"] == ask(ssm, "DescribeSecret", SecretName=name)["DeleteTime"]
    assert read(ssm, name) == "ResourceUnavailable.ResourcePendingDeleted"
    emulator.cloud.clock.advance(3 * DAY - 60)
    assert status(ssm, name) == "PendingDelete"
    emulator.cloud.clock.advance(61)
    assert code_of(ssm, "DescribeSecret", SecretName=name) == "ResourceNotFound.SecretNotExist"


def test_restored_secret_is_disabled(ssm: Any, emulator: Emulator) -> None:
    name = made(emulator, "restored")
    ask(ssm, "DisableSecret", SecretName=name)
    ask(ssm, "DeleteSecret", SecretName=name, RecoveryWindowInDays=30)
    enabled = code_of(ssm, "EnableSecret", SecretName=name)

    ask(ssm, "RestoreSecret", SecretName=name)

    found = ask(ssm, "DescribeSecret", SecretName=name)
    assert (found["Status"], found["DeleteTime"]) == ("Disabled", 0)
    assert enabled == "ResourceUnavailable.ResourcePendingDeleted"
    assert code_of(ssm, "RestoreSecret", SecretName=name) == "FailedOperation"


def test_window_has_30_days(ssm: Any, emulator: Emulator) -> None:
    name = made(emulator, "window")
    ask(ssm, "DisableSecret", SecretName=name)

    refused = code_of(ssm, "DeleteSecret", SecretName=name, RecoveryWindowInDays=31)

    assert refused == "InvalidParameterValue"


def test_description_is_changed(ssm: Any, emulator: Emulator) -> None:
    name = made(emulator, "described")

    ask(ssm, "UpdateDescription", SecretName=name, Description="new")

    assert ask(ssm, "DescribeSecret", SecretName=name)["Description"] == "new"
    refused = code_of(ssm, "UpdateDescription", SecretName=name, Description="d" * 2049)
    assert refused == "InvalidParameterValue"


def test_secrets_are_listed_page_by_page_in_both_orders(ssm: Any, emulator: Emulator) -> None:
    names = [made(emulator, f"page{number}") for number in range(5)]

    def found(**asked: Any) -> list[str]:
        rows = ask(ssm, "ListSecrets", SearchSecretName="page", **asked)["SecretMetadatas"]
        return [row["SecretName"] for row in rows]

    assert found(OrderType=1) == names
    assert found() == names[::-1]
    assert found(Offset=2, Limit=2, OrderType=1) == names[2:4]
    assert ask(ssm, "ListSecrets", SearchSecretName="page", Limit=1)["TotalCount"] == 5


def test_secrets_are_listed_by_state_tag_and_kind(ssm: Any) -> None:
    tags = [{"TagKey": "env", "TagValue": "dev"}]
    ask(ssm, "CreateSecret", SecretName="tagged", SecretString="a", Tags=tags)
    ask(ssm, "DisableSecret", SecretName="tagged")

    def found(**asked: Any) -> list[str]:
        rows = ask(ssm, "ListSecrets", SearchSecretName="tagged", **asked)["SecretMetadatas"]
        return [row["SecretName"] for row in rows]

    assert found(State=2) == ["tagged"]
    assert found(State=1) == []
    assert found(TagFilters=[{"TagKey": "env"}]) == ["tagged"]
    assert found(TagFilters=[{"TagKey": "env", "TagValue": ["prod"]}]) == []
    assert found(SecretType=1) == []
    assert found(EncryptType=1) == []


def test_service_is_on_and_counts(ssm: Any, emulator: Emulator) -> None:
    before = ask(ssm, "GetServiceStatus")

    made(emulator, "counted")

    assert (before["ServiceEnabled"], before["AccessKeyEscrowEnabled"]) == (True, False)
    assert ask(ssm, "GetServiceStatus")["TotalCount"] == before["TotalCount"] + 1
