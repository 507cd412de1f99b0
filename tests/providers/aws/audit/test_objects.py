import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.emulator.aws.asked import Said, Start
from tests.emulator.aws.cloud import Cloud, guarded
from tests.emulator.aws.faults import Refused
from tests.providers.aws.collector import client, collector

from akwarden.errors import CloudError, MissingRightError, UnreachableError
from akwarden.model.credential import Credential
from akwarden.providers.audit_pull import BucketAddress, GoneObjectError, StoredObject
from akwarden.providers.aws.audit.objects import S3Bucket
from akwarden.providers.aws.permissions import CALLS, DELIVERY_CALLS, GET_OBJECT

GET, LIST = "s3:GetObject", "s3:ListBucket"
KEYS = ("audit/2026/05/01/a b+&?.gz", "audit/2026/05/01/日志.gz", "audit/2026/05/02/b", "other")


@dataclass(frozen=True)
class Broken(Said):
    """An answer whose body ends before its time."""

    def send(self, start: Start) -> Iterable[bytes]:
        """Send it."""
        start("200 OK", [("Content-Length", "5000"), ("Connection", "close")])
        return [self.body]


@pytest.fixture(scope="module")
def running() -> Iterator[Cloud]:
    """Give one server for the tests of a module."""
    with guarded() as cloud:
        yield cloud


@pytest.fixture
def cloud(running: Cloud) -> Cloud:
    """Give the server with a bucket that has some objects, also such as have odd names."""
    running.reset()
    s3 = running.client("s3")
    s3.create_bucket(Bucket="logs")
    for key in KEYS:
        s3.put_object(Bucket="logs", Key=key, Body=key.encode() * 1000)
    running.faults.asked.clear()
    return running


def opened(cloud: Cloud, key: Credential | None = None, **more: Any) -> S3Bucket:
    """Open a bucket, as root where no key is named."""
    fields = {"scheme": "s3", "bucket": "logs", **more}
    return S3Bucket(client(cloud, key), BucketAddress(**fields))


def content(store: S3Bucket, stored: StoredObject) -> bytes:
    """Give what an object holds."""
    into = io.BytesIO(b"left from a try before, longer than the object" * 3000)
    store.fetch(stored, into)
    return into.getvalue()


def test_objects_are_listed_in_order_and_fetched_whatever_they_are_called(cloud: Cloud) -> None:
    store = opened(cloud)

    found = list(store.objects("audit/", page=1))

    assert [one.key for one in found] == list(KEYS[:3])
    assert [content(store, one) for one in found] == [key.encode() * 1000 for key in KEYS[:3]]
    assert [one.size for one in found] == [len(key.encode()) * 1000 for key in KEYS[:3]]
    assert all(one.etag and '"' not in one.etag for one in found)


def test_a_list_begins_behind_a_key_and_shows_folders(cloud: Cloud) -> None:
    store = opened(cloud)

    assert [one.key for one in store.objects("audit/", after="audit/2026/05/02")] == [KEYS[2]]
    assert [*store.folders(""), *store.folders("audit/2026/")] == ["audit/", "audit/2026/05/"]


@pytest.mark.parametrize("call", DELIVERY_CALLS)
def test_a_missing_right_is_told(cloud: Cloud, call: Any) -> None:
    store = opened(cloud, collector(cloud, [one for one in DELIVERY_CALLS if one is not call]))

    with pytest.raises(MissingRightError) as refused:
        _ = [content(store, one) for one in store.objects("")]

    assert refused.value.right == call.right


def test_the_rights_for_an_account_do_not_open_its_buckets(cloud: Cloud) -> None:
    store = opened(cloud, collector(cloud, CALLS))

    with pytest.raises(MissingRightError):
        list(store.objects(""))


def test_an_object_that_was_deleted_meanwhile_is_gone(cloud: Cloud) -> None:
    store = opened(cloud)
    (found,) = store.objects("other")
    cloud.client("s3").delete_object(Bucket="logs", Key="other")

    with pytest.raises(GoneObjectError):
        content(store, found)


def test_a_bucket_that_is_not_there_is_told(cloud: Cloud) -> None:
    with pytest.raises(CloudError, match="there is no bucket nothing"):
        list(opened(cloud, bucket="nothing").objects(""))


def test_a_busy_bucket_is_asked_again(cloud: Cloud) -> None:
    slow = Refused("SlowDown", "Reduce your request rate.", status=503)
    cloud.faults.say(LIST, slow, slow)

    assert len(list(opened(cloud).objects(""))) == 4


def test_an_object_that_was_archived_is_told_and_is_not_a_missing_right(cloud: Cloud) -> None:
    store = opened(cloud)
    (found,) = store.objects("other")
    cloud.faults.say(GET, Refused("InvalidObjectState", "The operation is not valid.", status=403))

    with pytest.raises(CloudError, match="InvalidObjectState") as refused:
        content(store, found)

    assert not isinstance(refused.value, MissingRightError)


def test_a_body_that_breaks_off_is_fetched_again(cloud: Cloud) -> None:
    store = opened(cloud)
    (found,) = store.objects("other")
    cloud.faults.say(GET, Broken(200, b"short"))

    assert content(store, found) == b"other" * 1000


def test_a_body_that_always_breaks_off_is_told(cloud: Cloud) -> None:
    store = opened(cloud)
    (found,) = store.objects("other")
    cloud.faults.say(GET, *[Broken(200, b"short")] * 3)

    with pytest.raises(UnreachableError, match="can't be fetched"):
        content(store, found)


def test_the_calls_stand_apart_from_those_that_read_an_account() -> None:
    assert GET_OBJECT not in CALLS
    assert {call.service for call in DELIVERY_CALLS} == {"s3"}
