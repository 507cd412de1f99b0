"""Requests that wait for the event lake: stopped when nobody waits, refused where all is full."""

import asyncio
import threading
from typing import Any

from litestar import Litestar, Request, get
from litestar.testing import TestClient

from akwarden.frontends.api import problems
from akwarden.frontends.api.problems import ProblemError
from akwarden.frontends.api.waiting import Line
from akwarden.workflows.usage.desk import BusyError, Cancel, TooLongError

AnyRequest = Request[Any, Any, Any]


def app_of(line: Line, work: Any) -> Litestar:
    """Return an application with one route, which waits for some work."""

    @get("/")
    async def wait(request: AnyRequest) -> str:
        found: str = await line.answer(request, work)
        return found

    return Litestar([wait], exception_handlers={ProblemError: problems.of_problem})


def test_work_is_stopped_when_the_caller_goes_away() -> None:
    begun, seen = threading.Event(), []

    def work(cancel: Cancel) -> str:
        begun.set()
        while not cancel.is_set:
            threading.Event().wait(0.01)
        seen.append("stopped")
        return "nobody reads this"

    asyncio.run(_call_and_leave(app_of(Line(), work), begun))

    assert seen == ["stopped"]


async def _call_and_leave(app: Litestar, begun: threading.Event) -> None:
    """Call the route, and go away once the work has begun."""
    scope: Any = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("test", 80),
        "client": ("127.0.0.1", 1),
        "root_path": "",
        "state": {},
    }
    messages = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Any:
        for message in messages:
            return message
        await asyncio.to_thread(begun.wait, 60)
        return {"type": "http.disconnect"}

    async def send(_: Any) -> None:
        """Take what is answered."""

    async with asyncio.timeout(100):
        await app(scope, receive, send)


def test_where_all_is_full_the_caller_is_told_to_come_again() -> None:
    line, begun, go_on = Line(room=1), threading.Event(), threading.Event()

    def work(_: Cancel) -> str:
        begun.set()
        go_on.wait(60)
        return "done"

    first: list[int] = []
    with TestClient(app_of(line, work)) as client:
        other = threading.Thread(target=lambda: first.append(client.get("/").status_code))
        other.start()
        begun.wait(60)
        refused = client.get("/")
        go_on.set()
        other.join(60)

    assert (refused.status_code, refused.json()["code"]) == (503, "busy")
    assert int(refused.headers["Retry-After"]) > 0
    assert "try again" in refused.json()["mend"]
    assert first == [200]


def test_what_takes_too_long_says_what_to_do() -> None:
    def late(_: Cancel) -> str:
        raise TooLongError("the question takes too long", mend="narrow the time range")

    def busy(_: Cancel) -> str:
        raise BusyError("others are asking")

    with TestClient(app_of(Line(), late)) as client:
        answer = client.get("/")
    with TestClient(app_of(Line(), busy)) as client:
        other = client.get("/")

    assert (answer.status_code, answer.json()["code"]) == (503, "too_long")
    assert answer.json()["mend"] == "narrow the time range"
    assert (other.status_code, other.json()["code"]) == (503, "busy")
