"""Faults on demand: what a cloud does on a bad day, so that callers can be shown to survive it.

A fault is set for a service, an action, or all of them, for a number of calls or until it is cleared:

- `throttle`: the call is refused with RequestLimitExceeded.
- `error`: it is refused with InternalError, or with the code that is given.
- `status`: the answer is an HTTP error such as 500 or 502, without the cloud's envelope.
- `lost`: the call is done and its answer never arrives: the connection is closed.
- `slow`: the answer comes `seconds` later.
- `outage`: the connection is closed before anything is done.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from random import Random
from typing import Any

import msgspec

from akwarden.emulator.tencent.errors import ApiError

KINDS = ("throttle", "error", "status", "lost", "slow", "outage")
MOST_SECONDS = 600
_STATUSES_END = 600


class Fault(msgspec.Struct, forbid_unknown_fields=True):
    """One fault that was asked for."""

    kind: str
    service: str = "*"
    action: str = "*"
    times: int | None = None
    """How often it still happens; until it is cleared where None."""
    share: float = 1.0
    """In which part of the calls it happens."""
    seconds: float = 0.0
    status: int = 500
    code: str = "InternalError"

    def __post_init__(self) -> None:
        """Refuse what is no fault; raises ValueError."""
        for fits, rule in (
            (self.kind in KINDS, f"kind is one of {', '.join(KINDS)}"),
            (self.times is None or self.times > 0, "times is a number above 0"),
            (0 <= self.share <= 1, "share is from 0 to 1"),
            (0 <= self.seconds <= MOST_SECONDS, f"seconds are from 0 to {MOST_SECONDS}"),
            (HTTPStatus.BAD_REQUEST <= self.status < _STATUSES_END, "status is from 400 to 599"),
        ):
            if not fits:
                raise ValueError(rule)

    def fits(self, service: str, action: str) -> bool:
        """Say whether it is about this call."""
        return self.service in {"*", service} and self.action in {"*", action}


@dataclass(slots=True)
class Faults:
    """The faults of one emulator."""

    all: list[Fault] = field(default_factory=list)
    _random: Random = field(default_factory=lambda: Random(1))  # noqa: S311  which calls fail, repeatably

    def add(self, fault: Fault) -> None:
        """Set a fault."""
        self.all.append(fault)

    def clear(self) -> None:
        """Take all faults away."""
        self.all.clear()

    def for_call(self, service: str, action: str) -> list[Fault]:
        """Return the faults that happen in this call, and count them."""
        if not self.all:
            return []
        hit = [f for f in self.all if f.fits(service, action) and self._random.random() < f.share]
        for fault in hit:
            if fault.times is not None:
                fault.times -= 1
        self.all = [f for f in self.all if f.times is None or f.times > 0]
        return hit


def refused(fault: Fault) -> ApiError | None:
    """Return the error with which a fault refuses a call, if it does."""
    match fault.kind:
        case "throttle":
            return ApiError("RequestLimitExceeded", "Your current request times exceed the limit.")
        case "error":
            return ApiError(fault.code, "An internal error has occurred. Retry later.")
        case _:
            return None


def read_fault(content: Mapping[str, Any]) -> Fault:
    """Return a fault from an object of JSON; raises ValueError for what is none."""
    return msgspec.convert(content, Fault)
