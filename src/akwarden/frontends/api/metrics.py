"""What monitoring reads at `/metrics`, on a port of its own; `figures.py` adds what the state tells."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final
from wsgiref.simple_server import WSGIServer

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    start_http_server,
)

from akwarden import __version__

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class LoginFailure(StrEnum):
    """Why somebody did not come in."""

    REFUSED = "refused"
    """The login, the password, the code or the passkey was wrong."""
    BLOCKED = "blocked"
    """Too many were wrong before it."""
    SIGN_ON = "sign_on"
    """The identity provider did not vouch for them, or could not be asked."""


class Metrics:
    """The figures of one server; a label is a route or a word of ours, never what a caller sent."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.registry = CollectorRegistry()
        labels = ("route", "method")
        self._requests = Counter(
            "akwarden_requests", "Requests that were answered", (*labels, "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "akwarden_request_seconds",
            "How long answers took",
            labels,
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._logins = Counter(
            "akwarden_logins_failed", "Logins that did not let in", ("reason",), registry=self.registry
        )
        for reason in LoginFailure:
            self._logins.labels(reason.value)
        Info("akwarden_build", "Which akwarden this is", registry=self.registry).info(
            {"version": __version__}
        )
        ProcessCollector(registry=self.registry)

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answer."""
        method = method if method in {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"} else "other"
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route, method).observe(seconds)

    def login_failed(self, why: LoginFailure) -> None:
        """Count a login that did not let in."""
        self._logins.labels(why.value).inc()

    def follow(self, name: str, title: str, value: Callable[[], float]) -> None:
        """Show a figure that is asked for whenever somebody looks; raises ValueError for a name twice."""
        Gauge(f"akwarden_{name}", title, registry=self.registry).set_function(value)

    def serve(self, address: str, port: int) -> WSGIServer:
        """Answer at `/metrics` from a thread of its own; returns what `shutdown` ends."""
        server, _thread = start_http_server(port, address, self.registry)
        return server
