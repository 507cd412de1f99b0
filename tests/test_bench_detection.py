import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from akwarden.emulator.traffic.calls import Cloud
from akwarden.emulator.traffic.story import stories
from akwarden.model.severity import Severity

BENCH = Path(__file__).resolve().parent.parent / "bench"
BEGIN = datetime(2026, 3, 20, tzinfo=UTC)


@pytest.fixture
def scores(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The module that is tested, imported as the bench imports it."""
    monkeypatch.syspath_prepend(str(BENCH))
    before = set(sys.modules)
    from stand import detection_scores  # noqa: PLC0415  not on the path before

    yield detection_scores
    for name in set(sys.modules) - before:
        if name.partition(".")[0] == "stand":
            del sys.modules[name]


def minute(number: int) -> datetime:
    return BEGIN + timedelta(minutes=number)


def truth_of(scores: ModuleType, size: int, *, key_days: int = 1000) -> object:
    from stand.injected import STORY, Injection, PutIn  # noqa: PLC0415  not on the path before

    calls = [PutIn(minute(number), f"put-in-{number}") for number in range(size)]
    return scores.Truth([Injection("theft", STORY, Cloud.AWS, calls)], BEGIN - timedelta(days=1), key_days)


def alarm(*events: tuple[int, str], raised: int) -> object:
    from stand.detected import Raised, Seen  # noqa: PLC0415  not on the path before

    return Raised(minute(raised), Severity.HIGH, 5.0, [Seen(minute(at), id_) for at, id_ in events])


def test_an_alarm_by_the_tenth_call_is_early(scores: ModuleType) -> None:
    found = scores.score(truth_of(scores, 20), [alarm((9, "put-in-9"), raised=9)])

    assert (found.recall, found.late_recall, found.precision) == (1.0, 1.0, 1.0)


def test_an_alarm_at_the_eleventh_call_is_late(scores: ModuleType) -> None:
    found = scores.score(truth_of(scores, 20), [alarm((10, "put-in-10"), raised=10)])

    assert (found.recall, found.late_recall) == (0.0, 1.0)
    assert list(found.missed) == ["theft"]


def test_an_early_call_counts_from_when_its_alarm_was_raised(scores: ModuleType) -> None:
    found = scores.score(truth_of(scores, 20), [alarm((2, "put-in-2"), (15, "put-in-15"), raised=15)])

    assert (found.recall, found.late_recall) == (0.0, 1.0)


def test_a_theft_of_few_calls_has_to_be_noticed_by_its_last(scores: ModuleType) -> None:
    found = scores.score(truth_of(scores, 3), [alarm((2, "put-in-2"), (30, "own"), raised=30)])

    assert (found.recall, found.late_recall) == (0.0, 1.0)


def test_an_alarm_about_nothing_that_was_put_in_is_false(scores: ModuleType) -> None:
    alarms = [alarm((1, "own"), raised=1), alarm((1, "put-in-1"), raised=1)]

    found = scores.score(truth_of(scores, 3, key_days=500), alarms)

    assert (found.precision, found.false_rate) == (0.5, 2.0)


def test_alarms_of_the_warm_up_do_not_count(scores: ModuleType) -> None:
    found = scores.score(truth_of(scores, 3), [alarm((-3000, "own"), raised=-3000)])

    assert found.alarms == 0


def test_a_new_address_is_an_alarm_once_the_key_was_learned(scores: ModuleType) -> None:
    from stand.detected import Call  # noqa: PLC0415  not on the path before

    days = ((0, "192.0.2.1"), (5, "192.0.2.2"), (15, "192.0.2.1"), (16, "192.0.2.3"), (17, "192.0.2.3"))
    calls = [Call("key", BEGIN + timedelta(days=day), f"on-{day}", address) for day, address in days]

    found = scores.first_seen_alarms(calls)

    assert [[event.id for event in one.events] for one in found] == [["on-16"]]


def test_shuffled_labels_are_as_many_of_the_same_sizes(scores: ModuleType) -> None:
    from stand.detected import Call  # noqa: PLC0415  not on the path before

    calls = [Call(f"key-{number % 3}", minute(number), f"own-{number}", "") for number in range(90)]

    found = scores.shuffled(truth_of(scores, 20), calls, seed=1)

    ids = [call.id for call in found.injections[0].calls]
    assert len(set(ids)) == 20
    assert len({int(one.removeprefix("own-")) % 3 for one in ids}) == 1


@pytest.mark.usefixtures("scores")
def test_attacks_of_the_bench_are_none_of_the_generator() -> None:
    from stand.attacks import attack_stories  # noqa: PLC0415  not on the path before

    told = [one.id for one in attack_stories()]

    assert len(told) == len(set(told)) >= 20
    assert not set(told) & set(stories())
