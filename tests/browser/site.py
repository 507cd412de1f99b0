"""A server of a few files in this process, with a Content Security Policy as strict as the console's."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from threading import Thread

POLICY = "default-src 'self'; script-src 'self'; style-src 'self'"
FREE = "/free/"
"""What lies below it comes without that header."""
_TYPES = {
    "": "text/html; charset=utf-8",
    ".css": "text/css",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


@contextmanager
def serving(files: Mapping[str, bytes]) -> Iterator[str]:
    """Give the origin of a server that has these files by their paths: pages have no ending."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = files.get(self.path)
            self.send_response(404 if body is None else 200)
            kind = PurePosixPath(self.path).suffix
            self.send_header("Content-Type", _TYPES.get(kind, "application/octet-stream"))
            if not self.path.startswith(FREE):
                self.send_header("Content-Security-Policy", POLICY)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's name
            del format, args

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
