from datetime import timedelta

import pytest
from tests.detectors.posture.short import account, seen

from akwarden.detectors.posture.ages import age, ago, days
from akwarden.detectors.posture.key_facts import history, idle_days, used_words
from akwarden.detectors.posture.short_facts import NOW
from akwarden.model.facts import KeyFact


def key(**short: object) -> KeyFact:
    (person,) = account(principals=[{"name": "a", "keys": [{"id": "K1", **short}]}]).principals
    return (person.keys or ())[0]


@pytest.mark.parametrize(("hours", "whole"), [(0, 0), (23, 0), (24, 1), (47, 1), (24 * 91 - 1, 90)])
def test_an_age_is_whole_days(hours: int, whole: int) -> None:
    assert age(NOW - timedelta(hours=hours), NOW) == whole


def test_days_are_said_in_words() -> None:
    assert [days(1), days(2), days(1200), ago(0), ago(1)] == [
        "1 day",
        "2 days",
        "1,200 days",
        "today",
        "1 day ago",
    ]


def test_an_idle_time_counts_from_the_making_of_a_key_that_was_never_used() -> None:
    assert idle_days(key(age=400, used=3), NOW) == 3
    assert idle_days(key(age=400), NOW) == 400
    assert idle_days(key(age=400, use_known=False), NOW) is None


def test_the_history_says_when_and_where() -> None:
    used = key(age=400, used=3, service="cvm", region="ap-guangzhou")

    assert history(used, NOW).note == "made 400 days ago; used 3 days ago by cvm in ap-guangzhou"
    assert used_words(key(), NOW) == "never used"
    assert used_words(key(use_known=False), NOW) == "whether it is used is not known"


def test_all_keys_are_the_evidence_of_two() -> None:
    facts = account(
        principals=[{"name": "a", "keys": [{"id": "K1", "age": 9, "used": 1}, {"id": "K2", "age": 3}]}]
    )

    (one,) = seen("two-active-keys", facts)

    assert [note.note for note in one.evidence] == [
        "K1: made 9 days ago; used 1 day ago",
        "K2: made 3 days ago; never used",
    ]
