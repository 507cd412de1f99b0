"""How much may come out of one outermost container, everything nested in it included.

Rules it enforces, each named in its reason by the setting that raises it:

- bytes: the sum of all that is handed on, however many layers it takes to get there;
- members: entries of every kind, folders too;
- ratio: what comes out of one container against its own size, once eight mebibytes have come out;
- seconds: from the moment the outermost container is opened.

The member limit and the depth limit cut one member, not the container: see `spool` and `walk`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from akwarden.errors import UnpackError

SETTING_PREFIX: Final = "scan.unpack_"
"""Before the name of a limit, as it is spelled in the settings."""

_RATIO_FLOOR: Final = 8 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What opening one outermost container may cost."""

    max_bytes: int = 1 << 30
    """All bytes handed on, nested ones included."""
    max_member_bytes: int = 256 << 20
    """Bytes of one archive member; of a larger one only the beginning is read.

    What a compressed stream holds is the whole container, not a member: `max_bytes` alone bounds it."""
    max_members: int = 100_000
    """Entries of all kinds, nested ones included."""
    max_depth: int = 5
    """Containers inside each other; 1 opens the outermost only."""
    max_ratio: int = 250
    """Bytes out for one byte in, per container."""
    max_seconds: float = 60.0
    """Wall-clock time, the reader's own work between two members included."""


class BudgetError(UnpackError):
    """A limit that ends the whole outermost container is reached."""


def mend(limit: str) -> str:
    """Gives the sentence that names the setting behind a field of `Limits`."""
    return f"raise {SETTING_PREFIX}{limit} to read more"


def in_words(size: int) -> str:
    """Gives a byte count as a person says it: `256 MiB`, `1.5 KiB`, `12 bytes`."""
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if size >= unit:
            return f"{size / unit:.4g} {name}"
    return f"{size} bytes"


@dataclass(slots=True)
class _Ledger:
    """What all budgets of one outermost container have spent together."""

    deadline: float
    bytes: int = 0
    members: int = 0


class Budget:
    """The allowance of one open container; it shares its totals with all others under the same outermost one.

    An unpacker charges BEFORE it hands bytes on, and counts a member before it looks into it.
    """

    __slots__ = ("_clock", "_ledger", "_most_out", "_out", "_paid", "limits")

    def __init__(
        self,
        limits: Limits,
        clock: Callable[[], float],
        *,
        container_bytes: int,
        paid: int = 0,
        ledger: _Ledger | None = None,
    ) -> None:
        """Start the clock for an outermost container of that many bytes; see `nested` for the others."""
        self.limits = limits
        self._clock = clock
        self._ledger = ledger or _Ledger(deadline=clock() + limits.max_seconds)
        self._paid = paid
        self._out = 0
        self._most_out = max(_RATIO_FLOOR, limits.max_ratio * container_bytes)

    def nested(self, container_bytes: int, *, paid: int = 0) -> "Budget":
        """Gives the budget of a container found inside this one.

        The first `paid` bytes out of it are free, because the layer around it has charged for them already.
        """
        return Budget(
            self.limits, self._clock, container_bytes=container_bytes, paid=paid, ledger=self._ledger
        )

    def charge(self, size: int) -> None:
        """Pay for bytes about to be handed on; raises `BudgetError` where they are too many."""
        free = min(size, self._paid)
        if self._ledger.bytes + size - free > self.limits.max_bytes:
            most = in_words(self.limits.max_bytes)
            raise BudgetError(f"stopped: more than {most} would come out of it", mend=mend("max_bytes"))
        if self._out + size > self._most_out:
            growth = f"stopped: it grows more than {self.limits.max_ratio} times when opened"
            raise BudgetError(growth, why="as an archive bomb does", mend=mend("max_ratio"))
        self.check_time()
        self._paid -= free
        self._ledger.bytes += size - free
        self._out += size

    def count_member(self) -> None:
        """Count one entry of any kind."""
        if self._ledger.members >= self.limits.max_members:
            most = f"stopped: it has more than {self.limits.max_members:,} members"
            raise BudgetError(most, mend=mend("max_members"))
        self._ledger.members += 1
        self.check_time()

    def check_time(self) -> None:
        """Raise `BudgetError` when the time is over; for work that hands nothing on, such as searching."""
        if self._clock() > self._ledger.deadline:
            most = f"stopped: opening it took more than {self.limits.max_seconds:g} seconds"
            raise BudgetError(most, mend=mend("max_seconds"))
