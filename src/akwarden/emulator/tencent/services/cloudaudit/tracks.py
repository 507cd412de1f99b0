"""Making, changing, deleting and listing tracks.

Their number is limited to 5 ("Features" of CloudAudit), and a track keeps its name.
"""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cloudaudit.checks import (
    flag_of,
    for_all_members,
    name_of,
    refused,
    selection_of,
    selections_of,
    storage_of,
)
from akwarden.emulator.tencent.services.cloudaudit.delivery import connect, disconnect, switch
from akwarden.emulator.tencent.services.cloudaudit.state import CloudAuditState, Selection, Storage, Track

MOST_TRACKS = 5
_MOST_A_PAGE = 100


@serve("cloudaudit", "CreateAuditTrack", write=True, sensitive=True)
def create_audit_track(call: Call) -> Mapping[str, Any]:
    """Make a track for events of one service, or of all."""
    names = call.items("EventNames")
    return _created(call, (selection_of(call.text("ResourceType"), call.text("ActionType"), names),))


@serve("cloudaudit", "CreateEventsAuditTrack", write=True, sensitive=True)
def create_events_audit_track(call: Call) -> Mapping[str, Any]:
    """Make a track for events of several services."""
    return _created(call, selections_of(call.parameters["Filters"]))


def _created(call: Call, selections: tuple[Selection, ...]) -> Mapping[str, Any]:
    state, name = call.account.state(CloudAuditState), name_of(call)
    is_on, storage, members = flag_of(call, "Status"), storage_of(call), for_all_members(call)
    if state.named(name) is not None:
        raise ApiError("ResourceInUse", f"There is a track `{name}` already.")
    if len(state.tracks) >= MOST_TRACKS:
        raise ApiError("LimitExceeded.OverAmount", f"There can be up to {MOST_TRACKS} tracks.")
    number = call.cloud.ids.number("track")
    track = Track(number, name, call.now, is_on=False, selections=selections, storage=storage)
    track.for_all_members = members
    state.tracks[number] = track
    switch(call.cloud, call.account, track, is_on=is_on)
    connect(call.cloud, call.account, track)
    return {"TrackId": number}


@serve("cloudaudit", "ModifyAuditTrack", write=True, sensitive=True)
def modify_audit_track(call: Call) -> Mapping[str, Any]:
    """Change a track; what the request leaves out stays."""
    track = track_of(call)
    old = track.selections[0] if len(track.selections) == 1 else Selection("", "", ())
    selections = track.selections
    if {"ResourceType", "ActionType", "EventNames"} & call.parameters.keys():
        names = call.items("EventNames") or list(old.names)
        service, kind = call.text("ResourceType", old.service), call.text("ActionType", old.kind)
        selections = (selection_of(service, kind, names),)
    _change(call, track, selections)
    return {}


@serve("cloudaudit", "ModifyEventsAuditTrack", write=True, sensitive=True)
def modify_events_audit_track(call: Call) -> Mapping[str, Any]:
    """Change a track; what the request leaves out stays."""
    track = track_of(call)
    filters = call.parameters.get("Filters")
    _change(call, track, selections_of(filters) if filters else track.selections)
    return {}


def _change(call: Call, track: Track, selections: tuple[Selection, ...]) -> None:
    if call.text("Name", track.name) != track.name:
        raise ApiError(
            "InvalidParameterValue.AuditTrackNameNotSupportModify", "The name of a track can't be changed."
        )
    is_on = flag_of(call, "Status", default=track.is_on)
    storage = storage_of(call) if call.parameters.get("Storage") else track.storage
    members = for_all_members(call, default=track.for_all_members)
    disconnect(call.cloud, call.account, track)
    switch(call.cloud, call.account, track, is_on=is_on)
    track.selections, track.storage, track.for_all_members = selections, storage, members
    connect(call.cloud, call.account, track)


@serve("cloudaudit", "DeleteAuditTrack", write=True, sensitive=True)
def delete_audit_track(call: Call) -> Mapping[str, Any]:
    """Delete a track; what it has delivered stays."""
    track = track_of(call)
    disconnect(call.cloud, call.account, track)
    del call.account.state(CloudAuditState).tracks[track.id]
    return {}


@serve("cloudaudit", "DescribeAuditTrack")
def describe_audit_track(call: Call) -> Mapping[str, Any]:
    """Return one track."""
    track = track_of(call)
    fields = [_field(one) for one in track.selections]
    told = {k: v for k, v in _described(track).items() if k != "TrackId"}
    return {**told, "TrackForAllMembers": int(track.for_all_members), "Filters": {"ResourceFields": fields}}


@serve("cloudaudit", "DescribeAuditTracks")
def describe_audit_tracks(call: Call) -> Mapping[str, Any]:
    """Return a page of the tracks, in the order in which they were made."""
    number, size = call.number("PageNumber"), call.within("PageSize", 1, _MOST_A_PAGE, 1)
    if number < 1:
        raise refused("The parameter `PageNumber` is 1 or more.")
    tracks = [*call.account.state(CloudAuditState).tracks.values()]
    shown = tracks[(number - 1) * size : number * size]
    return {"Tracks": [_described(track) for track in shown], "TotalCount": len(tracks)}


def track_of(call: Call) -> Track:
    """Return the track that a call is about; raises ApiError where there is none."""
    found = call.account.state(CloudAuditState).tracks.get(call.number("TrackId"))
    if found is None:
        raise ApiError("ResourceNotFound.AuditNotExist", "The track does not exist.")
    return found


def _described(track: Track) -> dict[str, Any]:
    """Return a track; one for several services has no service, kind and names of its own."""
    one = _field(track.selections[0]) if len(track.selections) == 1 else _field(Selection("", "", ()))
    return {
        "TrackId": track.id,
        "Name": track.name,
        "Status": int(track.is_on),
        "CreateTime": local(track.created),
        "Storage": _stored(track.storage),
        **one,
    }


def _field(selection: Selection) -> dict[str, Any]:
    return {
        "ResourceType": selection.service,
        "ActionType": selection.kind,
        "EventNames": [*selection.names],
    }


def _stored(storage: Storage) -> dict[str, Any]:
    return {
        "StorageType": storage.type,
        "StorageRegion": storage.region,
        "StorageName": storage.name,
        "StoragePrefix": storage.prefix,
        "StorageAccountId": storage.account_id,
        "StorageAppId": storage.app_id,
        "Compress": storage.compress,
    }
