"""Whose turn it is among those whom nobody knows yet: a few at once are answered, in threads of their own.

A login takes memory and time on purpose, or waits for a disk or an identity provider, and anybody may begin
one. However many do, they take no thread from those who are in; and who has to wait costs no thread at all.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from anyio import CapacityLimiter, to_thread
from litestar import Request
from litestar.datastructures import State

from akwarden.frontends.api.problems import ProblemError

_AT_ONCE: Final = 4
_WAITING: Final = 200
"""Those who wait for their turn; each takes a fraction of a second."""
_WAITING_FOR_PROVIDER: Final = 20
"""Those who wait while an identity provider is asked for others, which may take ten seconds."""
_RETRY: Final = 5
_Request = Request[Any, Any, State]
_T = TypeVar("_T")


class Turns:
    """The turns of one kind of requests of one application."""

    def __init__(self, at_once: int = _AT_ONCE, waiting: int = _WAITING) -> None:
        """Begin with nobody; take how many are answered at once, and how many may wait."""
        self._limiter = CapacityLimiter(at_once)
        self._waiting = waiting

    async def take(self, answer: Callable[[], _T]) -> _T:
        """Return what is answered once it is somebody's turn; raises ProblemError where too many wait."""
        if self._limiter.statistics().tasks_waiting >= self._waiting:
            raise ProblemError(
                503,
                "too many are at the door at once",
                mend="try again in a minute",
                kind="busy",
                retry_after=_RETRY,
            )
        return await to_thread.run_sync(answer, limiter=self._limiter)


async def in_turn(request: _Request, answer: Callable[[], _T]) -> _T:
    """Return what comes of a login that is judged here alone."""
    return await _turns(request, "login_turns", _AT_ONCE, _WAITING).take(answer)


async def in_providers_turn(request: _Request, answer: Callable[[], _T]) -> _T:
    """Return what comes of a login for which an identity provider is asked, which may be slow."""
    return await _turns(request, "sign_on_turns", _AT_ONCE, _WAITING_FOR_PROVIDER).take(answer)


async def in_watchers_turn(request: _Request, answer: Callable[[], _T]) -> _T:
    """Return what whoever watches over this server is told; however many log in."""
    return await _turns(request, "health_turns", 1, _WAITING).take(answer)


def _turns(request: _Request, name: str, at_once: int, waiting: int) -> Turns:
    """Return turns of the application; made for the first request, on the one thread that all begin on."""
    found = request.app.state.get(name)
    if found is None:
        found = request.app.state[name] = Turns(at_once, waiting)
    assert isinstance(found, Turns)  # noqa: S101  nobody else uses the name
    return found
