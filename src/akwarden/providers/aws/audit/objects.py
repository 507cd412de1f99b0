"""Reads the objects of a bucket of Amazon S3: lists them in the order of their keys, and fetches single ones.

After "ListObjectsV2" and "GetObject" (Amazon S3 API Reference). botocore follows a bucket to its region.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any, BinaryIO, Final, TypeVar

from botocore.exceptions import BotoCoreError

from akwarden.errors import CloudError, UnreachableError
from akwarden.providers.audit_pull import (
    LARGEST_OBJECT,
    BucketAddress,
    GoneObjectError,
    StoredObject,
)
from akwarden.providers.aws.answers import ListedObjects, ObjectContent
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.permissions import GET_OBJECT, LIST_OBJECTS
from akwarden.providers.aws.refusal import CodedError

_TRIES: Final = 3
_BLOCK: Final = 1 << 20
_GONE: Final = frozenset({"NoSuchKey", "404"})
_NO_BUCKET: Final = "NoSuchBucket"
Value = TypeVar("Value")


class S3Bucket:
    """One bucket, open for reading; for one thread."""

    def __init__(self, client: Client, address: BucketAddress) -> None:
        """Take what calls, and which bucket."""
        self._client = client
        self._address = address

    @property
    def address(self) -> BucketAddress:
        """Which one."""
        return self._address

    def folders(self, prefix: str) -> Iterator[str]:
        """Yield what keys have next behind a prefix up to a `/`, with the prefix."""
        for answer in self._pages({"Prefix": prefix, "Delimiter": "/"}):
            yield from (folder.prefix for folder in answer.common_prefixes)

    def objects(self, prefix: str, *, after: str = "", page: int = 1000) -> Iterator[StoredObject]:
        """Yield objects in the order of their keys, those behind `after`."""
        behind = {"StartAfter": after} if after else {}
        for answer in self._pages({"Prefix": prefix, "MaxKeys": page, **behind}):
            for one in answer.contents:
                yield StoredObject(
                    key=one.key, etag=one.e_tag.strip('"'), size=one.size, modified=one.last_modified
                )

    def fetch(self, stored: StoredObject, into: BinaryIO) -> None:
        """Write what an object holds; raises GoneObjectError where it is not there any more."""
        asked = {"Bucket": self._address.bucket, "Key": stored.key}
        broken = None
        for _ in range(_TRIES):
            broken = _copied(self._known(lambda: self._asked_for(asked)).body, into)
            if broken is None:
                return
        raise UnreachableError(
            f"an object of {self._address.bucket} can't be fetched",
            why=f"the answer broke off ({broken})",
            mend="run it again later",
        )

    def close(self) -> None:
        """Leave connections to the client, which others use as well."""

    def _asked_for(self, asked: Mapping[str, str]) -> ObjectContent:
        return self._client.ask(GET_OBJECT, asked, ObjectContent, region=self._address.region)

    def _pages(self, parameters: Mapping[str, Any]) -> Iterator[ListedObjects]:
        asked = {"Bucket": self._address.bucket, **parameters}
        pages = self._client.pages(LIST_OBJECTS, asked, ListedObjects, region=self._address.region)
        while (page := self._known(lambda: next(pages, None))) is not None:
            yield page

    def _known(self, call: Callable[[], Value]) -> Value:
        """Return what a call gives; what is not there is told as such."""
        try:
            return call()
        except CodedError as error:
            if error.aws_code in _GONE:
                raise GoneObjectError(f"an object of {self._address.bucket} is not there any more") from None
            if error.aws_code == _NO_BUCKET:
                raise CloudError(
                    f"there is no bucket {self._address.bucket}", mend="correct the name of the bucket"
                ) from None
            raise


def _copied(body: Any, into: BinaryIO) -> str | None:
    """Write a stream to a file from its start; return what broke it off, or None."""
    into.seek(0)
    into.truncate()
    with closing(body):
        for _ in range(LARGEST_OBJECT // _BLOCK):
            try:
                part = body.read(_BLOCK)
            except (BotoCoreError, OSError, ValueError) as error:
                return type(error).__name__
            if not part:
                break
            into.write(part)
    return None
