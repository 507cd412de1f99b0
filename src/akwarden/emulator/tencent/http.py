"""The way in: an ASGI application over one dispatcher. What is larger than the cloud takes is not read."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping, Sequence
from typing import Any

import msgspec

from akwarden.emulator.tencent import envelope
from akwarden.emulator.tencent.connection import CONNECTION, Patience
from akwarden.emulator.tencent.control import Control
from akwarden.emulator.tencent.cos.storage import Storage
from akwarden.emulator.tencent.dispatch import Dispatcher
from akwarden.emulator.tencent.envelope import JSON_TYPE, MOST_BODY_BYTES, Raw
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.reply import Reply
from akwarden.emulator.tencent.services.scf.download import Downloads

CONTROL_PREFIX = "/_emulator/"

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Application:
    """The ASGI application of one emulator."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        storage: Storage,
        downloads: Downloads,
        control: Control,
        patience: Patience,
    ) -> None:
        """Take what answers calls, for buckets, code and those who steer, and how long callers may take."""
        self._patience = patience
        self._dispatcher = dispatcher
        self._storage = storage
        self._downloads = downloads
        self._control = control

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        connection = scope["extensions"][CONNECTION]
        try:
            raw = await _read(scope, receive, self._patience.body)
        except ApiError as error:
            await _send(send, 200, envelope.failure(error, self._control.request_id()), close=True)
            return
        if raw is None:
            connection.drop()
            return
        if raw.path.startswith(CONTROL_PREFIX):
            status, content = self._control.answer(raw.method, raw.path[len(CONTROL_PREFIX) :], raw)
            await _send(send, status, msgspec.json.encode(content))
            return
        reply = self._storage.reply(raw) or self._call(raw)
        if reply.delay:
            await asyncio.sleep(reply.delay)
        if reply.lost:
            connection.drop()
            return
        await _send(send, reply.status, reply.body, reply.headers)

    def _call(self, raw: Raw) -> Reply:
        """Return the answer to a call of the API, which has one path only; code is fetched below another."""
        code = self._downloads.answer(raw)
        if code is not None:
            return Reply(code[1], code[0], headers=(("content-type", "application/zip"),))
        if raw.path != "/" or raw.method not in {"GET", "POST"}:
            return Reply(b"", 404)
        return self._dispatcher.reply(raw)


async def _read(scope: Scope, receive: Receive, seconds: float) -> Raw | None:
    """Return a request; None where it did not come. Raises ApiError as soon as it proves to be too large."""
    headers = _headers(scope["headers"])
    _check_size(int(headers.get("content-length", "0")))
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            more = True
            while more:
                message = await receive()
                if message["type"] != "http.request":
                    return None
                body += message.get("body", b"")
                _check_size(len(body))
                more = message.get("more_body", False)
    except TimeoutError:
        return None
    client = scope.get("client") or ("", 0)
    return Raw(
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
        body=bytes(body),
        address=client[0],
    )


def _check_size(size: int) -> None:
    if size > MOST_BODY_BYTES:
        raise ApiError("RequestSizeLimitExceeded", "The request exceeds the size limit.")


def _headers(pairs: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by name; what came twice is one with a comma, as HTTP has it."""
    found = {name.decode("latin-1"): value.decode("latin-1") for name, value in pairs}
    if len(found) == len(pairs):
        return found
    several: dict[str, list[str]] = {}
    for name, value in pairs:
        several.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))
    return {name: ", ".join(values) for name, values in several.items()}


async def _send(
    send: Send, status: int, body: bytes, more: Iterable[tuple[str, str]] = (), *, close: bool = False
) -> None:
    named = {"content-type": JSON_TYPE, **dict(more), "content-length": str(len(body))}
    headers = [(name.encode(), value.encode()) for name, value in named.items()]
    if close:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
