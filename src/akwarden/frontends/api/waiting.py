"""Questions to the event lake that a request waits for: in threads of their own, stopped when nobody waits.

They may take seconds, and others wait for their turn, so they must not take the threads of all other routes.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final, TypeVar

from anyio import CapacityLimiter, to_thread
from litestar import Request

from akwarden.frontends.api.problems import ProblemError
from akwarden.workflows.usage.desk import BusyError, Cancel, Desk, TooLongError

_ROOM: Final = 16
"""Requests that wait or are answered at once."""
_NAME: Final = "event_lake_line"
_RETRY: Final = 5

_T = TypeVar("_T")
_Request = Request[Any, Any, Any]


class Line:
    """The line of one application: where its requests wait."""

    def __init__(self, room: int = _ROOM) -> None:
        """Begin with nobody; take how many may wait or be answered at once."""
        self.desk = Desk()
        self.exports = Desk(most=1)
        self._room = CapacityLimiter(room)

    async def answer(self, request: _Request, work: Callable[[Cancel], _T]) -> _T:
        """Return what `work` gives; raises ProblemError where there is no room, or it takes too long."""
        if self._room.available_tokens <= 0:
            raise _busy("too many others wait for answers of the event lake")
        cancel = Cancel()
        watching = asyncio.create_task(_watch(request, cancel))
        try:
            return await to_thread.run_sync(work, cancel, limiter=self._room)
        except BusyError as error:
            raise _busy(error.what) from error
        except TooLongError as error:
            raise ProblemError(503, error.what, mend=error.mend, kind="too_long") from error
        finally:
            cancel.set()
            watching.cancel()


def line_of(request: _Request) -> Line:
    """Return the line of the application; made for the first request, on the one thread that all begin on."""
    found = request.app.state.get(_NAME)
    if found is None:
        found = request.app.state[_NAME] = Line()
    assert isinstance(found, Line)  # noqa: S101  nobody else uses the name
    return found


async def _watch(request: _Request, cancel: Cancel) -> None:
    """Stop the question when the caller goes away."""
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            cancel.set()
            return


def _busy(what: str) -> ProblemError:
    return ProblemError(
        503, what, mend="try again in a moment, or ask for a shorter time", kind="busy", retry_after=_RETRY
    )
