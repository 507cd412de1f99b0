"""Sends signed calls to a server over connections that stay open, one call at a time on each.

Every signature differs: calls are signed just before they are sent, in batches, while nothing is measured.
"""

import asyncio
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import uvloop

from akwarden.wire import tc3

CONNECTIONS = 16
_VERSION = "2019-01-16"
_BITS = 24


@dataclass(frozen=True)
class Target:
    """A server, and whose calls it answers."""

    pid: int
    address: str
    secret_id: str
    secret_key: str
    uin: str


class LoadError(Exception):
    """An answer was not what it should be, so the figures say nothing."""


def calls(target: Target, numbers: range) -> Iterator[bytes]:
    """Yield calls of ListAccessKeys, one for each number, with a signature of its own."""
    now = int(time.time())
    scope = tc3.Scope(now, "cam")
    head = (
        f"POST / HTTP/1.1\r\nHost: {target.address}\r\nContent-Type: application/json\r\n"
        f"X-TC-Action: ListAccessKeys\r\nX-TC-Version: {_VERSION}\r\nX-TC-Region: ap-guangzhou\r\n"
        f"X-TC-Timestamp: {now}\r\nX-TC-RequestClient: SDK_PYTHON_3.1.0\r\n"
    )
    for number in numbers:
        # White space behind the JSON makes each body, and so each signature, another one.
        mark = format(number, f"0{_BITS}b").replace("0", " ").replace("1", "\t")
        body = f'{{"TargetUin": {target.uin}}}{mark}'.encode()
        request = tc3.Request(
            method="POST", content_type="application/json", host=target.address, payload=body
        )
        signed = tc3.authorization(request, scope, target.secret_id, target.secret_key.encode())
        yield f"{head}Authorization: {signed}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def send(target: Target, batch: Sequence[bytes]) -> float:
    """Send a batch and return the seconds until it was answered; raises LoadError for an error."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores - {min(cores)} or cores)  # the first one is the server's
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_send(target, batch))
    finally:
        os.sched_setaffinity(0, cores)


async def _send(target: Target, batch: Sequence[bytes]) -> float:
    host, _, port = target.address.rpartition(":")
    waiting = iter(batch)
    loop = asyncio.get_running_loop()
    callers = [_Caller(waiting, loop.create_future()) for _ in range(CONNECTIONS)]
    opened = [await loop.create_connection(lambda c=c: c, host, int(port)) for c in callers]  # type: ignore[misc]
    start = time.perf_counter()
    for caller in callers:
        caller.next()
    await asyncio.gather(*(caller.done for caller in callers))
    seconds = time.perf_counter() - start
    for transport, _ in opened:
        transport.close()
    return seconds


class _Caller(asyncio.Protocol):
    """One connection."""

    def __init__(self, waiting: Iterator[bytes], done: asyncio.Future[None]) -> None:
        self.done = done
        self._waiting = waiting
        self._got = b""
        self._transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def next(self) -> None:
        call = next(self._waiting, None)
        if call is not None:
            self._transport.write(call)
        elif not self.done.done():
            self.done.set_result(None)

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, end, body = self._got.partition(b"\r\n\r\n")
        if not end or len(body) < int(head.rpartition(b"content-length: ")[2].partition(b"\r\n")[0]):
            return
        if not head.startswith(b"HTTP/1.1 200") or b'"AccessKeys":[{' not in body:
            self.done.set_exception(LoadError(self._got.decode(errors="replace")))
            return
        self._got = b""
        self.next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(LoadError(f"the connection was lost: {exc}"))
