"""The gate decides as AWS does, and refuses in the words and the protocol of each service."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.emulator.aws.cloud import Cloud, client, guarded
from tests.emulator.aws.faults import Refused
from tests.emulator.aws.gate import ACCOUNT

CALLS = {
    "iam": "list_roles",
    "ec2": "describe_regions",
    "lambda": "list_functions",
    "organizations": "list_accounts",
}


@pytest.fixture(scope="module")
def running() -> Iterator[Cloud]:
    """Give one server."""
    with guarded() as cloud:
        yield cloud


@pytest.fixture
def cloud(running: Cloud) -> Cloud:
    """Give it empty."""
    running.reset()
    return running


def user(cloud: Cloud, *rights: str) -> tuple[str, str]:
    """Make a user with rights; give its key."""
    iam = cloud.client("iam")
    iam.create_user(UserName="alice")
    if rights:
        iam.put_user_policy(UserName="alice", PolicyName="own", PolicyDocument=allowing(*rights))
    key = iam.create_access_key(UserName="alice")["AccessKey"]
    return key["AccessKeyId"], key["SecretAccessKey"]


def allowing(*rights: str) -> str:
    """Give a policy."""
    statement = {"Effect": "Allow", "Action": rights, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def code(on: Any, call: str, **parameters: Any) -> str:
    """Give the code with which a call is refused; empty when it is not."""
    try:
        getattr(on, call)(**parameters)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


@pytest.mark.parametrize(
    ("service", "unknown", "wrong", "denied"),
    [
        ("iam", "InvalidClientTokenId", "SignatureDoesNotMatch", "AccessDenied"),
        ("ec2", "AuthFailure", "AuthFailure", "UnauthorizedOperation"),
        ("lambda", "UnrecognizedClientException", "InvalidSignatureException", "AccessDeniedException"),
        (
            "organizations",
            "UnrecognizedClientException",
            "InvalidSignatureException",
            "AccessDeniedException",
        ),
    ],
)
def test_each_service_refuses_in_its_own_words(
    cloud: Cloud, service: str, unknown: str, wrong: str, denied: str
) -> None:
    key_id, secret = user(cloud)
    call = CALLS[service]

    codes = [
        code(client(service, cloud.endpoint, "AKIA" + "Z" * 16, secret), call),
        code(client(service, cloud.endpoint, key_id, "wrong"), call),
        code(client(service, cloud.endpoint, key_id, secret), call),
    ]

    assert codes == [unknown, wrong, denied]


@pytest.mark.parametrize("service", ["iam", "ec2", "lambda"])
def test_what_a_policy_allows_goes_through(cloud: Cloud, service: str) -> None:
    key = user(cloud, "iam:ListRoles", "ec2:DescribeRegions", "lambda:ListFunctions")

    assert code(client(service, cloud.endpoint, *key), CALLS[service]) == ""


def test_a_policy_of_a_group_counts(cloud: Cloud) -> None:
    key, iam = user(cloud), cloud.client("iam")
    iam.create_group(GroupName="readers")
    iam.put_group_policy(GroupName="readers", PolicyName="own", PolicyDocument=allowing("iam:ListRoles"))
    iam.add_user_to_group(GroupName="readers", UserName="alice")

    assert code(client("iam", cloud.endpoint, *key), "list_roles") == ""


def test_a_boundary_limits(cloud: Cloud) -> None:
    key, iam = user(cloud, "iam:*"), cloud.client("iam")
    limit = iam.create_policy(PolicyName="limit", PolicyDocument=allowing("iam:ListUsers"))["Policy"]["Arn"]
    iam.put_user_permissions_boundary(UserName="alice", PermissionsBoundary=limit)

    mine = client("iam", cloud.endpoint, *key)

    assert (code(mine, "list_roles"), code(mine, "list_users")) == ("AccessDenied", "")


def test_an_inactive_key_is_unknown(cloud: Cloud) -> None:
    key_id, secret = user(cloud, "iam:*")
    cloud.client("iam").update_access_key(UserName="alice", AccessKeyId=key_id, Status="Inactive")

    assert code(client("iam", cloud.endpoint, key_id, secret), "list_roles") == "InvalidClientTokenId"


def test_a_clock_that_is_off_is_told(cloud: Cloud) -> None:
    cloud.gate.clock_offset = 600

    with pytest.raises(ClientError, match="Signature expired"):
        cloud.client("iam").list_roles()


def test_a_region_that_is_closed_knows_no_key(cloud: Cloud) -> None:
    cloud.gate.closed_regions.add("eu-west-1")

    assert code(cloud.client("lambda", "eu-west-1"), "list_functions") == "UnrecognizedClientException"
    assert code(cloud.client("lambda"), "list_functions") == ""


def test_a_policy_of_the_organisation_denies_root_as_well(cloud: Cloud) -> None:
    cloud.gate.denied_by_organization.add(("lambda:ListFunctions", "us-east-1"))

    assert code(cloud.client("lambda"), "list_functions") == "AccessDeniedException"


def test_a_role_is_taken_by_whom_it_trusts(cloud: Cloud) -> None:
    key, iam = user(cloud, "sts:AssumeRole"), cloud.client("iam")
    trust = json.loads(allowing("sts:AssumeRole"))
    del trust["Statement"][0]["Resource"]
    for role, principal in (
        ("open", f"arn:aws:iam::{ACCOUNT}:root"),
        ("closed", f"arn:aws:iam::{ACCOUNT}:user/bob"),
    ):
        trust["Statement"][0]["Principal"] = {"AWS": principal}
        iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(trust))
    mine = client("sts", cloud.endpoint, *key)

    codes = {
        role: code(
            mine, "assume_role", RoleArn=f"arn:aws:iam::{ACCOUNT}:role/{role}", RoleSessionName="x" * 3
        )
        for role in ("open", "closed")
    }

    assert codes == {"open": "", "closed": "AccessDenied"}


def test_faults_come_once_in_order_and_then_the_cloud_answers(cloud: Cloud) -> None:
    cloud.faults.say("iam:ListRoles", Refused("First", "no"), Refused("Second", "no"))
    iam = cloud.client("iam")

    codes = [code(iam, "list_roles") for _ in range(3)]

    assert codes == ["First", "Second", ""]
    assert [asked.right for asked in cloud.faults.asked] == ["iam:ListRoles"] * 3


def test_an_answer_may_be_changed(cloud: Cloud) -> None:
    cloud.client("iam").create_user(UserName="alice")
    cloud.faults.change("iam:ListUsers", lambda body: body.replace(b"alice", b"eve"))

    assert cloud.client("iam").list_users()["Users"][0]["UserName"] == "eve"


def test_only_enabled_regions_are_listed(cloud: Cloud) -> None:
    regions = cloud.client("ec2").describe_regions()["Regions"]

    assert {region["RegionName"] for region in regions} == cloud.supplement.regions


def test_the_report_has_a_line_for_the_account(cloud: Cloud) -> None:
    cloud.supplement.root["access_key_1_active"] = "TRUE"
    iam = cloud.client("iam")
    iam.create_user(UserName="alice")
    iam.generate_credential_report()

    header, root, alice = iam.get_credential_report()["Content"].decode().splitlines()

    line = dict(zip(header.split(","), root.split(","), strict=True))
    assert (line["user"], line["access_key_1_active"], line["mfa_active"]) == (
        "<root_account>",
        "TRUE",
        "FALSE",
    )
    assert alice.startswith("alice,")
