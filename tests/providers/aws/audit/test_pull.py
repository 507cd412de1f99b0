import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import pytest
from tests.emulator.aws.asked import Said
from tests.emulator.aws.cloud import Cloud, guarded
from tests.emulator.aws.faults import Refused
from tests.providers.aws.collector import access, add_trail, client, collector

from akwarden.errors import CloudError, CredentialError, MissingRightError
from akwarden.model.credential import Credential
from akwarden.model.secret import Secret
from akwarden.providers.audit_pull import AbsentLogError, EventLog, Window
from akwarden.providers.aws.audit.pull import AwsAuditPull
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.permissions import CALLS
from akwarden.providers.inventory import Tally

NOW = datetime.now(UTC).replace(microsecond=0)
LOOKUP = "cloudtrail:LookupEvents"
JSON = "application/x-amz-json-1.1"


@pytest.fixture(scope="module")
def running() -> Iterator[Cloud]:
    """Give one server for the tests of a module."""
    with guarded() as cloud:
        yield cloud


@pytest.fixture
def cloud(running: Cloud) -> Cloud:
    """Give the server with nothing in its state, where calls leave no events."""
    running.reset()
    running.supplement.is_recording = False
    return running


def record(at: datetime, region: str = "us-east-1") -> dict[str, Any]:
    """Give a record of CloudTrail."""
    return {
        "userIdentity": {"type": "Root"},
        "eventTime": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": "ec2.amazonaws.com",
        "eventName": "DescribeInstances",
        "awsRegion": region,
        "eventID": f"e-{at.timestamp():.0f}",
    }


def log_of(cloud: Cloud, region: str = "us-east-1", key: Credential | None = None) -> EventLog:
    """Give the log of a region."""
    return next(log for log in AwsAuditPull(client(cloud, key)).logs() if log.name == region)


def test_all_pages_of_a_window_come_with_the_newest_first(cloud: Cloud) -> None:
    for minute in range(120):
        cloud.supplement.put_event(record(NOW - timedelta(minutes=minute)))
        cloud.supplement.put_event(record(NOW - timedelta(minutes=minute), "eu-west-1"))

    window = Window(NOW - timedelta(minutes=100), NOW - timedelta(minutes=1))
    pages = list(log_of(cloud).pages(window))

    times = [row.at for page in pages for row in page.rows]
    assert [len(page.rows) for page in pages] == [50, 50]
    assert [page.is_last for page in pages] == [False, True]
    assert times == [NOW - timedelta(minutes=n) for n in range(1, 101)]
    assert json.loads(pages[0].rows[0].record)["eventID"] == record(NOW - timedelta(minutes=1))["eventID"]


def test_the_regions_that_are_enabled_have_a_log_each(cloud: Cloud) -> None:
    assert [log.name for log in AwsAuditPull(client(cloud)).logs()] == ["eu-west-1", "us-east-1", "us-west-2"]


def test_two_calls_a_second_go_to_a_region(cloud: Cloud) -> None:
    for minute in range(200):
        cloud.supplement.put_event(record(NOW - timedelta(minutes=minute)))
    waits: list[float] = []
    due: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        due.append(monotonic() - began + seconds)

    began = monotonic()
    paced = Client(access(cloud, rate=1.0), Tally(), sleep=sleep)
    log = next(log for log in AwsAuditPull(paced).logs() if log.name == "us-east-1")

    pages = list(log.pages(Window(NOW - timedelta(days=1), NOW)))

    assert len(pages) == 4
    assert len(waits) <= 3, "the first call of a second does not wait"
    # A call that takes long itself shortens the wait of the next one, or takes its place.
    assert sum(waits) <= 0.5 + 1.0 + 1.5
    assert max(*due, monotonic() - began, 0.0) >= 1.5


def test_the_same_page_again_and_again_ends_with_an_error(cloud: Cloud) -> None:
    answer = Said(200, b'{"Events": [], "NextToken": "a"}', JSON)
    cloud.faults.say(LOOKUP, answer, answer)

    with pytest.raises(CloudError, match="again and again"):
        list(log_of(cloud).pages(Window(NOW - timedelta(days=1), NOW)))


def test_a_missing_right_is_not_the_same_as_no_events(cloud: Cloud) -> None:
    key = collector(cloud, [call for call in CALLS if call.right != LOOKUP])

    with pytest.raises(MissingRightError, match=LOOKUP):
        list(log_of(cloud, key=key).pages(Window(NOW - timedelta(days=1), NOW)))


def test_a_region_that_does_not_take_the_key_is_absent_where_others_do(cloud: Cloud) -> None:
    cloud.gate.closed_regions.add("us-west-2")

    with pytest.raises(AbsentLogError, match="us-west-2"):
        list(log_of(cloud, "us-west-2").pages(Window(NOW - timedelta(days=1), NOW)))


def test_a_key_that_works_nowhere_is_told(cloud: Cloud) -> None:
    log = log_of(cloud)
    unknown = Refused("InvalidClientTokenId", "The security token included in the request is invalid.")
    cloud.faults.say(LOOKUP, unknown)
    cloud.faults.say("sts:GetCallerIdentity", unknown)

    with pytest.raises(CredentialError):
        list(log.pages(Window(NOW - timedelta(days=1), NOW)))


def test_a_wrong_clock_is_told_and_asks_for_nothing(cloud: Cloud) -> None:
    log = log_of(cloud)
    cloud.gate.clock_offset = -3600

    with pytest.raises(CredentialError) as refused:
        list(log.pages(Window(NOW - timedelta(days=1), NOW)))

    assert "ahead" in str(refused.value.why)


@pytest.mark.parametrize("body", [b'{"Events": [1]}', b'{"Events": [{"EventTime": "soon"}]}', b"[]"])
def test_an_answer_of_another_kind_is_refused(cloud: Cloud, body: bytes) -> None:
    cloud.faults.say(LOOKUP, Said(200, body, JSON))

    with pytest.raises(CloudError):
        list(log_of(cloud).pages(Window(NOW - timedelta(days=1), NOW)))


def test_the_buckets_of_trails_are_told_once_each(cloud: Cloud) -> None:
    add_trail(cloud)

    (found,) = AwsAuditPull(client(cloud)).deliveries()

    assert (found.scheme, found.prefix) == ("s3", "")
    assert found.bucket


def test_without_the_right_to_list_trails_it_is_missing(cloud: Cloud) -> None:
    right = "cloudtrail:DescribeTrails"
    key = collector(cloud, [call for call in CALLS if call.right != right])

    with pytest.raises(MissingRightError, match=right):
        AwsAuditPull(client(cloud, key)).deliveries()


def test_a_made_up_key_shows_no_secret(cloud: Cloud) -> None:
    key = Credential("AKIA" + "Z" * 16, Secret(b"q" * 40))

    with pytest.raises(CredentialError) as refused:
        AwsAuditPull(client(cloud, key)).logs()

    assert "q" * 40 not in f"{refused.value.what}{refused.value.why}"
