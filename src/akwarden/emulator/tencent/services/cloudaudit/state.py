"""Tracks ("tracking sets"): which events of an account go where."""

from dataclasses import dataclass, field

from akwarden.emulator.tencent.audit import Event

ANY = "*"


@dataclass(frozen=True, slots=True)
class Selection:
    """Events that a track wants: of a service, of a kind, of some names."""

    service: str
    kind: str
    """`Read`, `Write` or ANY."""
    names: tuple[str, ...]

    def wants(self, event: Event) -> bool:
        """Say whether an event is one of them."""
        return (
            self.service in {ANY, event.service}
            and self.kind in {ANY, "Write" if event.write else "Read"}
            and (ANY in self.names or event.action in self.names)
        )


@dataclass(frozen=True, slots=True)
class Storage:
    """Where a track delivers to."""

    type: str
    """`cos`, `cls` or `ckafka`."""
    region: str
    name: str
    """Of a bucket without the appid, or the id of a topic."""
    prefix: str
    account_id: str | None = None
    app_id: str | None = None
    compress: int | None = None
    """1: files are compressed, also where nothing is said; 2: they are not."""


@dataclass(slots=True)
class Waiting:
    """Events that a track has seen and not delivered yet."""

    event: Event
    account: int
    """Uin of whose it is."""


@dataclass(slots=True)
class Track:
    """One track."""

    id: int
    name: str
    created: float
    is_on: bool
    selections: tuple[Selection, ...]
    storage: Storage
    for_all_members: bool = False
    started: float | None = None
    """When it was switched on for the first time; files come at fixed times from then on."""
    seen: dict[int, int] = field(default_factory=dict)
    """The number of the last event that it looked at, by account."""
    waiting: list[Waiting] = field(default_factory=list)
    looked: float = 0.0
    """When somebody last asked for what had come due."""


@dataclass(slots=True)
class CloudAuditState:
    """What CloudAudit keeps for an account beside its events."""

    tracks: dict[int, Track] = field(default_factory=dict)

    def named(self, name: str) -> Track | None:
        """Return the track of a name."""
        return next((track for track in self.tracks.values() if track.name == name), None)
