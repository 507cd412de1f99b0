"""Runs the application: the port, slow clients, what starts beside it, and an orderly end."""

import asyncio
import errno
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Final

import uvicorn
from litestar import Litestar
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from akwarden.errors import ServingError

HEAD_SECONDS: Final = 15.0
"""How long the address and the headers of a request may take; those of the first one from connecting on."""
HEAD_BYTES: Final = 64 * 1024
"""How large the address and the headers of a request may be."""
READ_SECONDS: Final = 60.0
"""How often it is looked whether a client reads what it is sent."""
SLOWEST: Final = 1024
"""Bytes a second that it has to read, else it is let go, with whatever is held for it."""
STOP_SECONDS: Final = 10
"""How long requests that run may go on once the server is asked to stop."""
_ENDING: Final = (signal.SIGINT, signal.SIGTERM)
MOST_CONNECTIONS: Final = 4096
"""More at once are answered with 503, where the system allows as many."""
TOLD: Final = 64
"""So many more are told so; others are hung up on, as whoever says nothing would wait for nothing."""
FILES: Final = 512
"""Files beside connections that the process may have open at once: databases, the lake, what it sends."""


class Patient(HttpToolsProtocol):
    """Speaks HTTP, and hangs up on who says nothing whole in time, or what has no end."""

    head_seconds: ClassVar[float] = HEAD_SECONDS
    """How long the head of each request may take."""
    read_seconds: ClassVar[float] = READ_SECONDS
    """How long it may read next to nothing."""
    _waiting: asyncio.TimerHandle | None = None
    _head = 0
    """Bytes of the address and the headers of this request, those behind its body too."""
    _unheard = 0
    """Bytes since the parser last gave something on: it keeps them, however many there are."""
    _is_whole = True
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first request; be told of whatever the client does not read at once."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)
        self._wait()
        if self.limit_concurrency is not None and len(self.connections) > self.limit_concurrency + TOLD:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Read on, as long as what can't be given on yet stays small."""
        self._unheard += len(data)
        super().data_received(data)
        if max(self._unheard, self._head) > HEAD_BYTES:
            self._hang_up()

    def on_message_begin(self) -> None:
        """Begin to wait for the head of the next request: it may come as slowly as that of the first."""
        self._is_whole, self._head = False, 0
        self._wait()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take a part of the address."""
        self._heard(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; one behind the body counts for nothing and is forgotten."""
        self._heard(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Stop waiting: what follows has bounds of its own."""
        self._unheard = 0
        self._stop_waiting()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self._unheard = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that nothing more of this request comes."""
        self._is_whole, self._unheard = True, 0
        self._stop_waiting()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait no longer than for a head for the rest of a request that was answered before its end."""
        super().on_response_complete()
        if not self._is_whole and self._waiting is None and self.cycle.response_complete:
            self._wait()

    def pause_writing(self) -> None:
        """Begin to look whether the client reads: to close a connection waits for that too, without end."""
        super().pause_writing()
        self._look_later(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        """Look no more: the client has read everything."""
        self._stop_looking()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go."""
        self._stop_waiting()
        self._stop_looking()
        super().connection_lost(exc)

    def _look_later(self, size: int) -> None:
        self._unread = self.loop.call_later(self.read_seconds, self._look, size)

    def _look(self, before: int) -> None:
        """Let go of a client that has read next to nothing of what waits for it."""
        size = self.transport.get_write_buffer_size()
        if before - size < SLOWEST * self.read_seconds:
            self.transport.abort()
        else:
            self._look_later(size)

    def _stop_looking(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _heard(self, size: int) -> None:
        self._head += size
        self._unheard = 0

    def _wait(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(self.head_seconds, self._hang_up)

    def _hang_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def listen(address: str, port: int) -> socket.socket:
    """Return a socket that listens; raises ServingError where the address or the port can't be had."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((address, port))
        sock.listen(2048)
    except (OSError, OverflowError) as error:
        sock.close()
        raise _unheard(address, port, error) from error
    return sock


def _unheard(address: str, port: int, error: OSError | OverflowError) -> ServingError:
    """Return what is said of an address and a port that can't be had."""
    why = getattr(error, "strerror", None) or str(error)
    number = getattr(error, "errno", None)
    if isinstance(error, socket.gaierror) or number == errno.EADDRNOTAVAIL:
        mend = "name an address of this machine, such as 127.0.0.1 or 0.0.0.0: --address, server.address"
        return ServingError(f"this machine can't listen at {address}", why=why, mend=mend)
    mend = "take another one: --port 0 takes any that is free, AKWARDEN_SERVER_PORT does the same"
    if number == errno.EADDRINUSE:
        mend = f"stop what uses it, or {mend}"
    return ServingError(f"{address} port {port} can't be used", why=why, mend=mend)


def most_connections(files: int) -> int:
    """Return how many connections there may be in a process that may have so many files open."""
    return max(min(MOST_CONNECTIONS, files - FILES - TOLD), 1)


def allowed_files() -> int:
    """Let this process have as many files open as it may need, as far as the system lets it; return how many.

    Without any left no database can be opened: who opens connections would stop everything.
    """
    try:
        import resource  # noqa: PLC0415  not everywhere
    except ImportError:
        return MOST_CONNECTIONS + FILES + TOLD
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + FILES + TOLD
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return wanted if soft == resource.RLIM_INFINITY else soft


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
                limit_concurrency=most_connections(allowed_files()),
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
