"""One process with everything in it: the API, the console, and the workers behind them."""

import ipaddress
import logging
import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from akwarden.errors import ServingError
from akwarden.frontends.api import logs
from akwarden.frontends.api.app import make_app
from akwarden.frontends.api.figures import StateFigures
from akwarden.frontends.api.metrics import Metrics
from akwarden.frontends.api.server import Server
from akwarden.frontends.api.serving import Serving, bound
from akwarden.settings import load as load_settings
from akwarden.store.migration import open_state
from akwarden.workflows.access.links import first_link, link_path
from akwarden.workflows.jobs.room import Room
from akwarden.workflows.vault.passphrase import PassphraseSources, take_from_environment

if TYPE_CHECKING:  # slow to load, see below
    from akwarden.workflows.durable.engine import Engine

LOGS: Final = "logs"
_LOG: Final = logging.getLogger("akwarden.server")


class Started(msgspec.Struct, frozen=True, kw_only=True):
    """What a person is told once requests are taken."""

    url: str
    """Where the console is."""
    link: str | None
    """The one-time link by which the first administrator comes in; None where there are people already."""
    log: Path | None
    """The file that the server writes its log to."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """How a server is to run."""

    home: Path
    """The folder of the installation."""
    database_url: str | None = None
    """The state on PostgreSQL; None for SQLite in the home."""
    address: str | None = None
    """Another address than the settings say."""
    port: int | None = None
    """Another port than the settings say."""
    url: str | None = None
    """Another way by which browsers reach it than the settings say."""
    demo: bool = False
    """Whether everything in it is made up."""
    work: bool = True
    """Whether the workers run in this process too."""


def run(
    wanted: Wanted,
    env: Mapping[str, str],
    *,
    started: Callable[[Started, Server], None],
    ending: Callable[[], None] = lambda: None,
) -> None:
    """Serve until a signal ends it; `started` is called once requests are taken.

    `ending` is called once it is asked to stop, which takes some seconds.
    Raises ServingError where the port can't be had or others would come without TLS, SettingsError where
    `url` is no address of a server, StateError where the database can't be used.
    """
    env = {**env, "AKWARDEN_HOME": str(wanted.home)}
    # The passphrase is taken out of it, so that no child process gets it.
    settings = load_settings(None, env, {"server.url": wanted.url or None}).settings
    address = wanted.address or settings.server.address
    port = settings.server.port if wanted.port is None else wanted.port
    url = settings.server.url
    _refuse_open(address, url)
    log = logs.set_up(wanted.home / LOGS)
    with ExitStack() as stack:
        sock = stack.enter_context(bound(address, port))
        state = open_state(wanted.home, wanted.database_url)
        passphrase = PassphraseSources(given=take_from_environment(env))
        server = Server(state, wanted.home, settings, env=env, passphrase=passphrase, demo=wanted.demo)
        stack.callback(server.close)
        host, real_port = sock.getsockname()[:2]
        server.url = (url or f"http://{_in_url(host)}:{real_port}").rstrip("/")
        server.hosts = frozenset(_other_names(host, real_port))
        metrics = Metrics()
        if settings.server.metrics_port:
            StateFigures(server, metrics)
            stack.callback(metrics.serve(address, settings.server.metrics_port).shutdown)
        if wanted.work:
            stack.callback(_ended, _working(server))

        def tell() -> None:
            _LOG.info("serving %s as process %d", server.url, os.getpid())
            started(Started(url=server.url, link=_link(server), log=log), server)

        def end() -> None:
            server.stopping.set()
            ending()

        app = make_app(server, metrics=metrics)
        Serving(app, proxies=settings.server.proxies).run(sock, started=tell, stopping=end)
        _LOG.info("stopped")


def _working(server: Server) -> "Engine":
    """Let jobs begin; raises StateError where another process does those of this home."""
    # It takes half a second to load, and a server without workers needs none of it.
    from akwarden.workflows.durable.engine import Engine  # noqa: PLC0415

    room = Room(
        server.state,
        server.home,
        server.settings,
        server.env,
        server.clock,
        lake=lambda: server.lake,
        passphrase=server.passphrase,
    )
    engine = Engine(room)
    engine.launch()
    return engine


def _ended(engine: "Engine") -> None:
    """Stop the workers; with one that hangs, the process ends here, and whoever comes next goes on."""
    if not engine.stop():
        _LOG.warning("a job hangs: the process ends without it")
        logging.shutdown()
        os._exit(0)


def _link(server: Server) -> str | None:
    token = first_link(server.state, server.clock())
    return None if token is None else server.url + link_path(token)


def _refuse_open(address: str, url: str | None) -> None:
    if _is_loopback(address) or (url or "").startswith("https://"):
        return
    raise ServingError(
        f"others would reach {address} without TLS",
        why="passwords and key ids would cross the network in clear",
        mend="listen on 127.0.0.1, or put a proxy with TLS before it and name its address: --url https://…",
    )


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _other_names(host: str, port: int) -> list[str]:
    """Return the names by which this machine itself reaches a server that listens on it."""
    if not _is_loopback(host):
        return []
    return [f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")]
