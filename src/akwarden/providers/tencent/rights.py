"""Asks for what a right may be missing for: a refusal becomes a blind spot, and is soon not asked again."""

import threading
from collections.abc import Callable
from typing import TypeVar

from akwarden.errors import MissingRightError
from akwarden.model.blind_spot import BlindSpot
from akwarden.providers.inventory import CloudCall, Tally
from akwarden.providers.tencent.permissions import call_of, right_of
from akwarden.providers.tencent.refusal import GoneError, NoActionError, NoRegionError, RefusedError

MOST_REFUSALS = 3
"""After so many in a row a right is not asked for again."""
T = TypeVar("T")


class Rights:
    """What was refused in one account; shared by threads."""

    def __init__(self, tally: Tally) -> None:
        """Take what remembers blind spots."""
        self._tally = tally
        self._lock = threading.Lock()
        self._refusals: dict[str, int] = {}
        self._last: dict[str, MissingRightError | NoActionError] = {}

    def attempt(self, service: str, action: str, question: Callable[[], T]) -> T | None:
        """Return the answer to a question; None, and a blind spot, where the call for it is refused."""
        call = call_of(service, action)
        try:
            return self.require(service, action, question)
        except MissingRightError as error:
            self._tally.blind(missing(call, error))
        except NoActionError:
            self._tally.blind(absent(call))
        except (GoneError, NoRegionError):
            raise
        except RefusedError as error:
            self._tally.blind(refused(call, error))
        return None

    def require(self, service: str, action: str, question: Callable[[], T]) -> T:
        """Return the answer to a question that one call answers.

        Raises MissingRightError or NoActionError where it is refused: after some times without asking.
        """
        right = right_of(call_of(service, action))
        with self._lock:
            if self._refusals.get(right, 0) >= MOST_REFUSALS:
                self._tally.spared()
                raise self._last[right]
        try:
            answer = question()
        except MissingRightError as error:
            self._refused(right, error, 1)
            raise
        except NoActionError as error:
            self._refused(right, error, MOST_REFUSALS)
            raise
        with self._lock:
            self._refusals[right] = 0
        return answer

    def _refused(self, right: str, error: MissingRightError | NoActionError, times: int) -> None:
        with self._lock:
            self._last[right] = error.with_traceback(None)
            self._refusals[right] = self._refusals.get(right, 0) + times


def missing(call: CloudCall, error: MissingRightError) -> BlindSpot:
    """Return what is not seen for want of a right."""
    return BlindSpot(right=error.right, unseen=call.unseen, reason=error.reason, mend=f"allow {error.right}")


def absent(call: CloudCall) -> BlindSpot:
    """Return what is not seen since the site of the account does not have the call."""
    return BlindSpot(
        right=right_of(call),
        unseen=call.unseen,
        reason="the site of the account does not have this call",
        mend="look in the console of the account",
    )


def refused(call: CloudCall, error: RefusedError) -> BlindSpot:
    """Return what is not seen since the cloud refuses the call for another reason than a right."""
    return BlindSpot(
        right=f"{call.service} {call.action}",
        unseen=call.unseen,
        reason=f"{error.refusal}: {error.why}" if error.why else error.refusal,
        mend="look in the console of the account",
    )
