"""The server is killed under load: what it had answered is there afterwards, and the audit log is whole."""

import random
import statistics
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest
from tests.e2e.served import Served, browser, environment_of, session, start
from tests.store import postgresql as server
from tests.store.databases import postgresql

from akwarden.model.note import NoteKind, Subject
from akwarden.store import notes
from akwarden.store.audit_log import log
from akwarden.store.audit_log.verify import Whole, verify
from akwarden.store.migration import open_state
from akwarden.workflows.rule_check import expand

__all__ = ["postgresql"]

SEED = 20_261_130
WRITERS = 4
PATIENCE = 120


def keys() -> list[str]:
    """Return a key id for each writer."""
    return [expand("AKID{32*A}", 930_000 + number) for number in range(WRITERS)]


class Writer:
    """Changes the remark of one key again and again, and remembers what was acknowledged."""

    def __init__(self, key_id: str) -> None:
        self.key_id = key_id
        self.sent = 0
        self.acknowledged = 0

    def write(self, client: httpx.Client, over: threading.Event) -> None:
        """Write one number behind the other until the server is gone."""
        while not over.is_set():
            self.sent += 1
            body = {
                "kind": "key",
                "names": [self.key_id],
                "field": "remark",
                "value": [f"number {self.sent}"],
            }
            try:
                answer = client.post("/api/v1/notes", json=body)
            except httpx.HTTPError:
                return
            if answer.status_code == 200:
                self.acknowledged = self.sent


def killed_once(running: Served, cookie: str, writers: list[Writer], writes: int, share: float) -> None:
    """Let each write so often and for a share of the time that a write takes, and kill the server then."""
    over, began, goals = threading.Event(), monotonic(), [one.acknowledged + writes for one in writers]
    with ExitStack() as stack, ThreadPoolExecutor(len(writers)) as crew:
        clients = [stack.enter_context(browser(running, cookie)) for _ in writers]
        work = [crew.submit(one.write, client, over) for one, client in zip(writers, clients, strict=True)]
        while any(one.acknowledged < goal for one, goal in zip(writers, goals, strict=True)):
            assert monotonic() - began < PATIENCE, "it does not answer"
            sleep(0.001)
        sleep(share * (monotonic() - began) / writes)
        running.kill()
        over.set()
        for one in work:
            one.result(timeout=200)


def kept(folder: Path, url: str | None, writers: list[Writer]) -> dict[str, int]:
    """Return the number that is kept of each writer, after the audit log was found whole."""
    state = open_state(folder / "home", url)
    try:
        with state.reading() as connection:
            assert isinstance(verify(log.entries(connection)), Whole)
            found = {
                one.key_id: notes.note_of(connection, Subject(NoteKind.KEY, one.key_id)) for one in writers
            }
        return {key: int((note.remark or "0").split()[-1]) if note else 0 for key, note in found.items()}
    finally:
        state.close()


def survives(folder: Path, url: str | None, kills: int, database: str, *, imports: bool = False) -> None:
    """Kill a server so many times; each restart finds what was acknowledged."""
    chance = random.Random(SEED)
    env, starts = environment_of(url), []
    writers = [Writer(key_id) for key_id in keys()]
    open_state(folder / "home", url).close()
    cookie = session(folder, url=url)
    for _ in range(kills):
        running = start(folder, env, imports=imports)
        starts.append(running.started_in)
        killed_once(running, cookie, writers, chance.randrange(2, 40), chance.random())
        for one in writers:
            found = kept(folder, url, writers)[one.key_id]
            assert one.acknowledged <= found <= one.sent, (one.acknowledged, found, one.sent)
    assert all(one.acknowledged > kills for one in writers), "it was under load"
    changes = sum(one.acknowledged for one in writers)
    again = statistics.median(starts)
    # A figure for whoever runs it with -s; on a busy machine it says nothing.
    print(f"{database}: {kills} kills, {changes} changes, all kept; restart median {again:.1f} s")  # noqa: T201


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[tuple[str, str | None]]:
    """Give the address of an empty state; None for SQLite in the home."""
    if request.param == "sqlite":
        yield "sqlite", None
        return
    running: server.Server = request.getfixturevalue("postgresql")
    with running.migrated() as url:
        yield "postgresql", url


@pytest.mark.timeout(300)
def test_a_killed_server_lost_nothing_that_it_acknowledged(
    tmp_path: Path, database: tuple[str, str | None]
) -> None:
    name, url = database

    survives(tmp_path, url, 6, name)


@pytest.mark.soak
def test_a_server_killed_30_times_lost_nothing_that_it_acknowledged(
    tmp_path: Path, database: tuple[str, str | None]
) -> None:
    name, url = database

    survives(tmp_path, url, 30, name, imports=True)
