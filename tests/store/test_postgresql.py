"""Whether a connection to PostgreSQL notices that the other side is gone, as its sockets are set."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from tests.store.databases import postgresql
from tests.store.postgresql import Server

from akwarden.store.postgresql import LIVENESS
from akwarden.store.state import open_engine

__all__ = ["postgresql"]


@contextmanager
def over_tcp(server: Server) -> Iterator[int]:
    """Give a port that leads to a server, which itself listens on a socket of this machine alone."""
    with ExitStack() as stack:
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

        def serve() -> None:
            with suppress(OSError):
                while True:
                    one, _ = listening.accept()
                    other = socket.socket(socket.AF_UNIX)
                    other.connect(str(server.folder / ".s.PGSQL.5432"))
                    for pair in ((one, other), (other, one)):
                        threading.Thread(target=_pass_on, args=pair, daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)


def timers(connection: Connection) -> dict[str, int]:
    """Give how the socket of a connection is set, as the kernel says it."""
    number: int = connection.connection.dbapi_connection.fileno()  # type: ignore[union-attr]
    with closing(socket.socket(fileno=socket.dup(number))) as one:
        return {
            "on": one.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE),
            "idle": one.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE),
            "interval": one.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL),
            "count": one.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT),
            "unconfirmed": one.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT),
        }


def asked_of_server(connection: Connection) -> dict[str, str]:
    query = text("SELECT name, source FROM pg_settings WHERE name LIKE 'tcp_%'")
    return {row.name: row.source for row in connection.execute(query)}


def test_a_dead_machine_is_noticed_within_half_a_minute() -> None:
    asked = LIVENESS["keepalives_interval"] * LIVENESS["keepalives_count"]

    assert LIVENESS["keepalives_idle"] + asked <= 30
    assert LIVENESS["tcp_user_timeout"] <= 30_000
    assert LIVENESS["connect_timeout"] <= 30


@pytest.mark.parametrize("kind", ["reading", "writing", "apart"])
def test_every_connection_of_the_state_asks_whether_the_other_side_is_there(
    postgresql: Server, tmp_path: Path, kind: str
) -> None:
    with over_tcp(postgresql) as port, postgresql.database() as url:
        state = open_engine(tmp_path, url.partition("?")[0].replace("@", f"@127.0.0.1:{port}"))
        with closing(state), getattr(state, kind)() as connection:
            found = timers(connection)
            asked = asked_of_server(connection)

    assert found == {"on": 1, "idle": 10, "interval": 5, "count": 3, "unconfirmed": 25_000}
    assert set(asked.values()) == {"session"}
    assert len(asked) == 4


def test_what_the_address_says_holds(postgresql: Server, tmp_path: Path) -> None:
    with over_tcp(postgresql) as port, postgresql.database() as url:
        plain = url.partition("?")[0].replace("@", f"@127.0.0.1:{port}")
        state = open_engine(tmp_path, f"{plain}?keepalives_idle=40&tcp_user_timeout=9000")
        with closing(state), state.reading() as connection:
            found = timers(connection)

    assert (found["idle"], found["interval"], found["unconfirmed"]) == (40, 5, 9_000)
