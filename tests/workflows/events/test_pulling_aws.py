import gzip
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.emulator.aws.cloud import Cloud, guarded
from tests.emulator.aws.faults import Refused
from tests.providers.aws.collector import ACCOUNT, collector, credential
from tests.store.databases import postgresql, state
from tests.workflows.events.pulls import Puller, cursor_of, puller

from akwarden.errors import ThrottledError
from akwarden.providers.audit_pull import BucketAddress
from akwarden.providers.aws.permissions import CALLS, DELIVERY_CALLS
from akwarden.store.state import State
from akwarden.workflows.events.pulling import PullWanted

__all__ = ["postgresql", "state"]

LOOKUP, LIST, GET = "cloudtrail:LookupEvents", "s3:ListBucket", "s3:GetObject"
REGION = "us-east-1"
SOURCE = f"aws:{ACCOUNT}/events/{REGION}"
BUCKET = BucketAddress(scheme="s3", bucket="trail-logs", prefix="")
FOLDER = f"AWSLogs/{ACCOUNT}/CloudTrail/{REGION}"
EVENTS, OBJECTS = PullWanted(), PullWanted(events=False, buckets=(BUCKET,))
TOO_OFTEN = Refused("ThrottlingException", "Rate exceeded", status=400)


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


@pytest.fixture
def shop(cloud: Cloud, state: State, tmp_path: Path) -> Puller:
    """Give who pulls the account as root."""
    return puller(
        state,
        tmp_path / "lake",
        provider="aws",
        number=ACCOUNT,
        endpoint=cloud.endpoint,
        key=credential(),
    )


def record(number: int, at: datetime, region: str = REGION) -> dict[str, Any]:
    """Give a record of CloudTrail."""
    return {
        "eventVersion": "1.09",
        "userIdentity": {"type": "Root", "principalId": ACCOUNT, "accountId": ACCOUNT},
        "eventTime": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": "ec2.amazonaws.com",
        "eventName": "DescribeInstances",
        "awsRegion": region,
        "sourceIPAddress": "203.0.113.7",
        "userAgent": "aws-cli/2.15.0",
        "readOnly": True,
        "eventID": f"event-{number:05}",
        "eventType": "AwsApiCall",
        "recipientAccountId": ACCOUNT,
    }


def happen(cloud: Cloud, count: int, *, last: datetime, step: timedelta, first: int = 0) -> list[str]:
    """Let events happen, the last one at a time; give their ids, the oldest first."""
    found = [record(first + n, last - step * (count - 1 - n)) for n in range(count)]
    for one in found:
        cloud.supplement.put_event(one)
    return [one["eventID"] for one in found]


def deliver(cloud: Cloud, key: str, *records: dict[str, Any]) -> None:
    """Put a file of records into the bucket."""
    body = gzip.compress(json.dumps({"Records": records}).encode())
    cloud.client("s3").put_object(Bucket=BUCKET.bucket, Key=key, Body=body)


def at_second_page(cloud: Cloud, happens: Callable[[], None]) -> None:
    """Let something happen when the second page of events goes out, once."""
    done: list[bool] = []

    def change(body: bytes) -> bytes:
        if cloud.faults.asked[-1].parameters.get("NextToken") and not done:
            done.append(True)
            happens()
        return body

    cloud.faults.change(LOOKUP, change)


def now() -> datetime:
    """Give the time in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def test_ninety_days_are_read_page_by_page_in_all_regions(cloud: Cloud, shop: Puller) -> None:
    ids = happen(cloud, 130, last=now(), step=timedelta(hours=16))
    cloud.supplement.put_event(record(900, now() - timedelta(days=20), "eu-west-1"))
    cloud.supplement.put_event(record(901, now() - timedelta(days=120)))

    pulled = shop.pull(EVENTS)

    assert pulled.error is None
    assert shop.events("event_id") == sorted([*ids, "event-00900"], key=shop.events("event_id").index)
    assert (pulled.count.imported, pulled.count.duplicates) == (131, 0)
    assert shop.source(SOURCE).cursor is not None


def test_a_second_pull_reads_an_overlap_and_stores_nothing_twice(cloud: Cloud, shop: Puller) -> None:
    happen(cloud, 60, last=now(), step=timedelta(minutes=1))
    shop.pull(EVENTS)
    fresh = happen(cloud, 3, last=now(), step=timedelta(seconds=1), first=100)

    pulled = shop.pull(EVENTS)

    assert pulled.count.imported == 3
    assert 10 <= pulled.count.duplicates <= 20
    assert set(fresh) <= set(shop.events("event_id"))


def test_a_late_event_is_found_in_the_overlap_though_nothing_else_is_new(cloud: Cloud, shop: Puller) -> None:
    happen(cloud, 5, last=now(), step=timedelta(minutes=1))
    shop.pull(EVENTS)
    shop.pull(EVENTS)
    cloud.supplement.put_event(record(77, now() - timedelta(minutes=9)))

    pulled = shop.pull(EVENTS)

    assert pulled.count.imported == 1
    assert "event-00077" in shop.events("event_id")


def test_a_throttled_call_is_made_again_and_nothing_is_lost(cloud: Cloud, shop: Puller) -> None:
    ids = happen(cloud, 120, last=now(), step=timedelta(minutes=1))
    cloud.faults.say(LOOKUP, TOO_OFTEN, TOO_OFTEN)

    pulled = shop.pull(EVENTS)

    assert (pulled.error, pulled.throttled) == (None, 2)
    assert shop.events("event_id") == ids


def test_throttling_without_end_in_the_middle_keeps_what_was_read_and_the_next_pull_goes_on(
    cloud: Cloud, shop: Puller
) -> None:
    ids = happen(cloud, 200, last=now(), step=timedelta(minutes=1))
    before = now()
    at_second_page(cloud, lambda: cloud.faults.say(LOOKUP, *[TOO_OFTEN] * 5))

    first = shop.pull(EVENTS)
    kept = shop.events("event_id")
    source = shop.source(SOURCE)
    cloud.faults.clear()
    second = shop.pull(EVENTS)

    assert isinstance(first.error, ThrottledError)
    assert kept == ids[100:]
    assert "allows no more calls" in (source.error or "")
    assert cursor_of(source)["watermark"] is None, "older events of the window are missing"
    assert second.error is None
    assert shop.events("event_id") == ids
    assert second.count.duplicates <= 20, "a minute of the window, and the overlap of fifteen"
    cursor = shop.source(SOURCE).cursor
    assert cursor is not None
    assert cursor.watermark == before


def test_a_run_that_is_told_to_stop_between_pages_goes_on_there(cloud: Cloud, shop: Puller) -> None:
    ids = happen(cloud, 200, last=now(), step=timedelta(minutes=1))
    at_second_page(cloud, shop.stop.set)

    first = shop.pull(EVENTS)
    kept = shop.events("event_id")
    cloud.faults.clear()
    shop.stop = threading.Event()
    second = shop.pull(EVENTS)

    assert first.stopped
    assert kept == ids[100:]
    assert second.error is None
    assert shop.events("event_id") == ids


def test_without_the_right_it_is_a_blind_spot_with_its_mend(
    cloud: Cloud, state: State, tmp_path: Path
) -> None:
    key = collector(cloud, [call for call in CALLS if call.right != LOOKUP])
    shop = puller(state, tmp_path / "lake", provider="aws", number=ACCOUNT, endpoint=cloud.endpoint, key=key)

    pulled = shop.pull(EVENTS)

    spots = [spot for spot in pulled.blind_spots if spot.right == LOOKUP]
    assert [spot.unseen for spot in spots] == [
        f"the calls of the last 90 days in {region}" for region in ("eu-west-1", "us-east-1", "us-west-2")
    ]
    assert {spot.mend for spot in spots} == {f"allow {LOOKUP}"}
    assert pulled.error is None
    assert "not allowed" in (shop.source(SOURCE).error or "")


def test_a_region_that_is_forbidden_stops_no_other(cloud: Cloud, shop: Puller) -> None:
    cloud.gate.denied_by_organization.add((LOOKUP, "eu-west-1"))
    cloud.gate.closed_regions.add("us-west-2")
    ids = happen(cloud, 3, last=now(), step=timedelta(minutes=1))

    pulled = shop.pull(EVENTS)

    assert pulled.error is None
    assert shop.events("event_id") == ids
    assert [spot.unseen for spot in pulled.blind_spots] == ["the calls of the last 90 days in eu-west-1"]


def test_a_key_of_another_account_moves_no_cursor(cloud: Cloud, state: State, tmp_path: Path) -> None:
    other = puller(
        state,
        tmp_path / "lake",
        provider="aws",
        number="999999999999",
        endpoint=cloud.endpoint,
        key=credential(),
    )

    pulled = other.pull(EVENTS)

    assert pulled.error is not None
    assert f"belongs to account {ACCOUNT}" in pulled.error.what
    assert other.events("event_id") == []


def test_delivered_files_are_read_once_and_late_ones_are_found(cloud: Cloud, shop: Puller) -> None:
    cloud.client("s3").create_bucket(Bucket=BUCKET.bucket)
    today, yesterday = now(), now() - timedelta(days=1)
    deliver(cloud, f"{FOLDER}/{today:%Y/%m/%d}/b.json.gz", record(2, today), record(3, today))
    deliver(cloud, f"AWSLogs/{ACCOUNT}/CloudTrail-Digest/{REGION}/{today:%Y/%m/%d}/d.json.gz")
    deliver(cloud, f"AWSLogs/{ACCOUNT}/Config/{REGION}/{today:%Y/%m/%d}/c.json.gz", record(9, today))

    first = shop.pull(OBJECTS)
    deliver(cloud, f"{FOLDER}/{yesterday:%Y/%m/%d}/a.json.gz", record(1, yesterday))
    second = shop.pull(OBJECTS)
    third = shop.pull(OBJECTS)

    assert (first.objects, first.count.imported) == (1, 2)
    assert (second.objects, second.known_objects, second.count.imported) == (1, 1, 1)
    assert (third.objects, third.known_objects, third.count.read) == (0, 2, 0)
    assert shop.events("event_id") == ["event-00001", "event-00002", "event-00003"]
    assert shop.source(BUCKET.text).cursor is not None


def test_the_same_events_in_another_file_and_by_calls_are_stored_once(cloud: Cloud, shop: Puller) -> None:
    cloud.client("s3").create_bucket(Bucket=BUCKET.bucket)
    at = now()
    deliver(cloud, f"{FOLDER}/{at:%Y/%m/%d}/a.json.gz", record(1, at), record(2, at))
    deliver(cloud, f"{FOLDER}/{at:%Y/%m/%d}/b.json.gz", record(2, at), record(3, at))
    for number in (1, 2, 3):
        cloud.supplement.put_event(record(number, at))

    pulled = shop.pull(PullWanted(buckets=(BUCKET,)))

    assert shop.events("event_id") == ["event-00001", "event-00002", "event-00003"]
    assert (pulled.count.imported, pulled.count.duplicates) == (3, 4)


def test_a_bucket_that_may_not_be_read_is_a_blind_spot_and_calls_go_on(
    cloud: Cloud, state: State, tmp_path: Path
) -> None:
    cloud.client("s3").create_bucket(Bucket=BUCKET.bucket)
    deliver(cloud, f"{FOLDER}/2026/01/01/a.json.gz", record(1, now()))
    at = now()
    deliver(cloud, f"{FOLDER}/{at:%Y/%m/%d}/b.json.gz", record(2, at))
    ids = happen(cloud, 2, last=now(), step=timedelta(minutes=1), first=5)
    key = collector(cloud, [call for call in (*CALLS, *DELIVERY_CALLS) if call.right != GET])
    shop = puller(state, tmp_path / "lake", provider="aws", number=ACCOUNT, endpoint=cloud.endpoint, key=key)

    pulled = shop.pull(PullWanted(buckets=(BUCKET,)))

    assert [(spot.right, spot.mend) for spot in pulled.blind_spots] == [(GET, f"allow {GET}")]
    assert shop.events("event_id") == ids


def test_throttling_while_files_are_fetched_loses_none(cloud: Cloud, shop: Puller) -> None:
    cloud.client("s3").create_bucket(Bucket=BUCKET.bucket)
    at = now()
    for number in range(4):
        deliver(cloud, f"{FOLDER}/{at:%Y/%m/%d}/{number}.json.gz", record(number, at))
    slow = Refused("SlowDown", "Reduce your request rate", status=503)
    cloud.faults.say(GET, slow, slow)
    cloud.faults.say(LIST, slow)

    pulled = shop.pull(OBJECTS)

    assert (pulled.error, pulled.throttled, pulled.objects) == (None, 3, 4)
    assert len(shop.events("event_id")) == 4


def test_the_buckets_of_trails_are_found(cloud: Cloud, shop: Puller) -> None:
    cloud.client("s3").create_bucket(Bucket=BUCKET.bucket)
    cloud.client("cloudtrail").create_trail(Name="all", S3BucketName=BUCKET.bucket, IsMultiRegionTrail=True)
    at = now()
    deliver(cloud, f"{FOLDER}/{at:%Y/%m/%d}/a.json.gz", record(1, at))

    pulled = shop.pull(PullWanted(events=False, delivered=True))

    assert pulled.error is None
    assert shop.events("event_id") == ["event-00001"]


def test_a_bucket_that_is_not_there_is_told(shop: Puller) -> None:
    pulled = shop.pull(OBJECTS)

    assert pulled.error is not None
    assert pulled.error.what == "there is no bucket trail-logs"
