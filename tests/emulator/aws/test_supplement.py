"""moto's server with its supplement answers real boto3 clients, also for what moto lacks."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.emulator.aws.cloud import REGION, Cloud, aws, client, guarded


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """Give the endpoint of a running server."""
    with aws() as address:
        yield address


@pytest.fixture
def guarded_cloud() -> Iterator[Cloud]:
    """Give a server with nothing in its state, where calls leave no events."""
    with guarded() as cloud:
        cloud.supplement.is_recording = False
        yield cloud


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


def test_events_of_a_region_come_with_the_newest_first_and_late_ones_at_their_place(
    guarded_cloud: Cloud,
) -> None:
    for minute, region in ((5, REGION), (1, REGION), (3, "eu-west-1"), (3, REGION)):
        guarded_cloud.supplement.put_event(event(minute, region))

    found = guarded_cloud.client("cloudtrail").lookup_events()["Events"]

    assert [one["EventId"] for one in found] == ["e1", "e3", "e5"]


def test_a_page_begins_behind_the_one_before_though_newer_events_came(guarded_cloud: Cloud) -> None:
    for minute in range(1, 5):
        guarded_cloud.supplement.put_event(event(minute))
    trail = guarded_cloud.client("cloudtrail")

    first = trail.lookup_events(MaxResults=2)
    guarded_cloud.supplement.put_event(event(0))
    second = trail.lookup_events(MaxResults=2, NextToken=first["NextToken"])

    assert [one["EventId"] for one in (*first["Events"], *second["Events"])] == ["e1", "e2", "e3", "e4"]
    assert "NextToken" not in second


def test_a_lookup_that_makes_no_sense_is_refused(guarded_cloud: Cloud) -> None:
    trail = guarded_cloud.client("cloudtrail")
    now = datetime.now(UTC)

    with pytest.raises(trail.exceptions.InvalidTimeRangeException):
        trail.lookup_events(StartTime=now, EndTime=now - timedelta(days=1))
    with pytest.raises(trail.exceptions.InvalidNextTokenException):
        trail.lookup_events(NextToken="x")


def event(minute: int, region: str = REGION) -> dict[str, Any]:
    """Give the record of an event so many minutes ago."""
    at = datetime.now(UTC) - timedelta(minutes=minute)
    return {
        "userIdentity": {},
        "eventTime": at.isoformat(timespec="seconds"),
        "eventSource": "ec2.amazonaws.com",
        "eventName": "DescribeInstances",
        "awsRegion": region,
        "eventID": f"e{minute}",
    }
