from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from hypothesis import given
from hypothesis import strategies as st

from akwarden.providers.audit_pull import BucketAddress, StoredObject
from akwarden.workflows.events.delivered_list import LATE, delivered

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ACCOUNT, OTHER = "123456789012", "210987654321"


@dataclass
class Bucket:
    """A bucket in memory; what it holds by key, with when it came."""

    held: Mapping[str, datetime]
    prefix: str = ""
    calls: list[tuple[str, str]] = field(default_factory=list)

    @property
    def address(self) -> BucketAddress:
        return BucketAddress(scheme="s3", bucket="logs", prefix=self.prefix)

    def folders(self, prefix: str) -> Iterator[str]:
        self.calls.append(("folders", prefix))
        rest = (key.removeprefix(prefix) for key in self.held if key.startswith(prefix))
        yield from sorted({f"{prefix}{one.partition('/')[0]}/" for one in rest if "/" in one})

    def objects(self, prefix: str, *, after: str = "", page: int = 1000) -> Iterator[StoredObject]:
        self.calls.append(("objects", after or prefix))
        assert 50 <= page <= 1000
        for key in sorted(self.held):
            if key.startswith(prefix) and key > after:
                yield StoredObject(key=key, etag="e", size=1, modified=self.held[key])

    def fetch(self, stored: StoredObject, into: BinaryIO) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Nothing is open."""


def trail(at: datetime, name: str = "a.json.gz", region: str = "us-east-1", account: str = ACCOUNT) -> str:
    """Give the key of a file of CloudTrail."""
    return f"AWSLogs/{account}/CloudTrail/{region}/{at:%Y/%m/%d}/{name}"


def keys(bucket: Bucket, since: datetime) -> list[str]:
    """Give what was delivered since then."""
    return [one.key for one in delivered(bucket, since)]


def test_files_of_all_accounts_and_regions_come_by_day_the_oldest_first() -> None:
    days = [NOW - timedelta(days=n) for n in (3, 2, 1)]
    held = {
        trail(day, region=region, account=account): day
        for day in days
        for region in ("us-east-1", "eu-west-1")
        for account in (ACCOUNT, OTHER)
    }

    found = keys(Bucket(held), NOW - timedelta(days=30))

    assert len(found) == 12
    dates = [key.split("/")[-4:-1] for key in found]
    assert dates == sorted(dates)


def test_files_of_an_organisation_are_found_and_other_logs_are_left_out() -> None:
    org = f"AWSLogs/o-abcdefghij/{ACCOUNT}"
    held = {
        f"{org}/CloudTrail/us-east-1/2026/05/30/a.json.gz": NOW,
        f"{org}/CloudTrail-Digest/us-east-1/2026/05/30/d.json.gz": NOW,
        f"{org}/CloudTrail-Insight/us-east-1/2026/05/30/i.json.gz": NOW,
        f"{org}/Config/us-east-1/2026/5/30/c.json.gz": NOW,
        f"AWSLogs/{OTHER}/vpcflowlogs/us-east-1/2026/05/30/v.log.gz": NOW,
    }

    found = keys(Bucket(held), NOW - timedelta(days=30))

    assert {key.rpartition("/")[2] for key in found} == {"a.json.gz", "i.json.gz"}


def test_old_days_are_not_listed_and_a_late_file_of_yesterday_is_found() -> None:
    old, yesterday = NOW - timedelta(days=60), NOW - timedelta(days=1)
    bucket = Bucket({trail(old): old, trail(yesterday, "late.gz"): NOW, trail(yesterday): yesterday})

    found = keys(bucket, NOW - timedelta(hours=1))

    assert [key.rpartition("/")[2] for key in found] == ["late.gz"]
    after = f"AWSLogs/{ACCOUNT}/CloudTrail/us-east-1/{NOW - timedelta(hours=1) - LATE:%Y/%m/%d}"
    assert bucket.calls[-1] == ("objects", after)


def test_an_unknown_layout_is_listed_whole_and_the_time_decides() -> None:
    held = {
        "audit/2026053110/1_1.gz": NOW - timedelta(days=1),
        "audit/2026053111/1_2.gz": NOW,
        "audit/x.gz": NOW,
        "other/x.gz": NOW,
    }

    found = keys(Bucket(held, "audit/"), NOW - timedelta(hours=1))

    assert found == ["audit/2026053111/1_2.gz", "audit/x.gz"]


def test_an_empty_bucket_has_nothing() -> None:
    assert keys(Bucket({}), NOW) == []


@given(
    st.lists(
        st.tuples(
            st.integers(0, 40),
            st.integers(0, int(LATE.total_seconds())),
            st.sampled_from(["us-east-1", "eu-west-1"]),
        ),
        max_size=20,
    ),
    st.integers(0, 40),
)
def test_what_comes_up_to_three_days_late_is_listed(files: list[tuple[int, int, str]], back: int) -> None:
    held = {}
    for number, (day, late, region) in enumerate(files):
        at = NOW - timedelta(days=day)
        held[trail(at, f"{number}.gz", region)] = at + timedelta(seconds=late)
    since = NOW - timedelta(days=back)

    assert set(keys(Bucket(held), since)) == {key for key, came in held.items() if came >= since}
