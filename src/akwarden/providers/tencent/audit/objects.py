"""Reads the objects of a bucket of COS: lists them in the order of their keys, and fetches single ones.

After "GET Bucket (List Objects)", "GET Object" and "Error Codes" (COS API documents). The SDK of COS is not
needed for two calls: they are signed here (`wire/cos.py`) and go out like all others.
"""

import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import BinaryIO, Final
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import msgspec

from akwarden.errors import CloudError
from akwarden.model.credential import Credential
from akwarden.model.lease import Lease
from akwarden.providers.audit_pull import (
    LARGEST_OBJECT,
    BucketAddress,
    StoredObject,
)
from akwarden.providers.inventory import Access, CloudCall, Tally
from akwarden.providers.protocol import NoReply
from akwarden.providers.tencent.audit.cos_answer import Place, error_of, fault_of, parsed, text_in
from akwarden.providers.tencent.client import TRIES, Timing
from akwarden.providers.tencent.endpoints import Endpoint, home_region, read_endpoint
from akwarden.providers.tencent.permissions import call_of
from akwarden.providers.transport import Fetch, Fetched, Transport
from akwarden.wire import cos

_SECONDS: Final = 60.0
_VALID_BEFORE, _VALID_AFTER = 60, 900
"""Seconds that a signature holds before and after it is made."""
_RENEWED: Final = 60
_LONGEST_PAUSE: Final = 20.0
_MOST_LIST: Final = 8 << 20
"""Bytes of a list: a thousand keys of a thousand bytes, each percent-encoded."""
_OK: Final = 200


class _Asked(msgspec.Struct, frozen=True):
    """One request."""

    call: CloudCall
    key: str
    parameters: Mapping[str, str]
    most: int


class CosBucket:
    """One bucket, open for reading; for one thread."""

    def __init__(self, access: Access, tally: Tally, address: BucketAddress, timing: Timing) -> None:
        """Take how the account is reached, and which bucket; raises UsageError for an address to nowhere."""
        self._access = access
        self._tally = tally
        self._address = address
        self._timing = timing
        self._endpoint, self._in_path = _endpoint_of(access, address)
        self._transport = Transport(_SECONDS)
        self._lease: Lease | None = None

    @property
    def address(self) -> BucketAddress:
        """Which one."""
        return self._address

    def folders(self, prefix: str) -> Iterator[str]:
        """Yield what keys have next behind a prefix up to a `/`, with the prefix."""
        for page in self._lists({"prefix": prefix, "delimiter": "/"}):
            for one in page.iter("CommonPrefixes"):
                yield text_in(one, "Prefix")

    def objects(self, prefix: str, *, after: str = "", page: int = 1000) -> Iterator[StoredObject]:
        """Yield objects in the order of their keys, those behind `after`."""
        asked = {"prefix": prefix, "max-keys": str(page), **({"marker": after} if after else {})}
        for part in self._lists(asked):
            yield from (self._object(one) for one in part.iter("Contents"))

    def fetch(self, stored: StoredObject, into: BinaryIO) -> None:
        """Write what an object holds; raises GoneObjectError where it is not there any more."""
        asked = _Asked(call_of("cos", "GetObject"), stored.key, {}, LARGEST_OBJECT)
        self._done(asked, into)
        self._tally.was_allowed(asked.call)

    def told(self, call: CloudCall, parameters: Mapping[str, str]) -> ET.Element:
        """Return what a call says that is about the bucket itself, or about all buckets for an empty name."""
        into = io.BytesIO()
        self._done(_Asked(call, "", parameters, _MOST_LIST), into)
        page = parsed(into.getvalue())
        if page is None:
            raise CloudError(f"the answer to cos {call.action} is not one of COS", why="it can't be read")
        self._tally.was_allowed(call)
        return page

    def close(self) -> None:
        """Close what is open."""
        self._transport.close()

    def _lists(self, parameters: Mapping[str, str]) -> Iterator[ET.Element]:
        """Yield the pages of a list."""
        asked = {**parameters, "encoding-type": "url"}
        seen: set[str] = set()
        while True:
            into = io.BytesIO()
            self._done(_Asked(call_of("cos", "GetBucket"), "", asked, _MOST_LIST), into)
            page = parsed(into.getvalue())
            if page is None:
                raise self._no_list()
            self._tally.was_allowed(call_of("cos", "GetBucket"))
            yield page
            if text_in(page, "IsTruncated") != "true":
                return
            marker = text_in(page, "NextMarker")
            if not marker or marker in seen:
                raise CloudError(f"the list of {self._address.bucket} does not end")
            seen.add(marker)
            asked["marker"] = marker

    def _object(self, found: ET.Element) -> StoredObject:
        try:
            modified = datetime.fromisoformat(text_in(found, "LastModified"))
            size = int(text_in(found, "Size") or "0")
        except ValueError:
            raise self._no_list() from None
        return StoredObject(
            key=text_in(found, "Key"),
            etag=text_in(found, "ETag").strip('"'),
            size=size,
            modified=modified if modified.tzinfo else modified.replace(tzinfo=UTC),
        )

    def _no_list(self) -> CloudError:
        return CloudError(f"the list of {self._address.bucket} is not one of COS", why="it can't be read")

    def _done(self, asked: _Asked, into: BinaryIO) -> None:
        """Make a call, again where that may help, and write what it gives."""
        number = 0
        while True:
            credential = self._credential()
            reply = self._sent(asked, credential, into)
            self._tally.called()
            if isinstance(reply, Fetched) and reply.status == _OK and not reply.broken:
                return
            number += 1
            fault = fault_of(reply, into)
            if fault.is_throttle:
                self._tally.was_throttled()
            if number == TRIES or not fault.may_pass:
                raise error_of(asked.call, fault, self._place(), credential)
            pause = min(_LONGEST_PAUSE, self._timing.backoff * 2 ** (number - 1))
            self._timing.sleep(self._timing.random() * pause)

    def _place(self) -> Place:
        region = self._address.region or home_region(self._access.site)
        return Place(bucket=self._address.bucket, region=region, host=self._endpoint.host)

    def _sent(self, asked: _Asked, credential: Credential, into: BinaryIO) -> Fetched | NoReply:
        host = self._endpoint.host
        path = f"/{self._address.bucket}/{asked.key}" if self._in_path else f"/{asked.key}"
        headers = {"host": host}
        if credential.token is not None:
            headers["x-cos-security-token"] = credential.token.reveal().decode("ascii")
        request = cos.Request(method="GET", path=path, parameters=asked.parameters, headers=headers)
        now = int(self._timing.now())
        signed = cos.authorization(
            request,
            f"{now - _VALID_BEFORE};{now + _VALID_AFTER}",
            credential.key_id,
            credential.secret.reveal(),
        )
        query = f"?{urlencode(asked.parameters, quote_via=quote)}" if asked.parameters else ""
        url = f"{self._endpoint.scheme}://{host}{quote(path)}{query}"
        into.seek(0)
        into.truncate()
        return self._transport.fetch(Fetch(url, {**headers, "authorization": signed}, asked.most), into.write)

    def _credential(self) -> Credential:
        """Return a key that works for a while."""
        lease = self._lease
        ends = lease and lease.expires_at
        if lease is None or (ends and ends.timestamp() - self._timing.now() <= _RENEWED):
            lease = self._lease = self._access.lease()
        return lease.credential


def _endpoint_of(access: Access, address: BucketAddress) -> tuple[Endpoint, bool]:
    """Return where a bucket is called, and whether its name stands in the path there."""
    own = access.endpoints.get("cos") or access.endpoints.get("*")
    if own is not None:
        return read_endpoint(own), bool(address.bucket)
    if not address.bucket:
        return Endpoint("https", "service.cos.myqcloud.com"), False
    region = address.region or home_region(access.site)
    return Endpoint("https", f"{address.bucket}.cos.{region}.myqcloud.com"), False
