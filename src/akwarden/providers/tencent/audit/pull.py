"""Looks up the events of an account (Tencent Cloud CloudAudit), and finds where tracks deliver.

After "DescribeEvents" (CloudAudit API documents): events of the last 90 days, over less than 30 days at a
time, the newest first, 50 at most an answer; 20 calls a second. `NextToken` says where the next one begins.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

import msgspec

from akwarden.errors import CloudError
from akwarden.providers.audit_pull import (
    BucketAddress,
    EventLog,
    EventPage,
    EventRow,
    ObjectStore,
    Window,
)
from akwarden.providers.inventory import Access, Tally
from akwarden.providers.tencent.answer import flag, from_milliseconds, moment
from akwarden.providers.tencent.audit.objects import CosBucket
from akwarden.providers.tencent.client import Client, Timing
from akwarden.providers.tencent.endpoints import home_region
from akwarden.providers.tencent.pages import by_page

BACK: Final = timedelta(days=90)
LONGEST: Final = timedelta(days=29)
_PAGE: Final = 50
_COS: Final = "cos"
_SECOND: Final = "000"


class _Events(msgspec.Struct, frozen=True):
    """DescribeEvents. Rows are kept as they are: the readers of records take them so."""

    rows: tuple[Mapping[str, Any], ...] = msgspec.field(name="Events", default=())
    is_over: str = msgspec.field(name="ListOver", default="")
    token: str = msgspec.field(name="NextToken", default="")


class _Storage(msgspec.Struct, frozen=True, rename="pascal"):
    """Where a track delivers to."""

    storage_type: str = ""
    storage_region: str = ""
    storage_name: str = ""
    storage_prefix: str = ""
    storage_app_id: str = ""


class _Track(msgspec.Struct, frozen=True, rename="pascal"):
    """A row of DescribeAuditTracks."""

    storage: _Storage = _Storage()


class _Tracks(msgspec.Struct, frozen=True):
    total: str = msgspec.field(name="TotalCount", default="")
    rows: tuple[_Track, ...] = msgspec.field(name="Tracks", default=())


class _Owner(msgspec.Struct, frozen=True):
    """GetUserAppId."""

    app_id: str = msgspec.field(name="AppId", default="")


class TencentAuditPull:
    """One account whose events are fetched."""

    def __init__(self, access: Access, timing: Timing | None = None) -> None:
        """Take how the account is reached; no call is made yet."""
        self._tally = Tally()
        self._timing = timing or Timing()
        self._client = Client(access, self._tally, self._timing)

    @property
    def tally(self) -> Tally:
        """What was called, and what can't be seen."""
        return self._tally

    def logs(self) -> tuple[EventLog, ...]:
        """Return the one log of the account: it has the events of all regions."""
        return (_AccountLog(self._client),)

    def deliveries(self) -> tuple[BucketAddress, ...]:
        """Return the buckets of all tracks; raises MissingRightError where they can't be listed."""
        region = home_region(self._client.access.site)
        found: dict[str, BucketAddress] = {}
        rows = by_page(
            lambda page: self._client.ask("cloudaudit", "DescribeAuditTracks", _Tracks, page, region)
        )
        for storage in (row.storage for row in rows):
            if storage.storage_type == _COS and storage.storage_name:
                address = BucketAddress(
                    scheme=_COS,
                    bucket=self._whole_name(storage),
                    prefix=f"{storage.storage_prefix}/" if storage.storage_prefix else "",
                    region=storage.storage_region or None,
                )
                found[address.text] = address
        return tuple(found.values())

    def bucket(self, address: BucketAddress) -> ObjectStore:
        """Open a bucket."""
        return CosBucket(self._client.access, self._tally, address, self._timing)

    def _whole_name(self, storage: _Storage) -> str:
        """Return the name of a bucket with the number of its account behind it, which tracks leave out."""
        name, _, number = storage.storage_name.rpartition("-")
        if name and number.isdecimal():
            return storage.storage_name
        number = storage.storage_app_id
        if not number:
            region = home_region(self._client.access.site)
            number = self._client.ask("cam", "GetUserAppId", _Owner, {}, region).app_id
        return f"{storage.storage_name}-{number}"


class _AccountLog:
    """The events of the account."""

    name = ""
    back = BACK
    longest = LONGEST

    def __init__(self, client: Client) -> None:
        self._client = client

    def pages(self, window: Window) -> Iterator[EventPage]:
        """Yield the events of a window."""
        asked: dict[str, object] = {
            "StartTime": int(window.start.timestamp()),
            "EndTime": int(window.end.timestamp()),
            "MaxResults": _PAGE,
        }
        region = home_region(self._client.access.site)
        seen: set[str] = set()
        while True:
            answer = self._client.ask("cloudaudit", "DescribeEvents", _Events, asked, region)
            is_last = flag(answer.is_over) is not False or not answer.rows
            yield EventPage(tuple(map(_row, answer.rows)), is_last=is_last)
            if is_last:
                return
            if answer.token in seen or not answer.token.isdecimal():
                raise CloudError("cloudaudit DescribeEvents gives the same page again and again")
            seen.add(answer.token)
            asked["NextToken"] = int(answer.token)


def _row(row: Mapping[str, Any]) -> EventRow:
    text = str(row.get("EventTime", ""))
    return EventRow(msgspec.json.encode(row), from_milliseconds(text + _SECOND) or moment(text))
