"""Looks up the events of an account (AWS CloudTrail), region by region, and finds where trails deliver.

After "LookupEvents" (AWS CloudTrail API Reference): events of the last 90 days that manage the account, the
newest first, 50 at most an answer, two calls a second for each account and region.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from akwarden.errors import CloudError, CredentialError
from akwarden.providers.audit_pull import (
    AbsentLogError,
    BucketAddress,
    EventLog,
    EventPage,
    EventRow,
    ObjectStore,
    Window,
)
from akwarden.providers.aws.answers import CallerIdentity, LookedUpEvent, LookedUpEvents, Trails
from akwarden.providers.aws.audit.objects import S3Bucket
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.permissions import DESCRIBE_TRAILS, GET_CALLER_IDENTITY, LOOKUP_EVENTS
from akwarden.providers.aws.regions import RegionalCalls
from akwarden.providers.inventory import Tally
from akwarden.providers.pace import Pace

BACK: Final = timedelta(days=90)
_PAGE: Final = 50
_A_SECOND: Final = 2


class AwsAuditPull:
    """One account whose events are fetched."""

    def __init__(self, client: Client) -> None:
        """Take what calls."""
        self._client = client

    @property
    def tally(self) -> Tally:
        """What was called, and what can't be seen."""
        return self._client.tally

    def logs(self) -> tuple[EventLog, ...]:
        """Return the logs of all regions that the account has enabled."""
        return tuple(_RegionLog(self._client, region) for region in RegionalCalls(self._client).regions())

    def deliveries(self) -> tuple[BucketAddress, ...]:
        """Return the buckets of all trails; raises MissingRightError where no region lists them."""
        calls = RegionalCalls(self._client)
        found: dict[str, BucketAddress] = {}
        with calls.needing(DESCRIBE_TRAILS):
            for region in calls.regions():
                for page in calls.pages(DESCRIBE_TRAILS, {"includeShadowTrails": False}, Trails, region):
                    for trail in page.trails:
                        if trail.s3_bucket_name:
                            prefix = f"{trail.s3_key_prefix}/" if trail.s3_key_prefix else ""
                            address = BucketAddress(scheme="s3", bucket=trail.s3_bucket_name, prefix=prefix)
                            found[address.text] = address
        return tuple(found.values())

    def bucket(self, address: BucketAddress) -> ObjectStore:
        """Open a bucket."""
        return S3Bucket(self._client, address)


class _RegionLog:
    """The events of one region."""

    back = BACK
    longest = BACK

    def __init__(self, client: Client, region: str) -> None:
        self._client = client
        self._region = region
        rate = _A_SECOND * (client.access.rate or 1)
        self._pace = Pace(rate, burst=1, clock=time.monotonic)

    @property
    def name(self) -> str:
        return self._region

    def pages(self, window: Window) -> Iterator[EventPage]:
        """Yield the events of a window; raises AbsentLogError where the account does not use the region."""
        asked = {"StartTime": window.start, "EndTime": window.end, "MaxResults": _PAGE}
        seen: set[str] = set()
        while True:
            answer = self._asked(asked)
            yield EventPage(tuple(map(_row, answer.events)), is_last=not answer.next_token)
            if not answer.next_token:
                return
            if answer.next_token in seen:
                raise CloudError("cloudtrail:LookupEvents gives the same page again and again")
            seen.add(answer.next_token)
            asked["NextToken"] = answer.next_token

    def _asked(self, parameters: dict[str, object]) -> LookedUpEvents:
        if self._client.access.rate and (wait := self._pace.reserve()) > 0:
            self._client.sleep(wait)
        try:
            return self._client.ask(LOOKUP_EVENTS, parameters, LookedUpEvents, region=self._region)
        except CredentialError as error:
            # A region that is not enabled says so of the key. Does it work elsewhere? This raises if not.
            self._client.ask(GET_CALLER_IDENTITY, {}, CallerIdentity)
            raise AbsentLogError(f"{self._region} does not take the key", why=error.what) from None


def _row(event: LookedUpEvent) -> EventRow:
    return EventRow(event.cloud_trail_event.encode("utf-8", "replace"), event.event_time)
