"""JSON values as the shape that an element must have, or the error that names its path.

One value may stand for a list of one: "the brackets are optional" (Tencent Cloud, "Syntax Structure"; AWS,
"Grammar of the IAM JSON policy language").
"""

from collections.abc import Iterator

from akwarden.policy.parsing import Digits, wrong


def as_object(value: object, path: str) -> dict[str, object]:
    """Return an object that has members."""
    if not isinstance(value, dict):
        raise wrong(path, "it must be an object")
    if not value:
        raise wrong(path, "it is empty")
    return value


def as_list(value: object, path: str) -> list[object]:
    """Return a list that holds something; a single value is a list of one."""
    values = value if isinstance(value, list) else [value]
    if not values:
        raise wrong(path, "the list is empty")
    return values


def as_text(value: object, path: str) -> str:
    """Return a text; a number is none."""
    if not isinstance(value, str) or isinstance(value, Digits):
        raise wrong(path, "it must be text")
    return _encodable(value, path)


def as_texts(value: object, path: str) -> tuple[str, ...]:
    """Return one text or several."""
    return tuple(as_text(item, place) for item, place in _placed(value, path))


def as_scalars(value: object, path: str) -> tuple[str, ...]:
    """Return one or several texts, numbers or truths, all as text."""
    return tuple(_as_scalar(item, place) for item, place in _placed(value, path))


def _placed(value: object, path: str) -> Iterator[tuple[object, str]]:
    """Yield each value with its path."""
    for number, item in enumerate(as_list(value, path)):
        yield item, f"{path}[{number}]" if isinstance(value, list) else path


def _as_scalar(value: object, path: str) -> str:
    """Return a text, a number as written, or a truth as `true` or `false`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _encodable(str(value), path)
    raise wrong(path, "it must be text, a number, true or false")


def _encodable(text: str, path: str) -> str:
    """Return the text, unless it has half of a character, which no cloud could store."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise wrong(path, "it has an escape that is half of a character") from None
    return text
