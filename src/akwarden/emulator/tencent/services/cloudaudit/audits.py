"""Tracks under the names of the first version of the API, and the keys that could seal their files."""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cloudaudit.delivery import switch
from akwarden.emulator.tencent.services.cloudaudit.state import ANY, CloudAuditState, Track
from akwarden.emulator.tencent.services.kms.state import KmsState
from akwarden.emulator.tencent.services.regional import REGIONS, page

_MOST_KEYS = 200
_READS, _WRITES, _BOTH = 1, 2, 3


@serve("cloudaudit", "DescribeAudit")
def describe_audit(call: Call) -> Mapping[str, Any]:
    """Return one track by its name; nothing is sent to a queue, and files are not sealed."""
    track = _named(call)
    is_cos = track.storage.type == "cos"
    return {
        "AuditName": track.name,
        "AuditStatus": int(track.is_on),
        "ReadWriteAttribute": _attribute(track),
        "CosRegion": track.storage.region if is_cos else "",
        "CosBucketName": track.storage.name if is_cos else "",
        "LogFilePrefix": track.storage.prefix,
        "IsEnableCmqNotify": 0,
        "CmqQueueName": "",
        "CmqRegion": "",
        "IsEnableKmsEncry": 0,
        "KeyId": "",
        "KmsAlias": "",
        "KmsRegion": "",
    }


@serve("cloudaudit", "ListAudits")
def list_audits(call: Call) -> Mapping[str, Any]:
    """Return all tracks in short."""
    tracks = call.account.state(CloudAuditState).tracks.values()
    return {
        "AuditSummarys": [
            {
                "AuditName": track.name,
                "AuditStatus": int(track.is_on),
                "CosBucketName": track.storage.name if track.storage.type == "cos" else "",
                "LogFilePrefix": track.storage.prefix,
            }
            for track in tracks
        ]
    }


@serve("cloudaudit", "StartLogging", write=True, sensitive=True)
def start_logging(call: Call) -> Mapping[str, Any]:
    """Switch a track on."""
    switch(call.cloud, call.account, _named(call), is_on=True)
    return {"IsSuccess": 1}


@serve("cloudaudit", "StopLogging", write=True, sensitive=True)
def stop_logging(call: Call) -> Mapping[str, Any]:
    """Switch a track off."""
    switch(call.cloud, call.account, _named(call), is_on=False)
    return {"IsSuccess": 1}


@serve("cloudaudit", "ListKeyAliasByRegion")
def list_key_alias_by_region(call: Call) -> Mapping[str, Any]:
    """Return the keys of KMS in a region."""
    region = call.text("KmsRegion")
    if region not in REGIONS:
        message = f"The region `{region}` is not supported."
        raise ApiError("InvalidParameterValue.KmsRegionError", message)
    limit = call.within("Limit", 1, _MOST_KEYS, 10)
    keys = [*call.account.state(KmsState).regions.at(region).keys.values()]
    shown = page(keys, call.number("Offset"), limit)
    return {
        "TotalCount": len(keys),
        "KeyMetadatas": [{"KeyId": key.id, "Alias": key.alias} for key in shown],
    }


def _named(call: Call) -> Track:
    found = call.account.state(CloudAuditState).named(call.text("AuditName"))
    if found is None:
        raise ApiError("ResourceNotFound.AuditNotExist", "The track does not exist.")
    return found


def _attribute(track: Track) -> int:
    kinds = {one.kind for one in track.selections}
    if ANY in kinds or len(kinds) > 1:
        return _BOTH
    return _READS if kinds == {"Read"} else _WRITES
