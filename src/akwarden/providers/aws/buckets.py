"""The buckets of an account (Amazon S3), each with where its access logs go.

After "ListBuckets" and "GetBucketLogging" (Amazon S3 API Reference): one call for each bucket. The policy of
a bucket may refuse what the policies of the account allow.
"""

from collections.abc import Iterator
from typing import Final

from akwarden.errors import CloudError, MissingRightError
from akwarden.model.bucket import Bucket
from akwarden.providers.aws.answers import BucketLogging, ListedBucket, ListedBuckets
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.permissions import GET_BUCKET_LOGGING, LIST_BUCKETS
from akwarden.providers.aws.refusal import CodedError

_PAGE: Final = 1000
_GONE: Final = "NoSuchBucket"
_TRIED: Final = 3
"""Buckets that are asked for while all refuse: more would most likely refuse as well."""


def list_buckets(client: Client) -> Iterator[Bucket]:
    """Yield all buckets; raises MissingRightError where they can't be listed.

    Where the logs of one can't be seen it comes without them, and there is a blind spot.
    """
    looking = _Looking(client)
    with client.needing(LIST_BUCKETS):
        for listed in _listed(client):
            found = looking.at(listed)
            if found is not None:
                yield found


def _listed(client: Client) -> Iterator[ListedBucket]:
    asked: dict[str, object] = {"MaxBuckets": _PAGE}
    seen: set[str] = set()
    while True:
        answer = client.ask(LIST_BUCKETS, asked, ListedBuckets)
        yield from answer.buckets
        token = answer.continuation_token
        if not token:
            return
        if token in seen:
            raise CloudError("s3:ListBuckets gives the same page again and again")
        seen.add(token)
        asked["ContinuationToken"] = token


class _Looking:
    """Asks bucket after bucket where its logs go, and stops where nothing is told."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._refused = 0
        self._answered = 0

    def at(self, listed: ListedBucket) -> Bucket | None:
        """Return a bucket with its logs; None for one that is gone by now."""
        unseen = Bucket(name=listed.name, region=listed.bucket_region, is_log_known=False)
        if self._refused >= _TRIED and not self._answered:
            return unseen
        asked = {"Bucket": listed.name}
        try:
            answer = self._client.ask(GET_BUCKET_LOGGING, asked, BucketLogging, region=listed.bucket_region)
        except MissingRightError as error:
            self._refused += 1
            self._client.blind(GET_BUCKET_LOGGING, error.reason)
            return unseen
        except CodedError as error:
            if error.aws_code == _GONE:
                return None
            raise
        self._answered += 1
        return Bucket(name=listed.name, region=listed.bucket_region, log_target=_target(answer))


def _target(answer: BucketLogging) -> str:
    logs = answer.logging_enabled
    return f"{logs.target_bucket}/{logs.target_prefix}" if logs and logs.target_bucket else ""
