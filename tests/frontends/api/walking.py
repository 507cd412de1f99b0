"""Asks every route that only reads, of things that the lists name, and gives the answers with their types."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.testing import TestClient

_PLACE = re.compile(r"\{(\w+)(?::\w+)?\}")
_NAMED = {
    "key_id": ("/keys", "key_id"),
    "alarm_id": ("/alarms", "id"),
    "leak_id": ("/leaks", "leak.id"),
    "risk_id": ("/risks", "id"),
    "address": ("/ips", "source_ip"),
    "event_id": ("/calls", "event_id"),
    "rule": ("/rules/calls", "id"),
    "job_id": ("/jobs", "id"),
    "login": ("/people", "login"),
    "account": ("/principals", "account"),
    "name": ("/principals", "principal"),
}
"""Where the values of a place in an address come from."""
_WORDS = {
    "list_name": ("keys", "alarms", "leaks", "risks", "ips", "calls", "principals"),
    "provider": ("tencent", "aws"),
}
_UNTYPED = ("/export", "/events", "/openapi", "/reports/", "/login/", "/head")
"""Files, streams, and what sends a browser elsewhere."""


class Walk:
    """A walk over an application with the browser of an administrator."""

    def __init__(self, app: Litestar, client: TestClient[Litestar], *, most: int = 40) -> None:
        """Take how many things of a list are asked for one by one."""
        self._client, self._most = client, most
        self._handlers = sorted(
            (route.path, handler)
            for route in app.routes
            for handler in getattr(route, "route_handlers", ())
            if isinstance(handler, HTTPRouteHandler) and "GET" in handler.http_methods
        )

    def answers(self, language: str) -> Iterator[tuple[str, Any]]:
        """Yield the address and the answer of everything that can be read."""
        for path, handler in self._handlers:
            if not path.startswith("/api/v1") or any(one in path for one in _UNTYPED):
                continue
            of = handler.parsed_fn_signature.return_type.annotation
            for address in self._addresses(path):
                answer = self._client.get(address, headers={"Accept-Language": language})
                if answer.status_code == 200:
                    yield address, msgspec.json.decode(answer.content, type=of)

    def _addresses(self, path: str) -> Iterator[str]:
        """Yield the addresses of a route; things that stand beside each other in a row fit together."""
        places = _PLACE.findall(path)
        if not places:
            yield path
        elif places[0] in _WORDS:
            for word in _WORDS[places[0]]:
                yield _PLACE.sub(word, path)
        elif places[0] in _NAMED:
            for row in self._rows(_NAMED[places[0]][0])[: self._most]:
                named = {place: str(_of(row, _NAMED[place][1])) for place in places}
                yield _PLACE.sub(lambda found, named=named: named[found[1]], path)  # type: ignore[misc]

    def _rows(self, path: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._client.get(f"/api/v1{path}").json()["rows"]
        return rows


def _of(row: dict[str, Any], name: str) -> Any:
    value: Any = row
    for part in name.split("."):
        value = value[part]
    return value
