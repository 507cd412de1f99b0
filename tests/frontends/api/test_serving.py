"""A server on a port, called as no browser calls: by who says nothing whole, or what has no end."""

import asyncio
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from litestar import Litestar, Request, get
from litestar.datastructures import State

from akwarden.errors import ServingError
from akwarden.frontends.api.serving import (
    FILES,
    HEAD_BYTES,
    MOST_CONNECTIONS,
    TOLD,
    Patient,
    Serving,
    bound,
    listen,
    most_connections,
)

PATIENCE = 60.0
MIB = 1 << 20
LARGE = 8 * MIB
"""More than the system keeps for who does not read."""


class Quick(Patient):
    """The same with less patience."""

    head_seconds = 0.4
    read_seconds = 0.4


class Patienter(Patient):
    """A little more of it: who reads slowly may be held up by a busy machine."""

    read_seconds = 2.0


@dataclass
class Called:
    """A server that answers every request with two letters or very many, with the body read or at once."""

    port: int
    server: uvicorn.Server | None = None

    @contextmanager
    def connected(self) -> Iterator[socket.socket]:
        """Give a connection to it."""
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)) as one:
            yield one


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """Answer; where the address ends in `early`, before the body."""
    while not scope["path"].endswith("early"):
        if not (await receive()).get("more_body", False):
            break
    said = b"x" * LARGE if "large" in scope["path"] else b"ok"
    headers = [(b"content-length", str(len(said)).encode())]
    if "last" in scope["path"]:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": said})


@contextmanager
def serving(protocol: type[Patient], most: int | None = None) -> Iterator[Called]:
    """Give a server that speaks so, with so many at once."""
    with bound("127.0.0.1", 0) as sock:
        config = uvicorn.Config(
            answer, http=protocol, ws="none", lifespan="off", log_config=None, limit_concurrency=most
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[sock])))
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield Called(sock.getsockname()[1], server)
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def called() -> Iterator[Called]:
    """Give a server as it is run."""
    with serving(Patient) as one:
        yield one


@pytest.fixture(scope="module")
def quick() -> Iterator[Called]:
    """Give a server that soon loses its patience."""
    with serving(Quick) as one:
        yield one


def taken(one: socket.socket, piece: bytes, *, most: int = 16 * MIB) -> int:
    """Return how many bytes a server takes before it hangs up."""
    sent = 0
    while sent < most:
        try:
            one.sendall(piece)
        except OSError:
            break
        sent += len(piece)
    return sent


def is_ended(one: socket.socket) -> bool:
    """Say whether the other side ends a connection, whatever it sends before that."""
    try:
        while one.recv(65_536):
            pass
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize(
    "begun",
    [
        b"GET /",
        b"GET / HTTP/1.1\r\nHost: here\r\nX-Long: ",
        b"GET / HTTP/1.1\r\nX-",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX-Behind: ",
    ],
)
def test_what_has_no_end_is_not_kept(called: Called, begun: bytes) -> None:
    with called.connected() as one:
        one.sendall(begun)

        # What lies in the buffers of the system on both sides counts as sent.
        assert taken(one, b"a" * 65_536) < 8 * MIB
        assert is_ended(one)


@pytest.mark.parametrize(
    "begun",
    [b"GET / HTTP/1.1\r\n", b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"],
)
def test_headers_without_number_are_not_kept(called: Called, begun: bytes) -> None:
    with called.connected() as one:
        one.sendall(begun)

        assert taken(one, b"X-Short: a\r\n" * 4096) < 8 * MIB
        assert is_ended(one)


def test_a_head_that_is_large_but_not_too_large_is_taken(called: Called) -> None:
    with called.connected() as one:
        one.sendall(b"GET /?q=" + b"a" * 30_000 + b" HTTP/1.1\r\nX-Long: " + b"b" * 30_000 + b"\r\n\r\n")

        assert answered(one).startswith(b"HTTP/1.1 200 ")


def test_a_body_may_be_larger_than_a_head_and_come_in_small_chunks(called: Called) -> None:
    with called.connected() as one:
        one.sendall(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(20):
            one.sendall(b"1\r\nx\r\n" * (HEAD_BYTES // 64))
        one.sendall(b"0\r\n\r\n")

        assert answered(one).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nX-Slow: "])
def test_who_says_nothing_whole_is_hung_up_on(quick: Called, said: bytes) -> None:
    with quick.connected() as one:
        one.sendall(said)

        assert is_ended(one)


def test_who_says_nothing_whole_after_a_first_request_is_hung_up_on_too(quick: Called) -> None:
    with quick.connected() as one:
        one.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert answered(one).startswith(b"HTTP/1.1 200 ")
        one.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")

        assert is_ended(one)


def test_who_goes_on_sending_what_was_answered_already_is_hung_up_on(quick: Called) -> None:
    with quick.connected() as one:
        one.sendall(b"POST /early HTTP/1.1\r\nContent-Length: 1000\r\n\r\nx")
        assert answered(one).startswith(b"HTTP/1.1 200 ")

        assert is_ended(one)


def test_more_connections_than_files_can_be_open_are_hung_up_on_though_they_say_nothing() -> None:
    with serving(Patient, most=5) as few, ExitStack() as stack:
        kept = [stack.enter_context(few.connected()) for _ in range(5 + TOLD)]
        with few.connected() as more:
            assert is_ended(more)
        with few.connected() as more:
            assert is_ended(more)

        kept[0].sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert kept[0].recv(100).startswith(b"HTTP/1.1 503 ")


@pytest.mark.parametrize(
    ("files", "connections"), [(1024, 1024 - FILES - TOLD), (100_000, MOST_CONNECTIONS), (100, 1)]
)
def test_connections_leave_files_for_the_database(files: int, connections: int) -> None:
    assert most_connections(files) == connections


def test_a_process_may_have_as_many_files_open_as_it_may_need() -> None:
    code = """
import resource
from akwarden.frontends.api.serving import allowed_files
resource.setrlimit(resource.RLIMIT_NOFILE, (256, 2000))
print(allowed_files(), *resource.getrlimit(resource.RLIMIT_NOFILE))
resource.setrlimit(resource.RLIMIT_NOFILE, (1900, 2000))
print(allowed_files(), *resource.getrlimit(resource.RLIMIT_NOFILE))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["2000"] * 6


def test_a_body_may_take_longer_than_a_head(quick: Called) -> None:
    with quick.connected() as one:
        one.sendall(b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n1")
        time.sleep(2 * Quick.head_seconds)
        one.sendall(b"2")

        assert answered(one).startswith(b"HTTP/1.1 200 ")


def test_a_connection_may_be_used_again_after_a_while(quick: Called) -> None:
    with quick.connected() as one:
        for _ in range(2):
            one.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert answered(one).startswith(b"HTTP/1.1 200 ")
            time.sleep(2 * Quick.head_seconds)


@pytest.mark.parametrize("path", [b"/large", b"/large/last"])
def test_who_does_not_read_the_answer_is_let_go(quick: Called, path: bytes) -> None:
    with quick.connected() as one:
        one.sendall(b"GET " + path + b" HTTP/1.1\r\n\r\n")
        assert quick.server is not None
        connections = quick.server.server_state.connections
        wait_for(lambda: connections)
        wait_for(lambda: not connections)

        assert received(one) < LARGE


def test_who_reads_the_answer_slowly_gets_all_of_it() -> None:
    with serving(Patienter) as called, called.connected() as one:
        one.sendall(b"GET /large/last HTTP/1.1\r\n\r\n")
        begun, got = time.monotonic(), 0
        while piece := one.recv(65_536):
            got += len(piece)
            time.sleep(0.035)

        assert got > LARGE
        assert time.monotonic() - begun > 2 * Patienter.read_seconds


def answered(one: socket.socket) -> bytes:
    """Return a short answer."""
    got = b""
    while not got.endswith(b"\r\n\r\nok"):
        piece = one.recv(1000)
        assert piece, got
        got += piece
    return got


def wait_for(is_so: Callable[[], object]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def received(one: socket.socket) -> int:
    """Return how many bytes still come, until the other side ends the connection."""
    got = 0
    try:
        while piece := one.recv(65_536):
            got += len(piece)
    except ConnectionError:
        pass
    return got


@get("/", sync_to_thread=False)
def whence(request: Request[object, object, State]) -> str:
    """Say from where a request comes."""
    return "" if request.client is None else request.client.host


@contextmanager
def behind(*proxies: str) -> Iterator[Called]:
    """Give a server that believes these proxies."""
    app = Litestar([whence], openapi_config=None)
    server, ready = Serving(app, proxies=proxies), threading.Event()
    with bound("127.0.0.1", 0) as sock:
        thread = threading.Thread(
            target=lambda: server.run(sock, started=ready.set, stopping=lambda: None), daemon=True
        )
        thread.start()
        assert ready.wait(PATIENCE)
        try:
            yield Called(sock.getsockname()[1])
        finally:
            server.stop()
            thread.join()


FORWARDED = (
    ((), "6.6.6.6", "127.0.0.1"),
    (("10.0.0.1",), "6.6.6.6", "127.0.0.1"),
    (("127.0.0.1",), "203.0.113.9", "203.0.113.9"),
    (("127.0.0.1",), "6.6.6.6, 203.0.113.9", "203.0.113.9"),
    (("127.0.0.1",), "6.6.6.6, 203.0.113.9, 127.0.0.1", "203.0.113.9"),
)


@pytest.mark.parametrize(("proxies", "said", "believed"), FORWARDED)
def test_nobody_but_a_named_proxy_says_whom_a_request_comes_from(
    proxies: tuple[str, ...], said: str, believed: str
) -> None:
    with behind(*proxies) as server, server.connected() as one:
        one.sendall(
            f"GET / HTTP/1.1\r\nHost: here\r\nX-Forwarded-For: {said}\r\nConnection: close\r\n\r\n".encode()
        )
        got = b""
        while piece := one.recv(1000):
            got += piece

    assert got.endswith(f"\r\n\r\n{believed}".encode())


def test_a_port_that_is_taken_says_how_another_one_is_had() -> None:
    with bound("127.0.0.1", 0) as sock:
        port = sock.getsockname()[1]
        with pytest.raises(ServingError, match=f"port {port} can't be used") as refused:
            listen("127.0.0.1", port)

    assert "--port 0 takes any that is free" in (refused.value.mend or "")


@pytest.mark.parametrize("address", ["192.0.2.7", "no-such-name.invalid"])
def test_an_address_that_is_not_of_this_machine_is_told_as_that(address: str) -> None:
    with pytest.raises(ServingError, match="can't listen at") as refused:
        listen(address, 0)

    assert "port" not in f"{refused.value.what} {refused.value.mend}"
