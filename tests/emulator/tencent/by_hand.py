"""Requests made by hand, for what no SDK sends: signed ones, and bytes on a connection."""

import json
import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.emulator.tencent.cloud import root_key

from akwarden.emulator.tencent.clock import Clock
from akwarden.emulator.tencent.dispatch import Dispatcher
from akwarden.emulator.tencent.envelope import Raw
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.faults import Faults
from akwarden.emulator.tencent.limits import RateLimits
from akwarden.emulator.tencent.reply import Reply
from akwarden.emulator.tencent.schema import services
from akwarden.emulator.tencent.server import Emulator, empty_cloud
from akwarden.emulator.tencent.state import Account, Cloud, Key
from akwarden.wire import tc3, v1

NOW = 1_735_689_600
"""The time of the frozen clock, and of the recorded vectors."""
HOST = "127.0.0.1:8080"
POST = "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
"""The beginning of a request."""
ADDRESS = "192.0.2.1"


@dataclass
class Desk:
    """A dispatcher without a server, over a cloud whose time stands still."""

    cloud: Cloud
    account: Account
    dispatcher: Dispatcher
    faults: Faults
    seconds: list[float] = field(default_factory=lambda: [0.0])
    """The one second hand of the rate limits."""

    @property
    def root(self) -> Key:
        """The root key of the account."""
        return self.account.keys_of(self.account.uin)[0]

    def reply(self, raw: Raw) -> Reply:
        """What the dispatcher gives back."""
        return self.dispatcher.reply(raw)

    def answer(self, raw: Raw) -> dict[str, Any]:
        """The content of an answer."""
        content: dict[str, Any] = json.loads(self.dispatcher.reply(raw).body)["Response"]
        return content

    def code(self, raw: Raw) -> str:
        """The code of an error; nothing for a success."""
        return str(self.answer(raw).get("Error", {}).get("Code", ""))


def desk(*, scale: float = 0, now: float = NOW) -> Desk:
    """Give a desk with one account."""
    cloud, account = empty_cloud(seed=1, clock=Clock(lambda: now))
    faults, seconds = Faults(), [0.0]
    limits = RateLimits(scale=scale, clock=lambda: seconds[0])
    return Desk(cloud, account, Dispatcher(cloud, limits, faults), faults, seconds)


def signed(
    key: Key,
    service: str,
    action: str,
    parameters: Mapping[str, Any] | bytes = b"{}",
    *,
    method: str = "POST",
    query: str = "",
    now: float = NOW,
    host: str = HOST,
    content_type: str = "application/json",
    more: Mapping[str, str] | None = None,
    also_sign: tuple[str, ...] = (),
    address: str = ADDRESS,
) -> Raw:
    """Give a request signed with TC3."""
    body = parameters if isinstance(parameters, bytes) else json.dumps(parameters).encode()
    body = b"" if method == "GET" else body
    headers = {
        "content-type": content_type,
        "host": host,
        "x-tc-action": action,
        "x-tc-version": services()[service].version if service in services() else "2000-01-01",
        "x-tc-timestamp": str(int(now)),
        **(more or {}),
    }
    unsigned = headers.get("x-tc-content-sha256") == "UNSIGNED-PAYLOAD"
    request = tc3.Request(
        method=method,
        query=query,
        content_type=content_type,
        host=host,
        payload=tc3.UNSIGNED_PAYLOAD if unsigned else body,
        more=tuple((name, headers[name].lower()) for name in also_sign),
    )
    scope = tc3.Scope(int(now), service)
    names = ";".join(name for name, _ in request.headers)
    made = tc3.signature(request, scope, key.secret_key.encode())
    headers["authorization"] = (
        f"TC3-HMAC-SHA256 Credential={key.secret_id}/{scope}, SignedHeaders={names}, Signature={made}"
    )
    return Raw(method, "/", query, headers, body, address)


def call(emulator: Emulator, action: str, parameters: Any = b"{}", service: str = "cam", **more: Any) -> Raw:
    """Give a good request of the root key of a running emulator."""
    now = emulator.cloud.clock.unmoved()
    return signed(root_key(emulator), service, action, parameters, now=now, host=emulator.address, **more)


def statuses(answer: bytes) -> list[int]:
    """Give the HTTP statuses of what came back."""
    return [int(found) for found in re.findall(rb"HTTP/1\.1 (\d{3})", answer)]


def on_the_wire(raw: Raw, *more: str, close: bool = True) -> bytes:
    """Give a request as bytes, with more header lines; `close` asks for the end of the connection."""
    lines = [f"{raw.method} /{raw.query and '?'}{raw.query} HTTP/1.1", *more]
    lines += [f"{name}: {value}" for name, value in raw.headers.items()]
    lines += ["connection: close"] if close else []
    return "\r\n".join([*lines, f"content-length: {len(raw.body)}", "", ""]).encode() + raw.body


def form_signed(key: Key, parameters: Mapping[str, str], *, method: str = "GET") -> dict[str, str]:
    """Give parameters with their signature of v1."""
    made = {"SecretId": key.secret_id, "Timestamp": str(NOW), "Nonce": "1", **parameters}
    return {**made, v1.SIGNATURE: v1.signature(method, HOST, made, key.secret_key.encode())}


@contextmanager
def refused_with(*codes: str) -> Iterator[None]:
    """Let what is done inside be refused, with one of these codes only."""
    try:
        yield
    except ApiError as error:
        if error.code not in codes:
            raise


def talk(address: str, *pieces: bytes, seconds: float = 30) -> bytes:
    """Send bytes, and give what comes back until the server closes the connection."""
    host, _, port = address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=seconds) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
        except (ConnectionResetError, BrokenPipeError):
            pass  # it was refused before all was sent; what was said may still be read
        return drain(connection)


def pour(connection: socket.socket, piece: bytes, most: int = 1_000_000) -> int:
    """Send the same bytes until the server closes the connection; give how often."""
    for number in range(most):
        try:
            connection.sendall(piece)
        except (ConnectionResetError, BrokenPipeError):
            return number
    return most


def drain(connection: socket.socket) -> bytes:
    """Give all that comes until the server closes the connection."""
    found = b""
    try:
        while piece := connection.recv(1 << 16):
            found += piece
    except ConnectionResetError:
        pass
    return found
