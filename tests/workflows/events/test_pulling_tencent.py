import gzip
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from tests.emulator.tencent.steering import steer
from tests.providers.tencent.shop import account, credential_of, put_track, reader, root_key, shop_cloud
from tests.store.databases import postgresql, state
from tests.workflows.events.pulls import Puller, cursor_of, puller

from akwarden.emulator.tencent.cos.state import Bucket, add_bucket
from akwarden.emulator.tencent.history import Put, put_event
from akwarden.emulator.tencent.record import record_of
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.cloudaudit.delivery import collect, connect
from akwarden.emulator.tencent.services.cloudaudit.state import CloudAuditState
from akwarden.errors import ThrottledError
from akwarden.providers.audit_pull import BucketAddress
from akwarden.providers.tencent.permissions import CALLS, DELIVERY_CALLS
from akwarden.store.state import State
from akwarden.workflows.events.pulling import PullWanted

__all__ = ["postgresql", "state"]

DAY = 86_400
EVENTS = PullWanted()
LOOKUP = "cloudaudit:DescribeEvents"


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    """Give a running cloud of two accounts that a test may change."""
    with Emulator(shop_cloud(tmp_path), rate_scale=0) as running:
        account(running.cloud).events.clear()
        yield running


def pulling(state: State, folder: Path, emulator: Emulator, *, without: str = "") -> Puller:
    """Give who pulls the account as root, or with all rights but one."""
    calls = [call for call in (*CALLS, *DELIVERY_CALLS) if call.right != without]
    key = reader(emulator.cloud, calls) if without else root_key(emulator.cloud)
    return puller(
        state,
        folder,
        provider="tencent",
        number=str(account(emulator.cloud).uin),
        endpoint=emulator.endpoint,
        key=credential_of(key),
    )


@pytest.fixture
def shop(state: State, tmp_path: Path, emulator: Emulator) -> Puller:
    """Give who pulls the account as root."""
    return pulling(state, tmp_path / "lake", emulator)


def happen(emulator: Emulator, *moments: float, service: str = "cvm") -> list[str]:
    """Let calls have been made at these times; give the ids of their requests."""
    of = account(emulator.cloud).uin
    made = [
        put_event(
            emulator.cloud,
            Put(
                account=of, service=service, action="DescribeInstances", moment=moment, address="203.0.113.5"
            ),
        )
        for moment in moments
    ]
    return [event.request_id for event in made]


def pulled_of(shop: Puller, service: str = "cvm") -> list[datetime]:
    """Give the times of stored calls to a service; those of the pulls themselves are to others."""
    return [at for name, at in shop.events("service", "time") if name == service]


def bucket_of(emulator: Emulator) -> Bucket:
    """Give a new bucket for records."""
    return add_bucket(emulator.cloud, account(emulator.cloud), "audit-logs", "ap-guangzhou")


def address_of(bucket: Bucket) -> BucketAddress:
    """Give where it is."""
    return BucketAddress(scheme="cos", bucket=bucket.name, prefix="audit/", region=bucket.region)


def deliver(emulator: Emulator, bucket: Bucket, key: str, *numbers: int, packed: bool = True) -> None:
    """Put a file with some of the account's events into a bucket."""
    of = account(emulator.cloud)
    lines = [msgspec.json.encode(record_of(of, of.events[number])) + b"\n" for number in numbers]
    body = b"".join(lines)
    bucket.put(key, gzip.compress(body) if packed else body, emulator.cloud.clock.now())


def test_ninety_days_are_read_and_what_is_older_is_not(shop: Puller, emulator: Emulator) -> None:
    now = time.time()
    happen(emulator, now - 95 * DAY)
    happen(emulator, *(now - 88 * DAY + n * 1.25 * DAY for n in range(70)))

    pulled = shop.pull(EVENTS)

    assert pulled.error is None
    assert pulled.blind_spots == ()
    assert len(pulled_of(shop)) == 70
    assert pulled.count.dead_letters == 0


def test_a_second_pull_reads_an_overlap_and_finds_what_came_late(shop: Puller, emulator: Emulator) -> None:
    now = time.time()
    happen(emulator, *(now - n * 60 for n in range(40)))
    shop.pull(EVENTS)
    happen(emulator, now - 5 * 60 - 7, now - 1)

    pulled = shop.pull(EVENTS)

    assert pulled.error is None
    assert len(pulled_of(shop)) == 42
    assert 10 <= pulled.count.duplicates <= 25


def test_pages_are_read_to_their_end_through_throttling(shop: Puller, emulator: Emulator) -> None:
    now = time.time()
    happen(emulator, *(now - n * 60 for n in range(120)))
    fault = {"kind": "throttle", "service": "cloudaudit", "action": "DescribeEvents", "times": 3}
    steer(emulator, "POST", "faults", fault)

    pulled = shop.pull(EVENTS)

    assert (pulled.error, pulled.throttled) == (None, 3)
    assert len(pulled_of(shop)) == 120


def test_throttling_without_end_is_told_and_the_next_pull_goes_on(shop: Puller, emulator: Emulator) -> None:
    now = time.time()
    happen(emulator, *(now - n * 3600 for n in range(30)))
    steer(emulator, "POST", "faults", {"kind": "throttle", "action": "DescribeEvents"})

    first = shop.pull(EVENTS)
    source = shop.source(f"tencent:{account(emulator.cloud).uin}/events")
    steer(emulator, "DELETE", "faults")
    second = shop.pull(EVENTS)

    assert isinstance(first.error, ThrottledError)
    assert source.error is not None
    assert cursor_of(source)["watermark"] is None
    assert second.error is None
    assert len(pulled_of(shop)) == 30


def test_a_lost_answer_is_asked_for_again(shop: Puller, emulator: Emulator) -> None:
    happen(emulator, *(time.time() - n * 3600 for n in range(10)))
    for kind in ("lost", "status", "error"):
        steer(emulator, "POST", "faults", {"kind": kind, "action": "DescribeEvents", "times": 1})

    pulled = shop.pull(EVENTS)

    assert pulled.error is None
    assert len(pulled_of(shop)) == 10


def test_without_the_right_it_is_a_blind_spot_with_its_mend(
    state: State, tmp_path: Path, emulator: Emulator
) -> None:
    shop = pulling(state, tmp_path / "lake", emulator, without=LOOKUP)

    pulled = shop.pull(EVENTS)

    (spot,) = pulled.blind_spots
    assert (spot.right, spot.unseen, spot.mend) == (
        LOOKUP,
        "the calls of the last 90 days",
        f"allow {LOOKUP}",
    )
    assert pulled.error is None


def test_a_run_that_is_told_to_stop_goes_on_where_it_was(shop: Puller, emulator: Emulator) -> None:
    now = time.time()
    happen(emulator, *(now - n * DAY for n in range(80)))

    first = shop.pull(EVENTS, tell=lambda _: shop.stop.set())
    kept = len(pulled_of(shop))
    shop.stop = threading.Event()
    second = shop.pull(EVENTS)

    assert first.stopped
    assert 0 < kept < 80
    assert not second.stopped
    assert len(pulled_of(shop)) == 80


def test_a_cloud_whose_clock_is_behind_moves_the_cursor_no_further_than_its_events(
    shop: Puller, emulator: Emulator
) -> None:
    emulator.cloud.clock.advance(-2 * 3600)
    shop.access.lease()
    happen(emulator, emulator.cloud.clock.now() - 60)

    shop.pull(EVENTS)

    source = shop.source(f"tencent:{account(emulator.cloud).uin}/events")
    there = datetime.fromtimestamp(emulator.cloud.clock.now(), UTC)
    assert source.cursor is not None
    assert source.cursor.watermark is not None
    assert source.cursor.watermark <= there


def test_what_a_track_delivers_is_found_by_its_storage(shop: Puller, emulator: Emulator) -> None:
    bucket = bucket_of(emulator)
    put_track(emulator.cloud, "all")
    of = account(emulator.cloud)
    (track,) = of.state(CloudAuditState).tracks.values()
    track.started = emulator.cloud.clock.now() - 7200
    connect(emulator.cloud, of, track)
    collect(emulator.cloud, of, track)
    happen(emulator, *(time.time() - 3600 - n for n in range(20)))

    pulled = shop.pull(PullWanted(events=False, delivered=True))

    assert pulled.error is None
    assert bucket.objects
    assert pulled.objects >= 1
    assert len(pulled_of(shop)) == 20


def test_objects_are_read_once_and_one_with_an_older_name_is_found(shop: Puller, emulator: Emulator) -> None:
    bucket = bucket_of(emulator)
    wanted = PullWanted(events=False, buckets=(address_of(bucket),))
    happen(emulator, *(time.time() - 3600 - n for n in range(6)))
    deliver(emulator, bucket, "audit/2026052110/9_2.gz", 0, 1)
    deliver(emulator, bucket, "audit/2026052110/9_3", 2, 3, packed=False)

    first = shop.pull(wanted)
    deliver(emulator, bucket, "audit/2026052109/9_1.gz", 4, 5)
    deliver(emulator, bucket, "audit/2026052110/again.gz", 0, 1)
    second = shop.pull(wanted)
    third = shop.pull(wanted)

    assert (first.objects, first.count.imported) == (2, 4)
    assert (second.objects, second.known_objects) == (2, 2)
    assert (second.count.imported, second.count.duplicates) == (2, 2)
    assert (third.objects, third.known_objects, third.count.read) == (0, 4, 0)
    assert len(pulled_of(shop)) == 6


def test_the_same_events_by_calls_and_in_a_bucket_are_stored_once(shop: Puller, emulator: Emulator) -> None:
    bucket = bucket_of(emulator)
    happen(emulator, *(time.time() - 3600 - n for n in range(7)))
    deliver(emulator, bucket, "audit/2026052110/9_1.gz", *range(7))

    pulled = shop.pull(PullWanted(buckets=(address_of(bucket),)))

    assert pulled.error is None
    assert len(pulled_of(shop)) == 7
    assert pulled.count.duplicates == 7


def test_objects_that_hold_no_records_are_told_and_stop_nothing(shop: Puller, emulator: Emulator) -> None:
    bucket = bucket_of(emulator)
    happen(emulator, time.time() - 3600)
    bucket.put("audit/2026052110/1.gz", gzip.compress(b"{}")[:-4], emulator.cloud.clock.now())
    bucket.put("audit/2026052110/2.bin", bytes(range(32)) * 40, emulator.cloud.clock.now())
    deliver(emulator, bucket, "audit/2026052110/3.gz", 0)

    pulled = shop.pull(PullWanted(events=False, buckets=(address_of(bucket),)))

    assert pulled.error is None
    assert len(pulled_of(shop)) == 1
    assert {one.vpath.rpartition("/")[2][:5] for one in pulled.skipped} >= {"2.bin"}
    assert all(one.vpath.startswith(f"cos://{bucket.name}/audit/") for one in pulled.skipped)


@pytest.mark.parametrize("right", ["cos:GetBucket", "cos:GetObject"])
def test_a_bucket_that_may_not_be_read_is_a_blind_spot(
    state: State, tmp_path: Path, emulator: Emulator, right: str
) -> None:
    bucket = bucket_of(emulator)
    happen(emulator, time.time() - 3600)
    deliver(emulator, bucket, "audit/2026052110/1.gz", 0)
    shop = pulling(state, tmp_path / "lake", emulator, without=right)

    pulled = shop.pull(PullWanted(events=False, buckets=(address_of(bucket),)))

    (spot,) = pulled.blind_spots
    assert (spot.right, spot.mend) == (right, f"allow {right}")
    assert pulled.error is None
    assert shop.source(address_of(bucket).text).error is not None


def test_throttling_of_a_bucket_loses_nothing(shop: Puller, emulator: Emulator) -> None:
    bucket = bucket_of(emulator)
    happen(emulator, *(time.time() - 3600 - n for n in range(3)))
    for number in range(3):
        deliver(emulator, bucket, f"audit/2026052110/{number}.gz", number)
    steer(emulator, "POST", "faults", {"kind": "throttle", "service": "cos", "times": 3})

    pulled = shop.pull(PullWanted(events=False, buckets=(address_of(bucket),)))

    assert (pulled.error, pulled.throttled, pulled.objects) == (None, 3, 3)
    assert len(pulled_of(shop)) == 3


def test_a_member_of_a_batch_that_was_kept_before_a_failure_is_not_fetched_again(
    shop: Puller, emulator: Emulator
) -> None:
    bucket = bucket_of(emulator)
    happen(emulator, *(time.time() - 3600 - n for n in range(3)))
    for number in range(3):
        deliver(emulator, bucket, f"audit/2026052110/{number}.gz", number)
    wanted = PullWanted(events=False, buckets=(address_of(bucket),))

    def break_at(words: str) -> None:
        if words.endswith("2.gz"):
            steer(emulator, "POST", "faults", {"kind": "outage", "service": "cos"})

    first = shop.pull(wanted, tell=break_at)
    kept = len(pulled_of(shop))
    steer(emulator, "DELETE", "faults")
    second = shop.pull(wanted)

    assert first.error is not None
    assert kept == 2
    assert (second.error, second.objects, second.known_objects) == (None, 1, 2)
    assert len(pulled_of(shop)) == 3
    assert shop.source(address_of(bucket).text).error is None


def test_two_at_once_do_not_read_the_same_account(shop: Puller, emulator: Emulator) -> None:
    happen(emulator, time.time() - timedelta(hours=1).total_seconds())
    inner: list[object] = []

    shop.pull(EVENTS, tell=lambda _: inner.append(shop.pull(EVENTS).error) if not inner else None)

    assert "being fetched by another akwarden" in str(inner[0])


def test_tracks_that_can_not_be_listed_stop_no_calls(shop: Puller, emulator: Emulator) -> None:
    happen(emulator, time.time() - 60)
    fault = {"kind": "error", "action": "DescribeAuditTracks", "code": "FailedOperation.Other"}
    steer(emulator, "POST", "faults", fault)

    pulled = shop.pull(PullWanted(delivered=True))

    assert "DescribeAuditTracks was refused" in str(pulled.error)
    assert len(pulled_of(shop)) == 1
