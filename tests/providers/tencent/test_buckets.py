from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.providers.tencent.shop import (
    AT_ONCE,
    MADE_UP,
    READING,
    access,
    account,
    credential_of,
    opened,
    reader,
    root_key,
    shop_cloud,
)

from akwarden.emulator.tencent.cos.state import CosState, add_bucket
from akwarden.emulator.tencent.faults import Fault
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.state import Cloud
from akwarden.errors import CloudError, MissingRightError
from akwarden.model.bucket import Bucket
from akwarden.providers.audit_pull import BucketAddress
from akwarden.providers.inventory import Access, CloudCall, Tally
from akwarden.providers.tencent.audit.objects import CosBucket
from akwarden.providers.tencent.buckets import buckets_of
from akwarden.providers.tencent.rights import Rights

LISTING, LOGGING = "cos:GetService", "cos:GetBucketLogging"
BARE = "organization: {management: shop}\naccounts: [{name: shop, root_keys: [{age: 1}]}]"


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    """Give a cloud with an account that has nothing but its root key."""
    return shop_cloud(tmp_path, BARE)


def add_buckets(cloud: Cloud, *names: str) -> list[str]:
    """Make buckets in two regions and give their whole names; the first one is logged to the last."""
    where = account(cloud)
    made = [
        add_bucket(cloud, where, name, "ap-shanghai" if number % 2 else "ap-guangzhou")
        for number, name in enumerate(names)
    ]
    if len(made) > 1:
        made[0].log_target = (made[-1].name, "access/")
    return [one.name for one in made]


def found(cloud: Cloud, *missing: str) -> tuple[list[Bucket], list[str]]:
    """Give the buckets as a reader sees them without some rights, and its blind spots."""
    key = reader(cloud, [call for call in READING if call.right not in missing])
    with Emulator(cloud, rate_scale=0) as running:
        inventory = opened(running, key)
        return list(inventory.buckets()), [spot.right for spot in inventory.tally.blind_spots]


def test_a_bucket_says_where_its_access_logs_go(cloud: Cloud) -> None:
    data, free, logs = add_buckets(cloud, "data", "open", "zlogs")

    buckets, blind = found(cloud)

    assert buckets == [
        Bucket(name=data, region="ap-guangzhou", log_target=f"{logs}/access/"),
        Bucket(name=free, region="ap-shanghai"),
        Bucket(name=logs, region="ap-guangzhou"),
    ]
    assert blind == []


def test_an_account_without_buckets_has_none(cloud: Cloud) -> None:
    assert found(cloud) == ([], [])


def test_logs_that_can_not_be_seen_are_not_none_and_not_asked_for_again_and_again(cloud: Cloud) -> None:
    names = add_buckets(cloud, *(f"data-{number}" for number in range(6)))

    buckets, blind = found(cloud, LOGGING)

    assert [(one.name, one.is_log_known) for one in buckets] == [(name, False) for name in names]
    assert blind == [LOGGING]


def test_without_the_right_to_list_them_it_is_missing_and_not_none(cloud: Cloud) -> None:
    add_buckets(cloud, "data")

    with pytest.raises(MissingRightError, match=LISTING):
        found(cloud, LISTING)


def test_a_cloud_that_is_busy_is_asked_again(cloud: Cloud) -> None:
    add_buckets(cloud, "data")
    key = root_key(cloud)
    with Emulator(cloud, rate_scale=0) as running:
        running.faults.add(Fault(kind="throttle", service="cos", action="GetBucketLogging", times=2))
        inventory = opened(running, key)

        (bucket,) = inventory.buckets()

    assert bucket.is_log_known
    assert inventory.tally.throttled == 2


def cos_access(running: Emulator, cloud: Cloud) -> Access:
    """Give how the account is reached by its root key."""
    return access(running.endpoint, credential_of(root_key(cloud)))


def test_a_bucket_that_is_gone_by_now_is_left_out(cloud: Cloud) -> None:
    gone, kept = add_buckets(cloud, "data", "logs")
    with Emulator(cloud, rate_scale=0) as running:
        way, tally = cos_access(running, cloud), Tally()

        def open_bucket(address: BucketAddress) -> CosBucket:
            if address.bucket == gone:
                del account(cloud).state(CosState).buckets[gone]
            return CosBucket(way, tally, address, AT_ONCE)

        names = [one.name for one in buckets_of(Rights(tally), open_bucket)]

    assert names == [kept]


class Paged(CosBucket):
    """A list of buckets in pages, made up; nothing is called."""

    pages: Sequence[str] = ()

    def told(self, call: CloudCall, parameters: Mapping[str, str]) -> ET.Element:
        """Give the page behind a marker, and for a bucket that it has no logs."""
        if call.action == "GetBucketLogging":
            return ET.Element("BucketLoggingStatus")
        return ET.fromstring(self.pages[int(parameters.get("marker", "0"))])  # noqa: S314  our own


def page(name: str, marker: str) -> str:
    """Give a page with one bucket, and where the next one begins."""
    more = f"<IsTruncated>true</IsTruncated><NextMarker>{marker}</NextMarker>" if marker else ""
    return f"<R><Buckets><Bucket><Name>{name}</Name></Bucket></Buckets>{more}</R>"


def paged(*pages: str) -> list[str]:
    """Give the names in a list of these pages."""
    way = access("http://127.0.0.1:9", MADE_UP)

    def open_page(address: BucketAddress) -> CosBucket:
        bucket = Paged(way, Tally(), address, AT_ONCE)
        bucket.pages = pages
        return bucket

    return [one.name for one in buckets_of(Rights(Tally()), open_page)]


def test_a_list_with_pages_is_read_to_its_end() -> None:
    assert paged(page("one-1", "1"), page("two-1", "")) == ["one-1", "two-1"]


def test_a_list_that_does_not_end_is_refused() -> None:
    with pytest.raises(CloudError, match="does not end"):
        paged(page("one-1", "0"), page("one-1", "0"))
