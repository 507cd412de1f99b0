"""What a cloud must be able to do so that its audit records can be fetched: by calls, and from buckets.

The rules that every cloud keeps:

- Each call that is made stands in one of the cloud's tables (`Provider.calls`, `Provider.delivery_calls`).
- A right that is missing raises MissingRightError, never an empty answer.
- Foreign exceptions do not come out: CloudError and those below it do, without a value of the call.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol
from urllib.parse import parse_qsl, urlsplit

import msgspec

from akwarden.errors import CloudError, UsageError
from akwarden.providers.inventory import Tally

LARGEST_OBJECT = 1 << 30
"""Bytes of the largest object that is fetched; clouds deliver files of some megabytes."""

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,253}")
_REGION = re.compile(r"[a-z]{2,20}(?:-[a-z0-9]{1,20}){1,4}")
_SCHEMES = frozenset({"cos", "s3"})


class EventRow(msgspec.Struct, frozen=True):
    """One event as the cloud gives it."""

    record: bytes
    """JSON that the readers of audit records take."""
    at: datetime | None
    """When the cloud says it happened; None where it does not say so."""


class EventPage(msgspec.Struct, frozen=True):
    """One answer with some of the events that were asked for, the newest first."""

    rows: Sequence[EventRow]
    is_last: bool
    """Whether no older ones of them come behind."""


class Window(msgspec.Struct, frozen=True):
    """A span of time, in whole seconds; both ends belong to it."""

    start: datetime
    end: datetime

    @property
    def span(self) -> timedelta:
        """How long it is."""
        return self.end - self.start


class AbsentLogError(CloudError):
    """The account does not use the place that a log is of."""


class EventLog(Protocol):
    """The events of an account in one place, which a call looks up. For one thread."""

    @property
    def name(self) -> str:
        """What tells it from the others of its account: a region, or empty where there is only one."""

    @property
    def back(self) -> timedelta:
        """How far back events can be asked for."""

    @property
    def longest(self) -> timedelta:
        """The longest window that may be asked for."""

    def pages(self, window: Window) -> Iterator[EventPage]:
        """Yield the events of a window, the newest first, a page a call.

        Raises AbsentLogError, and CloudError.
        """


class BucketAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where a cloud delivers records to."""

    scheme: str
    """`cos` or `s3`."""
    bucket: str
    """Of COS with the number behind it, as in `logs-1250000000`."""
    prefix: str = ""
    """What the keys begin with."""
    region: str | None = None
    """Where the bucket is, if that is known."""

    @property
    def text(self) -> str:
        """How it is written, without the region."""
        return f"{self.scheme}://{self.bucket}/{self.prefix}"


class StoredObject(msgspec.Struct, frozen=True, kw_only=True):
    """One object of a bucket, as a list shows it."""

    key: str
    etag: str
    """Changes with the content."""
    size: int
    modified: datetime
    """When it came, by the clock of the cloud."""


class GoneObjectError(CloudError):
    """An object that a list has shown is not there any more."""


class ObjectStore(Protocol):
    """One bucket, open for reading. For one thread."""

    @property
    def address(self) -> BucketAddress:
        """Which one."""

    def folders(self, prefix: str) -> Iterator[str]:
        """Yield what keys have next behind a prefix up to a `/`, with the prefix. Raises CloudError."""

    def objects(self, prefix: str, *, after: str = "", page: int = 1000) -> Iterator[StoredObject]:
        """Yield objects in the order of their keys, those behind `after`; `page` of them a call.

        Raises CloudError.
        """

    def fetch(self, stored: StoredObject, into: BinaryIO) -> None:
        """Write what an object holds. Raises GoneObjectError, and CloudError."""

    def close(self) -> None:
        """Close what is open."""


class AuditPull(Protocol):
    """One account whose audit records are fetched."""

    @property
    def tally(self) -> Tally:
        """What was called, and what can't be seen."""

    def logs(self) -> tuple[EventLog, ...]:
        """Return the places whose events can be looked up. Raises CloudError."""

    def deliveries(self) -> tuple[BucketAddress, ...]:
        """Return the buckets that trails of the account deliver to. Raises CloudError."""

    def bucket(self, address: BucketAddress) -> ObjectStore:
        """Open a bucket with the key of the account; nothing is called yet."""


def read_address(text: str) -> BucketAddress:
    """Return a bucket as a person writes it: `s3://BUCKET/PREFIX`, with `?region=REGION` where need be.

    Raises UsageError for another text.
    """
    try:
        parts = urlsplit(text)
        options = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
    except ValueError:
        raise _no_address() from None
    region = options.pop("region", None)
    is_known = parts.scheme in _SCHEMES and not options and not parts.fragment
    is_region = region is None or _REGION.fullmatch(region)
    if not (is_known and is_region and _BUCKET.fullmatch(parts.netloc)):
        raise _no_address()
    prefix = parts.path.removeprefix("/")
    return BucketAddress(scheme=parts.scheme, bucket=parts.netloc, prefix=prefix, region=region)


def _no_address() -> UsageError:
    return UsageError(
        "a bucket is not written as one",
        why="it has a scheme, a name in small letters and the beginning of its keys",
        mend="write s3://BUCKET/PREFIX or cos://BUCKET-APPID/PREFIX, with ?region=REGION where it is needed",
    )
