"""What happens around every request: a number, strict headers, a bound on slow senders."""

import asyncio
import logging
import secrets
import time
from typing import Any, ClassVar, Final

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from akwarden.frontends.api.logs import OWN
from akwarden.frontends.api.metrics import Metrics

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; frame-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""Nothing inline, nothing from elsewhere ("Content Security Policy Level 3")."""
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""On every answer."""
BODY_SECONDS: Final = 20.0
"""How long the next piece of a body may take to come."""
SLOWEST: Final = 1024
"""Bytes a second that a body has to come with: else a byte now and then would hold a connection for days."""
_TRANSPORT: Final = "Strict-Transport-Security"
_LOG: Final = logging.getLogger("akwarden.access")


class Numbered:
    """Stands around the whole application, so that what no route answers is covered too.

    Gives each request a number, each answer the strict headers, and the log and the metrics a line of it.
    """

    body_seconds: ClassVar[float] = BODY_SECONDS
    """How long a piece of a body may take, and how much longer than at the slowest the whole."""

    def __init__(self, app: ASGIApp, metrics: Metrics, *, with_tls: bool) -> None:
        """Take what answers, where requests are counted, and whether browsers come by TLS."""
        self._app = app
        self._metrics = metrics
        self._headers = dict(HEADERS)
        if with_tls:
            self._headers[_TRANSPORT] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and look at its answer."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        number = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = number
        started, status = time.perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._mark(scope, message, number)
            await send(message)

        try:
            await self._app(scope, self._bounded(receive), noting)
        finally:
            route, method = str(scope.get("path_template") or "other"), str(scope.get("method"))
            seconds = time.perf_counter() - started
            self._metrics.answered(route, method, status, seconds)
            said = {"request": number, "method": method, "route": route, "status": status}
            _LOG.info("answered", extra={OWN: {**said, "milliseconds": round(seconds * 1000)}})

    def _mark(self, scope: Scope, message: Message, number: str) -> None:
        headers = MutableScopeHeaders.from_message(message)
        for name, value in self._headers.items():
            headers.setdefault(name, value)
        headers["X-Request-Id"] = number
        if scope["path"].startswith("/api/"):
            headers.setdefault("Cache-Control", "no-store")

    def _bounded(self, receive: Receive) -> Receive:
        """Return what gives the next piece of a body, or says that the sender went away when none comes.

        What the server itself needs for a piece is not laid to the sender.
        """
        whole, waited, taken = False, 0.0, 0

        async def bounded() -> Any:
            nonlocal whole, waited, taken
            if whole:  # waits for the end of the connection, as long as an answer lasts
                return await receive()
            begun = time.perf_counter()
            left = self.body_seconds + taken / SLOWEST - waited
            try:
                async with asyncio.timeout(min(self.body_seconds, left)):
                    message = await receive()
            except TimeoutError:
                whole = True
                return {"type": "http.disconnect"}
            waited += time.perf_counter() - begun
            whole = message["type"] != "http.request" or not message.get("more_body", False)
            taken += len(message.get("body", b"")) if message["type"] == "http.request" else 0
            return message

        return bounded
