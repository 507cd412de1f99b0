from datetime import date

import pytest

from akwarden.emulator.traffic.moment import DAY, HOUR, seconds_of
from akwarden.emulator.traffic.rhythm import OFFICE, OFFICE_REST, Rhythm, is_working_day

BEIJING = Rhythm(8 * HOUR, "CN", OFFICE, OFFICE_REST)


def day_of(text: str) -> int:
    """Give a day, counted from 1970."""
    return seconds_of(date.fromisoformat(text)) // DAY


@pytest.mark.parametrize(
    ("day", "country", "is_working"),
    [
        ("2026-03-02", "CN", True),
        ("2026-03-07", "CN", False),  # a Saturday
        ("2026-10-05", "CN", False),  # National Day's week
        ("2026-02-18", "CN", False),  # the second day of the Chinese year
        ("2026-02-18", "SG", False),
        ("2026-02-20", "SG", True),
        ("2026-12-25", "SG", False),
        ("2026-03-07", "", True),
    ],
)
def test_working_days(day: str, country: str, is_working: bool) -> None:  # noqa: FBT001
    assert is_working_day(day_of(day), country) is is_working


def test_hours_are_of_the_own_zone() -> None:
    monday = seconds_of(date(2026, 3, 2))

    assert BEIJING.weight(monday + 2 * HOUR) == OFFICE[10]
    assert BEIJING.hour(monday + 20 * HOUR) == 4


def test_lunch_is_quieter_than_the_hours_around_it() -> None:
    assert OFFICE[12] < OFFICE[11] / 2
    assert OFFICE[12] < OFFICE[14] / 2


def test_desks_are_empty_on_a_weekend() -> None:
    saturday = seconds_of(date(2026, 3, 7)) + 2 * HOUR

    assert not BEIJING.is_at_work(saturday)
    assert BEIJING.is_at_work(saturday - DAY)
