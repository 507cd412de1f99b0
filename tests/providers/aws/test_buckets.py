import pytest
from tests.emulator.aws.asked import Said
from tests.emulator.aws.cloud import Cloud
from tests.emulator.aws.faults import Refused
from tests.providers.aws.collector import collector, opened

from akwarden.errors import CloudError, MissingRightError
from akwarden.model.bucket import Bucket
from akwarden.providers.aws.permissions import CALLS

LISTING, LOGGING = "s3:ListAllMyBuckets", "s3:GetBucketLogging"


def add_buckets(cloud: Cloud, *names: str) -> None:
    """Make buckets; the first one's access is logged to the last one."""
    s3 = cloud.client("s3")
    for name in names:
        s3.create_bucket(Bucket=name)
    if len(names) > 1:
        s3.put_bucket_acl(
            Bucket=names[-1],
            AccessControlPolicy={
                "Owner": {"ID": "1"},
                "Grants": [
                    {
                        "Grantee": {
                            "Type": "Group",
                            "URI": "http://acs.amazonaws.com/groups/s3/LogDelivery",
                        },
                        "Permission": right,
                    }
                    for right in ("READ_ACP", "WRITE")
                ],
            },
        )
        s3.put_bucket_logging(
            Bucket=names[0],
            BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": names[-1], "TargetPrefix": "access/"}},
        )


def found(cloud: Cloud, *missing: str) -> tuple[list[Bucket], list[str]]:
    """Give the buckets as a collector sees them without some rights, and its blind spots."""
    inventory = opened(cloud, collector(cloud, [call for call in CALLS if call.right not in missing]))
    return list(inventory.buckets()), [spot.right for spot in inventory.tally.blind_spots]


def test_a_bucket_says_where_its_access_logs_go(cloud: Cloud) -> None:
    add_buckets(cloud, "data", "open", "logs")

    buckets, blind = found(cloud)

    assert {one.name: one.log_target for one in buckets} == {"data": "logs/access/", "open": "", "logs": ""}
    assert all(one.is_log_known for one in buckets)
    assert blind == []


def page(name: str, token: str) -> Said:
    """Give a page of a list."""
    more = f"<ContinuationToken>{token}</ContinuationToken>" if token else ""
    text = f"<ListAllMyBucketsResult><Buckets><Bucket><Name>{name}</Name></Bucket></Buckets>{more}"
    return Said(200, f"{text}</ListAllMyBucketsResult>".encode())


def test_a_list_with_pages_is_read_to_its_end(cloud: Cloud) -> None:
    add_buckets(cloud, "one", "two")
    cloud.faults.say(LISTING, page("one", "next"), page("two", ""))

    buckets, _ = found(cloud)

    assert [one.name for one in buckets] == ["one", "two"]


def test_a_list_that_does_not_end_is_refused(cloud: Cloud) -> None:
    add_buckets(cloud, "one")
    cloud.faults.say(LISTING, page("one", "same"), page("one", "same"))

    with pytest.raises(CloudError, match="again and again"):
        found(cloud)


def test_an_account_without_buckets_has_none(cloud: Cloud) -> None:
    assert found(cloud) == ([], [])


def test_logs_that_can_not_be_seen_are_not_none_and_not_asked_for_again_and_again(cloud: Cloud) -> None:
    add_buckets(cloud, *(f"data-{number}" for number in range(6)))

    buckets, blind = found(cloud, LOGGING)

    assert [one.is_log_known for one in buckets] == [False] * 6
    assert blind == [LOGGING]
    assert sum(one.right == LOGGING for one in cloud.faults.asked) == 3


def test_one_bucket_that_refuses_does_not_hide_the_others(cloud: Cloud) -> None:
    add_buckets(cloud, *(f"data-{number}" for number in range(6)))
    cloud.faults.say(LOGGING, Refused("AccessDenied", "a policy of the bucket forbids it"))

    buckets, blind = found(cloud)

    assert [one.is_log_known for one in buckets] == [False, *[True] * 5]
    assert blind == [LOGGING]


def test_a_bucket_that_is_gone_by_now_is_left_out(cloud: Cloud) -> None:
    add_buckets(cloud, "data", "logs")
    cloud.faults.say(LOGGING, Refused("NoSuchBucket", "it is not there", status=404))

    buckets, _ = found(cloud)

    assert [one.name for one in buckets] == ["logs"]


def test_another_failure_is_raised(cloud: Cloud) -> None:
    add_buckets(cloud, "data")
    cloud.faults.say(LOGGING, Refused("InvalidRequest", "no", status=400))

    with pytest.raises(CloudError, match="InvalidRequest"):
        found(cloud)


def test_without_the_right_to_list_them_it_is_missing_and_not_none(cloud: Cloud) -> None:
    with pytest.raises(MissingRightError, match=LISTING):
        found(cloud, LISTING)
