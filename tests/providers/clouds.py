"""Clouds on this machine: real HTTP servers that check signatures themselves and answer as the clouds do.

    with TencentCloud() as cloud:
        cloud.add(key_id, secret)          # a key that works
        cloud.say_code("InternalError")    # what to answer to the next call, whatever it holds
        cloud.url                          # http://127.0.0.1:PORT

Nothing of `akwarden.wire` is used here: a mistake in it must not be one on both sides.
"""

import hashlib
import hmac
import json
import re
import ssl
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

SKEW = 300
"""Seconds that a clock may be off."""


@dataclass(frozen=True)
class Said:
    """One answer."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0
    """How long it takes until the answer comes."""
    bytes_a_second: int = 0
    """How slowly its body comes; 0 is at once."""


@dataclass(frozen=True)
class Asked:
    """One call as it arrived; header names are in small letters."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float


@dataclass(frozen=True)
class Key:
    """A key that the cloud knows."""

    secret: str
    token: str | None = None
    expired: bool = False
    identity: Mapping[str, str] = field(default_factory=dict)


class FakeCloud:
    """A server; what it is special to stands in the classes below."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.keys: dict[str, Key] = {}
        self.asked: list[Asked] = []
        self._next: deque[Said] = deque()
        self._always: Said | None = None
        self._tls = tls
        self._server: _Server | None = None
        self.over = threading.Event()

    @property
    def url(self) -> str:
        """Where it is."""
        assert self._server is not None
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        """Begin to serve."""
        self._server = _Server(self)
        if self._tls:
            self._server.socket = self._tls.wrap_socket(self._server.socket, server_side=True)
        serve = self._server.serve_forever
        threading.Thread(target=serve, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End serving, also what takes its time."""
        assert self._server is not None
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def add(self, key_id: str, secret: str, **more: object) -> None:
        """Know a key from now on."""
        self.keys[key_id] = Key(secret, **more)  # type: ignore[arg-type]  # the fields of Key

    def say(self, *answers: Said) -> None:
        """Give these answers to the next calls, whatever they hold."""
        self._next.extend(answers)

    def say_always(self, answer: Said) -> None:
        """Give this answer to every call."""
        self._always = answer

    def said_to(self, asked: Asked) -> Said:
        """Note a call and give the answer to it."""
        self.asked.append(asked)
        if self._next:
            return self._next.popleft()
        return self._always or self.answer(asked)

    def answer(self, asked: Asked) -> Said:
        """Answer as the cloud does."""
        raise NotImplementedError


class _Server(ThreadingHTTPServer):
    """A server that knows its cloud."""

    daemon_threads = True

    def __init__(self, cloud: FakeCloud) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.cloud = cloud

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a caller that went away."""


class _Handler(BaseHTTPRequestHandler):
    """Reads one call and writes one answer."""

    protocol_version = "HTTP/1.1"

    @property
    def _cloud(self) -> FakeCloud:
        assert isinstance(self.server, _Server)
        return self.server.cloud

    def do_POST(self) -> None:
        """Answer a call."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._write(self._cloud.said_to(Asked(self.path, headers, body, time.time())))

    do_GET = do_POST  # noqa: N815  its parent's spelling

    def _write(self, said: Said) -> None:
        if self._cloud.over.wait(said.seconds):
            return
        self.send_response(said.status)
        self.send_header("Content-Type", said.content_type)
        self.send_header("Content-Length", str(len(said.body)))
        for name, value in said.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if not said.bytes_a_second:
            self.wfile.write(said.body)
            return
        for at in range(len(said.body)):
            if self._cloud.over.wait(1 / said.bytes_a_second):
                return
            self.wfile.write(said.body[at : at + 1])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the library's
        """Say nothing."""


def page(status: int = 403, text: str = "Forbidden") -> Said:
    """Give what a proxy or a portal answers."""
    body = f"<!DOCTYPE html><html><head><title>{text}</title></head><body>{text}</body></html>"
    return Said(status, body.encode(), "text/html")


def _digest(key: bytes, *parts: str) -> bytes:
    for part in parts:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# Tencent Cloud


def tencent_error(code: str, message: str = "Something is wrong.") -> Said:
    """Give how Tencent Cloud refuses: with HTTP 200."""
    request_id = "3c140219-cfe9-470e-b241-907877d6fb03"
    inner = {"Error": {"Code": code, "Message": message}, "RequestId": request_id}
    return Said(200, json.dumps({"Response": inner}).encode())


class TencentCloud(FakeCloud):
    """STS of Tencent Cloud, one site of it."""

    _CREDENTIAL = re.compile(
        r"TC3-HMAC-SHA256 Credential=([^/]+)/(\d{4}-\d\d-\d\d)/(\w+)/tc3_request, "
        r"SignedHeaders=content-type;host, Signature=([0-9a-f]{64})"
    )

    def answer(self, asked: Asked) -> Said:
        """Check the call in the order of the documents, and say whose the key is."""
        found = self._CREDENTIAL.fullmatch(asked.headers.get("authorization", ""))
        if found is None:
            return tencent_error("AuthFailure.InvalidAuthorization")
        if asked.headers.get("x-tc-action") != "GetCallerIdentity":
            return tencent_error("InvalidAction")
        if asked.headers.get("x-tc-version") != "2018-08-13":
            return tencent_error("NoSuchVersion")
        key_id = found[1]
        if not key_id.startswith("AKID"):
            return tencent_error("AuthFailure.InvalidSecretId")
        if key_id not in self.keys:
            return tencent_error("AuthFailure.SecretIdNotFound", "The SecretId is not found.")
        if abs(time.time() - int(asked.headers["x-tc-timestamp"])) > SKEW:
            return tencent_error("AuthFailure.SignatureExpire")
        key = self.keys[key_id]
        if not hmac.compare_digest(found[4], self._signature(asked, found[2], found[3], key.secret)):
            return tencent_error("AuthFailure.SignatureFailure")
        if asked.headers.get("x-tc-token") != key.token or key.expired:
            return tencent_error("AuthFailure.TokenFailure")
        return self._identity(key)

    def _signature(self, asked: Asked, date: str, service: str, secret: str) -> str:
        canonical = "\n".join(
            [
                "POST",
                "/",
                asked.path.partition("?")[2],
                f"content-type:{asked.headers['content-type']}",
                f"host:{asked.headers['host']}",
                "",
                "content-type;host",
                _sha256(asked.body),
            ]
        )
        timestamp = asked.headers["x-tc-timestamp"]
        assert datetime.fromtimestamp(int(timestamp), UTC).strftime("%Y-%m-%d") == date
        scope = f"{date}/{service}/tc3_request"
        text = f"TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{_sha256(canonical.encode())}"
        return _digest(f"TC3{secret}".encode(), date, service, "tc3_request", text).hex()

    def _identity(self, key: Key) -> Said:
        inner = {
            "Arn": "qcs::cam::uin/100001234567:uin/100007654321",
            "AccountId": "100001234567",
            "UserId": "100007654321",
            "PrincipalId": "100007654321",
            "Type": "CAMUser",
            "RequestId": "1c875b55-128b-4152-9e73-0984fd489ba2",
            **key.identity,
        }
        return Said(200, json.dumps({"Response": inner}).encode())


# AWS


def aws_error(code: str, message: str = "Something is wrong", status: int = 403) -> Said:
    """Give how the query services of AWS refuse."""
    text = (
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n'
        "  <Error>\n    <Type>Sender</Type>\n"
        f"    <Code>{code}</Code>\n    <Message>{message}</Message>\n  </Error>\n"
        "  <RequestId>16fc956c-311e-4199-bee1-1680236e9698</RequestId>\n</ErrorResponse>\n"
    )
    return Said(status, text.encode(), "text/xml")


class AwsCloud(FakeCloud):
    """STS of AWS, one partition of it."""

    def __init__(self, region: str = "us-east-1") -> None:
        super().__init__()
        self.region = region
        self._credential = re.compile(
            rf"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{{8}})/{region}/sts/aws4_request, "
            r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})"
        )

    def answer(self, asked: Asked) -> Said:
        """Check the call and say whose the key is."""
        found = self._credential.fullmatch(asked.headers.get("authorization", ""))
        if found is None:
            return aws_error("IncompleteSignature", status=400)
        if asked.body != b"Action=GetCallerIdentity&Version=2011-06-15":
            return aws_error("InvalidAction", status=400)
        if found[1] not in self.keys:
            return aws_error("InvalidClientTokenId", "The security token included in the request is invalid.")
        key = self.keys[found[1]]
        sent = datetime.strptime(asked.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if abs(time.time() - sent.timestamp()) > SKEW:
            return aws_error(
                "SignatureDoesNotMatch", "Signature expired: 1 is now earlier than 2 (3 - 5 min.)"
            )
        if not hmac.compare_digest(found[4], self._signature(asked, found[2], found[3], key.secret)):
            return aws_error("SignatureDoesNotMatch", "The request signature we calculated does not match")
        if asked.headers.get("x-amz-security-token") != key.token:
            return aws_error("InvalidClientTokenId", "The security token included in the request is invalid.")
        if key.expired:
            return aws_error("ExpiredToken", "The security token included in the request is expired")
        return self._identity(key)

    def _signature(self, asked: Asked, date: str, names: str, secret: str) -> str:
        headers = "".join(f"{name}:{asked.headers[name].strip()}\n" for name in names.split(";"))
        canonical = f"POST\n{asked.path}\n\n{headers}\n{names}\n{_sha256(asked.body)}"
        scope = f"{date}/{self.region}/sts/aws4_request"
        stamp = asked.headers["x-amz-date"]
        text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{_sha256(canonical.encode())}"
        return _digest(f"AWS4{secret}".encode(), date, self.region, "sts", "aws4_request", text).hex()

    def _identity(self, key: Key) -> Said:
        arn = key.identity.get("Arn", "arn:aws:iam::123456789012:user/alice")
        text = (
            '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n'
            "  <GetCallerIdentityResult>\n"
            f"    <Arn>{arn}</Arn>\n    <UserId>AIDAEXAMPLE</UserId>\n    <Account>123456789012</Account>\n"
            "  </GetCallerIdentityResult>\n  <ResponseMetadata>\n"
            "    <RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId>\n  </ResponseMetadata>\n"
            "</GetCallerIdentityResponse>\n"
        )
        return Said(200, text.encode(), "text/xml")


_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def aws_key_id(account: str, rest: str = "CDEFGHI", prefix: str = "AKIA") -> str:
    """Give an id as AWS makes them for an account since 2019; `rest` is seven characters of base 32."""
    number = (1 << 44) | (int(account) << 4) | 5
    return prefix + "".join(_BASE32[(number >> 5 * at) & 31] for at in range(8, -1, -1)) + rest
