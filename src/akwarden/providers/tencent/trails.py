"""The tracks of an account (CloudAudit): which events are delivered to a place of the account's own.

After "DescribeAuditTracks" (CloudAudit API documents). A track for the events of several services shows none
of them in this list; it takes those that were chosen and no others.
"""

from collections.abc import Iterator

import msgspec

from akwarden.model.facts import TrailState
from akwarden.model.trail import Trail, TrailScope
from akwarden.providers.tencent.answer import flag
from akwarden.providers.tencent.client import Client
from akwarden.providers.tencent.endpoints import home_region
from akwarden.providers.tencent.pages import by_page

_ALL = "*"
_READS, _WRITES = "Read", "Write"


class _Storage(msgspec.Struct, frozen=True, rename="pascal"):
    """Where a track delivers to."""

    storage_type: str = ""
    storage_name: str = ""
    storage_prefix: str = ""


class _Track(msgspec.Struct, frozen=True, rename="pascal"):
    """A row of DescribeAuditTracks."""

    name: str = ""
    track_id: str = ""
    status: str = ""
    resource_type: str = ""
    action_type: str = ""
    event_names: tuple[str, ...] = ()
    storage: _Storage = _Storage()


class _Tracks(msgspec.Struct, frozen=True):
    total: str = msgspec.field(name="TotalCount", default="")
    rows: tuple[_Track, ...] = msgspec.field(name="Tracks", default=())


def trails_of(client: Client) -> Iterator[Trail]:
    """Yield the tracks; raises MissingRightError where they can't be listed."""
    region = home_region(client.access.site)
    for row in by_page(lambda page: client.ask("cloudaudit", "DescribeAuditTracks", _Tracks, page, region)):
        state, detail = _judged(row)
        scope = None if state is TrailState.OFF else _scope(row)
        yield Trail(name=row.name or row.track_id, state=state, detail=detail, scope=scope)


def _scope(track: _Track) -> TrailScope:
    """Return what a track that is on takes: the events of all regions, and none of data in buckets."""
    by_name = track.event_names and _ALL not in track.event_names
    some = not track.resource_type or not track.action_type
    return TrailScope(
        reads=track.action_type in {_ALL, _READS, ""},
        writes=track.action_type in {_ALL, _WRITES, ""},
        services=() if track.resource_type in {_ALL, ""} else (track.resource_type,),
        is_narrowed=bool(by_name or some),
        target=_target(track.storage),
    )


def _target(storage: _Storage) -> str:
    if not storage.storage_type or not storage.storage_name:
        return ""
    prefix = f"/{storage.storage_prefix}" if storage.storage_prefix else ""
    return f"{storage.storage_type}://{storage.storage_name}{prefix}"


def _judged(track: _Track) -> tuple[TrailState, str]:
    """Return how much a track records, and what it leaves out."""
    if not flag(track.status):
        return TrailState.OFF, "it is switched off"
    left = []
    if track.resource_type != _ALL:
        left.append(f"only events of {track.resource_type or 'some services'}")
    if track.action_type != _ALL:
        left.append(f"only events of the kind {track.action_type or 'that was chosen'}")
    if track.event_names and _ALL not in track.event_names:
        left.append("only some events by name")
    return (TrailState.PARTLY, ", ".join(left)) if left else (TrailState.ON, "")
