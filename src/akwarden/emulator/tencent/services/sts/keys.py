"""Keys as STS tells of them: also those that were deleted."""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.state import Key, Status

_VALID, _DISABLED, _DELETED = 2, 3, 4


@serve("sts", "QueryApiKey", sensitive=True, mainland_only=True)
def query_api_key(call: Call) -> Mapping[str, Any]:
    """Return all keys that a user has had; of one who was deleted as well."""
    uin = call.number("TargetUin", call.caller.uin)
    keys = [key for key in call.account.keys.values() if key.owner == uin]
    if not keys and uin not in {call.account.uin, *call.account.users}:
        raise ApiError("InvalidParameter.ParamError", f"The account {uin} does not exist.")
    return {
        "IdKeys": [
            {"SecretId": key.secret_id, "CreateTime": int(key.created), "Status": _status(key)}
            for key in keys
        ]
    }


def _status(key: Key) -> int:
    if key.deleted:
        return _DELETED
    return _VALID if key.status is Status.ACTIVE else _DISABLED
