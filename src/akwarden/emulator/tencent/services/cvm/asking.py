"""What all lists of CVM have in common: how many filters there may be, and how many values each."""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.services.regional import limited_filters

MOST_VALUES = 5


def checked_filters(call: Call) -> list[Mapping[str, Any]]:
    """Return the Filters of a call; raises ApiError for too many, or too many values of one."""
    return limited_filters(call, MOST_VALUES, "InvalidFilterValue.LimitExceeded")
