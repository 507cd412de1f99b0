"""Lists of master keys, and what is told of one."""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.kms.keys import (
    MOST_KEYS,
    key_of,
    named,
    refuse_cluster,
    refuse_members,
    region_keys,
)
from akwarden.emulator.tencent.services.kms.state import KeyState, MasterKey, Origin
from akwarden.emulator.tencent.services.regional import page

_MOST, _DEFAULT = 200, 10
_STATES = (
    None,
    KeyState.ENABLED,
    KeyState.DISABLED,
    KeyState.PENDING_DELETE,
    KeyState.PENDING_IMPORT,
    KeyState.ARCHIVED,
)
"""By the number of ListKeyDetail's KeyState; 0 is all."""
_LISTED = {KeyState.ENABLED, KeyState.DISABLED, KeyState.PENDING_IMPORT}


@serve("kms", "DescribeKey", resources=named)
def describe_key(call: Call) -> Mapping[str, Any]:
    """Return what is known of a key."""
    return {"KeyMetadata": _described(call, key_of(call))}


@serve("kms", "ListKeys")
def list_keys(call: Call) -> Mapping[str, Any]:
    """Return the ids of the keys that are enabled, disabled or waiting for material; the newest first."""
    refuse_cluster(call)
    found = [key for key in _of_role(call) if key.state in _LISTED]
    return {"Keys": [{"KeyId": key.id} for key in _paged(call, found)], "TotalCount": len(found)}


@serve("kms", "ListKeyDetail")
def list_key_detail(call: Call) -> Mapping[str, Any]:
    """Return the keys that fit all that is asked for; the newest first, with OrderType 1 the oldest."""
    refuse_members(call)
    refuse_cluster(call)
    found = [key for key in _of_role(call) if _fits(call, key)]
    if call.within("OrderType", 0, 1, 0):
        found.reverse()
    return {"KeyMetadatas": [_described(call, key) for key in _paged(call, found)], "TotalCount": len(found)}


@serve("kms", "GetServiceStatus")
def get_service_status(call: Call) -> Mapping[str, Any]:
    """Return that the service is on, in its ordinary edition: no clusters, hosted data keys or replicas."""
    used = sum(key.owner == "user" for key in region_keys(call).keys.values())
    return {
        "ServiceEnabled": True,
        "InvalidType": 1,
        "UserLevel": 0,
        "ProExpireTime": 0,
        "ProRenewFlag": 0,
        "ProResourceId": "",
        "ExclusiveVSMEnabled": False,
        "ExclusiveHSMEnabled": False,
        "SubscriptionInfo": "Postpaid_KMS",
        "CmkUserCount": used,
        "CmkLimit": MOST_KEYS,
        "ExclusiveHSMList": [],
        "IsAllowedDataKeyHosted": False,
        "DataKeyLimit": 0,
        "FreeDataKeyLimit": 0,
        "DataKeyUsedCount": 0,
        "SyncTaskList": [],
        "IsAllowedSync": False,
        "RegionsQps": [],
    }


def _of_role(call: Call) -> list[MasterKey]:
    """Return the keys that users made (Role 0), or products (Role 1); the newest first."""
    by_users = call.within("Role", 0, 1, 0) == 0
    return [key for key in reversed(region_keys(call).keys.values()) if (key.owner == "user") is by_users]


def _paged(call: Call, found: list[MasterKey]) -> list[MasterKey]:
    return list(page(found, call.number("Offset"), call.within("Limit", 0, _MOST, _DEFAULT)))


def _fits(call: Call, key: MasterKey) -> bool:
    state = _STATES[call.within("KeyState", 0, len(_STATES) - 1, 0)]
    text, origin = call.text("SearchKeyAlias"), call.text("Origin") or "ALL"
    if origin not in {"ALL", *Origin}:
        raise ApiError("InvalidParameterValue", "The Origin is TENCENT_KMS, EXTERNAL or ALL.")
    return (
        state in {None, key.state}
        and (text in key.alias or text in key.id)
        and origin in {"ALL", key.origin}
        and (call.text("KeyUsage") or "ALL") in {"ALL", "ENCRYPT_DECRYPT"}
        and has_tags(call, key.tags)
    )


def has_tags(call: Call, tags: Mapping[str, str]) -> bool:
    """Say whether tags fit the TagFilters of a call: each has a key and perhaps values, of which one fits."""
    return all(
        one["TagKey"] in tags and (not one.get("TagValue") or tags[one["TagKey"]] in one["TagValue"])
        for one in call.items("TagFilters")
    )


def _described(call: Call, key: MasterKey) -> dict[str, Any]:
    return {
        "KeyId": key.id,
        "Alias": key.alias,
        "CreateTime": int(key.created),
        "Description": key.description,
        "KeyState": key.state,
        "KeyUsage": "ENCRYPT_DECRYPT",
        "Type": 2,
        "CreatorUin": key.creator,
        "CreatorUinString": str(key.creator),
        "KeyRotationEnabled": bool(key.rotate_days),
        "Owner": key.owner,
        "NextRotateTime": int(key.next_rotation),
        "RotateDays": key.rotate_days,
        "LastRotateTime": int(key.last_rotated),
        "DeletionDate": int(key.deletion),
        "Origin": key.origin,
        "ValidTo": 0,
        "ResourceId": f"creatorUin/{key.creator}/{key.id}",
        "HsmClusterId": "",
        "IsSyncReplica": 0,
        "SourceRegion": "",
        "SyncStatus": 0,
        "SyncMessages": "",
        "SyncStartTime": 0,
        "SyncEndTime": 0,
        "SourceHsmClusterId": "",
        "AccountAppId": call.account.appid,
        "AccountUin": call.account.uin,
        "AccountName": call.account.name,
    }
