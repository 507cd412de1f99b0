"""What Tencent Cloud answers, made plain: each value a text, nothing that is null, and times with their zone.

The same field is a number in one answer and a text in the next, and null where there is nothing: structs that
an answer is read into have texts only, all of them with a default.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeVar

import msgspec

CHINA = timezone(timedelta(hours=8))
"""Times without a zone are those of Beijing."""
_UNUSABLE = re.compile("[\x00\ud800-\udfff]")
"""What neither a database nor a file takes."""
_FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
_NUMBER = re.compile(r"-?[0-9]{1,18}")
_MILLISECONDS = 1000
T = TypeVar("T")


def read(kind: type[T], content: Any) -> T:
    """Return an answer as a struct; raises msgspec.MsgspecError or RecursionError for what is none."""
    return msgspec.convert(_plain(content), kind)


def _plain(value: Any) -> Any:
    """Return JSON with each scalar as a text and without nulls."""
    match value:
        case dict():
            return {name: _plain(one) for name, one in value.items() if one is not None}
        case list():
            return [_plain(one) for one in value if one is not None]
        case bool():
            return str(int(value))
        case _:
            return _UNUSABLE.sub("\ufffd", str(value))


def number(text: str) -> int:
    """Return a number; 0 for what is none."""
    return int(text) if _NUMBER.fullmatch(text) else 0


def flag(text: str) -> bool | None:
    """Return whether something is on; None where nothing was said."""
    return text.lower() not in {"0", "false"} if text else None


def moment(text: str) -> datetime | None:
    """Return a time, in UTC; None for nothing and for what is no time, such as `0000-00-00 00:00:00`."""
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=CHINA).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=CHINA)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def from_milliseconds(text: str) -> datetime | None:
    """Return a time that is given as milliseconds since 1970; None for 0 and for what is no time."""
    try:
        return datetime.fromtimestamp(number(text) / _MILLISECONDS, UTC) if number(text) > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
