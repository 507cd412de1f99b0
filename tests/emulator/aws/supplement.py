"""What moto's server lacks and our tests need: an application in front of it with state of its own.

- CloudTrail `LookupEvents`: every call that passes is recorded as a management event and can be looked up,
  with paging, the limit of the cloud (50 a page) and the attributes EventName, AccessKeyId and ReadOnly.
- IAM `PutUserPermissionsBoundary` and `DeleteUserPermissionsBoundary`: kept by user and shown in `GetUser`;
  they are not enforced.

All else goes through to moto unchanged. After "LookupEvents" (CloudTrail API reference) and
"PutUserPermissionsBoundary" (IAM API reference).
"""

import json
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs

Start = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]
_CREDENTIAL = re.compile(r"Credential=([^/]+)/\d{8}/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request")
_MOST_RESULTS = 50
_READS = ("Get", "List", "Describe", "Lookup", "Head")
_IAM = "https://iam.amazonaws.com/doc/2010-05-08/"


@dataclass
class Supplement:
    """Stands in front of moto's application."""

    behind: Application
    events: list[dict[str, Any]] = field(default_factory=list)
    boundaries: dict[str, str] = field(default_factory=dict)
    """The ARN of the boundary by user name."""

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer one request, or let it through."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        found = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
        key_id, region, service = found.groups() if found else ("", "us-east-1", "")
        action, parameters = _action(environ, body)
        if action and service:
            self.events.append(_event(environ, service, action, key_id, region))
        match service, action:
            case "cloudtrail", "LookupEvents":
                return _json(start, self._lookup(parameters))
            case "iam", "PutUserPermissionsBoundary":
                self.boundaries[parameters["UserName"]] = parameters["PermissionsBoundary"]
                return _xml(start, action)
            case "iam", "DeleteUserPermissionsBoundary":
                self.boundaries.pop(parameters["UserName"], None)
                return _xml(start, action)
            case "iam", "GetUser":
                return self._with_boundary(environ, start, parameters.get("UserName", ""))
            case _:
                return self.behind(environ, start)

    def _lookup(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        wanted = [(a["AttributeKey"], a["AttributeValue"]) for a in parameters.get("LookupAttributes", [])]
        since, until = parameters.get("StartTime", 0), parameters.get("EndTime", float("inf"))
        fitting = [
            event
            for event in reversed(self.events)
            if since <= event["EventTime"] <= until and all(str(event.get(k, "")) == v for k, v in wanted)
        ]
        offset = int(parameters.get("NextToken") or 0)
        size = min(int(parameters.get("MaxResults", _MOST_RESULTS)), _MOST_RESULTS)
        more = {"NextToken": str(offset + size)} if offset + size < len(fitting) else {}
        return {"Events": fitting[offset : offset + size], **more}

    def _with_boundary(self, environ: dict[str, Any], start: Start, user: str) -> Iterable[bytes]:
        told: list[tuple[str, list[tuple[str, str]]]] = []
        body = b"".join(self.behind(environ, lambda status, headers, *_: told.append((status, headers))))
        arn = self.boundaries.get(user)
        if arn and told[0][0].startswith("200"):
            inside = (
                "<PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType>"
                f"<PermissionsBoundaryArn>{arn}</PermissionsBoundaryArn></PermissionsBoundary></User>"
            )
            body = body.replace(b"</User>", inside.encode(), 1)
        status, headers = told[0]
        kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
        start(status, [*kept, ("Content-Length", str(len(body)))])
        return [body]


def _action(environ: Mapping[str, Any], body: bytes) -> tuple[str, dict[str, Any]]:
    """Return the action of a request in one of AWS's two older protocols, and its parameters."""
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    if target:
        return target.rpartition(".")[2], json.loads(body or b"{}")
    form = parse_qs(body.decode("utf-8", "replace")) or parse_qs(environ.get("QUERY_STRING", ""))
    parameters = {name: values[0] for name, values in form.items()}
    return parameters.pop("Action", ""), parameters


def _event(environ: Mapping[str, Any], service: str, action: str, key_id: str, region: str) -> dict[str, Any]:
    now = datetime.now(UTC)
    read_only = "true" if action.startswith(_READS) else "false"
    record = {
        "eventVersion": "1.09",
        "userIdentity": {"type": "IAMUser", "accessKeyId": key_id, "accountId": "123456789012"},
        "eventTime": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": f"{service}.amazonaws.com",
        "eventName": action,
        "awsRegion": region,
        "sourceIPAddress": environ.get("REMOTE_ADDR", ""),
        "userAgent": environ.get("HTTP_USER_AGENT", ""),
        "readOnly": read_only == "true",
        "eventID": str(uuid.uuid4()),
    }
    return {
        "EventId": record["eventID"],
        "EventName": action,
        "ReadOnly": read_only,
        "AccessKeyId": key_id,
        "EventTime": now.timestamp(),
        "EventSource": record["eventSource"],
        "CloudTrailEvent": json.dumps(record),
    }


def _json(start: Start, content: Mapping[str, Any]) -> Iterable[bytes]:
    body = json.dumps(content).encode()
    start("200 OK", [("Content-Type", "application/x-amz-json-1.1"), ("Content-Length", str(len(body)))])
    return [body]


def _xml(start: Start, action: str) -> Iterable[bytes]:
    body = (
        f'<{action}Response xmlns="{_IAM}"><ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId>'
        f"</ResponseMetadata></{action}Response>"
    ).encode()
    start("200 OK", [("Content-Type", "text/xml"), ("Content-Length", str(len(body)))])
    return [body]
