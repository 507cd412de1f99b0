"""An emulated Tencent Cloud as a server: in a thread of its own for tests, or alone for the command line."""

import socket
import threading
from functools import partial
from types import TracebackType
from typing import Self

import uvicorn

from akwarden.emulator.tencent.clock import Clock
from akwarden.emulator.tencent.connection import Connection, Patience
from akwarden.emulator.tencent.control import Control
from akwarden.emulator.tencent.cos.storage import Storage
from akwarden.emulator.tencent.dispatch import Dispatcher
from akwarden.emulator.tencent.faults import Faults
from akwarden.emulator.tencent.http import Application
from akwarden.emulator.tencent.ids import Ids
from akwarden.emulator.tencent.limits import RateLimits
from akwarden.emulator.tencent.presets import add_presets
from akwarden.emulator.tencent.services.scf.download import Downloads
from akwarden.emulator.tencent.state import Account, Cloud

_START_SECONDS = 10
_LAST_SECONDS = 1
"""How long calls that are being answered may still take when the server is stopped."""
_BACKLOG = 512
_PATIENCE = Patience()


def new_cloud(seed: int | None = None, clock: Clock | None = None) -> Cloud:
    """Return a cloud without accounts; one `seed` gives the same ids, keys and secrets again."""
    cloud = Cloud(clock or Clock(), Ids(seed))
    add_presets(cloud)
    return cloud


def empty_cloud(seed: int | None = None, clock: Clock | None = None) -> tuple[Cloud, Account]:
    """Return a cloud with one account that has only its root key: all else can be made through the API."""
    cloud = new_cloud(seed, clock)
    account = cloud.add_account("empty")
    cloud.add_key(account, account.uin)
    return cloud, account


class Emulator:
    """One server with one cloud; several may run side by side in one process."""

    def __init__(
        self,
        cloud: Cloud,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        rate_scale: float = 1.0,
        patience: Patience = _PATIENCE,
    ) -> None:
        """Take a cloud and where to listen; `port` 0 takes a free one, `rate_scale` 0 lifts the limits.

        Raises OSError where the port is taken.
        """
        self.cloud = cloud
        self.faults = Faults()
        dispatcher = Dispatcher(cloud, RateLimits(scale=rate_scale), self.faults)
        self._socket = _bound(host, port)
        self._server = uvicorn.Server(
            uvicorn.Config(
                Application(
                    dispatcher,
                    Storage(cloud, self.faults),
                    Downloads(cloud),
                    Control(cloud, self.faults),
                    patience,
                ),
                http=partial(Connection, patience=patience),  # type: ignore[arg-type]  # it is called, no more
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
                backlog=_BACKLOG,
                timeout_graceful_shutdown=_LAST_SECONDS,
            )
        )
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> str:
        """Return host and port, as an SDK's endpoint takes them."""
        host, port = self._socket.getsockname()[:2]
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    @property
    def endpoint(self) -> str:
        """Return the address of the server as a URL."""
        return f"http://{self.address}"

    def run(self) -> None:
        """Serve in this thread until a signal or `stop` ends it."""
        self._server.run(sockets=[self._socket])

    def start(self) -> Self:
        """Serve in a thread of its own; returns when requests are answered, or raises RuntimeError."""
        self._thread = threading.Thread(target=self.run, name="tencent emulator", daemon=True)
        self._thread.start()
        waited = threading.Event()
        for _ in range(_START_SECONDS * 200):
            if self._server.started:
                return self
            waited.wait(0.005)
        message = "the emulator did not start"
        raise RuntimeError(message)

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


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens, so that nobody else takes the port; raises OSError where somebody did."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(_BACKLOG)
    except OSError:
        found.close()
        raise
    return found
