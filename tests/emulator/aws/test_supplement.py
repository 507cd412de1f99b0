"""moto's server with its supplement answers real boto3 clients, also for what moto lacks."""

import json
from collections.abc import Iterator

import pytest
from tests.emulator.aws.cloud import aws, client


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """Give the endpoint of a running server."""
    with aws() as address:
        yield address


def test_keys_of_a_user_are_kept_and_a_third_is_refused(endpoint: str) -> None:
    iam = client("iam", endpoint)
    iam.create_user(UserName="alice")
    made = [iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"] for _ in range(2)]

    with pytest.raises(iam.exceptions.LimitExceededException):
        iam.create_access_key(UserName="alice")
    listed = iam.list_access_keys(UserName="alice")["AccessKeyMetadata"]

    assert [key["AccessKeyId"] for key in listed] == made


def test_calls_can_be_looked_up_by_their_key_in_pages(endpoint: str) -> None:
    key_id = "AKIA" + "B" * 16
    iam = client("iam", endpoint, key_id)
    for number in range(60):
        iam.create_user(UserName=f"user-{number}")

    trail = client("cloudtrail", endpoint)
    by_key = [{"AttributeKey": "AccessKeyId", "AttributeValue": key_id}]
    pages = trail.get_paginator("lookup_events").paginate(LookupAttributes=by_key)
    sizes = [len(page["Events"]) for page in pages]

    assert sizes == [50, 10]


def test_record_of_a_call_says_who_and_what(endpoint: str) -> None:
    key_id = "AKIA" + "C" * 16
    client("iam", endpoint, key_id).list_users()

    trail = client("cloudtrail", endpoint)
    by_key = [{"AttributeKey": "AccessKeyId", "AttributeValue": key_id}]
    (event,) = trail.lookup_events(LookupAttributes=by_key)["Events"]

    record = json.loads(event["CloudTrailEvent"])
    assert (record["eventName"], record["eventSource"], record["readOnly"]) == (
        "ListUsers",
        "iam.amazonaws.com",
        True,
    )


def test_boundary_of_a_user_is_kept_shown_and_taken_away(endpoint: str) -> None:
    iam = client("iam", endpoint)
    iam.create_user(UserName="bob")
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"

    iam.put_user_permissions_boundary(UserName="bob", PermissionsBoundary=arn)
    shown = iam.get_user(UserName="bob")["User"]["PermissionsBoundary"]
    iam.delete_user_permissions_boundary(UserName="bob")

    assert shown == {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn}
    assert "PermissionsBoundary" not in iam.get_user(UserName="bob")["User"]
