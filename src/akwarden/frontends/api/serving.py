"""Runs the application: the port, slow clients, what starts beside it, and an orderly end."""

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import uvicorn
from litestar import Litestar
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from akwarden.errors import ServingError

HEAD_SECONDS: Final = 15.0
"""How long a client may take from connecting to the end of its first request's headers."""
STOP_SECONDS: Final = 10
"""How long requests that run may go on once the server is asked to stop."""
_ENDING: Final = (signal.SIGINT, signal.SIGTERM)
MOST_CONNECTIONS: Final = 4096
"""More at once are answered with 503."""


class Patient(HttpToolsProtocol):
    """Speaks HTTP, and hangs up on who connects and then says nothing whole."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._waiting = self.loop.call_later(HEAD_SECONDS, self._hang_up)

    def on_headers_complete(self) -> None:
        """Stop waiting: what follows has bounds of its own."""
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _hang_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def listen(address: str, port: int) -> socket.socket:
    """Return a socket that listens; raises ServingError where the port can't be had."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((address, port))
        sock.listen(2048)
    except (OSError, OverflowError) as error:
        sock.close()
        raise ServingError(
            f"{address} port {port} can't be used",
            why=getattr(error, "strerror", None) or str(error),
            mend=f"stop what uses it, or take another one: --port {port + 1 if port else 8470}",
        ) from error
    return sock


class Serving:
    """One server on a socket, from start to an orderly end."""

    def __init__(self, app: Litestar, *, proxies: Sequence[str] = ()) -> None:
        """Take the application, and the addresses of proxies that may say who calls."""
        self._uvicorn = uvicorn.Server(
            uvicorn.Config(
                app,
                http=Patient,
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=True,
                proxy_headers=bool(proxies),
                forwarded_allow_ips=list(proxies),
                timeout_keep_alive=30,
                timeout_graceful_shutdown=STOP_SECONDS,
                limit_concurrency=MOST_CONNECTIONS,
                h11_max_incomplete_event_size=64 * 1024,
            )
        )

    def run(self, sock: socket.socket, *, started: Callable[[], None], stopping: Callable[[], None]) -> None:
        """Serve until a signal ends it; `started` is called once it serves, `stopping` when it ends."""
        server = self._uvicorn
        begin, end = server.startup, server.shutdown

        async def startup(sockets: list[socket.socket] | None = None) -> None:
            await begin(sockets)
            await asyncio.to_thread(started)

        async def shutdown(sockets: list[socket.socket] | None = None) -> None:
            stopping()
            await end(sockets)

        server.startup, server.shutdown = startup, shutdown  # type: ignore[method-assign]
        with _signals_end_it():
            server.run(sockets=[sock])

    def stop(self) -> None:
        """Ask it to end, from any thread."""
        self._uvicorn.should_exit = True


@contextmanager
def _signals_end_it() -> Iterator[None]:
    """Let a signal end the server alone: once it has, uvicorn sends the signal again to whoever ran it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {one: signal.signal(one, lambda _number, _frame: None) for one in _ENDING}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


@contextmanager
def bound(address: str, port: int) -> Iterator[socket.socket]:
    """Give a socket that listens, closed in the end."""
    sock = listen(address, port)
    try:
        yield sock
    finally:
        sock.close()
