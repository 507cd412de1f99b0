"""A server that gives out a folder by https, with a certificate that git is told to believe."""

import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Site:
    """A running server."""

    port: int
    certificate: Path
    asked: list[tuple[str, str]] = field(default_factory=list)
    """The host and the path of each request."""
    redirect: str | None = None
    """Where every request is sent on to, where that is set."""
    status: int | None = None
    """How every request is refused, where that is set."""


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *given: Any, site: Site, **more: Any) -> None:
        self._site = site
        super().__init__(*given, **more)

    def do_GET(self) -> None:
        self._site.asked.append((self.headers.get("Host", ""), self.path))
        if self._site.status is not None:
            self.send_response(self._site.status)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if self._site.redirect is not None:
            self.send_response(302)
            self.send_header("Location", self._site.redirect)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        super().do_GET()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  its parent's
        """Say nothing."""


@contextmanager
def serving(root: Path, folder: Path, name: str) -> Iterator[Site]:
    """Serve `root` as the host `name` and as 127.0.0.1; the certificate lies in `folder`."""
    certificate, key = _made(folder, name)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    site = Site(0, certificate)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(root), site=site)) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        site.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


def _made(folder: Path, name: str) -> tuple[Path, Path]:
    """Write a certificate for a name, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName(
        [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "private.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate, private
