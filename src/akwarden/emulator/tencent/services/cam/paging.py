"""Pages as CAM cuts them: `Page` from 1, `Rp` rows a page."""

from collections.abc import Sequence
from typing import TypeVar

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.services.cam.finding import PARAM_ERROR

_MOST = 200
"""Rows a page and pages, as "ListPolicies" and "ListAttachedUserAllPolicies" have it."""
_ROWS = 20
_LONGEST_KEYWORD = 128
T = TypeVar("T")


def page_of(call: Call, found: Sequence[T]) -> Sequence[T]:
    """Return the rows of the page that is asked for; raises ApiError for one that can't be."""
    page, rows = number_within(call, "Page", 1, _MOST, 1), number_within(call, "Rp", 1, _MOST, _ROWS)
    return found[(page - 1) * rows : page * rows]


def number_within(call: Call, name: str, low: int, high: int, default: int) -> int:
    """Return a number of the request between two bounds, with CAM's own refusal for another."""
    value = call.number(name, default)
    if not low <= value <= high:
        raise ApiError(PARAM_ERROR, f"The parameter `{name}` must be in {low} to {high}.")
    return value


def keyword_of(call: Call) -> str:
    """Return the keyword to look for, empty for none; raises ApiError for one longer than any name."""
    word = call.text("Keyword")
    if len(word) > _LONGEST_KEYWORD:
        raise ApiError("InvalidParameter.SearchKeywordLengthError", "The parameter `Keyword` is too long.")
    return word
