import json
import resource
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from tests.frontends.api.client import Site

from akwarden.frontends.api import events, hub
from akwarden.frontends.api.app import make_app
from akwarden.frontends.api.assets import Assets
from akwarden.frontends.api.hub import MOST_WAITING, Listener
from akwarden.frontends.api.identity import cookie_name
from akwarden.frontends.api.server import Server
from akwarden.frontends.api.serving import Serving, bound
from akwarden.model.person import Caller, Grant, Role, Via
from akwarden.model.task import ReportTask, SyncTask
from akwarden.query.tree import Holder
from akwarden.settings import load
from akwarden.store import job_changes
from akwarden.store.access import groups, persons, sessions
from akwarden.store.migration import open_state
from akwarden.store.moment import rounded
from akwarden.store.tables import alarms
from akwarden.workflows.access.scope import EVERYWHERE
from akwarden.workflows.jobs.starting import start

PATIENCE = 60.0
SLACK = 10.0
"""Seconds by which a busy machine may be late."""


@dataclass
class Event:
    """One message of a stream."""

    name: str
    data: dict[str, Any]
    id: str | None


class Stream:
    """A client that reads."""

    def __init__(self, site: "Running", cookie: str, **headers: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE)
        name = cookie_name(site.site.server)
        self.connection.request("GET", "/api/v1/events", headers={"Cookie": f"{name}={cookie}", **headers})
        self.answer: HTTPResponse = self.connection.getresponse()

    def next(self, name: str | None = None) -> Event:
        """Return the next message, or the next one of that name."""
        while True:
            fields: dict[str, str] = {}
            while line := self.answer.readline().decode().rstrip("\n"):
                key, _, value = line.partition(": ")
                fields[key] = value
            if not fields and self.answer.isclosed():
                raise EOFError
            if "data" in fields and name in (None, fields["event"]):
                return Event(fields["event"], json.loads(fields["data"]), fields.get("id"))

    def rest(self) -> bytes:
        """Return what comes until the server ends the stream."""
        return self.answer.read()


@dataclass
class Running:
    """A server that answers on a port of this machine."""

    site: Site
    port: int
    serving: Serving
    thread: threading.Thread

    @contextmanager
    def stream(self, *grants: Grant, login: str = "ann", **headers: str) -> Iterator[Stream]:
        """Give the stream of a person."""
        stream = Stream(self, self.site.session(*grants, login=login), **headers)
        with closing(stream.connection):
            assert stream.answer.status == 200
            yield stream

    def person(self, login: str) -> Caller:
        """Return somebody who starts jobs."""
        with self.site.server.state.reading() as connection:
            stored = persons.by_login(connection, login)
        assert stored is not None
        return Caller(
            person_id=stored.person.id,
            login=login,
            name=login,
            grants=stored.person.grants,
            via=Via.SESSION,
            pass_id="x",
            csrf=None,
            expires_at=None,
        )


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """Give a running server on an empty home."""
    state = open_state(tmp_path, None)
    settings = load(None, {"AKWARDEN_HOME": str(tmp_path)}, {}).settings
    with bound("127.0.0.1", 0) as sock:
        port = sock.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        server = Server(state, tmp_path, settings, env={}, url=url)
        app = make_app(server, assets=Assets({}, "build-1"))
        serving, ready = Serving(app), threading.Event()
        thread = threading.Thread(
            target=serving.run, args=(sock,), kwargs={"started": ready.set, "stopping": server.stopping.set}
        )
        thread.start()
        assert ready.wait(PATIENCE)
        try:
            yield Running(Site(server, app), port, serving, thread)
        finally:
            serving.stop()
            thread.join()
            server.close()


ADMIN = Grant(Role.ADMIN)


def now() -> datetime:
    return rounded(datetime.now(UTC))


def raise_alarm(running: Running, name: str, account: str) -> None:
    values = {
        "id": name,
        "provider": "tencent",
        "account": account,
        "kind": "key",
        "subject": "s",
        "story": "s",
        "raised": True,
        "rule": "r",
        "title": "t",
        "type": "abnormal",
        "severity": "high",
        "count": 1,
        "first_at": now(),
        "last_at": now(),
        "status": "open",
        "opened_at": now(),
        "changed_at": now(),
        "gathered": "{}",
    }
    with running.site.server.state.writing() as connection:
        connection.execute(insert(alarms).values(values))


def test_hello_comes_first_and_then_what_changes(running: Running) -> None:
    with running.stream(ADMIN) as stream:
        hello = stream.next()
        stream.next("freshness")
        started = start(running.site.server.state, ReportTask(), running.person("ann"), now())
        waiting = stream.next("job")
        with running.site.server.state.writing() as connection:
            job_changes.begin(connection, started.id, 0, now())
        begun = stream.next("job")
        raise_alarm(running, "a", "1")
        raised = stream.next("alarms")

    assert stream.answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert stream.answer.headers["Cache-Control"] == "no-store"
    assert (hello.name, hello.data["build"]) == ("hello", "build-1")
    assert (waiting.data["id"], waiting.data["state"]) == (started.id, "waiting")
    assert begun.data["state"] == "running"
    assert raised.data["new"] == 1


def test_each_is_told_in_the_own_language(running: Running) -> None:
    with (
        running.stream(ADMIN) as english,
        running.stream(ADMIN, login="li.na", **{"Accept-Language": "zh-CN"}) as chinese,
    ):
        for stream in (english, chinese):
            stream.next("freshness")
        start(running.site.server.state, SyncTask(), running.person("ann"), now())
        told = [stream.next("job").data["title"] for stream in (english, chinese)]

    assert told == ["Read all accounts", "读取所有账号"]


def test_what_was_missed_is_told_to_who_comes_back(running: Running) -> None:
    with running.stream(ADMIN) as stream:
        stream.next("freshness")
        first = start(running.site.server.state, ReportTask(), running.person("ann"), now())
        seen = stream.next("job")
    second = start(running.site.server.state, ReportTask(form="csv"), running.person("ann"), now())
    raise_alarm(running, "a", "1")

    with running.stream(ADMIN, **{"Last-Event-ID": str(seen.id)}) as stream:
        missed, alarm = stream.next("job"), stream.next("alarms")

    assert seen.data["id"] == first.id
    assert missed.data["id"] == second.id
    assert alarm.data["new"] == 1


@pytest.mark.parametrize("last", ["", "x", "-", "9" * 80, "1-999999999999999999", "9" * 20 + "-1", "²-1"])
def test_a_position_that_is_none_is_passed_over(running: Running, last: str) -> None:
    with running.stream(
        ADMIN, **{"Last-Event-ID": last.encode("latin-1", "ignore").decode("latin-1")}
    ) as stream:
        assert [stream.next().name, stream.next().name] == ["hello", "freshness"]


def test_nobody_is_told_of_the_jobs_of_others_and_of_other_accounts(running: Running) -> None:
    state = running.site.server.state
    with state.writing() as connection:
        groups.keep(connection, "pay", [Holder("tencent", "1")], now())
    running.site.session(ADMIN, login="boss")
    with running.stream(Grant(Role.ANALYST, "pay"), login="bob") as stream:
        fresh = stream.next("freshness")
        start(state, ReportTask(), running.person("boss"), now())
        raise_alarm(running, "other", "2")
        time.sleep(1.5)
        mine = start(state, SyncTask(), running.person("bob"), now())
        seen = stream.next()
        raise_alarm(running, "own", "1")
        alarm = stream.next()

    assert fresh.data["sources"] == []
    assert (seen.name, seen.data["id"]) == ("job", mine.id)
    assert (alarm.name, alarm.data["new"]) == ("alarms", 1)


def test_a_session_that_is_ended_ends_its_stream_within_seconds(running: Running) -> None:
    with running.stream(ADMIN) as stream, running.stream(ADMIN, login="other") as other:
        stream.next("freshness")
        other.next("freshness")
        with running.site.server.state.writing() as connection:
            sessions.end_all(connection, running.person("ann").person_id)
        begun = time.monotonic()
        stream.rest()
        took = time.monotonic() - begun
        start(running.site.server.state, ReportTask(), running.person("other"), now())
        still = other.next("job")

    assert took < hub.STANDING_SECONDS + SLACK
    assert still.name == "job"


def test_who_may_do_less_than_before_has_to_come_in_anew(running: Running) -> None:
    with running.stream(ADMIN) as stream:
        stream.next("freshness")
        with running.site.server.state.writing() as connection:
            persons.grant(connection, running.person("ann").person_id, [Grant(Role.VIEWER, "pay")])
        begun = time.monotonic()
        stream.rest()

    assert time.monotonic() - begun < hub.STANDING_SECONDS + SLACK


def test_who_may_see_other_accounts_than_before_has_to_come_in_anew(running: Running) -> None:
    with running.site.server.state.writing() as connection:
        groups.keep(connection, "pay", [Holder("tencent", "1"), Holder("tencent", "2")], now())
    with (
        running.stream(Grant(Role.VIEWER, "pay")) as stream,
        running.stream(ADMIN, login="boss") as other,
    ):
        stream.next("freshness")
        other.next("freshness")
        with running.site.server.state.writing() as connection:
            groups.keep(connection, "pay", [Holder("tencent", "1")], now())
        begun = time.monotonic()
        stream.rest()
        took = time.monotonic() - begun
        start(running.site.server.state, ReportTask(), running.person("boss"), now())
        still = other.next("job")

    assert took < hub.STANDING_SECONDS + 3
    assert still.name == "job"


def test_one_person_does_not_take_the_places_of_all_others(running: Running) -> None:
    cookie = running.site.session(ADMIN, login="ann")
    mine = [Stream(running, cookie) for _ in range(hub.MOST_OF_PERSON)]
    try:
        for stream in mine:
            assert stream.next().name == "hello"
        more = Stream(running, cookie)
        with closing(more.connection):
            assert more.answer.status == 429
        with running.stream(ADMIN, login="ben") as other:
            assert other.next().name == "hello"
        mine.pop().connection.close()
        end = time.monotonic() + PATIENCE
        while (again := Stream(running, cookie)).answer.status != 200:
            again.connection.close()
            assert time.monotonic() < end
        mine.append(again)
    finally:
        for stream in mine:
            stream.connection.close()


def test_to_listen_makes_no_session_last_longer(running: Running) -> None:
    with running.stream(ADMIN) as stream:
        stream.next("freshness")
        with running.site.server.state.writing() as connection:
            (session,) = sessions.of_person(connection, running.person("ann").person_id)
            sessions.see(connection, session.id, datetime(2020, 1, 1, tzinfo=UTC))
        stream.rest()
        with running.site.server.state.reading() as connection:
            (left,) = sessions.of_person(connection, running.person("ann").person_id)

    assert left.seen_at == datetime(2020, 1, 1, tzinfo=UTC)


def test_a_server_that_stops_lets_everybody_go_within_a_second(running: Running) -> None:
    with running.stream(ADMIN) as one, running.stream(ADMIN, login="other") as other:
        one.next("freshness")
        other.next()
        begun = time.monotonic()
        running.serving.stop()
        one.rest()
        other.rest()
        took = time.monotonic() - begun
        running.thread.join(PATIENCE)

    assert took < SLACK
    assert not running.thread.is_alive()


def test_nobody_listens_without_a_login(running: Running) -> None:
    stream = Stream(running, "none")
    with closing(stream.connection):
        assert stream.answer.status == 401


def test_a_listener_that_takes_nothing_is_let_go() -> None:
    listener = Listener(_caller(), EVERYWHERE)
    for _ in range(MOST_WAITING):
        listener.offer([b"x"])
    kept = listener.gone
    listener.offer([b"x"])

    assert (kept, listener.gone) == (False, True)


def _caller() -> Caller:
    return Caller(
        person_id=1,
        login="ann",
        name="Ann",
        grants=(ADMIN,),
        via=Via.SESSION,
        pass_id="x",
        csrf=None,
        expires_at=None,
    )


def memory() -> int:
    """Return the bytes that this process has in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def asking(running: Running, cookie: str) -> bytes:
    """Return how somebody with a cookie begins to listen."""
    return (
        f"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:{running.port}\r\n"
        f"Cookie: {cookie_name(running.site.server)}={cookie}\r\n\r\n"
    ).encode()


def test_a_thousand_slow_clients_cost_little_and_others_are_told_all_the_same(running: Running) -> None:
    people = [running.site.session(ADMIN, login=f"ann-{number}") for number in range(20)]
    before = memory()
    slow: list[socket.socket] = []
    try:
        for number in range(1000):
            # A small window, so that what is sent has to wait here and not in the system.
            one = socket.socket()
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.connect(("127.0.0.1", running.port))
            one.sendall(asking(running, people[number % len(people)]))
            slow.append(one)
        with running.stream(ADMIN) as stream:
            stream.next("freshness")
            job = None
            for number in range(40):
                for _ in range(5):
                    task = ReportTask(where=f"name:{number}-{len(slow)}-{time.monotonic_ns()}" + "x" * 2000)
                    job = start(running.site.server.state, task, running.person("ann"), now())
                if number % 10 == 0:
                    time.sleep(1)
            assert job is not None
            while stream.next("job").data["id"] != job.id:
                pass
            grown = memory() - before
    finally:
        for one in slow:
            one.close()

    assert grown < 400 * 2**20, grown
    assert events.SEND_SECONDS <= 30
