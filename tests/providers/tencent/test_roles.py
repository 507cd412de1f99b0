"""Accounts that are entered by a role of theirs."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.providers.tencent.saying import Saying
from tests.providers.tencent.shop import (
    AT_ONCE,
    MADE_UP,
    access,
    account,
    credential_of,
    reader,
    root_key,
    shop_cloud,
)

from akwarden.emulator.tencent.server import Emulator
from akwarden.errors import CloudError, MissingRightError
from akwarden.model.account import AccountSite
from akwarden.model.lease import Lease
from akwarden.model.principal import PrincipalType
from akwarden.providers.inventory import Access
from akwarden.providers.provider import RoleRequest
from akwarden.providers.registry import load
from akwarden.providers.tencent.inventory import TencentInventory
from akwarden.providers.tencent.permissions import call_of
from akwarden.providers.tencent.roles import assume

NAME = "OrganizationAccessControlRole"


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(shop_cloud(tmp_path_factory.mktemp("shop")), rate_scale=0) as running:
        yield running


def request(emulator: Emulator, role: str = NAME) -> RoleRequest:
    """Give what asks for a role of the member account."""
    number = str(account(emulator.cloud, "branch").uin)
    arn = load("tencent").role_arn(number, role, AccountSite.MAINLAND)
    return RoleRequest(arn=arn, session_name="akwarden")


def test_a_role_gives_a_key_for_an_hour(emulator: Emulator) -> None:
    here = access(emulator.endpoint, credential_of(root_key(emulator.cloud)))

    found = load("tencent").assume(request(emulator), here)

    assert found.credential.token is not None
    assert found.expires_at is not None
    assert 3590 < found.expires_at.timestamp() - time.time() < 3610


def test_the_account_is_read_with_the_key_of_the_role(emulator: Emulator) -> None:
    here = access(emulator.endpoint, credential_of(root_key(emulator.cloud)))

    def lease() -> Lease:
        return assume(request(emulator), here, AT_ONCE)

    there = Access(site=AccountSite.MAINLAND, lease=lease, endpoints=here.endpoints)
    inventory = TencentInventory(there, AT_ONCE)

    branch = account(emulator.cloud, "branch")
    identity = inventory.identity()
    assert (identity.account, identity.type) == (str(branch.uin), PrincipalType.ROLE)
    assert identity.name == str(next(iter(branch.roles)))
    assert [one.name for one in inventory.principals(PrincipalType.ROLE)] == [NAME]
    assert [*inventory.members()] == []


def test_an_external_id_is_sent() -> None:
    key = {"TmpSecretId": "a", "TmpSecretKey": "b", "Token": "c"}
    with Saying({"AssumeRole": {"Credentials": key, "ExpiredTime": 9}}) as server:
        here = access(server.endpoint, MADE_UP)
        found = assume(RoleRequest(arn="role", session_name="us", external_id="42"), here, AT_ONCE)

    assert server.sent == [
        {"RoleArn": "role", "RoleSessionName": "us", "DurationSeconds": 3600, "ExternalId": "42"}
    ]
    assert found.expires_at == datetime.fromtimestamp(9, UTC)


def test_a_role_that_may_not_be_taken_is_a_missing_right(emulator: Emulator) -> None:
    nobody = reader(emulator.cloud, (call_of("cam", "ListUsers"),))
    here = access(emulator.endpoint, credential_of(nobody))

    with pytest.raises(MissingRightError) as refused:
        assume(request(emulator), here, AT_ONCE)
    assert refused.value.right == "sts:AssumeRole"


def test_a_role_that_does_not_exist_is_told(emulator: Emulator) -> None:
    here = access(emulator.endpoint, credential_of(root_key(emulator.cloud)))

    with pytest.raises(CloudError, match="was refused with ResourceNotFound"):
        assume(request(emulator, "Nobody"), here, AT_ONCE)


def test_an_answer_without_a_key_is_told() -> None:
    with Saying({"AssumeRole": {"Credentials": None, "ExpiredTime": 9}}) as server:
        here = access(server.endpoint, MADE_UP)
        with pytest.raises(CloudError, match="holds no key"):
            assume(RoleRequest(arn="role", session_name="us"), here, AT_ONCE)
