from typing import Any

import pytest
from tests.providers.tencent.saying import Saying
from tests.providers.tencent.shop import told_by

from akwarden.errors import CloudError
from akwarden.model.account import AccountNumber
from akwarden.model.identity import Identity
from akwarden.model.principal import PrincipalType


def identity(arn: str, kind: str = "CAMUser", user: str = "101") -> Identity:
    """Give who calls where a cloud says this."""
    answer: dict[str, Any] = {"Arn": arn, "AccountId": "100", "UserId": user, "Type": kind}
    with Saying({"GetCallerIdentity": answer}) as server:
        return told_by(server.endpoint).identity()


@pytest.mark.parametrize(
    ("arn", "kind", "is_of", "name"),
    [
        ("qcs::cam::uin/100:uin/101", "CAMUser", PrincipalType.USER, "101"),
        ("qcs::cam:100:uin/101", "CAMUser", PrincipalType.USER, "101"),
        ("qcs::cam::uin/100:root", "RootAccount", PrincipalType.ROOT, "100"),
        ("qcs::cam::uin/100:uin/100", "CAMUser", PrincipalType.ROOT, "100"),
        ("qcs::sts:100:assumed-role/4611", "CAMRole", PrincipalType.ROLE, "4611"),
        ("qcs::sts:100:federated-user/101", "CAMUser", PrincipalType.USER, "101"),
    ],
)
def test_who_calls_is_read_from_the_name(arn: str, kind: str, is_of: PrincipalType, name: str) -> None:
    assert identity(arn, kind) == Identity(AccountNumber("100"), arn, is_of, name)


def test_a_name_that_tells_nothing_leaves_the_number_of_the_user() -> None:
    assert identity("something new").name == "101"


def test_it_is_asked_for_once() -> None:
    answer = {"Arn": "qcs::cam::uin/100:root", "AccountId": 100, "UserId": 100, "Type": "RootAccount"}
    with Saying({"GetCallerIdentity": answer}) as server:
        inventory = told_by(server.endpoint)
        assert inventory.identity() == inventory.identity()

    assert len(server.asked) == 1


def test_no_identity_is_an_error() -> None:
    with Saying({"GetCallerIdentity": {"Arn": None}}) as server, pytest.raises(CloudError):
        told_by(server.endpoint).identity()
