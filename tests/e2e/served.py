"""A server in a process of its own, as `akwarden up` runs it, and people who are logged in at it."""

import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

import httpx
from tests.frontends.cli.program import COMMAND, environment
from tests.frontends.cli.warm import WarmProcess, start_warm, warm

from akwarden.access import random_text
from akwarden.model.person import Grant, Role
from akwarden.store.access import persons, sessions
from akwarden.store.access.sessions import Session
from akwarden.store.migration import open_state
from akwarden.store.moment import rounded
from akwarden.workflows.access.door import csrf_of

START_SECONDS = 120.0
_ADDRESS = "The console: "


@dataclass(frozen=True)
class Served:
    """One server that runs."""

    process: subprocess.Popen[bytes] | WarmProcess
    url: str
    started_in: float
    """Seconds from starting the process until it said where it is."""

    def kill(self) -> None:
        """End it as a crash does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=100)

    def end(self) -> int:
        """Ask it to end, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=100)


def start(
    folder: Path, env: Mapping[str, str] | None = None, *arguments: str, imports: bool = False
) -> Served:
    """Start a server in a folder and wait until it says where it is.

    With `imports` it begins as a user's does, which takes seconds more.
    """
    begun, said = monotonic(), folder / f"up-{random_text.public_id()}.txt"
    command, whole = ["up", "--port", "0", "--no-open", *arguments], environment(folder, env)
    process: subprocess.Popen[bytes] | WarmProcess
    with said.open("wb") as output:
        if warm(whole) and not imports:
            process = start_warm(command, cwd=folder, env=whole, output=output.fileno())
        else:
            process = subprocess.Popen(
                [*COMMAND, *command], env=whole, cwd=folder, stdout=output, stderr=subprocess.STDOUT
            )
    while monotonic() - begun < START_SECONDS and process.poll() is None:
        for line in said.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.startswith(_ADDRESS) and line.endswith("\n"):
                return Served(process, line.removeprefix(_ADDRESS).strip(), monotonic() - begun)
        sleep(0.02)
    process.kill()
    process.wait(timeout=100)
    message = f"the server did not start: {said.read_text(encoding='utf-8')[-2000:]}"
    raise AssertionError(message)


@contextmanager
def served(folder: Path, env: Mapping[str, str] | None = None, *arguments: str) -> Iterator[Served]:
    """Give a server, ended in the end."""
    running = start(folder, env, *arguments)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            try:
                running.end()
            except subprocess.TimeoutExpired:
                running.kill()


def session(folder: Path, *grants: Grant, login: str = "admin", url: str | None = None) -> str:
    """Return the cookie of a new session of a person, who is made where there is none."""
    now, cookie = rounded(datetime.now(UTC)), random_text.secret_text()
    state = open_state(folder / "home", url)
    try:
        with state.writing() as connection:
            stored = persons.by_login(connection, login)
            number = (
                persons.add(connection, {"login": login, "name": login}, now)
                if stored is None
                else stored.person.id
            )
            persons.grant(connection, number, grants or (Grant(Role.ADMIN),))
            begun = Session(
                id=random_text.public_id(),
                person_id=number,
                how="password",
                address="",
                agent="",
                created_at=now,
                seen_at=now,
            )
            sessions.begin(connection, begun, random_text.digest(cookie))
    finally:
        state.close()
    return cookie


@contextmanager
def browser(running: Served, cookie: str, **options: object) -> Iterator[httpx.Client]:
    """Give what a browser with a session sends."""
    with httpx.Client(
        base_url=running.url,
        cookies={"akwarden": cookie},
        headers={"X-CSRF-Token": csrf_of(cookie), "Origin": running.url},
        timeout=100,
        trust_env=False,
        **options,  # type: ignore[arg-type]
    ) as client:
        yield client


def environment_of(url: str | None) -> dict[str, str]:
    """Return the environment of a server whose state lies on PostgreSQL, or in its home."""
    return {} if url is None else {"AKWARDEN_DATABASE_URL": url}
