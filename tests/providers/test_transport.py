import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest
from tests.providers.clouds import FakeCloud, Said, TencentCloud, page

from akwarden.errors import UsageError
from akwarden.providers.protocol import Call, NoReply, Reply
from akwarden.providers.transport import Fetch, Fetched, Transport

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


@pytest.fixture(autouse=True)
def _own_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def cloud() -> Iterator[FakeCloud]:
    with TencentCloud() as server:
        yield server


def send(url: str, timeout: float = 30.0) -> Reply | NoReply:
    """Send one call through a transport of its own."""
    transport = Transport(timeout)
    try:
        return transport.send(Call(url, {"User-Agent": "me", "X-TC-Token": "the token"}, b"{}"))
    finally:
        transport.close()


def test_what_was_said_comes_back_whatever_the_status(cloud: FakeCloud) -> None:
    cloud.say(Said(200, b"one"), Said(503, b"two"))

    assert [send(cloud.url), send(cloud.url)] == [Reply(200, b"one"), Reply(503, b"two")]
    assert cloud.asked[0].headers["user-agent"] == "me"
    assert cloud.asked[0].headers["accept-encoding"] == "identity"
    assert cloud.asked[0].body == b"{}"


def test_a_redirect_is_not_followed(cloud: FakeCloud) -> None:
    with TencentCloud() as elsewhere:
        cloud.say(Said(307, b"", headers={"Location": elsewhere.url}))

        assert send(cloud.url) == Reply(307, b"")
        assert elsewhere.asked == []


def test_no_more_than_64_kib_are_read(cloud: FakeCloud) -> None:
    cloud.say(Said(200, b"x" * 1_000_000))

    reply = send(cloud.url)

    assert isinstance(reply, Reply)
    assert len(reply.body) == 1 << 16


def test_what_is_compressed_is_not_unpacked(cloud: FakeCloud) -> None:
    cloud.say(Said(200, b"not even gzip", headers={"Content-Encoding": "gzip"}))

    assert send(cloud.url) == Reply(200, b"not even gzip")


def test_an_answer_that_does_not_come_ends_in_time(cloud: FakeCloud) -> None:
    cloud.say(Said(200, b"late", seconds=20))
    began = monotonic()

    assert send(cloud.url, 0.3) == NoReply("no answer within 0.3 s")
    assert monotonic() - began < 15


def test_an_answer_that_comes_drop_by_drop_ends_in_time(cloud: FakeCloud) -> None:
    cloud.say(Said(200, b"x" * 100, bytes_a_second=2))
    began = monotonic()

    assert send(cloud.url, 0.5) == NoReply("no answer within 0.5 s")
    assert monotonic() - began < 15


def test_a_server_that_is_not_there_is_said() -> None:
    # Its port is kept, so that nobody else comes to listen there.
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        answer = send(f"http://127.0.0.1:{reserved.getsockname()[1]}")

    assert answer == NoReply("it can't be reached")


def test_an_answer_that_breaks_off_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_hang_up, args=(server,))
        thread.start()

        assert send(f"http://127.0.0.1:{server.getsockname()[1]}") == NoReply("the answer broke off")
        thread.join()


def _hang_up(server: socket.socket) -> None:
    """Take one call and say half an answer."""
    caller, _ = server.accept()
    with caller:
        caller.recv(4096)
        caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")


def test_a_proxy_of_the_environment_is_used(cloud: FakeCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    cloud.say(page())
    monkeypatch.setenv("HTTP_PROXY", cloud.url)

    assert send("http://localhost:9") == Reply(403, page().body)
    assert cloud.asked[0].path == "http://localhost:9/"


def test_no_proxy_of_the_environment_is_honoured(cloud: FakeCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    cloud.say(Said(200, b"straight"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    assert send(cloud.url) == Reply(200, b"straight")


def test_a_proxy_that_refuses_the_tunnel_is_said(cloud: FakeCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", cloud.url)  # it knows no CONNECT

    assert send("https://sts.example.com") == NoReply("the proxy refused")


def test_a_proxy_that_can_t_be_used_is_a_wrong_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://user:the-password@127.0.0.1:9")

    with pytest.raises(UsageError) as caught:
        Transport(1.0)

    assert "SOCKS" in str(caught.value.mend)
    assert "the-password" not in f"{caught.value.what}{caught.value.why}{caught.value.mend}"


@pytest.fixture
def with_tls(tmp_path: Path) -> Iterator[FakeCloud]:
    """Give a server with a certificate that only `ca.pem` in the same folder vouches for."""
    _write_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "ca.pem", tmp_path / "key.pem")
    with TencentCloud(context) as server:
        yield server


def _write_certificate(folder: Path) -> None:
    x509 = pytest.importorskip("cryptography.x509", reason="cryptography is not installed")
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415  only where it is there
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(certificate.public_bytes(pem))
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(pem, *plain))


def test_a_certificate_that_nobody_vouches_for_ends_the_call_before_it_is_sent(with_tls: FakeCloud) -> None:
    reply = send(with_tls.url.replace("127.0.0.1", "localhost"))

    assert reply == NoReply("its certificate or its encryption can't be trusted")
    assert with_tls.asked == []


def test_a_certificate_file_of_the_environment_counts(
    with_tls: FakeCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_tls.say(Said(200, b"trusted"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))

    assert send(with_tls.url.replace("127.0.0.1", "localhost")) == Reply(200, b"trusted")


def test_a_call_shows_its_address_only() -> None:
    call = Call("https://sts.example.com", {"Authorization": "signed", "X-TC-Token": "the token"}, b"body")

    assert f"{call!r} {call}" == "Call(https://sts.example.com) Call(https://sts.example.com)"


def fetch(url: str, most: int = 1 << 20) -> tuple[Fetched | NoReply, bytes]:
    """Fetch through a transport of its own; give also what was written."""
    transport, written = Transport(30.0), bytearray()
    try:
        return transport.fetch(Fetch(url, {"X-Token": "the token"}, most), written.extend), bytes(written)
    finally:
        transport.close()


def test_an_object_is_fetched_whole_and_not_unpacked(cloud: FakeCloud) -> None:
    cloud.say(Said(200, b"x" * 300_000, headers={"Content-Encoding": "gzip"}))

    assert fetch(cloud.url) == (Fetched(200), b"x" * 300_000)
    assert cloud.asked[0].headers["x-token"] == "the token"
    assert cloud.asked[0].body == b""


def test_of_an_object_no_more_than_was_allowed_is_taken_and_of_a_refusal_64_kib(cloud: FakeCloud) -> None:
    cloud.say(Said(200, b"x" * 300_000), Said(403, b"x" * 300_000))

    assert len(fetch(cloud.url, most=1000)[1]) == 1000
    answer, body = fetch(cloud.url)
    assert answer == Fetched(403)
    assert len(body) == 1 << 16


def test_a_fetch_that_breaks_off_says_so(cloud: FakeCloud) -> None:
    cloud.say(Said(200, b"no length\r\n", headers={"Transfer-Encoding": "chunked"}))

    answer, _ = fetch(cloud.url)

    assert isinstance(answer, Fetched)
    assert answer.broken == "the answer broke off"


def test_a_fetch_from_nowhere_has_no_reply() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        answer, body = fetch(f"http://127.0.0.1:{reserved.getsockname()[1]}/a")

    assert answer == NoReply("it can't be reached")
    assert body == b""


def test_what_can_not_be_written_is_not_taken_for_a_fault_of_the_network(cloud: FakeCloud) -> None:
    def full(_: bytes) -> None:
        raise OSError(28, "No space left on device")

    cloud.say(Said(200, b"body"))
    transport = Transport(5.0)
    try:
        with pytest.raises(OSError, match="No space left"):
            transport.fetch(Fetch(cloud.url, {}, 100), full)
    finally:
        transport.close()


def test_a_fetch_shows_neither_its_query_nor_its_headers() -> None:
    shown = repr(Fetch("https://host/key?signature=abc", {"authorization": "secret"}, 1))

    assert shown == "Fetch(https://host/key)"
