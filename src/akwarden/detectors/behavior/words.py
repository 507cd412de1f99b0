"""Numbers and times as reasons tell them."""

from typing import Final

_UNITS: Final = (("day", 86_400), ("hour", 3600), ("minute", 60))


def counted(number: int, noun: str) -> str:
    """Return `1 day`, `2 days`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def lasting(seconds: int) -> str:
    """Return a time in the largest unit of which it has two, or in seconds: `60 days`, `90 seconds`."""
    for unit, size in _UNITS:
        if seconds >= 2 * size:
            return counted(seconds // size, unit)
    return counted(seconds, "second")
