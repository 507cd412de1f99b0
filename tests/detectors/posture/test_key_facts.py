from datetime import timedelta, timezone

import pytest
from tests.detectors.posture.short import account, rules, seen

from akwarden.detectors.posture.ages import age, day, last
from akwarden.detectors.posture.judging import judge
from akwarden.detectors.posture.key_facts import history, idle_days, used_words
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.short_facts import NOW
from akwarden.model.facts import KeyFact


def key(**short: object) -> KeyFact:
    (person,) = account(principals=[{"name": "a", "keys": [{"id": "K1", **short}]}]).principals
    return (person.keys or ())[0]


@pytest.mark.parametrize(("hours", "whole"), [(0, 0), (23, 0), (24, 1), (47, 1), (24 * 91 - 1, 90)])
def test_an_age_is_whole_days(hours: int, whole: int) -> None:
    assert age(NOW - timedelta(hours=hours), NOW) == whole


def test_a_time_is_said_as_a_day_in_utc_whatever_zone_it_is_told_in() -> None:
    evening = NOW.replace(hour=22).astimezone(timezone(timedelta(hours=8)))

    assert day(evening) == "2026-01-01"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "used within the last 7 days"),
        (6.9, "used within the last 7 days"),
        (7, "last used on 2025-12-25"),
        (400, "last used on 2024-11-27"),
    ],
)
def test_what_is_in_use_is_said_without_a_day_that_would_change_with_every_use(
    days: float, said: str
) -> None:
    assert last("used", NOW - timedelta(days=days), NOW) == said


def test_the_words_stay_the_same_from_one_day_to_the_next() -> None:
    facts = account(principals=[{"name": "a", "keys": [{"id": "K1", "age": 400, "used": 300}]}])
    tomorrow = Judging(facts, NOW + timedelta(days=1))

    for rule in ("key-idle", "rights-unused", "key-without-owner", "key-without-remark"):
        assert list(judge(rules()[rule], tomorrow)) == seen(rule, facts)


def test_an_idle_time_counts_from_the_making_of_a_key_that_was_never_used() -> None:
    assert idle_days(key(age=400, used=3), NOW) == 3
    assert idle_days(key(age=400), NOW) == 400
    assert idle_days(key(age=400, use_known=False), NOW) is None


def test_the_history_says_when_and_where() -> None:
    used = key(age=400, used=3, service="cvm", region="ap-guangzhou")

    assert history(used, NOW).note == (
        "made on 2024-11-27; used within the last 7 days by cvm in ap-guangzhou"
    )
    assert used_words(key(), NOW) == "never used"
    assert used_words(key(use_known=False), NOW) == "whether it is used is not known"


def test_all_keys_are_the_evidence_of_two() -> None:
    facts = account(
        principals=[{"name": "a", "keys": [{"id": "K1", "age": 9, "used": 1}, {"id": "K2", "age": 3}]}]
    )

    (one,) = seen("two-active-keys", facts)

    assert [note.note for note in one.evidence] == [
        "K1: made on 2025-12-23; used within the last 7 days",
        "K2: made on 2025-12-29; never used",
    ]
