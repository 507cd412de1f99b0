import socket
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import httpx
import pytest
from tests.e2e.served import Served, browser, served, session
from tests.frontends.cli.program import akwarden

from akwarden.errors import ExitCode
from akwarden.frontends.api import serving


def test_the_first_start_gives_one_link_and_the_next_one_none_once_somebody_is_there(tmp_path: Path) -> None:
    with served(tmp_path) as running:
        ready = httpx.get(f"{running.url}/readyz", trust_env=False, timeout=100)
        assert ready.json() == {"ready": True, "faults": []}
        assert httpx.get(f"{running.url}/api/v1/keys", trust_env=False, timeout=100).status_code == 401
        with browser(running, session(tmp_path)) as client:
            assert client.get("/api/v1/keys").json()["total"] == 0

        assert running.end() == ExitCode.OK


def test_a_port_in_use_is_said_with_another_one(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        done = akwarden("up", "--port", str(port), "--no-open", folder=tmp_path)

    assert done.returncode == ExitCode.USAGE
    assert f"127.0.0.1 port {port} can't be used" in done.stderr
    assert "--port 0" in done.stderr


def test_others_are_not_let_in_without_tls(tmp_path: Path) -> None:
    done = akwarden("up", "--address", "0.0.0.0", "--port", "0", "--no-open", folder=tmp_path)  # noqa: S104

    assert done.returncode == ExitCode.USAGE
    assert "without TLS" in done.stderr


@pytest.mark.parametrize(
    "url", ["nonsense", "ftp://x", "https://keys.example.com/sub", "http://keys.example.com"]
)
def test_an_address_that_is_none_of_a_server_is_refused(tmp_path: Path, url: str) -> None:
    done = akwarden("up", "--port", "0", "--no-open", "--url", url, folder=tmp_path)

    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert "server.url can't be" in done.stderr


def test_it_says_that_it_ends_and_leaves_a_home_that_is_its_users_alone(tmp_path: Path) -> None:
    with served(tmp_path, None, "--no-work") as running:
        running.end()

    said = next(tmp_path.glob("up-*.txt")).read_text(encoding="utf-8")
    assert "Stopping: " in said
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Served]:
    """Give a server."""
    with served(tmp_path, None, "--no-work") as one:
        yield one


def test_a_body_of_50_mb_is_refused_without_being_kept(running: Served, tmp_path: Path) -> None:
    with browser(running, session(tmp_path)) as client:
        try:
            status = client.post("/api/v1/notes", content=(b"x" * 65536 for _ in range(800))).status_code
        # It hung up before all was sent, which is as good; which of these it is depends on how far that came.
        except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
            status = 413

    assert status == 413
    assert httpx.get(f"{running.url}/readyz", trust_env=False, timeout=100).status_code == 200


def test_a_thousand_slow_clients_keep_nobody_out(running: Served) -> None:
    before = _memory(running)
    address = httpx.URL(running.url)
    sockets = [socket.create_connection((address.host, address.port)) for _ in range(1000)]
    try:
        for number, one in enumerate(sockets):
            one.sendall(b"POST /api/v1/notes HTTP/1.1\r\n" if number % 2 else b"GET / HT")

        begun = monotonic()
        assert httpx.get(f"{running.url}/livez", trust_env=False, timeout=100).text == "ok"
        took = monotonic() - begun
        assert _memory(running) - before < 100 * 1024 * 1024
        assert took < 100  # not a speed: it answers at all
    finally:
        for one in sockets:
            one.close()


def test_who_connects_and_says_nothing_whole_is_hung_up_on(running: Served) -> None:
    address = httpx.URL(running.url)
    with socket.create_connection((address.host, address.port), timeout=serving.HEAD_SECONDS + 30) as one:
        one.sendall(b"GET /livez HTTP/1.1\r\nHost: ")

        assert one.recv(100) == b""


def _memory(running: Served) -> int:
    status = Path(f"/proc/{running.process.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024
