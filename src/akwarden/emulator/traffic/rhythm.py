"""When somebody works: weights of the hours of a day, for working days and for others, in a time zone."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from akwarden.emulator.traffic.moment import DAY, HOUR, date_of

Hours = tuple[int, ...]
"""24 weights, from 0 to 100."""

_FRIDAY = 4
_SPRING = {
    2024: (2, 10),
    2025: (1, 29),
    2026: (2, 17),
    2027: (2, 6),
    2028: (1, 26),
    2029: (2, 13),
    2030: (2, 3),
}
"""The first day of the Chinese year, by year."""
_SPRING_DAYS = {"CN": range(-1, 7), "SG": range(2), "": range(0)}
_FIXED = {
    "CN": {(1, 1), *((4, day) for day in (4, 5, 6)), *((5, day) for day in range(1, 6))}
    | {(10, day) for day in range(1, 8)},
    "SG": {(1, 1), (5, 1), (8, 9), (12, 25)},
    "": set[tuple[int, int]](),
}
"""Holidays by month and day. Working days that make up for holidays are left out."""

_NONE: Hours = (0,) * 24
OFFICE: Hours = (1, 0, 0, 0, 0, 0, 0, 2, 15, 75, 100, 90, 22, 45, 95, 100, 95, 85, 50, 28, 20, 14, 8, 3)
OFFICE_REST: Hours = (0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 4, 2, 3, 4, 4, 3, 2, 2, 2, 3, 3, 2, 1)
BUILD: Hours = (4, 3, 40, 3, 2, 2, 2, 4, 20, 70, 95, 90, 40, 55, 95, 100, 95, 90, 60, 40, 25, 18, 10, 6)
BUILD_REST: Hours = (2, 2, 40, 2, 2, 2, 2, 2, 3, 5, 6, 6, 5, 5, 6, 6, 6, 5, 5, 4, 4, 3, 3, 2)
SERVICE: Hours = (
    34,
    26,
    22,
    20,
    20,
    24,
    34,
    48,
    62,
    78,
    90,
    96,
    100,
    94,
    88,
    88,
    90,
    92,
    94,
    98,
    100,
    92,
    70,
    48,
)
STEADY: Hours = (100,) * 24
NIGHT: Hours = (60, 80, 100, 90, 70, 40, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 10, 25, 45)
ON_CALL_REST: Hours = (
    30,
    30,
    30,
    30,
    20,
    20,
    20,
    30,
    50,
    60,
    60,
    60,
    50,
    50,
    60,
    60,
    60,
    60,
    50,
    50,
    50,
    50,
    40,
    30,
)


class Rhythm(NamedTuple):
    """When somebody works."""

    zone: int
    """Seconds ahead of UTC."""
    country: str
    """Whose holidays are kept; empty for nobody's."""
    working: Hours
    resting: Hours

    def weight(self, moment: int) -> int:
        """Return the weight of the hour that a moment is in."""
        day, second = divmod(moment + self.zone, DAY)
        hours = self.working if is_working_day(day, self.country) else self.resting
        return hours[second // HOUR]

    def hour(self, moment: int) -> int:
        """Return the hour of the day there."""
        return (moment + self.zone) % DAY // HOUR

    def is_at_work(self, moment: int) -> bool:
        """Say whether it is a working day, and an hour in which people are at their desks."""
        day = (moment + self.zone) // DAY
        return is_working_day(day, self.country) and 9 <= self.hour(moment) < 19  # noqa: PLR2004


def at_hour(hour: int) -> Hours:
    """Return the weights of something that is done in one hour of the day."""
    return tuple(100 if one == hour else 0 for one in range(24))


@lru_cache(maxsize=4096)
def is_working_day(day: int, country: str) -> bool:
    """Say whether a day, counted from 1970, is worked on; where no holidays are kept each one is."""
    if not country:
        return True
    found = date_of(day)
    return found.weekday() <= _FRIDAY and not _is_holiday(found, country)


def _is_holiday(day: date, country: str) -> bool:
    if (day.month, day.day) in _FIXED[country]:
        return True
    spring = _SPRING.get(day.year)
    return spring is not None and (day - date(day.year, *spring)).days in _SPRING_DAYS[country]


def never() -> Rhythm:
    """Return the rhythm of something that does nothing by itself."""
    return Rhythm(0, "", _NONE, _NONE)
