"""One call to the emulated AWS as it arrived, and answers in the protocol of its service.

IAM, STS and EC2 speak XML, each with an error of its own form; Organizations and Lambda speak JSON.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]
Change = Callable[[bytes], bytes]
_CREDENTIAL = re.compile(r"Credential=([^/]+)/(\d{8}/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request)")
_PATHS = {("lambda", "GET", "/2015-03-31/functions"): "ListFunctions"}
"""The actions of services that name them by their path."""
_S3_RIGHTS = {(True, ""): "ListAllMyBuckets", (False, "logging"): "GetBucketLogging"}
"""What S3 calls the right for a GET: of the service or of a bucket, with a parameter that has no value."""
_JSON = frozenset({"cloudtrail", "lambda", "organizations"})
_SPECIAL = {
    "AccessDenied": {"ec2": "UnauthorizedOperation", "json": "AccessDeniedException"},
    "InvalidClientTokenId": {
        "ec2": "AuthFailure",
        "json": "UnrecognizedClientException",
        "s3": "InvalidAccessKeyId",
    },
    "SignatureDoesNotMatch": {"ec2": "AuthFailure", "json": "InvalidSignatureException"},
    "ExpiredToken": {"ec2": "RequestExpired", "json": "ExpiredTokenException"},
    "Throttling": {"ec2": "RequestLimitExceeded", "json": "TooManyRequestsException", "s3": "SlowDown"},
}
"""How services call what IAM calls so."""


@dataclass(frozen=True)
class Asked:
    """One call."""

    environ: dict[str, Any]
    key_id: str
    region: str
    service: str
    action: str
    parameters: Mapping[str, Any]
    body: bytes

    @property
    def right(self) -> str:
        """How a policy writes it."""
        return f"{self.service}:{self.action}"


@dataclass(frozen=True)
class Said:
    """One answer."""

    status: int
    body: bytes
    content_type: str = "text/xml"
    headers: tuple[tuple[str, str], ...] = ()

    def send(self, start: Start) -> Iterable[bytes]:
        """Send it."""
        sized = [("Content-Type", self.content_type), ("Content-Length", str(len(self.body)))]
        start(f"{self.status} Said", [*sized, *self.headers])
        return [self.body]


def read(environ: dict[str, Any]) -> Asked:
    """Read a call; its body stays there for who comes next."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    found = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    key_id, _, region, service = found.groups() if found else ("", "", "us-east-1", "")
    path = environ.get("PATH_INFO", "").rstrip("/")
    named = _PATHS.get((service, environ["REQUEST_METHOD"], path))
    if service == "s3":
        named = _s3_right(environ, path)
    action, parameters = (named, {}) if named else _action(environ, body)
    return Asked(environ, key_id, region, service, action, parameters, body)


def _s3_right(environ: Mapping[str, Any], path: str) -> str:
    """Return the right that a call to S3 takes; its name stands nowhere in the call."""
    method, is_object = environ["REQUEST_METHOD"], "/" in path.removeprefix("/")
    if is_object:
        return {"GET": "GetObject", "PUT": "PutObject"}.get(method, "HeadObject")
    if method != "GET":
        return {"PUT": "CreateBucket"}.get(method, "HeadBucket")
    parameter = environ.get("QUERY_STRING", "").partition("&")[0]
    return _S3_RIGHTS.get((not path, parameter if path else ""), "ListBucket")


def _action(environ: Mapping[str, Any], body: bytes) -> tuple[str, dict[str, Any]]:
    """Return the action of a call in one of AWS's two older protocols, and its parameters."""
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    if target:
        return target.rpartition(".")[2], json.loads(body or b"{}")
    form = parse_qs(body.decode("utf-8", "replace")) or parse_qs(environ.get("QUERY_STRING", ""))
    parameters = {name: values[0] for name, values in form.items()}
    return parameters.pop("Action", ""), parameters


def refusal(asked: Asked, code: str, message: str, *, status: int = 403, now: float | None = None) -> Said:
    """Give how the service of a call refuses it; `code` as IAM has it."""
    kind = "json" if asked.service in _JSON else asked.service
    code = _SPECIAL.get(code, {}).get(kind, code)
    date = () if now is None else (("Date", formatdate(now, usegmt=True)),)
    if kind == "json":
        body = json.dumps({"__type": code, "Message": message}).encode()
        return Said(status, body, "application/x-amz-json-1.1", (("x-amzn-ErrorType", code), *date))
    inner = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if kind == "ec2":
        text = f"<Response><Errors><Error>{inner}</Error></Errors><RequestID>{uuid.uuid4()}</RequestID>"
        text += "</Response>"
    elif kind == "s3":
        text = f"<Error>{inner}</Error>"
    else:
        text = (
            f'<ErrorResponse xmlns="https://{kind}.amazonaws.com/doc/"><Error><Type>Sender</Type>{inner}</Error>'
            f"<RequestId>{uuid.uuid4()}</RequestId></ErrorResponse>"
        )
    return Said(status, text.encode(), headers=date)


def changed(behind: Application, environ: dict[str, Any], start: Start, change: Change) -> Iterable[bytes]:
    """Pass a call on, and change the body of its answer where it is one of success."""
    told: list[tuple[str, list[tuple[str, str]]]] = []
    body = b"".join(behind(environ, lambda status, headers, *_: told.append((status, headers))))
    status, headers = told[0]
    if status.startswith("200"):
        body = change(body)
    kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
    start(status, [*kept, ("Content-Length", str(len(body)))])
    return [body]
