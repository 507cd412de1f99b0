import hashlib
import os
import subprocess
import sys
import tracemalloc
from collections import Counter
from datetime import date
from itertools import islice, pairwise

import pytest
from tests.emulator.traffic.told import DAYS, EVENTS, SEED, event_of, records, traffic

from akwarden.emulator.traffic.calls import Cloud
from akwarden.emulator.traffic.moment import DAY, HOUR, seconds_of
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.traffic import DEFAULT_START, Traffic
from akwarden.model.event import ErrorClass, EventFormat

START = seconds_of(DEFAULT_START)
DIGEST = "8aead44355b83c3db18f2ea1d68f8cdf8f26926bde729aa786a228152e51c2db"
SCRIPT = """
import hashlib
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.traffic import Traffic
digest = hashlib.sha256()
for record in Traffic(Organisation.from_seed(7, people=12), 30, 1_000).records():
    digest.update(record.content + b"\\n")
print(digest.hexdigest())
"""


def test_thousand_events_are_the_same_bytes_on_any_machine() -> None:
    digest = hashlib.sha256()

    for record in Traffic(Organisation.from_seed(7, people=12), 30, 1_000).records():
        digest.update(record.content + b"\n")

    # A change of it is a change for everybody who kept labels: say so in the changelog.
    assert digest.hexdigest() == DIGEST


def test_order_of_hashes_does_not_matter() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=os.environ | {"PYTHONHASHSEED": "12345"},
        capture_output=True,
        check=True,
        text=True,
        timeout=240,
    )

    assert done.stdout.strip() == DIGEST


def test_traffic_can_be_told_twice() -> None:
    short = Traffic(Organisation.from_seed(2, people=12), 7, 300)

    assert [*short.records()] == [*short.records()]


def test_other_seed_is_other_traffic() -> None:
    one, other = (
        [*islice(Traffic(Organisation.from_seed(seed, people=12), 7, 300).records(), 50)] for seed in (1, 2)
    )

    assert not {record.content for record in one} & {record.content for record in other}


def test_there_are_as_many_normal_events_as_were_asked_for() -> None:
    normal = [record for record in records() if not record.story]

    assert len(normal) == pytest.approx(EVENTS, rel=0.06)


@pytest.mark.parametrize(("people", "days", "events"), [(12, 7, 2_000), (60, 45, 6_000)])
def test_counts_hold_for_other_sizes(people: int, days: int, events: int) -> None:
    told = Traffic(Organisation.from_seed(1, people=people), days, events, wanted=())

    assert sum(1 for _ in told.records()) == pytest.approx(events, rel=0.15)


def test_records_come_in_the_order_of_their_arrival() -> None:
    assert all(one.delivered <= other.delivered for one, other in pairwise(records()))


def test_calls_are_not_in_order() -> None:
    behind = sum(one.time > other.time for one, other in pairwise(records()))

    assert behind > len(records()) / 10


def test_nothing_arrives_before_it_was_called() -> None:
    assert all(record.delivered > record.time for record in records())


def test_all_calls_are_within_the_days() -> None:
    # What began in the last minutes goes on for a while.
    assert all(START <= record.time < START + DAYS * DAY + 2 * HOUR for record in records())


def test_attacks_do_not_change_the_rest() -> None:
    company = Organisation.from_seed(SEED, people=40)

    quiet = [record.content for record in Traffic(company, DAYS, EVENTS, wanted=()).records()]

    assert [record.content for record in records() if not record.story] == quiet


def test_every_format_and_account_occurs() -> None:
    assert {record.format for record in records()} == {*EventFormat}
    assert {record.account for record in records()} == {one.number for one in traffic().organisation.accounts}


def test_ids_repeat_only_with_their_records() -> None:
    by_id: dict[str, set[bytes]] = {}
    for record in records():
        by_id.setdefault(record.event_id, set()).add(record.content)

    assert all(len(contents) == 1 for contents in by_id.values())


def test_calls_fail_at_natural_rates() -> None:
    normal = [event_of(record) for record in records() if not record.story]

    classes = Counter(event.error_class for event in normal)

    total = len(normal)
    assert 0.005 < classes[ErrorClass.DENIED] / total < 0.04
    assert 0.002 < classes[ErrorClass.THROTTLED] / total < 0.012
    assert 0.01 < (classes[ErrorClass.REQUEST] + classes[ErrorClass.SERVER]) / total < 0.03
    assert 0 < classes[ErrorClass.SIGNATURE] / total < 0.003


def test_people_work_in_the_day_and_rest_at_weekends() -> None:
    console = [
        record
        for record in records()
        if not record.story and record.format is EventFormat.CLOUDAUDIT and b'"ConsoleCall"' in record.content
    ]

    hours = Counter((record.time + 8 * HOUR) % DAY // HOUR for record in console)
    days = Counter((record.time - START + 8 * HOUR) // DAY % 7 for record in console)

    assert sum(hours[hour] for hour in range(9, 19)) > 0.6 * len(console)
    assert hours[12] < min(hours[10], hours[15])
    assert days[5] + days[6] < 0.25 * len(console)


def test_start_moves_everything() -> None:
    company = Organisation.from_seed(1, people=12)

    told = [*Traffic(company, 7, 300, date(2025, 6, 2)).records()]

    first = seconds_of(date(2025, 6, 2))
    assert all(first <= record.time <= first + 8 * DAY for record in told)


def test_memory_stays_flat() -> None:
    told = Traffic(Organisation.from_seed(1, people=12), 7, 6_000, wanted=())
    size = 0

    tracemalloc.start()
    try:
        for record in told.records():
            size += len(record.content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < size / 5


@pytest.mark.parametrize(
    ("days", "events", "wanted", "words"),
    [
        (6, 1_000, None, "7 to 400 days"),
        (401, 1_000, None, "7 to 400 days"),
        (30, 0, None, "1 to 100000000 events"),
        (30, 1_000, ("no-such",), "no story 'no-such'"),
    ],
)
def test_what_can_not_be_is_refused(
    days: int, events: int, wanted: tuple[str, ...] | None, words: str
) -> None:
    company = Organisation.from_seed(1, people=12)

    with pytest.raises(ValueError, match=words):
        Traffic(company, days, events, wanted=wanted)


def test_both_clouds_have_their_part() -> None:
    parts = Counter(record.provider for record in records())

    assert min(parts[cloud] for cloud in Cloud) > 0.25 * len(records())
