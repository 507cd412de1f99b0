"""Access keys: two a user, the secret shown once, disabled before they are deleted.

After "Access Key" of Tencent Cloud CAM: a sub-account has at most two keys, and a SecretKey can be seen
only when it is made.
"""

import re
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call, CallerKind
from akwarden.emulator.tencent.clock import day, local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.state import Key, Status

MOST_KEYS = 2
_CHANGES_A_SECOND = 5
_MOST_IDS = 10
_DESCRIPTION = re.compile(r"[\w+=,.@:/-]{1,1024}", re.ASCII)
_MILLISECONDS = 1000


def owner_of(call: Call) -> int:
    """Return whose keys a call is about: TargetUin, or the caller; raises ApiError for nobody.

    Only the main account itself reaches its own keys.
    """
    uin = call.number("TargetUin", call.caller.uin)
    if uin == call.account.uin:
        if call.caller.kind is not CallerKind.ROOT:
            raise ApiError("OperationDenied.SubUin", "A sub-account can't reach keys of the main account.")
    elif uin not in call.account.users:
        raise ApiError("InvalidParameter.UserNotExist", f"The user {uin} does not exist.")
    return uin


def key_resource(call: Call) -> tuple[str, ...]:
    """Return the user whose keys are touched, as a policy names it."""
    uin = call.number("TargetUin", call.caller.uin)
    return (f"qcs::cam::uin/{call.account.uin}:uin/{uin}",)


@serve("cam", "ListAccessKeys", sensitive=True, resources=key_resource)
def list_access_keys(call: Call) -> Mapping[str, Any]:
    """Return the keys of a user, without their secrets."""
    return {"AccessKeys": [_described(key) for key in call.account.keys_of(owner_of(call))]}


@serve("cam", "CreateAccessKey", write=True, rate=_CHANGES_A_SECOND, sensitive=True, resources=key_resource)
def create_access_key(call: Call) -> Mapping[str, Any]:
    """Make a key; the answer is the only place that ever shows its secret."""
    owner = owner_of(call)
    if len(call.account.keys_of(owner)) >= MOST_KEYS:
        raise ApiError("OperationDenied.AccessKeyOverLimit", "Each account can have up to two access keys.")
    description = call.text("Description")
    if description and not _DESCRIPTION.fullmatch(description):
        raise ApiError(
            "InvalidParameter.ParamError", "The parameter `Description` has characters it can't have."
        )
    key = call.cloud.add_key(call.account, owner, description)
    return {"AccessKey": {**_described(key), "SecretAccessKey": key.secret_key}}


@serve("cam", "UpdateAccessKey", write=True, rate=_CHANGES_A_SECOND, sensitive=True, resources=key_resource)
def update_access_key(call: Call) -> Mapping[str, Any]:
    """Switch a key on or off."""
    key = _key(call)
    status = call.text("Status")
    if status not in {*Status}:
        raise ApiError("InvalidParameter.ParamError", "The parameter `Status` is Active or Inactive.")
    key.status = Status(status)
    return {}


@serve("cam", "DeleteAccessKey", write=True, rate=_CHANGES_A_SECOND, sensitive=True, resources=key_resource)
def delete_access_key(call: Call) -> Mapping[str, Any]:
    """Delete a key that is switched off."""
    key = _key(call)
    if key.status is Status.ACTIVE:
        raise ApiError("FailedOperation.Accesskey", "An access key must be disabled before it is deleted.")
    key.deleted = True
    return {}


@serve("cam", "GetSecurityLastUsed")
def get_security_last_used(call: Call) -> Mapping[str, Any]:
    """Return the last day on which keys were used; today is not told yet."""
    ids = call.items("SecretIdList")
    if len(ids) > _MOST_IDS:
        raise ApiError("InvalidParameter", f"Up to {_MOST_IDS} ids can be asked about.")
    found = [call.account.keys.get(secret_id) for secret_id in ids]
    return {"SecretIdLastUsedRows": [_last_used(call, key) for key in found if key and not key.deleted]}


def _last_used(call: Call, key: Key) -> Mapping[str, Any]:
    used = key.last_used
    if used is not None and day(used) == day(call.now):
        used = key.reported_use
    return {
        "SecretId": key.secret_id,
        "LastUsedDate": day(used) if used is not None else "",
        "LastSecretUsedDate": int(used * _MILLISECONDS) if used is not None else 0,
    }


def _key(call: Call) -> Key:
    owner, key = owner_of(call), call.account.keys.get(call.text("AccessKeyId"))
    if key is None or key.deleted:
        raise ApiError("ResourceNotFound.SecretNotExist", "The access key does not exist.")
    if key.owner != owner:
        raise ApiError("OperationDenied.UinNotMatch", f"The access key is not one of the user {owner}.")
    return key


def _described(key: Key) -> dict[str, Any]:
    return {
        "AccessKeyId": key.secret_id,
        "Status": key.status,
        "CreateTime": local(key.created),
        "Description": key.description,
    }
