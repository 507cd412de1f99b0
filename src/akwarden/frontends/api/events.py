"""`/api/v1/events`: what changes, as it changes (server-sent events): jobs, alarms, how fresh all is."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any, Final

import msgspec
from litestar import Litestar, Request, Response, get
from litestar.datastructures import State
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from akwarden import __version__
from akwarden.access.roles import Right
from akwarden.errors import AkwardenError
from akwarden.frontends.api.assets import Assets
from akwarden.frontends.api.given import GivenCaller, GivenServer, Within
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.hub import Frame, Hub, Listener, frame, news_frames
from akwarden.frontends.api.problems import ProblemError
from akwarden.frontends.api.server import Server
from akwarden.frontends.api.speaking import language_of
from akwarden.workflows.jobs import news

HEARTBEAT_SECONDS: Final = 15.0
"""How long nothing is said at most, so that nobody between takes the connection for dead."""
SEND_SECONDS: Final = 20.0
"""How long a client may take for what it is sent; one that does not read is let go."""
LONGEST_SECONDS: Final = 3600.0
"""How long a stream lasts; who comes back is looked at anew."""
_HUB: Final = "events"
_LAST: Final = "Last-Event-ID"
_HEARTBEAT: Final = b": \n\n"
_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Hello(msgspec.Struct, frozen=True):
    """The first message."""

    version: str
    """Which akwarden answers."""
    build: str
    """Which build of the console it has; a page of another one is to be loaded anew."""


@get(
    "/events",
    opt=needs(Right.READ),
    media_type="text/event-stream",
    # It never ends, which no description of an answer can say; the reference tells of it in words.
    include_in_schema=False,
    sync_to_thread=False,
)
def events(
    request: Request[object, object, State], server: GivenServer, caller: GivenCaller, within: Within
) -> Response[Any]:
    """Tell what changes, as it changes: `hello` first, then `job`, `alarms` and `freshness`.

    A browser can't send `Accept-Language` here, so that `lang` in the address says the same.
    """
    hub = _hub(request, server)
    if hub.is_full:
        raise ProblemError(503, "too many listen already", mend="try again in a minute", retry_after=60)
    if hub.is_full_for(caller):
        raise ProblemError(
            429, "you listen too often already", mend="close some of your windows", retry_after=60
        )
    assets: Assets = request.app.state["assets"]
    hello = frame("hello", msgspec.json.encode(Hello(__version__, assets.build)))
    since = news.position_of(request.headers.get(_LAST, ""))
    listener = Listener(caller, within, language_of(request))
    return _Stream(hub, listener, server, hello=hello, since=since)


def _hub(request: Request[object, object, State], server: Server) -> Hub:
    """Return the hub of an application, made for its first listener; handlers run in one event loop."""
    state = request.app.state
    if _HUB not in state:
        state[_HUB] = Hub(server)
    hub: Hub = state[_HUB]
    return hub


def listeners_of(app: Litestar) -> Callable[[], int]:
    """Return what tells how many listen to an application."""

    def listening() -> int:
        hub: Hub | None = app.state.get(_HUB)
        return 0 if hub is None else hub.listening

    return listening


class _Stream(Response[None]):
    """An answer that goes on."""

    def __init__(
        self, hub: Hub, listener: Listener, server: Server, *, hello: Frame, since: news.Position | None
    ) -> None:
        super().__init__(None, media_type="text/event-stream", headers=_HEADERS)
        self._parts = (hub, listener, server, hello, since)

    def to_asgi_response(self, *args: Any, **kwargs: Any) -> ASGIResponse:  # noqa: ARG002  the frame's signature
        """Return what sends it."""
        return _Sending(*self._parts)


class _Sending(ASGIResponse):
    """Sends messages until somebody lets go."""

    __slots__ = ("_hello", "_hub", "_listener", "_server", "_since")

    def __init__(
        self, hub: Hub, listener: Listener, server: Server, hello: Frame, since: news.Position | None
    ) -> None:
        super().__init__(media_type="text/event-stream", headers=_HEADERS)
        self._hub, self._listener, self._server = hub, listener, server
        self._hello, self._since = hello, since

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the client goes, is let go, or an hour has passed."""
        del scope
        headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
        headers += [(name.lower().encode(), text.encode()) for name, text in _HEADERS.items()]
        watching = asyncio.create_task(self._until_gone(receive))
        self._hub.join(self._listener)
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await send({"type": "http.response.start", "status": 200, "headers": headers})
                await self._body(send, f"retry: {random.randint(1000, 5000)}\n".encode() + self._hello)  # noqa: S311
            await self._missed()
            await self._messages(send)
        except TimeoutError:
            # It does not read. To return in the middle of an answer makes the server close the connection.
            return
        finally:
            self._hub.leave(self._listener)
            watching.cancel()

    async def _messages(self, send: Send) -> None:
        end = monotonic() + LONGEST_SECONDS
        while monotonic() < end:
            found = await self._listener.next(HEARTBEAT_SECONDS)
            if self._listener.gone:
                break
            async with asyncio.timeout(SEND_SECONDS):
                await self._body(send, found or _HEARTBEAT)
        async with asyncio.timeout(SEND_SECONDS):
            await self._body(send, b"", more=False)

    async def _missed(self) -> None:
        """Let those messages wait that were missed since the last time."""
        since, listener = self._since, self._listener
        if since is None:
            return
        with suppress(AkwardenError):  # the next look finds what is new
            found = await asyncio.to_thread(self._found, since)
            listener.offer(news_frames(found, [listener])[listener])

    def _found(self, since: news.Position) -> news.News:
        with self._server.state.reading() as connection:
            return news.since(connection, since)

    async def _until_gone(self, receive: Receive) -> None:
        """Let go when the client has gone."""
        while (await receive())["type"] != "http.disconnect":
            pass
        self._listener.let_go()

    @staticmethod
    async def _body(send: Send, body: bytes, *, more: bool = True) -> None:
        await send({"type": "http.response.body", "body": body, "more_body": more})
