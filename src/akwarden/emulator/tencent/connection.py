"""A connection that waits for nobody too long, and keeps nothing without end.

What a caller may not do: send a request line and headers, a body or nothing at all more slowly than
`Patience` says, send more than `MOST_HEAD_BYTES` of them, ask for `MOST_WAITING` more things before the first
is answered, or leave an answer lying.
"""

import asyncio
from dataclasses import dataclass
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

MOST_HEAD_BYTES = 64 << 10
"""Of a request line with its headers, and of what else is no body."""
MOST_WAITING = 16
CONNECTION = "akwarden.connection"
"""The extension under which an application finds the connection, to close it without an answer."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds a caller may take."""

    head: float = 10.0
    """For a request line and headers."""
    body: float = 20.0
    idle: int = 5
    """Between an answer and the next request."""
    answer: float = 20.0
    """To take an answer that is larger than what the connection holds."""


class Connection(HttpToolsProtocol):
    """One connection of one emulator."""

    _head_bytes = 0
    _deadline: asyncio.TimerHandle | None = None
    _stuck: asyncio.TimerHandle | None = None
    _answered: RequestResponseCycle | None = None
    """The request that is being answered; `cycle` is the last that came."""

    def __init__(self, *arguments: Any, patience: Patience, **named: Any) -> None:
        """Take what the server gives, and how long callers may take."""
        super().__init__(*arguments, **named)
        self._patience = patience
        self.timeout_keep_alive = patience.idle

    def connection_made(self, transport: Any) -> None:  # noqa: D102  as its parent, here and below
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:  # noqa: D102
        cycle = cast("RequestResponseCycle | None", self.cycle)  # none before the first request
        if self._deadline is None and (cycle is None or cycle.response_complete):
            self._watch()
        self._head_bytes += len(data)
        super().data_received(data)
        if self._head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The request line and headers are too long.")

    def on_message_begin(self) -> None:  # noqa: D102
        super().on_message_begin()
        self.scope["extensions"] = {CONNECTION: self}  # type: ignore[dict-item]  # one of our own

    def on_headers_complete(self) -> None:  # noqa: D102
        self._head_bytes = 0
        self._unwatch()
        if len(self.pipeline) >= MOST_WAITING:
            self.transport.abort()
            message = "too many requests wait for their answers"
            raise ValueError(message)  # ends the parser's work on what it still has
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:  # noqa: D102
        self._head_bytes = 0
        super().on_body(body)

    def pause_writing(self) -> None:  # noqa: D102
        super().pause_writing()
        self._stuck = self.loop.call_later(self._patience.answer, self.transport.abort)

    def resume_writing(self) -> None:  # noqa: D102
        super().resume_writing()
        self._unstick()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answered = cycle
        super()._start_asgi_task(cycle, app)

    def drop(self) -> None:
        """Close the connection without an answer."""
        self._forget()
        self.transport.abort()

    def _forget(self) -> None:
        """Let the answer that is being made go nowhere."""
        if self._answered is not None:
            self._answered.disconnected = True

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: D102
        self._forget()
        self._unwatch()
        self._unstick()
        super().connection_lost(exc)

    def _watch(self) -> None:
        self._deadline = self.loop.call_later(self._patience.head, self.transport.abort)

    def _unwatch(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _unstick(self) -> None:
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None
