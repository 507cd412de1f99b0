"""A console that runs: the program in a process and a home of its own, on a free port."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, LOCK_UN, flock
from pathlib import Path

import msgspec

PROGRAM = Path(sys.executable).with_name("akwarden")
_URL = re.compile(r"http://(?:127\.0\.0\.1|localhost):\d+[^\s'\"<>]*")
_LAST_LINES = {"up": "Ctrl-C stops it", "demo": "all of it is there now"}
"""What each command says once its addresses are told, and there is what there is to see."""
_STARTED: dict[int, subprocess.Popen[bytes]] = {}
"""What this process started, by number: only it learns that one of them ended."""
_PATIENCE = 200
"""Seconds that a start may take on a busy machine."""


class Console(msgspec.Struct, frozen=True):
    """Where a console is, and how its first person gets in."""

    origin: str
    """Such as `http://127.0.0.1:8470`."""
    link: str
    """The address that was printed for the first admin, which works once; empty where none was."""
    home: str
    """Its folder."""
    process: int
    """The number of its process."""

    def stop(self) -> None:
        """End it, as Ctrl-C does, or by force when it takes longer than it may."""
        _signal(self.process, signal.SIGINT)
        for _ in range(100):
            if not _runs(self.process):
                return
            time.sleep(0.1)
        _signal(self.process, signal.SIGKILL)
        if self.process in _STARTED:
            _STARTED[self.process].wait()


def start(home: Path, *command: str, program: Path = PROGRAM, path: str | None = None) -> Console:
    """Start `akwarden up` or `akwarden demo` in a home, and return when all of it is there.

    It may be another program than the one of this checkout, and may have another PATH.
    """
    home.mkdir(parents=True, exist_ok=True)
    # The demo keeps out of the home that it is started in.
    place = ["--home", str(home)] if command[0] == "demo" else []
    said = home.parent / f"{home.name}.said"
    with said.open("wb") as stream:
        process = subprocess.Popen(
            [program, *command, *place, "--port", "0", "--no-open"],
            cwd=home,
            env={
                **os.environ,
                "AKWARDEN_HOME": str(home),
                "PATH": os.environ["PATH"] if path is None else path,
                "NO_COLOR": "1",
                "PYTHONUNBUFFERED": "1",
            },
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            # A test run that is stopped with Ctrl-C stops it by itself, and once.
            start_new_session=True,
        )
    _STARTED[process.pid] = process
    urls = _said(process, said, _LAST_LINES[command[0]])
    links = [url for url in urls if "#" in url]
    origin = "/".join(urls[0].split("/", 3)[:3])
    return Console(origin, links[0] if links else "", str(home), process.pid)


@contextmanager
def running(home: Path, *command: str, program: Path = PROGRAM, path: str | None = None) -> Iterator[Console]:
    """Give a console of one's own, as `start` does, and end it behind."""
    console = start(home, *command, program=program, path=path)
    try:
        yield console
    finally:
        console.stop()


@contextmanager
def shared(place: Path, *command: str) -> Iterator[Console]:
    """Give the console that the processes of a test run share: who asks first starts it, the last ends it.

    `place` is a folder that they share.
    """
    note = place / "console.json"
    with (place / "console.lock").open("w") as lock, (place / "console.users").open("w") as users:
        flock(lock, LOCK_EX)
        if not note.exists():
            note.write_bytes(msgspec.json.encode(start(place / "console-home", *command)))
        console = msgspec.json.decode(note.read_bytes(), type=Console)
        flock(users, LOCK_SH)
        flock(lock, LOCK_UN)
        try:
            yield console
        finally:
            flock(lock, LOCK_EX)
            flock(users, LOCK_UN)
            with suppress(BlockingIOError):
                flock(users, LOCK_EX | LOCK_NB)
                note.unlink()
                console.stop()


def _said(process: subprocess.Popen[bytes], said: Path, last: str) -> list[str]:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        text = said.read_text(encoding="utf-8", errors="replace")
        if last in text:
            return _URL.findall(text)
        if process.poll() is not None:
            raise AssertionError(f"it ended with {process.returncode}:\n{text}")
        time.sleep(0.05)
    process.kill()
    process.wait()
    raise AssertionError(f"it said no address within {_PATIENCE} s:\n{said.read_text(errors='replace')}")


def _signal(process: int, number: int) -> None:
    try:
        os.kill(process, number)
    except ProcessLookupError:
        return


def _runs(process: int) -> bool:
    """Say whether a process does; one that has ended, and that its parent did not ask for yet, does not."""
    if process in _STARTED:
        return _STARTED[process].poll() is None
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
