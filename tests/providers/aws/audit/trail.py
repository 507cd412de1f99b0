"""CloudTrail records for tests: a plain one that a test changes, and the real ones."""

import gzip
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from akwarden.model.event import Event
from akwarden.providers.aws.audit.cloudtrail import CloudTrailReader
from akwarden.workflows.rule_check import expand

SAMPLES = Path(__file__).resolve().parents[3] / "samples" / "audit" / "aws"
NOW = 1_764_000_000.0
"""The clock of the tests: 2025-11-24."""
ACCOUNT = "111122223333"
PERMANENT = expand("AKIA{16*B}", 1)
TEMPORARY = expand("ASIA{16*B}", 2)
USER_ID, ROLE_ID = expand("AIDA{17*B}", 3), expand("AROA{17*B}", 4)
USER_ARN = f"arn:aws:iam::{ACCOUNT}:user/alice"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/team/Deploy"

USER: Mapping[str, Any] = {
    "type": "IAMUser",
    "principalId": USER_ID,
    "arn": USER_ARN,
    "accountId": ACCOUNT,
    "accessKeyId": PERMANENT,
    "userName": "alice",
}
ROLE: Mapping[str, Any] = {
    "type": "AssumedRole",
    "principalId": f"{ROLE_ID}:bob@example.com",
    "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Deploy/bob@example.com",
    "accountId": ACCOUNT,
    "accessKeyId": TEMPORARY,
    "sessionContext": {
        "sessionIssuer": {
            "type": "Role",
            "principalId": ROLE_ID,
            "arn": ROLE_ARN,
            "accountId": ACCOUNT,
            "userName": "Deploy",
        },
        "attributes": {"creationDate": "2024-08-02T08:00:00Z", "mfaAuthenticated": "false"},
    },
}


def record(**changes: Any) -> dict[str, Any]:
    """Give a record with these fields; None leaves one out."""
    whole = {
        "eventVersion": "1.09",
        "userIdentity": USER,
        "eventTime": "2024-08-02T08:23:24Z",
        "eventSource": "s3.amazonaws.com",
        "eventName": "GetObject",
        "awsRegion": "eu-central-1",
        "sourceIPAddress": "198.51.100.7",
        "userAgent": "aws-cli/2.17.32",
        "requestParameters": {"bucketName": "plans", "key": "2024/a.txt"},
        "responseElements": None,
        "requestID": "req-1",
        "eventID": "ev-1",
        "readOnly": True,
        "eventType": "AwsApiCall",
        "managementEvent": False,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Data",
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None or name not in changes}


def encoded(found: object) -> bytes:
    """Give a record as its bytes."""
    return msgspec.json.encode(found)


def read(found: object) -> Event:
    """Read a record."""
    return CloudTrailReader(lambda: NOW).read(encoded(found))


def event(**changes: Any) -> Event:
    """Read the plain record with these fields."""
    return read(record(**changes))


def real() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every real record with the file that it is from."""
    for path in sorted(SAMPLES.glob("*.ndjson.gz")):
        with gzip.open(path) as lines:
            for line in lines:
                found = msgspec.json.decode(line)
                yield path.name.partition("_")[0], found.get("event", found)
