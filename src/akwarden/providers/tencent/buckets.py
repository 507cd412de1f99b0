"""The buckets of an account (COS), each with where its access logs go.

After "GET Service (List Buckets)" and "GET Bucket logging" (COS API documents): one call for each bucket, at
the address of its region.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from typing import Final

from akwarden.errors import CloudError
from akwarden.model.bucket import Bucket
from akwarden.providers.audit_pull import BucketAddress
from akwarden.providers.tencent.audit.cos_answer import NoBucketError, text_in
from akwarden.providers.tencent.audit.objects import CosBucket
from akwarden.providers.tencent.permissions import call_of
from akwarden.providers.tencent.rights import Rights

_COS, _LIST, _LOGGING = "cos", "GetService", "GetBucketLogging"
Open = Callable[[BucketAddress], CosBucket]
"""Opens a bucket; one without a name stands for all of them."""
_ALL: Final = BucketAddress(scheme=_COS, bucket="")


def buckets_of(rights: Rights, opened: Open) -> Iterator[Bucket]:
    """Yield all buckets; raises MissingRightError where they can't be listed.

    Where the logs of one can't be seen it comes without them, and there is a blind spot.
    """
    for address in _listed(opened):
        found = rights.attempt(_COS, _LOGGING, partial(_looked_at, opened, address))
        if found is None:
            yield Bucket(name=address.bucket, region=address.region, is_log_known=False)
        else:
            yield from found


def _listed(opened: Open) -> Iterator[BucketAddress]:
    asked: dict[str, str] = {}
    seen: set[str] = set()
    with closing(opened(_ALL)) as service:
        while True:
            page = service.told(call_of(_COS, _LIST), asked)
            for one in page.iter("Bucket"):
                region = text_in(one, "Location") or None
                yield BucketAddress(scheme=_COS, bucket=text_in(one, "Name"), region=region)
            if text_in(page, "IsTruncated") != "true":
                return
            marker = text_in(page, "NextMarker")
            if not marker or marker in seen:
                raise CloudError("the list of buckets of COS does not end")
            seen.add(marker)
            asked["marker"] = marker


def _looked_at(opened: Open, address: BucketAddress) -> tuple[Bucket, ...]:
    """Return a bucket with its logs; nothing for one that is gone by now."""
    with closing(opened(address)) as bucket:
        try:
            page = bucket.told(call_of(_COS, _LOGGING), {"logging": ""})
        except NoBucketError:
            return ()
    target = next((text_in(one, "TargetBucket") for one in page.iter("LoggingEnabled")), "")
    prefix = next((text_in(one, "TargetPrefix") for one in page.iter("LoggingEnabled")), "")
    logs = f"{target}/{prefix}" if target else ""
    return (Bucket(name=address.bucket, region=address.region, log_target=logs),)
