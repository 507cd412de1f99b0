"""Users without rights and their keys, in an emulated Tencent Cloud that evaluates policies for each call."""

import configparser
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.providers.tencent.shop import (
    AT_ONCE,
    access,
    account,
    credential_of,
    document,
    put_policy,
    reader,
    root_key,
    shop_cloud,
    user,
)

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.state import Attachment, Status
from akwarden.errors import CloudError, MissingRightError
from akwarden.model.access_key import AccessKeyId
from akwarden.model.account import AccountSite, FromProfile
from akwarden.model.credential import Credential
from akwarden.model.secret import Secret
from akwarden.providers.provider import Surroundings
from akwarden.providers.tencent.credentials import lease
from akwarden.providers.tencent.key_making import MARK, TencentKeyMaker, deleting, written
from akwarden.providers.tencent.permissions import CALLS, KEY_CALLS
from akwarden.providers.tencent.refusal import RefusedError

NAME = "svc-report-export"


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    """Give a running cloud."""
    with Emulator(shop_cloud(tmp_path), rate_scale=0) as running:
        yield running


def maker(emulator: Emulator, credential: Credential | None = None) -> TencentKeyMaker:
    """Give the account, open for making keys with the rights of the table and no others."""
    held = credential or credential_of(reader(emulator.cloud, KEY_CALLS))
    return TencentKeyMaker(access(emulator.endpoint, held), AT_ONCE)


def test_a_user_is_made_without_key_console_and_policies(emulator: Emulator) -> None:
    making = maker(emulator)

    made = making.make_user(NAME)
    making.fence(made)

    there = user(emulator.cloud, NAME)
    assert (made.id, made.is_ours) == (str(there.uin), True)
    assert (there.remark, there.console_login, there.attached) == (MARK, False, [])
    assert making.key_ids(made) == ()
    assert making.find(NAME) == made


def test_a_user_that_is_not_there_or_not_ours_is_told_so(emulator: Emulator) -> None:
    making = maker(emulator)

    found = making.find("robot")

    assert making.find(NAME) is None
    assert found is not None
    assert not found.is_ours


def test_a_user_that_is_ours_already_is_found_and_that_of_another_is_refused(emulator: Emulator) -> None:
    making = maker(emulator)
    made = making.make_user(NAME)

    assert making.make_user(NAME) == made
    with pytest.raises(RefusedError, match="SubUserNameInUse"):
        making.make_user("robot")


def test_a_user_with_a_policy_is_no_canary(emulator: Emulator) -> None:
    making = maker(emulator)
    made = making.make_user(NAME)
    policy = put_policy(emulator.cloud, account(emulator.cloud), document("cvm:*"))
    user(emulator.cloud, NAME).attached = [Attachment(policy.id, 0)]

    with pytest.raises(CloudError, match=f"the user {NAME} has rights"):
        making.fence(made)


def test_a_key_works_and_may_do_nothing(emulator: Emulator) -> None:
    making = maker(emulator)
    made = making.make_user(NAME)

    credential = making.make_key(made)

    thief = maker(emulator, credential)
    assert thief.identity().name == made.id
    with pytest.raises(MissingRightError):
        thief.find(NAME)
    assert making.key_ids(made) == (AccessKeyId(credential.key_id),)


def test_a_key_is_disabled_then_deleted_and_a_second_time_is_no_error(emulator: Emulator) -> None:
    making = maker(emulator)
    made = making.make_user(NAME)
    key_id = AccessKeyId(making.make_key(made).key_id)

    making.drop_key(made, key_id)
    making.drop_key(made, key_id)
    making.drop_user(made)
    making.drop_user(made)

    there = account(emulator.cloud).keys[key_id]
    assert (there.status, there.deleted) == (Status.INACTIVE, True)
    assert making.find(NAME) is None


def test_without_the_rights_nothing_is_made_and_the_missing_one_is_named(emulator: Emulator) -> None:
    making = maker(emulator, credential_of(reader(emulator.cloud, CALLS)))

    with pytest.raises(MissingRightError) as told:
        making.make_user(NAME)

    assert told.value.right == "cam:AddUser"
    assert account(emulator.cloud).user_named(NAME) is None


def test_the_key_of_root_makes_keys_too(emulator: Emulator) -> None:
    making = maker(emulator, credential_of(root_key(emulator.cloud)))

    assert making.make_key(making.make_user(NAME)).key_id.startswith("AKID")


def test_a_written_key_is_read_by_the_tools_of_the_cloud(tmp_path: Path) -> None:
    key = Credential("AKID" + "x" * 32, Secret(b"y%z" * 10))
    (tmp_path / ".tccli").mkdir()
    (tmp_path / ".tencentcloud").mkdir()
    (tmp_path / ".tccli" / "bait.credential").write_text(written(key, "bait.credential"), encoding="utf-8")
    (tmp_path / ".tencentcloud" / "credentials").write_text(written(key, "credentials"), encoding="utf-8")

    surroundings = Surroundings({}, tmp_path)

    assert lease(FromProfile("bait"), surroundings).credential == key
    assert lease(FromProfile("default"), surroundings).credential == key
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(written(key, "credentials"))
    assert dict(parser["default"]) == {"secret_id": key.key_id, "secret_key": "y%z" * 10}


def test_the_command_that_deletes_is_one_that_a_shell_takes() -> None:
    assert deleting("svc report", "AKIDx") == ("tccli cam DeleteUser --Name 'svc report' --Force 1",)


def test_the_site_of_an_account_is_the_one_that_is_called(emulator: Emulator) -> None:
    held = credential_of(root_key(emulator.cloud))
    making = TencentKeyMaker(access(emulator.endpoint, held, AccountSite.MAINLAND), AT_ONCE)

    assert making.identity().account == str(account(emulator.cloud).uin)
