"""Files and records that tracks deliver: when they come, and what is in them."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, emulator
from tests.emulator.tencent.cos.signed import found_in, host_of, send

from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.cos.state import CosState, add_bucket
from akwarden.emulator.tencent.history import Put, put_event
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.cloudaudit.state import CloudAuditState
from akwarden.emulator.tencent.services.cls.state import ClsState
from akwarden.emulator.tencent.services.organization.state import Member, Node, Organization, organizations

__all__ = ["emulator"]
REGION = "ap-guangzhou"


@pytest.fixture(scope="module")
def audit(emulator: Emulator) -> Any:
    return client("cloudaudit", emulator)


@pytest.fixture(autouse=True)
def _fresh_bucket(emulator: Emulator) -> Iterator[None]:
    add_bucket(emulator.cloud, account_of(emulator), "logs", REGION)
    yield
    account_of(emulator).state(CloudAuditState).tracks.clear()
    account_of(emulator).state(CosState).buckets.clear()


def create(audit: Any, **changed: Any) -> int:
    """Make a track for writes of a service that only tests have."""
    storage = {"StorageType": "cos", "StorageRegion": REGION, "StorageName": "logs", "StoragePrefix": "trail"}
    storage |= changed.pop("Storage", {})
    whole = {
        "Name": "trail",
        "Status": 1,
        "ActionType": "Write",
        "ResourceType": "tested",
        "EventNames": ["*"],
        "Storage": storage,
    }
    return int(ask(audit, "CreateAuditTrack", **(whole | changed))["TrackId"])


def happen(emulator: Emulator, action: str, **fields: Any) -> None:
    whole: dict[str, Any] = {"account": account_of(emulator).uin, "service": "tested", "write": True} | fields
    put_event(emulator.cloud, Put(action=action, **whole))


def keys(emulator: Emulator) -> list[str]:
    return found_in(send(emulator, "GET", host=host_of(emulator, "logs")), "Contents/Key")


def names(emulator: Emulator) -> list[list[str]]:
    """Give the names of the events in each file."""
    contents = [
        send(emulator, "GET", f"/{key}", host=host_of(emulator, "logs")).content for key in keys(emulator)
    ]
    texts = [gzip.decompress(content) for content in contents]
    return [[json.loads(line)["eventName"] for line in text.splitlines()] for text in texts]


def test_first_file_comes_after_ten_minutes_and_others_every_five(emulator: Emulator, audit: Any) -> None:
    clock = emulator.cloud.clock
    create(audit)
    happen(emulator, "First")

    clock.advance(590)
    assert keys(emulator) == []
    clock.advance(20)
    assert names(emulator) == [["First"]]
    happen(emulator, "Second")
    assert names(emulator) == [["First"]]
    clock.advance(300)
    assert names(emulator) == [["First"], ["Second"]]


def test_long_unread_bucket_has_the_files_of_all_times(emulator: Emulator, audit: Any) -> None:
    create(audit)
    for number in range(3):
        happen(emulator, f"At{number}")
        emulator.cloud.clock.advance(700)

    assert names(emulator) == [["At0"], ["At1"], ["At2"]]


def test_file_lies_under_prefix_and_hour(emulator: Emulator, audit: Any) -> None:
    number = create(audit)
    happen(emulator, "Placed")
    emulator.cloud.clock.advance(1200)

    (key,) = keys(emulator)

    prefix, hour, name = key.split("/")
    moment = int(name.split("_")[1].removesuffix(".gz")) / 1000
    assert (prefix, name.split("_")[0]) == ("trail", str(number))
    assert hour == local(moment)[:13].replace("-", "").replace(" ", "")


def test_uncompressed_files_are_lines_of_json(emulator: Emulator, audit: Any) -> None:
    create(audit, Storage={"Compress": 2})
    happen(emulator, "Plain")
    emulator.cloud.clock.advance(1200)

    (key,) = keys(emulator)
    content = send(emulator, "GET", f"/{key}", host=host_of(emulator, "logs")).text

    assert not key.endswith(".gz")
    assert json.loads(content)["resourceType"] == "tested"


def test_only_wanted_events_are_delivered(emulator: Emulator, audit: Any) -> None:
    create(audit, EventNames=["Wanted"])
    happen(emulator, "Wanted")
    happen(emulator, "Wanted", write=False)
    happen(emulator, "Wanted", service="other")
    happen(emulator, "Unwanted")
    emulator.cloud.clock.advance(1200)

    assert names(emulator) == [["Wanted"]]


def test_calls_of_the_sdk_are_delivered(emulator: Emulator, audit: Any) -> None:
    create(audit, ResourceType="cam")
    ask(client("cam", emulator), "AddUser", Name="delivered")
    emulator.cloud.clock.advance(1200)

    assert names(emulator) == [["AddUser"]]


def test_what_happens_while_logging_is_stopped_never_comes(emulator: Emulator, audit: Any) -> None:
    create(audit)
    happen(emulator, "Before")
    ask(audit, "StopLogging", AuditName="trail")
    happen(emulator, "Meanwhile")
    ask(audit, "StartLogging", AuditName="trail")
    happen(emulator, "After")
    emulator.cloud.clock.advance(1200)

    assert names(emulator) == [["Before", "After"]]


def test_track_that_was_never_on_delivers_nothing_until_it_is(emulator: Emulator, audit: Any) -> None:
    create(audit, Status=0)
    happen(emulator, "Off")
    emulator.cloud.clock.advance(1200)
    assert keys(emulator) == []

    ask(audit, "StartLogging", AuditName="trail")
    happen(emulator, "On")
    emulator.cloud.clock.advance(610)

    assert names(emulator) == [["On"]]


def test_deleted_track_leaves_its_files_and_sends_no_more(emulator: Emulator, audit: Any) -> None:
    number = create(audit)
    happen(emulator, "Kept")
    emulator.cloud.clock.advance(610)
    ask(audit, "DeleteAuditTrack", TrackId=number)
    happen(emulator, "Lost")
    emulator.cloud.clock.advance(1200)

    assert names(emulator) == [["Kept"]]


def test_event_put_into_the_past_comes_after_what_was_read(emulator: Emulator, audit: Any) -> None:
    create(audit)
    happen(emulator, "InTime")
    emulator.cloud.clock.advance(610)
    assert names(emulator) == [["InTime"]]

    happen(emulator, "Late", moment=emulator.cloud.clock.now() - 3600)
    assert names(emulator) == [["InTime"]]
    emulator.cloud.clock.advance(300)

    assert names(emulator) == [["InTime"], ["Late"]]


def test_changed_track_goes_to_its_new_place(emulator: Emulator, audit: Any) -> None:
    account = account_of(emulator)
    other = add_bucket(emulator.cloud, account, "other", REGION)
    number = create(audit)
    happen(emulator, "Old")
    emulator.cloud.clock.advance(610)
    storage = {"StorageType": "cos", "StorageRegion": REGION, "StorageName": "other", "StoragePrefix": "new"}
    ask(audit, "ModifyAuditTrack", TrackId=number, Storage=storage)
    happen(emulator, "New")
    emulator.cloud.clock.advance(300)

    assert names(emulator) == [["Old"]]
    (key,) = found_in(send(emulator, "GET", host=host_of(emulator, "other")), "Contents/Key")
    assert key.startswith("new/")
    assert key in other.objects


def test_track_to_a_topic_delivers_logs(emulator: Emulator, audit: Any) -> None:
    cls = client("cls", emulator)
    topic = ask(cls, "DescribeTopics")["Topics"][0]["TopicId"]
    create(audit, Storage={"StorageType": "cls", "StorageName": topic})
    happen(emulator, "Logged")
    now = int(emulator.cloud.clock.now() * 1000)
    span = {"TopicId": topic, "From": now - 60_000, "To": now + 60_000, "QueryString": "eventName:Logged"}

    assert ask(cls, "SearchLog", **span)["Results"] == []
    emulator.cloud.clock.advance(610)

    (log,) = ask(cls, "SearchLog", **span)["Results"]
    assert json.loads(log["LogJson"])["resourceType"] == "tested"
    account_of(emulator).state(ClsState).topics[topic].feeds.clear()


def test_manager_of_an_organization_gets_events_of_members(emulator: Emulator, audit: Any) -> None:
    cloud, host = emulator.cloud, account_of(emulator)
    member = cloud.add_account("member")
    organization = Organization(1, host.uin, 0.0, Node(1, "root", 0, 0.0))
    organization.members[member.uin] = Member(member.uin, "member", 1, 0.0, [])
    organizations(cloud).append(organization)

    create(audit, TrackForAllMembers=1)
    happen(emulator, "Theirs", account=member.uin)
    happen(emulator, "Ours")
    cloud.clock.advance(610)

    assert names(emulator) == [["Ours", "Theirs"]]
    organizations(cloud).clear()
