"""A server on this machine that says what it is told to, whatever was asked: for what no emulator says.

    with Saying({"ListUsers": {"Data": []}}) as server:
        server.endpoint          # http://127.0.0.1:PORT
        server.asked             # the actions that were asked for, in order

An answer is an object (put into the envelope), bytes (sent as they are), or a function of the parameters.
"""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Raw:
    """An answer that is sent as it is."""

    body: bytes
    status: int = 200
    content_type: str = "application/json"
    date: str | None = None
    location: str | None = None
    promised: int | None = None
    """The length that the head tells, where it is not that of the body."""


Said = Mapping[str, Any] | Raw | Callable[[dict[str, Any]], Any]


def error(code: str, message: str = "no") -> dict[str, Any]:
    """Give what is in the envelope of a refusal."""
    return {"Error": {"Code": code, "Message": message}, "RequestId": "1"}


WHO = {"Arn": "qcs::cam::uin/100:uin/101", "AccountId": "100", "UserId": "101", "Type": "CAMUser"}
"""What GetCallerIdentity says of a user of the account 100."""


class Saying:
    """The server; answers by action, `*` for every other one."""

    def __init__(self, answers: Mapping[str, Said]) -> None:
        """Take what to say."""
        self.answers = dict(answers)
        self.asked: list[str] = []
        self.heads: list[dict[str, str]] = []
        self.sent: list[dict[str, Any]] = []
        self.connections = 0
        saying = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 1 << 16  # head and body in one piece

            def setup(self) -> None:
                saying.connections += 1
                super().setup()

            def do_POST(self) -> None:
                saying.answer(self)

            do_GET = do_POST  # noqa: N815  its parent's spelling

            def date_time_string(self, timestamp: float | None = None) -> str:
                return saying.date or super().date_time_string(timestamp)

            def log_message(self, *_: Any) -> None:
                pass

        self.date: str | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def endpoint(self) -> str:
        """The address as a URL."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Say what was asked for."""
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        action = request.headers.get("X-TC-Action") or request.path
        self.asked.append(action)
        self.heads.append({name.lower(): value for name, value in request.headers.items()})
        said = self.answers.get(action, self.answers.get("*", error("InvalidAction")))
        self.sent.append(json.loads(body or b"{}"))
        if callable(said):
            said = said(self.sent[-1])
        raw = said if isinstance(said, Raw) else Raw(json.dumps({"Response": said}).encode())
        self.date = raw.date
        request.send_response(raw.status)
        request.send_header("Content-Type", raw.content_type)
        request.send_header("Content-Length", str(raw.promised or len(raw.body)))
        if raw.location:
            request.send_header("Location", raw.location)
        if raw.promised:
            request.send_header("Connection", "close")
            request.close_connection = True
        request.end_headers()
        request.wfile.write(raw.body)

    def __enter__(self) -> Self:
        """Start."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failed: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
