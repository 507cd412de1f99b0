"""What all lists of CVM have in common: how many filters there may be, and how many values each."""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError

MOST_FILTERS, MOST_VALUES = 10, 5


def checked_filters(call: Call) -> list[Mapping[str, Any]]:
    """Return the Filters of a call; raises ApiError for too many, or too many values of one."""
    found = call.items("Filters")
    if len(found) > MOST_FILTERS or any(len(one["Values"]) > MOST_VALUES for one in found):
        message = f"There are up to {MOST_FILTERS} filters with up to {MOST_VALUES} values each."
        raise ApiError("InvalidFilterValue.LimitExceeded", message)
    return found
