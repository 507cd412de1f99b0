"""A collector in an emulated account: its user, its key, and the account opened with it."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from tests.emulator.aws.cloud import Cloud
from tests.emulator.aws.gate import ROOT_ID, ROOT_SECRET

from akwarden.errors import MissingRightError
from akwarden.model.account import AccountSite
from akwarden.model.credential import Credential
from akwarden.model.lease import Lease
from akwarden.model.principal import Principal, PrincipalType
from akwarden.model.secret import Secret
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.inventory import AwsInventory
from akwarden.providers.aws.permissions import CALLS, policy
from akwarden.providers.inventory import Access, CloudCall, Tally

Value = TypeVar("Value")
ACCOUNT = "123456789012"
COLLECTOR = "collector"
ANYBODY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)
"""A trust policy."""
READ_BUCKETS = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}
)


@dataclass
class Sleeps:
    """Waits for nobody, and notes for how long it should have."""

    seconds: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        """Note a wait."""
        self.seconds.append(seconds)


def credential(key_id: str = ROOT_ID, secret: str = ROOT_SECRET, token: str | None = None) -> Credential:
    """Give a key; that of root where none is named."""
    return Credential(key_id, Secret(secret.encode()), Secret(token.encode()) if token else None)


def collector(cloud: Cloud, calls: Sequence[CloudCall] = CALLS) -> Credential:
    """Make the user that reads the account, with the rights for `calls`, and give its key."""
    iam = cloud.client("iam")
    iam.create_user(UserName=COLLECTOR)
    iam.put_user_policy(UserName=COLLECTOR, PolicyName="read", PolicyDocument=policy(calls))
    key = iam.create_access_key(UserName=COLLECTOR)["AccessKey"]
    cloud.faults.asked.clear()
    return credential(key["AccessKeyId"], key["SecretAccessKey"])


def access(cloud: Cloud, key: Credential | None = None, **more: Any) -> Access:
    """Give how the emulated account is reached, as root where no key is named."""
    lease = Lease(key or credential())
    fields = {"site": AccountSite.AWS, "lease": lambda: lease, "endpoints": {"*": cloud.endpoint}, **more}
    return Access(**fields)


def client(
    cloud: Cloud, key: Credential | None = None, sleep: Callable[[float], None] | None = None
) -> Client:
    """Give a client that waits for nobody."""
    return Client(access(cloud, key), Tally(), sleep=sleep or Sleeps(), now=lambda: datetime.now(UTC))


def opened(cloud: Cloud, key: Credential | None = None) -> AwsInventory:
    """Give the account, open for reading; as root where no key is named."""
    return AwsInventory(client(cloud, key))


def add_trail(
    cloud: Cloud,
    name: str = "audit",
    *,
    region: str = "us-east-1",
    everywhere: bool = True,
    logging: bool = True,
    read_write: str | None = None,
) -> str:
    """Make a trail, with a choice of calls where one is told, and give its ARN."""
    bucket = f"records-of-{name}"
    cloud.client("s3").create_bucket(Bucket=bucket)
    trail = cloud.client("cloudtrail", region)
    made = trail.create_trail(Name=name, S3BucketName=bucket, IsMultiRegionTrail=everywhere)
    if logging:
        trail.start_logging(Name=name)
    if read_write is not None:
        chosen = {"ReadWriteType": read_write, "IncludeManagementEvents": True}
        trail.put_event_selectors(TrailName=name, EventSelectors=[chosen])
    return str(made["TrailARN"])


def named(inventory: AwsInventory, kind: PrincipalType, name: str) -> Principal:
    """Give one principal of an account."""
    return next(principal for principal in inventory.principals(kind) if principal.name == name)


def listed(source: Iterator[Value]) -> list[Value]:
    """Give what is listed until a right is missing."""
    found: list[Value] = []
    with suppress(MissingRightError):
        for each in source:
            found.append(each)  # noqa: PERF402  what came before a refusal counts
    return found
