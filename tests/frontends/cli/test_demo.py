"""`akwarden demo` as a user starts it, in a process that may talk to this machine alone."""

import json
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from tests.frontends.cli.program import COMMAND, akwarden, environment

from akwarden.frontends.demo.home import MARK

_GUARD = """
import os, socket
_LOG = os.environ["GUARD_LOG"]
def _note(what):
    with open(_LOG, "a") as file:
        file.write(f"{what}\\n")
    raise OSError(f"refused: {what}")
class _Guarded(socket.socket):
    def connect(self, address):
        self._check(address)
        return super().connect(address)
    def connect_ex(self, address):
        self._check(address)
        return super().connect_ex(address)
    def sendto(self, *arguments):
        self._check(arguments[-1])
        return super().sendto(*arguments)
    def _check(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1"):
            _note(f"connect {address!r}")
_named = socket.getaddrinfo
def _getaddrinfo(host, *arguments, **named):
    if host not in (None, "", "127.0.0.1", "::1", "localhost", b"127.0.0.1"):
        _note(f"look up {host!r}")
    return _named(host, *arguments, **named)
socket.socket = _Guarded
socket.getaddrinfo = _getaddrinfo
with open(_LOG, "a"):
    pass
"""
_SECONDS = 150

pytestmark = pytest.mark.timeout(240)


class Demo:
    """A demo that runs."""

    def __init__(self, process: subprocess.Popen[bytes], said: Path) -> None:
        self.process = process
        self._said = said

    def said(self) -> str:
        return self._said.read_text(errors="replace")

    def wait_for(self, pattern: str) -> re.Match[str]:
        until = time.monotonic() + _SECONDS
        while time.monotonic() < until:
            if found := re.search(pattern, self.said()):
                return found
            assert self.process.poll() is None, self.said()
            time.sleep(0.1)
        raise AssertionError(f"it never said {pattern!r}:\n{self.said()}")


@contextmanager
def running(folder: Path, *options: str, env: Mapping[str, str] | None = None) -> Iterator[Demo]:
    said = folder / "said"
    command = [*COMMAND, "demo", "--preset", "small", "--port", "0", "--no-open", *options]
    with said.open("wb") as stream:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment(folder, env),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield Demo(process, said)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


def test_it_comes_about_says_that_it_is_a_demo_and_calls_nobody(tmp_path: Path) -> None:
    guard, log = tmp_path / "guard", tmp_path / "guard.log"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(_GUARD)
    env = {"PYTHONPATH": str(guard), "GUARD_LOG": str(log)}

    with running(tmp_path, env=env) as demo:
        link = demo.wait_for(r"(http://127\.0\.0\.1:\d+)/welcome#(\S+)")
        me = come_in(link[1], link[2])
        demo.wait_for("all of it is there now")
        demo.process.send_signal(signal.SIGINT)
        code = demo.process.wait(100)

    assert me["demo"] is True
    assert me["person"]["login"] == "demo"
    assert code == 0, demo.said()
    assert log.read_text() == ""
    assert "defect" not in demo.said()
    assert not (tmp_path / "home" / "state.db").exists()
    assert (tmp_path / "home" / "demo" / MARK).is_file()


def come_in(origin: str, token: str) -> Any:
    """Follow the link as the console does, and give what it tells of whoever came in."""
    content = json.dumps({"token": token, "password": "made up for this test 7"}).encode()
    connection = HTTPConnection(origin.removeprefix("http://"), timeout=100)
    headers = {"Content-Type": "application/json", "Origin": origin}
    connection.request("POST", "/api/v1/login/link", content, headers)
    found = json.loads(connection.getresponse().read())
    connection.close()
    return found


def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (real / "state.db").write_text("mine")

    for options in (["--home", str(real)], ["--home", str(real), "--reset"]):
        done = akwarden("demo", *options, folder=tmp_path)
        assert done.returncode == 2
        assert "is no demo" in done.stderr

    assert (real / "state.db").read_text() == "mine"
    assert [one.name for one in real.iterdir()] == ["state.db"]


@pytest.mark.parametrize("events", ["999", "200001", "many"])
def test_no_more_and_no_fewer_events_than_there_can_be(tmp_path: Path, events: str) -> None:
    done = akwarden("demo", "--events", events, folder=tmp_path)

    assert done.returncode == 2


def test_another_database_is_never_used(tmp_path: Path) -> None:
    done = akwarden("demo", folder=tmp_path, env={"AKWARDEN_DATABASE_URL": "postgresql://127.0.0.1/real"})

    assert done.returncode == 2
    assert "AKWARDEN_DATABASE_URL is set" in done.stderr
    assert not (tmp_path / "home" / "demo").exists()
