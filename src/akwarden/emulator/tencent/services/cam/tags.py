"""Tags on policies and roles.

After "Use Limits" of Tencent Cloud's Tag: up to 50 on one resource, a key of 1 to 127 characters, a value
of up to 255.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from akwarden.emulator.tencent.errors import ApiError

MOST_TAGS = 50
_LONGEST_KEY = 127
_LONGEST_VALUE = 255


def tagged(before: Mapping[str, str], added: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return tags with others added, which replace those of the same key; raises ApiError for bad ones."""
    found = {**before}
    for tag in added:
        key, value = str(tag["Key"]), str(tag["Value"])
        if not 1 <= len(key) <= _LONGEST_KEY or len(value) > _LONGEST_VALUE:
            raise ApiError("InvalidParameter.TagParamError", "A tag has no key, or it is too long.")
        found[key] = value
    if len(found) > MOST_TAGS:
        raise ApiError("InvalidParameter.TagLimitExceeded", f"A resource can have up to {MOST_TAGS} tags.")
    return found


def written(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Return tags as answers have them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]
