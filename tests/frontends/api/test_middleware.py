import asyncio
from collections.abc import Iterator
from typing import Any

from litestar.types import Receive, Scope, Send

from akwarden.frontends.api.metrics import Metrics
from akwarden.frontends.api.middleware import SLOWEST, Numbered


class Quick(Numbered):
    """The same with less patience."""

    body_seconds = 0.4


class Reader:
    """An application that reads a body to its end, and what it was told."""

    def __init__(self) -> None:
        self.taken = 0
        self.last = ""

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Read."""
        more = True
        while more:
            message: Any = await receive()
            self.last = message["type"]
            self.taken += len(message.get("body", b""))
            more = self.last == "http.request" and message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def read(pieces: Iterator[bytes], *, apart: float) -> Reader:
    """Give an application what comes in pieces, with so many seconds between them."""
    reader = Reader()

    async def receive() -> Any:
        await asyncio.sleep(apart)
        piece = next(pieces, None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    async def send(_message: Any) -> None:
        return

    scope: Any = {"type": "http", "path": "/", "method": "POST", "headers": []}
    asyncio.run(Quick(reader, Metrics(), with_tls=False)(scope, receive, send))
    return reader


def test_a_byte_now_and_then_is_no_body() -> None:
    reader = read(iter([b"x"] * 100), apart=0.05)

    assert (reader.last, reader.taken < 20) == ("http.disconnect", True)


def test_a_body_that_does_not_go_on_is_none() -> None:
    reader = read(iter([b"x" * SLOWEST * 60] * 2), apart=0.6)

    assert reader.last == "http.disconnect"


def test_a_slow_body_is_taken_to_its_end() -> None:
    reader = read(iter([b"x" * SLOWEST] * 20), apart=0.05)

    assert (reader.last, reader.taken) == ("http.request", 20 * SLOWEST)
