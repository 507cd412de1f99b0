"""Long lists, a page at a time, in the three ways of the service; and tags."""

from collections.abc import Sequence
from typing import Any, TypeVar

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError

MOST_ROWS = 50
MOST_TAGS = 10
_MOST_RP, _USUAL_RP, _LAST_PAGE = 200, 20, 200
_MOST_RESULTS, _USUAL_RESULTS = 100, 10
_TOKEN = "next-"  # noqa: S105  of a list, and no secret
T = TypeVar("T")


def page(call: Call, rows: Sequence[T]) -> list[T]:
    """Return the rows from Offset on, Limit of them: 1 to 50, and the offset a multiple of it."""
    limit, offset = call.number("Limit"), call.number("Offset")
    if not 1 <= limit <= MOST_ROWS:
        raise ApiError("InvalidParameter", f"The parameter `Limit` must be in 1 to {MOST_ROWS}.")
    if offset < 0 or offset % limit:
        raise ApiError("InvalidParameter", "The parameter `Offset` must be a multiple of `Limit`.")
    return list(rows[offset : offset + limit])


def numbered_page(call: Call, rows: Sequence[T]) -> list[T]:
    """Return the page Page of Rp rows: 1 to 200 rows, page 1 to 200."""
    size, number = call.number("Rp", _USUAL_RP), call.number("Page", 1)
    if not 1 <= size <= _MOST_RP:
        raise ApiError("InvalidParameter", f"The parameter `Rp` must be in 1 to {_MOST_RP}.")
    if not 1 <= number <= _LAST_PAGE:
        raise ApiError("InvalidParameter", f"The parameter `Page` must be in 1 to {_LAST_PAGE}.")
    return list(rows[(number - 1) * size : number * size])


def token_page(call: Call, name: str, rows: Sequence[Any]) -> dict[str, Any]:
    """Return an answer with up to MaxResults rows in the field `name`, and the token of the next page."""
    size = call.number("MaxResults", _USUAL_RESULTS)
    if not 1 <= size <= _MOST_RESULTS:
        raise ApiError(
            "InvalidParameter.ParamError", f"The parameter `MaxResults` must be in 1 to {_MOST_RESULTS}."
        )
    start = _start(call.text("NextToken"), call.number("Offset"))
    is_truncated = start + size < len(rows)
    return {
        name: list(rows[start : start + size]),
        "TotalCounts": len(rows),
        "MaxResults": size,
        "IsTruncated": is_truncated,
        "NextToken": f"{_TOKEN}{start + size}" if is_truncated else "",
    }


def _start(token: str, offset: int) -> int:
    """Return where a page starts: a token goes before an offset."""
    if not token:
        return max(offset, 0)
    digits = token.removeprefix(_TOKEN)
    if digits == token or not digits.isdecimal():
        raise ApiError("InvalidParameter.NextTokenInvalid", "The parameter `NextToken` is not of this list.")
    return int(digits)


def tags_of(call: Call) -> dict[str, str]:
    """Return the tags of a request; raises ApiError for more than ten, or one key twice."""
    given = call.items("Tags")
    tags = {one["TagKey"]: one["TagValue"] for one in given}
    if len(given) > MOST_TAGS or len(tags) < len(given) or "" in tags:
        raise ApiError("InvalidParameter.TagError", f"There are up to {MOST_TAGS} tags, each key once.")
    return tags


def shown_tags(tags: dict[str, str]) -> list[dict[str, str]]:
    """Return tags as an answer has them."""
    return [{"TagKey": key, "TagValue": value} for key, value in tags.items()]
