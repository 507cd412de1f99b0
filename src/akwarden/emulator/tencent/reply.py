"""What goes back to a caller, with what a bad day does to it; and that a key was used."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from akwarden.emulator.tencent.clock import day
from akwarden.emulator.tencent.faults import Fault
from akwarden.emulator.tencent.state import Key


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back, and how."""

    body: bytes
    status: int = 200
    delay: float = 0.0
    """Seconds to wait before it goes."""
    lost: bool = False
    """The connection is closed instead."""
    headers: tuple[tuple[str, str], ...] = ()
    """Beside the length; the type is that of JSON where they have none."""


def with_faults(reply: Reply, faults: Sequence[Fault]) -> Reply:
    """Return a reply that is slow, lost or an error of HTTP where faults say so."""
    delay = sum(fault.seconds for fault in faults if fault.kind == "slow")
    lost = any(fault.kind == "lost" for fault in faults)
    status = next((fault.status for fault in faults if fault.kind == "status"), None)
    if status is not None:
        return Reply(b"", status, delay, lost)
    return replace(reply, delay=delay, lost=lost)


def note_use(key: Key, now: float) -> None:
    """Note a use; the last one of a day that is over is what the cloud tells of."""
    if key.last_used is not None and day(key.last_used) != day(now):
        key.reported_use = key.last_used
    key.last_used = now
