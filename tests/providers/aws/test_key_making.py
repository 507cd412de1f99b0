"""IAM users whose only policy denies everything, and keys of them, on moto with policies evaluated."""

import json
from pathlib import Path

import pytest
from tests.emulator.aws.cloud import Cloud, client
from tests.providers.aws.collector import Sleeps, access, collector

from akwarden.errors import MissingRightError
from akwarden.model.access_key import AccessKeyId
from akwarden.model.account import FromProfile
from akwarden.model.credential import Credential
from akwarden.model.secret import Secret
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.credentials import lease
from akwarden.providers.aws.key_making import DENY_ALL, POLICY_NAME, AwsKeyMaker, deleting, written
from akwarden.providers.aws.permissions import CALLS, KEY_CALLS
from akwarden.providers.aws.refusal import CodedError
from akwarden.providers.inventory import Tally
from akwarden.providers.provider import Surroundings

NAME = "svc-report-export"


def maker(cloud: Cloud, key: Credential | None = None) -> AwsKeyMaker:
    """Give the account, open for making keys with the rights of the table and no others."""
    held = access(cloud, key or collector(cloud, KEY_CALLS))
    return AwsKeyMaker(Client(held, Tally(), sleep=Sleeps(), calls=KEY_CALLS))


def test_who_reads_an_account_makes_no_such_call(cloud: Cloud) -> None:
    reading = AwsKeyMaker(Client(access(cloud), Tally(), sleep=Sleeps()))

    with pytest.raises(ValueError, match="iam:CreateUser is not in the table"):
        reading.make_user(NAME)


def test_a_user_is_made_with_our_mark_and_nothing_else(cloud: Cloud) -> None:
    making = maker(cloud)

    made = making.make_user(NAME)

    tags = cloud.client("iam").list_user_tags(UserName=NAME)["Tags"]
    assert (made.name, made.is_ours, tags) == (NAME, True, [{"Key": "akwarden", "Value": "canary"}])
    assert making.key_ids(made) == ()
    assert making.find(NAME) == made


def test_a_user_that_is_not_there_or_not_ours_is_told_so(cloud: Cloud) -> None:
    cloud.client("iam").create_user(UserName="ann", Tags=[{"Key": "akwarden", "Value": "other"}])
    making = maker(cloud)

    found = making.find("ann")

    assert making.find(NAME) is None
    assert found is not None
    assert not found.is_ours


def test_a_user_that_is_ours_already_is_found_and_that_of_another_is_refused(cloud: Cloud) -> None:
    cloud.client("iam").create_user(UserName="ann")
    making = maker(cloud)
    made = making.make_user(NAME)

    assert making.make_user(NAME) == made
    with pytest.raises(CodedError, match="EntityAlreadyExists"):
        making.make_user("ann")


def test_a_fenced_key_may_do_nothing_whatever_is_attached_beside(cloud: Cloud) -> None:
    making = maker(cloud)
    made = making.make_user(NAME)
    making.fence(made)
    making.fence(made)
    allow = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    cloud.client("iam").put_user_policy(UserName=NAME, PolicyName="all", PolicyDocument=json.dumps(allow))

    credential = making.make_key(made)

    secret = credential.secret.reveal().decode()
    caller = client("sts", cloud.endpoint, credential.key_id, secret).get_caller_identity()
    assert caller["Arn"].endswith(f":user/{NAME}")
    with pytest.raises(MissingRightError):
        maker(cloud, credential).find(NAME)
    held = cloud.client("iam").get_user_policy(UserName=NAME, PolicyName=POLICY_NAME)["PolicyDocument"]
    assert held == json.loads(DENY_ALL)


def test_a_key_and_its_user_are_deleted_and_a_second_time_is_no_error(cloud: Cloud) -> None:
    making = maker(cloud)
    made = making.make_user(NAME)
    making.fence(made)
    key_id = AccessKeyId(making.make_key(made).key_id)

    for _ in range(2):
        making.drop_key(made, key_id)
        assert making.find(NAME) is None or making.key_ids(made) == ()
        making.drop_user(made)

    assert making.find(NAME) is None


def test_a_key_is_disabled_before_it_is_deleted(cloud: Cloud) -> None:
    making = maker(cloud)
    made = making.make_user(NAME)
    key_id = AccessKeyId(making.make_key(made).key_id)
    cloud.faults.asked.clear()

    making.drop_key(made, key_id)

    assert [asked.action for asked in cloud.faults.asked] == ["UpdateAccessKey", "DeleteAccessKey"]


def test_without_the_rights_nothing_is_made_and_the_missing_one_is_named(cloud: Cloud) -> None:
    making = maker(cloud, collector(cloud, CALLS))

    with pytest.raises(MissingRightError) as told:
        making.make_user(NAME)

    assert told.value.right == "iam:CreateUser"


def test_a_written_key_is_read_by_the_tool_of_the_cloud(tmp_path: Path) -> None:
    key = Credential("AKIA" + "B" * 16, Secret(b"y%z/" * 10))
    folder = tmp_path / ".aws"
    folder.mkdir()
    (folder / "credentials").write_text(written(key, "credentials"), encoding="utf-8")

    assert lease(FromProfile("default"), Surroundings({}, folder.parent)).credential == key


def test_the_commands_that_delete_disable_first() -> None:
    commands = deleting(NAME, "AKIAx")

    assert [line.split()[2] for line in commands] == [
        "update-access-key",
        "delete-access-key",
        "delete-user-policy",
        "delete-user",
    ]
    assert "--status Inactive" in commands[0]
