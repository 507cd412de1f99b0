import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.emulator.aws.cloud import Cloud
from tests.providers.aws.collector import ACCOUNT, access, collector, opened

from akwarden.errors import CloudError, MissingRightError
from akwarden.model.account import AccountSite
from akwarden.model.principal import PrincipalType
from akwarden.providers.aws.permissions import CALLS, policy
from akwarden.providers.aws.provider import AWS
from akwarden.providers.provider import RoleRequest


def reader(cloud: Cloud, external_id: str | None = None) -> str:
    """Make a role that reads the account and that anybody of it may take; give its ARN."""
    condition = {"Condition": {"StringEquals": {"sts:ExternalId": external_id}}} if external_id else {}
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
                "Action": "sts:AssumeRole",
                **condition,
            }
        ],
    }
    iam = cloud.client("iam")
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument=json.dumps(trust))
    iam.put_role_policy(RoleName="reader", PolicyName="read", PolicyDocument=policy(CALLS))
    return AWS.role_arn(ACCOUNT, "reader", AccountSite.AWS)


def test_an_account_is_read_with_a_role(cloud: Cloud) -> None:
    request = RoleRequest(arn=reader(cloud), session_name="akwarden")

    lease = AWS.assume(request, access(cloud, collector(cloud)))

    identity = opened(cloud, lease.credential).identity()
    assert (identity.type, identity.name, identity.account) == (PrincipalType.ROLE, "reader", ACCOUNT)
    assert identity.arn == f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/akwarden"
    assert lease.expires_at is not None
    assert timedelta(minutes=55) < lease.expires_at - datetime.now(UTC) < timedelta(minutes=65)


def test_the_key_of_a_role_reads_what_the_role_may(cloud: Cloud) -> None:
    lease = AWS.assume(
        RoleRequest(arn=reader(cloud), session_name="akwarden"), access(cloud, collector(cloud))
    )

    roles = [role.name for role in opened(cloud, lease.credential).principals(PrincipalType.ROLE)]

    assert roles == ["reader"]


def test_a_role_that_asks_for_an_external_id_gets_it(cloud: Cloud) -> None:
    arn, reached = reader(cloud, external_id="akw-7"), access(cloud, collector(cloud))

    right = RoleRequest(arn=arn, session_name="akwarden", external_id="akw-7")
    wrong = RoleRequest(arn=arn, session_name="akwarden", external_id="akw-8")

    assert AWS.assume(right, reached).credential.token is not None
    with pytest.raises(MissingRightError, match="sts:AssumeRole"):
        AWS.assume(wrong, reached)


def test_without_the_right_no_role_is_taken(cloud: Cloud) -> None:
    request = RoleRequest(arn=reader(cloud), session_name="akwarden")
    key = collector(cloud, [call for call in CALLS if call.right != "sts:AssumeRole"])

    with pytest.raises(MissingRightError, match="sts:AssumeRole"):
        AWS.assume(request, access(cloud, key))


def test_the_secret_of_a_session_is_shown_nowhere(cloud: Cloud) -> None:
    lease = AWS.assume(
        RoleRequest(arn=reader(cloud), session_name="akwarden"), access(cloud, collector(cloud))
    )

    shown = repr(lease)

    assert lease.credential.secret.reveal().decode() not in shown
    assert str(lease.credential.token and lease.credential.token.reveal().decode()) not in shown


@pytest.mark.parametrize("name", ["", "no spaces allowed", "x" * 65])
def test_a_request_that_can_not_be_made_is_an_error_of_ours(cloud: Cloud, name: str) -> None:
    with pytest.raises(CloudError):
        AWS.assume(RoleRequest(arn="arn", session_name=name), access(cloud))
