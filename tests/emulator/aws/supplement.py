"""What moto's server lacks and our tests need: an application in front of it with state of its own.

- CloudTrail `LookupEvents`: every call that passes is recorded as a management event of its region and can be
  looked up, and so can what a test puts there; the newest first, with paging, the limit of the cloud (50 a
  page), its refusals, and the attributes EventName, AccessKeyId and ReadOnly.
- CloudTrail `DescribeTrails`: says which trails have a choice of calls of their own.
- IAM `PutUserPermissionsBoundary` and `DeleteUserPermissionsBoundary`: kept by user and shown in `GetUser`
  and `GetAccountAuthorizationDetails`; they are not enforced here.
- IAM `GetCredentialReport`: has the line of the account itself, which moto leaves out.
- EC2 `DescribeRegions`: only the regions that the account has enabled.
- EC2 `DescribeNetworkInterfaces`: says which one is that of a NAT gateway, and has those of load balancers.
- EC2 `DescribeTags`: knows the types `natgateway` and `elastic-ip` by these names.

All else goes through to moto unchanged. After "LookupEvents" (CloudTrail API reference),
"PutUserPermissionsBoundary" (IAM API reference), "Get credential reports for your AWS account" (IAM User
Guide), "Requester-managed network interfaces" (Amazon EC2 User Guide) and "DescribeTags" (Amazon EC2 API
reference).
"""

import json
import re
import uuid
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from moto.cloudtrail.models import cloudtrail_backends
from moto.ec2.models import ec2_backends
from moto.elbv2.models import elbv2_backends
from tests.emulator.aws.asked import Application, Asked, Change, Start, changed, read, refusal

_ACCOUNT = "123456789012"
_CONTENT = re.compile(rb"(?<=<Content>)[^<]*(?=</Content>)")
_REGION = re.compile(rb"<item>(?:(?!</item>).)*<regionName>([^<]*)</regionName>.*?</item>", re.DOTALL)
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

    regions: frozenset[str] = frozenset({"eu-west-1", "us-east-1", "us-west-2"})
    """The regions that the account has enabled."""
    root: dict[str, str] = field(default_factory=dict)
    """What the line of the account itself says in the credential report, by column, where it is not FALSE."""
    is_recording: bool = True
    """Whether calls become events."""

    def put_event(self, record: Mapping[str, Any]) -> None:
        """Let an event be looked up that no call made; it may be of a time that was read before."""
        at = datetime.fromisoformat(record["eventTime"]).timestamp()
        self.events.append(_entry(record, at))

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer one request, or let it through."""
        asked = read(environ)
        if asked.action and asked.service and self.is_recording:
            self.events.append(_event(asked))
        if change := self._changes().get((asked.service, asked.action)):
            return changed(self.behind, environ, start, change)
        match asked.service, asked.action:
            case "cloudtrail", "LookupEvents":
                return self._lookup(asked, start)
            case "iam", "PutUserPermissionsBoundary":
                self.boundaries[asked.parameters["UserName"]] = asked.parameters["PermissionsBoundary"]
                return _xml(start, asked.action)
            case "iam", "DeleteUserPermissionsBoundary":
                self.boundaries.pop(asked.parameters["UserName"], None)
                return _xml(start, asked.action)
            case "ec2", "DescribeTags":
                return self.behind(_with_own_types(asked), start)
            case "ec2", "DescribeNetworkInterfaces":
                _mark_interfaces(asked.region)
                return self.behind(environ, start)
            case _:
                return self.behind(environ, start)

    def _changes(self) -> Mapping[tuple[str, str], Change]:
        """Return what is changed in answers of moto, by service and action."""
        return {
            ("cloudtrail", "DescribeTrails"): _with_selectors,
            ("iam", "GetUser"): self._with_boundaries,
            ("iam", "GetAccountAuthorizationDetails"): self._with_boundaries,
            ("iam", "GetCredentialReport"): self._with_root,
            ("ec2", "DescribeRegions"): self._only_enabled,
        }

    def _lookup(self, asked: Asked, start: Start) -> Iterable[bytes]:
        parameters = asked.parameters
        wanted = [(a["AttributeKey"], a["AttributeValue"]) for a in parameters.get("LookupAttributes", [])]
        since, until = parameters.get("StartTime", 0), parameters.get("EndTime", float("inf"))
        size = int(parameters.get("MaxResults", _MOST_RESULTS))
        if since > until:
            return refusal(asked, "InvalidTimeRangeException", "It ends before it begins.", status=400).send(
                start
            )
        if not 1 <= size <= _MOST_RESULTS:
            return refusal(asked, "InvalidMaxResultsException", "Up to 50.", status=400).send(start)
        fitting = [
            (event["EventTime"], number, event)
            for number, event in enumerate(self.events)
            if since <= event["EventTime"] <= until
            and event["Region"] == asked.region
            and all(str(event.get(k, "")) == v for k, v in wanted)
        ]
        fitting.sort(key=lambda one: one[:2], reverse=True)
        first = 0
        if token := parameters.get("NextToken"):
            places = [place for place, one in enumerate(fitting) if str(one[1]) == token]
            if not places:
                return refusal(asked, "InvalidNextTokenException", "It is none.", status=400).send(start)
            first = places[0] + 1
        page = fitting[first : first + size]
        more = {"NextToken": str(page[-1][1])} if first + size < len(fitting) else {}
        return _json(start, {"Events": [one[2] for one in page], **more})

    def _with_boundaries(self, body: bytes) -> bytes:
        """Return an answer with the boundary of each user that it shows."""
        for user, arn in self.boundaries.items():
            inside = (
                "<PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType>"
                f"<PermissionsBoundaryArn>{arn}</PermissionsBoundaryArn></PermissionsBoundary>"
            )
            name = f"<UserName>{user}</UserName>".encode()
            body = body.replace(name, name + inside.encode())
        return body

    def _with_root(self, body: bytes) -> bytes:
        """Return a report with a line for the account itself."""
        found = _CONTENT.search(body)
        if found is None:
            return body
        header, _, users = b64decode(found[0]).partition(b"\n")
        line = {"user": "<root_account>", "arn": f"arn:aws:iam::{_ACCOUNT}:root", **self.root}
        root = ",".join(line.get(name, _usual(name)) for name in header.decode().split(",")).encode()
        return body.replace(found[0], b64encode(b"\n".join((header, root, users))))

    def _only_enabled(self, body: bytes) -> bytes:
        """Return an answer with the regions that are enabled."""
        return _REGION.sub(lambda region: region[0] if region[1].decode() in self.regions else b"", body)


def _usual(column: str) -> str:
    """Return what a column of the report says where there is nothing to say."""
    return "FALSE" if column.endswith("_active") else "N/A"


def _with_own_types(asked: Asked) -> dict[str, Any]:
    """Return a call for tags with the types as moto calls them."""
    body = asked.body.replace(b"=natgateway", b"=nat-gateway").replace(b"=elastic-ip", b"=vpc-elastic-ip")
    return {**asked.environ, "wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}


def _mark_interfaces(region: str) -> None:
    """Make moto's interfaces of a region say what those of AWS do."""
    network = ec2_backends[_ACCOUNT][region]
    for gateway in network.nat_gateways.values():
        interface = network.enis[gateway._eni.id]  # noqa: SLF001  moto tells it nowhere else
        interface.interface_type = "nat_gateway"
        interface.description = f"Interface for NAT Gateway {gateway.id}"
    shown = {interface.description for interface in network.enis.values()}
    for balancer in elbv2_backends[_ACCOUNT][region].load_balancers.values():
        description = f"ELB {balancer.arn.partition('loadbalancer/')[2]}"
        if description in shown:
            continue
        for number, subnet in enumerate(balancer.subnets, 1):
            interface = network.create_network_interface(subnet, [], description=description)
            interface.requester_id = "amazon-elb"
            interface.public_ip = f"198.51.100.{number}"


def _event(asked: Asked) -> dict[str, Any]:
    now = datetime.now(UTC)
    read_only = "true" if asked.action.startswith(_READS) else "false"
    record = {
        "eventVersion": "1.09",
        "userIdentity": {"type": "IAMUser", "accessKeyId": asked.key_id, "accountId": _ACCOUNT},
        "eventTime": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": f"{asked.service}.amazonaws.com",
        "eventName": asked.action,
        "awsRegion": asked.region,
        "sourceIPAddress": asked.environ.get("REMOTE_ADDR", ""),
        "userAgent": asked.environ.get("HTTP_USER_AGENT", ""),
        "readOnly": read_only == "true",
        "eventID": str(uuid.uuid4()),
    }
    return _entry(record, now.timestamp())


def _entry(record: Mapping[str, Any], at: float) -> dict[str, Any]:
    """Return an entry of LookupEvents; the region is ours and no client looks at it."""
    return {
        "EventId": record["eventID"],
        "EventName": record["eventName"],
        "ReadOnly": str(bool(record.get("readOnly"))).lower(),
        "AccessKeyId": record["userIdentity"].get("accessKeyId", ""),
        "EventTime": at,
        "EventSource": record["eventSource"],
        "CloudTrailEvent": json.dumps(record),
        "Region": record["awsRegion"],
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


def _with_selectors(body: bytes) -> bytes:
    """Return a list of trails that says which have selectors."""
    answer = json.loads(body)
    for row in answer["trailList"]:
        trails = cloudtrail_backends[_ACCOUNT][row["TrailARN"].split(":")[3]].trails
        trail = trails[row["Name"]]
        row["HasCustomEventSelectors"] = bool(trail.event_selectors or trail.advanced_event_selectors)
    return json.dumps(answer).encode()
