"""An emulated AWS as a server in a thread of its own; nothing it is asked leaves the machine."""

import socket
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from types import TracebackType
from typing import Any, Self

import uvicorn

from akwarden.emulator.aws.asking import Raw
from akwarden.emulator.aws.dispatch import Dispatcher
from akwarden.emulator.aws.state import Cloud

MOST_BODY_BYTES = 1 << 20
_START_SECONDS = 10
_BACKLOG = 128
_TOO_LARGE = 413

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class AwsEmulator:
    """One server with one cloud; several may run side by side in one process."""

    def __init__(self, cloud: Cloud, *, host: str = "127.0.0.1", port: int = 0) -> None:
        """Take a cloud and where to listen; `port` 0 takes a free one. Raises OSError where it is taken."""
        self.cloud = cloud
        self._dispatcher = Dispatcher(cloud)
        self._socket = _bound(host, port)
        self._server = uvicorn.Server(
            uvicorn.Config(
                self._answer,
                http="httptools",
                ws="none",
                interface="asgi3",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=1,
            )
        )
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """Return the port that it listens on."""
        return int(self._socket.getsockname()[1])

    @property
    def endpoint(self) -> str:
        """Return the address of the server as a URL."""
        return f"http://{self._socket.getsockname()[0]}:{self.port}"

    def start(self) -> Self:
        """Serve in a thread of its own; returns when requests are answered, or raises RuntimeError."""
        run = self._server.run
        self._thread = threading.Thread(
            target=run, kwargs={"sockets": [self._socket]}, name="aws emulator", daemon=True
        )
        self._thread.start()
        waited = threading.Event()
        for _ in range(_START_SECONDS * 200):
            if self._server.started:
                return self
            waited.wait(0.005)
        raise RuntimeError("the emulator did not start")

    def stop(self) -> None:
        """End the server; nothing listens any more when it returns."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(_START_SECONDS)
        self._socket.close()

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return
            body += message.get("body", b"")
            if len(body) > MOST_BODY_BYTES:
                await _send(send, _TOO_LARGE, b"", ())
                return
            more = message.get("more_body", False)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        client = scope.get("client") or ("", 0)
        raw = Raw(
            method=scope["method"],
            path=scope["raw_path"].decode("latin-1").partition("?")[0],
            query=scope["query_string"].decode("latin-1"),
            headers=headers,
            body=bytes(body),
            address=client[0],
        )
        reply = self._dispatcher.reply(raw)
        more_headers = (("content-type", reply.written.content_type), ("x-amzn-requestid", reply.request_id))
        await _send(send, reply.status, reply.written.body, more_headers)


async def _send(send: Send, status: int, body: bytes, more: tuple[tuple[str, str], ...]) -> None:
    named = [*more, ("content-length", str(len(body)))]
    headers = [(name.encode(), value.encode()) for name, value in named]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens, so that nobody else takes the port; raises OSError where somebody did."""
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(_BACKLOG)
    except OSError:
        found.close()
        raise
    return found
