from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.providers.tencent.saying import Saying, error
from tests.providers.tencent.shop import (
    AT_ONCE,
    MADE_UP,
    access,
    account,
    credential_of,
    put_track,
    root_key,
    shop_cloud,
)

from akwarden.emulator.tencent.history import Put, put_event
from akwarden.emulator.tencent.server import Emulator
from akwarden.errors import CloudError, MissingRightError
from akwarden.providers.audit_pull import EventPage, Window
from akwarden.providers.tencent.audit.cloudaudit import CloudAuditReader
from akwarden.providers.tencent.audit.pull import LONGEST, TencentAuditPull

NOW = datetime.now(UTC).replace(microsecond=0)
WINDOW = Window(NOW - timedelta(days=1), NOW)
ROW = {"EventId": "e-1", "EventName": "ListUsers", "EventTime": "1777777777", "ErrorCode": 0}


def pages_of(answer: Any, window: Window = WINDOW) -> list[EventPage]:
    """Give the pages where a cloud says this."""
    with Saying({"DescribeEvents": answer}) as server:
        (log,) = TencentAuditPull(access(server.endpoint, MADE_UP), AT_ONCE).logs()
        return list(log.pages(window))


def test_all_pages_of_a_window_come_with_the_newest_first(tmp_path: Path) -> None:
    cloud = shop_cloud(tmp_path)
    of = account(cloud)
    of.events.clear()
    for minute in range(120):
        moment = NOW.timestamp() - 60 * minute
        put_event(cloud, Put(account=of.uin, service="cvm", action="DescribeInstances", moment=moment))

    with Emulator(cloud, rate_scale=0) as running:
        key = credential_of(root_key(cloud))
        (log,) = TencentAuditPull(access(running.endpoint, key), AT_ONCE).logs()
        pages = list(log.pages(Window(NOW - timedelta(minutes=100), NOW - timedelta(minutes=1))))

    times = [row.at for page in pages for row in page.rows]
    assert [len(page.rows) for page in pages] == [50, 50]
    assert [page.is_last for page in pages] == [False, True]
    assert times == [NOW - timedelta(minutes=n) for n in range(1, 101)]


def test_a_row_is_one_that_the_reader_of_records_takes(tmp_path: Path) -> None:
    cloud = shop_cloud(tmp_path)
    of = account(cloud)
    of.events.clear()
    put_event(cloud, Put(account=of.uin, service="cvm", action="DescribeInstances", moment=NOW.timestamp()))

    with Emulator(cloud, rate_scale=0) as running:
        key = credential_of(root_key(cloud))
        (log,) = TencentAuditPull(access(running.endpoint, key), AT_ONCE).logs()
        (page,) = log.pages(Window(NOW - timedelta(minutes=1), NOW))
    reader = CloudAuditReader()
    record = page.rows[0].record

    assert reader.fits(record)
    event = reader.read(record)
    assert (event.service, event.action, event.account) == ("cvm", "DescribeInstances", str(of.uin))
    assert event.time == int(NOW.timestamp() * 1_000_000)


def test_the_longest_window_is_one_that_the_cloud_takes(tmp_path: Path) -> None:
    cloud = shop_cloud(tmp_path)

    with Emulator(cloud, rate_scale=0) as running:
        key = credential_of(root_key(cloud))
        (log,) = TencentAuditPull(access(running.endpoint, key), AT_ONCE).logs()
        assert list(log.pages(Window(NOW - log.longest, NOW)))
        with pytest.raises(CloudError, match="OverTime"):
            list(log.pages(Window(NOW - LONGEST - timedelta(days=1), NOW)))


def test_the_token_is_asked_for_as_a_number() -> None:
    asked: list[dict[str, Any]] = []

    def answer(parameters: dict[str, Any]) -> dict[str, Any]:
        asked.append(parameters)
        return {"Events": [ROW], "ListOver": len(asked) == 2, "NextToken": 17}

    with Saying({"DescribeEvents": answer}) as server:
        (log,) = TencentAuditPull(access(server.endpoint, MADE_UP), AT_ONCE).logs()
        pages = list(log.pages(WINDOW))

    assert [one.get("NextToken") for one in asked] == [None, 17]
    assert {one["MaxResults"] for one in asked} == {50}
    assert [page.is_last for page in pages] == [False, True]


def test_the_same_page_again_and_again_ends_with_an_error() -> None:
    with pytest.raises(CloudError, match="again and again"):
        pages_of({"Events": [ROW], "ListOver": False, "NextToken": 17})


def test_an_empty_page_is_the_last_whatever_the_cloud_says() -> None:
    assert pages_of({"Events": [], "ListOver": False, "NextToken": 0}) == [EventPage((), is_last=True)]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("1777777777", datetime.fromtimestamp(1777777777, UTC)),
        ("2026-05-03 11:09:37", datetime(2026, 5, 3, 3, 9, 37, tzinfo=UTC)),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_a_row_tells_its_time_in_several_ways(text: str | None, at: datetime | None) -> None:
    (page,) = pages_of({"Events": [{**ROW, "EventTime": text}], "ListOver": True})

    assert page.rows[0].at == at
    assert msgspec.json.decode(page.rows[0].record)["EventName"] == "ListUsers"


@pytest.mark.parametrize("rows", ["x", [1], [[]]])
def test_an_answer_of_another_kind_is_refused(rows: object) -> None:
    with pytest.raises(CloudError):
        pages_of({"Events": rows, "ListOver": True})


def test_a_missing_right_is_not_the_same_as_no_events() -> None:
    with pytest.raises(MissingRightError, match="cloudaudit:DescribeEvents"):
        pages_of(error("UnauthorizedOperation"))


def test_where_tracks_deliver_is_told_with_the_whole_name_of_the_bucket(tmp_path: Path) -> None:
    cloud = shop_cloud(tmp_path)
    put_track(cloud, "all")
    put_track(cloud, "other")

    with Emulator(cloud, rate_scale=0) as running:
        key = credential_of(root_key(cloud))
        (found,) = TencentAuditPull(access(running.endpoint, key), AT_ONCE).deliveries()

    assert found.bucket == f"audit-logs-{account(cloud).appid}"
    assert (found.prefix, found.region) == ("audit/", "ap-guangzhou")


@pytest.mark.parametrize(
    ("storage", "buckets"),
    [
        ({"StorageType": "cls", "StorageName": "topic"}, []),
        ({"StorageType": "cos", "StorageName": "logs-1250000000"}, ["logs-1250000000"]),
        ({"StorageType": "cos", "StorageName": "logs", "StorageAppId": "1250000001"}, ["logs-1250000001"]),
        (None, []),
    ],
)
def test_a_bucket_of_another_account_has_its_number(storage: object, buckets: list[str]) -> None:
    answer = {"TotalCount": 1, "Tracks": [{"Name": "t", "Storage": storage}]}
    with Saying({"DescribeAuditTracks": answer}) as server:
        found = TencentAuditPull(access(server.endpoint, MADE_UP), AT_ONCE).deliveries()

    assert [one.bucket for one in found] == buckets
