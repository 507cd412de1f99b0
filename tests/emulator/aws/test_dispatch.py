"""The emulated AWS as official SDKs see it."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from akwarden.emulator.aws.acme import READER, acme
from akwarden.emulator.aws.dispatch import ACTIONS
from akwarden.emulator.aws.server import MOST_BODY_BYTES, AwsEmulator
from akwarden.emulator.aws.state import Key, TrailEvent
from akwarden.emulator.tencent.clock import Clock
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.providers.registry import load

REGION = "ap-southeast-1"
PROD, DEV = "410000000001", "410000000002"
DENIED = ("AccessDenied", "AccessDeniedException")


@pytest.fixture
def running() -> Iterator[AwsEmulator]:
    """Give a server with the accounts of the company, which a test may change."""
    aws = load("aws")
    cloud = acme(Organisation.from_seed(7, 24), Clock(), aws.policy(aws.calls))
    with AwsEmulator(cloud) as emulator:
        yield emulator


def reader(emulator: AwsEmulator, account: str = PROD) -> Key:
    return emulator.cloud.accounts[account].users[READER].keys[0]


def client(emulator: AwsEmulator, service: str, key: Key | None = None, region: str = REGION) -> Any:
    key = key or reader(emulator)
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=emulator.endpoint,
        aws_access_key_id=key.id,
        aws_secret_access_key=key.secret,
        config=Config(retries={"total_max_attempts": 1}),
    )


def code_of(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


def test_it_says_who_calls(running: AwsEmulator) -> None:
    found = client(running, "sts").get_caller_identity()

    assert found["Account"] == PROD
    assert found["Arn"] == f"arn:aws:iam::{PROD}:user/{READER}"


def test_every_user_role_group_and_policy_is_told(running: AwsEmulator) -> None:
    account = running.cloud.accounts[PROD]

    found = client(running, "iam").get_account_authorization_details()

    assert {one["UserName"] for one in found["UserDetailList"]} == set(account.users)
    assert {one["RoleName"] for one in found["RoleDetailList"]} == set(account.roles)
    assert {one["GroupName"] for one in found["GroupDetailList"]} == set(account.groups)
    documents = {one["Arn"]: one["PolicyVersionList"][0]["Document"] for one in found["Policies"]}
    assert documents["arn:aws:iam::aws:policy/AdministratorAccess"]["Statement"][0]["Action"] == ["*"]
    assert found["UserDetailList"][0]["CreateDate"].tzinfo is not None


def test_keys_of_a_user_are_listed_with_their_last_use(running: AwsEmulator) -> None:
    user = next(
        one for one in running.cloud.accounts[PROD].users.values() if one.name == "bi-dashboard" or one.keys
    )
    iam = client(running, "iam")

    found = iam.list_access_keys(UserName=user.name)["AccessKeyMetadata"]
    used = iam.get_access_key_last_used(AccessKeyId=user.keys[0].id)["AccessKeyLastUsed"]

    assert [one["AccessKeyId"] for one in found] == [key.id for key in user.keys]
    assert used["ServiceName"] == user.keys[0].service


def test_the_credential_report_tells_root_and_second_factors(running: AwsEmulator) -> None:
    iam = client(running, "iam", reader(running, DEV))

    state = iam.generate_credential_report()["State"]
    lines = iam.get_credential_report()["Content"].decode().splitlines()

    root = dict(zip(lines[0].split(","), lines[1].split(","), strict=True))
    assert state == "COMPLETE"
    assert root["user"] == "<root_account>"
    assert root["access_key_1_active"] == "true"
    assert root["mfa_active"] == "false"


def test_regions_have_addresses_functions_and_trails(running: AwsEmulator) -> None:
    ec2 = client(running, "ec2")
    functions = client(running, "lambda").list_functions()["Functions"]
    trail = client(running, "cloudtrail")
    name = trail.describe_trails()["trailList"][0]["TrailARN"]

    assert REGION in {one["RegionName"] for one in ec2.describe_regions()["Regions"]}
    assert {one["PublicIp"] for one in ec2.describe_addresses()["Addresses"]} == {
        "13.229.9.80",
        "13.229.9.81",
    }
    assert ec2.describe_tags()["Tags"][0]["Value"] == "nat-1"
    assert ec2.describe_network_interfaces()["NetworkInterfaces"] == []
    assert "price-feed" in {one["FunctionName"] for one in functions}
    assert trail.get_trail_status(Name=name)["IsLogging"] is True
    assert trail.get_event_selectors(TrailName=name)["EventSelectors"][0]["ReadWriteType"] == "All"


def test_buckets_are_listed_and_have_no_logs(running: AwsEmulator) -> None:
    s3 = client(running, "s3")
    names = [one["Name"] for one in s3.list_buckets()["Buckets"]]

    assert names == sorted(running.cloud.accounts[PROD].buckets)
    assert "LoggingEnabled" not in s3.get_bucket_logging(Bucket=names[0])
    with pytest.raises(ClientError) as caught:
        s3.get_bucket_logging(Bucket="nobodys-bucket")
    assert code_of(caught.value) == "NoSuchBucket"


def test_events_are_looked_up_by_time_and_region_the_newest_first(running: AwsEmulator) -> None:
    account, now = running.cloud.accounts[PROD], running.cloud.clock.now()
    for number in range(60):
        account.events.append(TrailEvent(now - number, REGION, json.dumps({"eventID": str(number)})))
    account.events.append(TrailEvent(now, "us-east-1", "{}"))
    account.events.append(TrailEvent(now - 9_000, REGION, "{}"))
    trail = client(running, "cloudtrail")

    pages = trail.get_paginator("lookup_events").paginate(StartTime=now - 3_600, EndTime=now + 60)
    found = [json.loads(one["CloudTrailEvent"])["eventID"] for page in pages for one in page["Events"]]

    assert found == [str(number) for number in range(60)]


def test_the_management_account_alone_tells_the_organisation(running: AwsEmulator) -> None:
    found = client(running, "organizations").list_accounts()["Accounts"]

    assert {one["Id"] for one in found} == set(running.cloud.accounts)
    with pytest.raises(ClientError) as caught:
        client(running, "organizations", reader(running, DEV)).list_accounts()
    assert code_of(caught.value) in DENIED


@pytest.mark.parametrize("service", sorted({service for service, _ in ACTIONS} - {"sts", "s3"}))
def test_who_may_not_is_refused_in_the_words_of_the_service(running: AwsEmulator, service: str) -> None:
    user = running.cloud.accounts[PROD].users["chen.jing"]
    user.groups, user.policies = [], []
    calls = {
        "iam": "list_roles",
        "ec2": "describe_regions",
        "lambda": "list_functions",
        "cloudtrail": "describe_trails",
        "organizations": "list_accounts",
    }

    with pytest.raises(ClientError) as caught:
        getattr(client(running, service, user.keys[0]), calls[service])()

    assert code_of(caught.value) in DENIED


def test_a_wrong_secret_a_disabled_key_and_an_unknown_one_are_refused(running: AwsEmulator) -> None:
    good = reader(running)
    wrong = Key(good.id, good.secret[::-1], good.created)
    unknown = Key(good.id[::-1].replace("AIKA", "AIKB"), good.secret, good.created)

    with pytest.raises(ClientError) as of_wrong:
        client(running, "sts", wrong).get_caller_identity()
    with pytest.raises(ClientError) as of_unknown:
        client(running, "sts", unknown).get_caller_identity()
    good.is_active = False
    with pytest.raises(ClientError) as of_disabled:
        client(running, "iam").list_roles()

    assert code_of(of_wrong.value) == "SignatureDoesNotMatch"
    assert code_of(of_unknown.value) == code_of(of_disabled.value) == "InvalidClientTokenId"


def test_what_is_not_served_is_refused_and_changes_nothing(running: AwsEmulator) -> None:
    account = running.cloud.accounts[DEV]
    root = account.root_keys[0]

    with pytest.raises(ClientError) as caught:
        client(running, "iam", root).create_user(UserName="mallory")

    assert code_of(caught.value) == "InvalidAction"
    assert "mallory" not in account.users


def test_a_body_that_is_too_large_is_not_read(running: AwsEmulator) -> None:
    connection = HTTPConnection(running.endpoint.removeprefix("http://"), timeout=100)

    connection.request("POST", "/", b"x" * (MOST_BODY_BYTES + 1))

    assert connection.getresponse().status == 413
    connection.close()


def test_it_signs_nobody_in_whose_clock_is_wrong(
    running: AwsEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running.cloud.clock, "unmoved", lambda: running.cloud.clock.now() + 3_600)

    with pytest.raises(ClientError) as caught:
        client(running, "sts").get_caller_identity()

    assert code_of(caught.value) == "SignatureDoesNotMatch"
