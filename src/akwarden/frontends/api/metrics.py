"""What monitoring reads at `/metrics`, on a port of its own: requests, work, and how fresh the data is."""

from collections.abc import Callable, Mapping
from typing import Final
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


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
        self._gauges: dict[str, Gauge] = {}

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answer."""
        method = method if method in {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"} else "other"
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route, method).observe(seconds)

    def follow(self, name: str, title: str, value: Callable[[], float]) -> None:
        """Show a figure that is asked for whenever somebody looks."""
        if name not in self._gauges:
            self._gauges[name] = Gauge(f"akwarden_{name}", title, registry=self.registry)
        self._gauges[name].set_function(value)

    def serve(self, address: str, port: int) -> WSGIServer:
        """Answer at `/metrics` from a thread of its own; returns what `shutdown` ends."""
        server, _thread = start_http_server(port, address, self.registry)
        return server


def flat(values: Mapping[str, float]) -> str:
    """Return figures as one line of words, for a log."""
    return " ".join(f"{name}={value:g}" for name, value in sorted(values.items()))
