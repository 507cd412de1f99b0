"""Watches what a browser's pages do that no page of ours may do, and tells it at the end of the test.

- an error on the console
- what the Content Security Policy stopped, also where a script hides it
- an exception that nobody caught
- a request to anywhere but the server under test, and a link that asks for a connection to there ahead
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import msgspec
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError, WebSocket

_REPORT = """addEventListener("securitypolicyviolation", (event) =>
  watchedViolation(`${event.effectiveDirective}: ${event.blockedURI} (${event.sourceFile})`))"""
_AHEAD = """() => new Promise((done) => setTimeout(() => done(
  [...document.querySelectorAll("link[rel~=preconnect], link[rel~=dns-prefetch]")].map((link) => link.href)
)))"""
"""Gives what a page would connect to ahead, which no browser tells as a request."""
_INSIDE = ("about", "blob", "data")
"""Schemes of addresses that lead nowhere."""


class Kind(StrEnum):
    """What kind of fault it is."""

    CONSOLE = "error on the console"
    POLICY = "stopped by the Content Security Policy"
    EXCEPTION = "exception"
    REQUEST = "request to another place"


class Fault(msgspec.Struct, frozen=True):
    """One thing that a page did and may not do."""

    kind: Kind
    text: str
    """What the browser said of it, or the address asked for."""
    page: str
    """The address of the page."""

    def __str__(self) -> str:
        """Give it in one line."""
        return f"{self.kind} at {self.page}: {self.text}"


_WATCHES: WeakKeyDictionary[BrowserContext, "Watch"] = WeakKeyDictionary()


class Watch:
    """Sees all pages of a context, from its making on."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        """Watch a context, whose pages may speak to one origin, such as `http://127.0.0.1:8470`."""
        self._context = context
        self._place = urlsplit(origin).netloc
        self._seen: list[Fault] = []
        self._ahead: set[str] = set()
        # Both are the debugger's: no policy binds them.
        context.expose_binding("watchedViolation", self._on_violation)
        context.add_init_script(_REPORT)
        context.on("console", self._on_console)
        context.on("weberror", self._on_exception)
        context.on("request", self._on_request)
        context.on("page", self._on_page)

    def faults(self) -> list[Fault]:
        """Give what was seen until now."""
        for page in self._context.pages:
            # What the browser said before its answer has come in as well.
            for url in set(page.evaluate(_AHEAD)) - self._ahead:
                self._ahead.add(url)
                self._judge(url, page.url)
        return list(self._seen)

    def check(self) -> None:
        """Fail the test when anything was seen."""
        faults = self.faults()
        assert not faults, "\n".join(["the page did what it may not:", *map(str, faults)])

    def forget(self) -> None:
        """Let pass what was seen until now."""
        self.faults()
        self._seen = []

    @contextmanager
    def expecting(self, pattern: str) -> Iterator[None]:
        """Let pass what matches the pattern inside the block, and fail when nothing did.

        For what the browser itself writes on the console, such as `status of 403` for an answer asked for.
        """
        before = self.faults()
        yield
        new = self.faults()[len(before) :]
        rest = [fault for fault in new if not re.search(pattern, fault.text)]
        assert len(rest) < len(new), f"nothing matched {pattern!r}"
        self._seen = [*before, *rest]

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        url = message.page.url if message.page else ""
        self._seen.append(Fault(Kind.CONSOLE, f"{message.text} ({message.location['url']})", url))

    def _on_violation(self, source: dict[str, Any], text: str) -> None:
        self._seen.append(Fault(Kind.POLICY, text, source["page"].url))

    def _on_exception(self, thrown: WebError) -> None:
        url = thrown.page.url if thrown.page else ""
        self._seen.append(Fault(Kind.EXCEPTION, str(thrown.error), url))

    def _on_request(self, request: Request) -> None:
        self._judge(request.url, request.headers.get("referer", ""))

    def _on_page(self, page: Page) -> None:
        def opened(socket: WebSocket) -> None:
            self._judge(socket.url, page.url)

        page.on("websocket", opened)

    def _judge(self, url: str, page: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in _INSIDE and parts.netloc != self._place:
            self._seen.append(Fault(Kind.REQUEST, url, page))


def watch(context: BrowserContext, origin: str) -> Watch:
    """Watch a new context, whose pages may speak to one origin."""
    _WATCHES[context] = Watch(context, origin)
    return _WATCHES[context]


def watch_of(page: Page) -> Watch:
    """Return what watches a page."""
    return _WATCHES[page.context]
