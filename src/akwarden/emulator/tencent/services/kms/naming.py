"""What a caller calls a key: alias, description and tags, after CreateKey of the API documents of KMS."""

import re
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.services.regional import tags_of

_ALIAS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_MOST_DESCRIPTION = 1024


def checked_alias(call: Call, taken: set[str]) -> str:
    """Return the Alias of a call; raises ApiError for one that is not valid, or not new."""
    alias = call.text("Alias")
    if not _ALIAS.fullmatch(alias) or alias.startswith("kms-"):
        raise ApiError("InvalidParameterValue.InvalidAlias", "The alias is not valid.")
    if alias in taken:
        raise ApiError("InvalidParameterValue.AliasAlreadyExists", "The alias is in use.")
    return alias


def checked_description(call: Call) -> str:
    """Return the Description of a call; raises ApiError for one that is too long."""
    text = call.text("Description")
    if len(text.encode()) > _MOST_DESCRIPTION:
        raise ApiError("InvalidParameterValue", f"A description has up to {_MOST_DESCRIPTION} bytes.")
    return text


def checked_tags(call: Call) -> dict[str, str]:
    """Return the Tags of a call; raises ApiError where a key comes twice."""
    items = call.items("Tags")
    tags = tags_of(items, "TagKey", "TagValue")
    if len(tags) != len(items):
        raise ApiError("InvalidParameterValue.TagKeysDuplicated", "A tag key comes twice.")
    return tags


def tagged(tags: Mapping[str, str]) -> dict[str, Any]:
    """Return what an answer tells of tags that were set."""
    return {"TagCode": 0, "TagMsg": "ok" if tags else "no tags to save"}
